# SPDX-License-Identifier: BSD-2-Clause
"""Cells that refuse, and what can't be done as long as they do."""

import errno
import os

import blobs
import guest
from blobs import Blob
from guest import case, check, same


def launch(name, cpu, act):
    """Create a cell on a CPU that behaves like ACT."""
    blob = Blob.load("rt").rename(name).set_cpus(cpu)
    guest.jailhouse("cell", "create", blob.save(f"/root/{name}.cell"))
    guest.relaunch(name, "violate", f"violation={act}")


@case
def a_cell_that_denies_is_not_stopped():
    """Neither shutdown nor destroy, load, start or disable do it."""
    guest.enable()
    with guest.Console() as console:
        launch("denies", 1, "deny")
        console.wait("^violate: deny: before$")
        before = guest.snapshot()
        check("refused" in guest.refused("cell", "shutdown", "denies"),
              "the message does not say that the cell refused")
        guest.refused("cell", "destroy", "denies")
        guest.refused("cell", "load", "denies", guest.inmate("rt"))
        guest.refused("cell", "start", "denies")
        guest.refused("disable")
        same(blobs.destroy("denies"), -errno.EPERM, "destroy")
        guest.unchanged(before, "what was refused")


@case
def garbage_is_no_consent():
    """Any answer but the fitting one is a denial."""
    with guest.Console() as console:
        launch("garbage", 2, "garbage-reply")
        console.wait("^violate: garbage-reply: before$")
        before = guest.snapshot()
        guest.refused("cell", "shutdown", "garbage")
        same(blobs.destroy("garbage"), -errno.EPERM, "destroy")
        guest.unchanged(before, "what was refused")


@case
def a_locked_cell_forbids_changes():
    """No cell is created or destroyed."""
    with guest.Console() as console:
        launch("locked", 3, "locked")
        console.wait("^violate: locked: before$")
        guest.wait_for(lambda: guest.cell_state("locked") == "running/locked",
                       "the lock")
        before = guest.snapshot()
        same(blobs.destroy("garbage"), -errno.EPERM, "destroy of another")
        blob = Blob.load("rt").rename("another").set_cpus(0)
        check(blobs.create(blob) < 0, "a cell could be created")
        guest.refused("disable")
        guest.unchanged(before, "what was refused")
        guest.kernel_is_well()


@case
def reboot():
    """Works all the same; prints no result."""
    guest.say("rebooting")
    os.system("reboot -f")


guest.main()
