# SPDX-License-Identifier: BSD-2-Clause
"""Cores with two threads: CPUs 0 and 1 are one, 2 and 3 the other."""

import errno

import blobs
import guest
from blobs import Blob
from guest import case, check, jailhouse, same

PARAMETER = "/sys/module/jailhouse/parameters/split_siblings"


def cell_on(*cpus):
    """A configuration with these CPUs."""
    return Blob.load("rt").rename("threads").set_cpus(*cpus)


def life(*cpus):
    """Create, run and destroy a cell on these CPUs."""
    jailhouse("cell", "create", cell_on(*cpus).save("/root/threads.cell"))
    with guest.Console() as console:
        guest.relaunch("threads", "rt")
        console.wait("^rt: tick")
    jailhouse("cell", "destroy", "threads")
    same(guest.online(), "0-3", "online CPUs")


@case
def the_machine_has_threads():
    """As Linux sees it."""
    for cpu, siblings in ((0, "0-1"), (1, "0-1"), (2, "2-3"), (3, "2-3")):
        same(guest.read(f"{guest.CPUS}/cpu{cpu}/topology/thread_siblings_list"),
             siblings, f"siblings of CPU {cpu}")
    guest.enable()


@case
def a_core_is_not_split():
    """Neither with root nor with another cell; both CPUs are named."""
    before = guest.snapshot()
    for cpus, index, other in (((1,), 1, 0), ((2,), 2, 3), ((3,), 3, 2),
                               ((1, 2, 3), 1, 0)):
        same(blobs.create(cell_on(*cpus)), -errno.EBUSY, f"create on {cpus}")
        same(guest.sysfs("last_error"), f"cpu_sibling cpus {index} {other}",
             "last error")
    message = guest.refused("cell", "create",
                            cell_on(2).save("/root/threads.cell"))
    check("CPU 2" in message and "CPU 3" in message,
          f"CPUs are not named: {message}")
    guest.unchanged(before, "what was refused")


@case
def whole_cores_are_given():
    """CPUs of a cell are offline, but their cores are known."""
    life(2, 3)
    life(2, 3)
    guest.kernel_is_well()


@case
def a_core_is_split_on_demand():
    """With a warning."""
    guest.write(PARAMETER, "Y")
    life(3)
    check("CPU 3 and CPU 2, of different cells, are threads of one core"
          in guest.kernel_log(), "no warning")
    guest.write(PARAMETER, "N")
    same(blobs.create(cell_on(3)), -errno.EBUSY, "create without the option")
    jailhouse("disable")
    guest.kernel_is_well()


guest.main()
