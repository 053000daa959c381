# SPDX-License-Identifier: BSD-2-Clause
"""The life of a cell wherever the kernel and the machine's memory lie.

Usage: placement.py CPUS SUFFIX, which is "" or "-reserved"
"""

import sys

import guest
from guest import case, jailhouse, same

CPUS, SUFFIX = int(sys.argv[1]), sys.argv[2]
RESERVED = 0x54000000 if guest.ARM64 else 0x14000000


@case
def hypervisor_comes_and_goes():
    """Enable and disable leave the system as it was."""
    print(f"KERNEL {guest.kernel_code():#x}", flush=True)
    same(len(guest.kernel_cpus()), CPUS, "CPUs of the machine")
    guest.load_module("jailhouse")
    before = guest.snapshot()
    guest.enable(SUFFIX[1:])
    start, size = guest.hypervisor_memory()
    print(f"HYPERVISOR {start:#x} {size:#x}", flush=True)
    guest.check(SUFFIX == "" or start == RESERVED, "not at its place")
    # A reserved range is taken from Linux's drivers, by the device tree on arm64;
    # a claimed one is RAM.
    same(f"{start:08x}-{start + size - 1:08x} : jailhouse" in
         guest.read("/proc/iomem"), SUFFIX != "" and not guest.ARM64,
         "resource of the driver")
    jailhouse("disable")
    guest.unchanged(before, "enable and disable")


@case
def a_cell_lives():
    """Ticks are seen, and everything comes back; one CPU has no cell."""
    guest.enable(SUFFIX[1:])
    before = guest.snapshot()
    with guest.Console() as console:
        if CPUS > 1:
            guest.launch("rt", "rt", "period=1000", config="rt" + SUFFIX)
            first = console.wait_ticks()
            console.wait_ticks(first)
            jailhouse("cell", "shutdown", "rt")
            jailhouse("cell", "destroy", "rt")
        else:
            guest.refused("cell", "create", guest.cell("rt" + SUFFIX))
    guest.unchanged(before, "the life of a cell")
    jailhouse("disable")


@case
def nothing_is_left():
    """The module goes, the kernel is content."""
    guest.remove_module("jailhouse")
    guest.kernel_is_well()


guest.main()
