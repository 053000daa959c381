# SPDX-License-Identifier: BSD-2-Clause
"""Cells that refuse, and what can't be done as long as they do."""

import errno
import os

import blobs
import guest
import kexec
from blobs import Blob
from guest import case, check, same

# Offset of a cell's flags, and one of them.
FLAGS, PASSIVE = 44, 1


def launch(name, cpu, act, *parameters, flags=0):
    """Create a cell on a CPU that behaves like ACT; FLAGS are added."""
    blob = Blob.load("rt").rename(name).set_cpus(cpu)
    blob.put("I", FLAGS, blob.get("I", FLAGS) | flags)
    guest.jailhouse("cell", "create", blob.save(f"/root/{name}.cell"))
    guest.relaunch(name, "violate", f"violation={act}", *parameters)


def exits(name):
    """Return the number of exits of a cell."""
    return int(guest.read(
        f"{guest.cell_dir(name)}/statistics/vmexits_total"))


def wait_for_exits(name):
    """A cell that prints goes on."""
    first = exits(name)
    guest.wait_for(lambda: exits(name) > first, f"exits of {name}")


@case
def garbage_and_floods_bother_nobody():
    """All over the communication region, and on the console."""
    guest.enable()
    before = guest.snapshot()
    launch("flood", 2, "flood")
    launch("trash", 3, "comm-trash", "times=200000")
    guest.launch("rt", "rt", "period=1000")
    for name in ("flood", "rt"):
        wait_for_exits(name)
    with open(guest.DEVICE, "rb", buffering=0) as device:
        text = b"".join(device.read(256) for _ in range(100))
    check(len(set(text)) > 200, "no flood on the console")

    # Garbage is a denial, and ends some time.
    guest.wait_for(lambda: guest.tool(
        "cell", "shutdown", "trash").returncode == 0, "the end of the garbage")
    # A flood answers nothing.
    guest.jailhouse("cell", "shutdown", "flood")
    for name in ("trash", "flood"):
        same(guest.cell_state(name), "shut down", f"state of {name}")
    guest.relaunch("flood", "violate", "violation=flood")
    for name in ("flood", "rt"):
        wait_for_exits(name)
    for name in ("flood", "trash", "rt"):
        guest.jailhouse("cell", "destroy", name)
    guest.unchanged(before, "what the cells did")
    guest.kernel_is_well()
    with guest.Console() as console:
        guest.launch("rt", "rt", "period=1000")
        console.wait_ticks()
    guest.jailhouse("cell", "destroy", "rt")


@case
def a_cell_that_denies_is_not_stopped():
    """Neither shutdown nor destroy, load, start or disable do it."""
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
def a_passive_cell_is_not_asked():
    """It can't refuse; what it would answer is not waited for."""
    with guest.Console() as console:
        for act in ("deny", "silent"):
            mark = console.mark()
            launch("passive", 2, act, flags=PASSIVE)
            console.wait(f"^violate: {act}: before$", mark)
            guest.jailhouse("cell", "shutdown", "passive")
            same(guest.cell_state("passive"), "shut down", "state")
            guest.jailhouse("cell", "start", "passive")
            console.wait(f"^violate: {act}: before$", mark, count=2)
            guest.jailhouse("cell", "destroy", "passive")


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
        # Linux on x86 is not even asked for CPU 0; on Arm it keeps its last.
        guest.kernel_is_well("can't give up CPU 0")


@case
def reboot():
    """Works all the same, also by kexec: that ends in a reset, as the new
    kernel could not use what the cells keep. Prints no result."""
    kexec.load()
    guest.say("rebooting")
    os.system("kexec -e")


guest.main()
