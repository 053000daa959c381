# SPDX-License-Identifier: BSD-2-Clause
"""A short life of two cells on a machine of any shape, and enable once more.

Usage: matrix.py CPUS KERNEL MODE LA57, or
       matrix.py CPUS KERNEL MODEL
KERNEL begins what uname -r says; MODE is xapic or x2apic, LA57 is 1 if the CPU
has five levels of page tables; MODEL is an Arm core.
"""

import os
import re
import sys

import guest
from guest import case, check, jailhouse, same

CPUS, KERNEL, *DETAILS = int(sys.argv[1]), *sys.argv[2:]
# The CPUs of the cells are 1 and 2; with two CPUs both want CPU 1.
CELLS = ("rt", "violate")
# What MIDR_EL1 says.
PARTS = {"cortex-a53": 0xd03, "cortex-a57": 0xd07, "cortex-a72": 0xd08,
         "cortex-a76": 0xd0b, "neoverse-n1": 0xd0c, "neoverse-v1": 0xd40,
         "cortex-a710": 0xd47, "max": 0x051}

before = {}


def is_wanted_x86(mode, la57):
    """Fail the case for another CPU or another mode of the APICs."""
    flags = guest.read("/proc/cpuinfo")
    same(bool(re.search(r"\bla57\b", flags)), la57 == "1", "la57")
    same(guest.x2apic(), mode == "x2apic", "x2APIC mode")


def is_wanted_arm64(model):
    """Fail the case for another core or GIC."""
    parts = re.findall(r"^CPU part\s*: (.*)$", guest.read("/proc/cpuinfo"),
                       re.M)
    same([int(part, 0) for part in parts], [PARTS[model]] * CPUS, "cores")
    version = guest.MACHINE[-1]
    check(re.search(rf"\bGIC(v{version}\b|: Using split EOI)",
                    guest.kernel_log()), f"no GICv{version}")


@case
def the_machine_is_the_wanted_one():
    """Else the boot would prove nothing about it."""
    print(f"KERNEL {guest.kernel_code():#x}", flush=True)
    same(len(guest.kernel_cpus()), CPUS, "number of CPUs")
    check(os.uname().release.startswith(KERNEL), os.uname().release)
    (is_wanted_arm64 if guest.ARM64 else is_wanted_x86)(*DETAILS)
    guest.load_module("jailhouse")
    before["disabled"] = guest.snapshot()


def start_cells(console):
    """Start as many cells as there are CPUs for, and see them tick.

    Return the names of the cells.
    """
    names = CELLS[:min(CPUS - 1, len(CELLS))]
    for name in names:
        mark = console.mark()
        guest.launch(name, "rt", "period=1000")
        console.wait_ticks(0, mark)
        same(guest.cell_state(name), "running", f"state of {name}")
    return names


def no_further_cell():
    """A cell whose CPU is not there or taken is refused with its number."""
    state = guest.snapshot()
    for name in CELLS[CPUS - 1:]:
        message = guest.refused("cell", "create", guest.cell(name))
        check("CPU 1" in message, f"no CPU in {message!r}")
    guest.unchanged(state, "the refusal")


def statistics(names):
    """Every cell has some; root's grow."""
    for number in range(len(names) + 1):
        where = f"{guest.SYSFS}/cells/{number}/statistics/vmexits_total"
        check(int(guest.read(where)) > 0, f"no exits in {where}")
    same(len(jailhouse("cell", "list").splitlines()), len(names) + 2, "lines")


@case
def life():
    """Enable, cells, ticks, statistics, end of the cells, disable."""
    guest.enable()
    enabled = guest.snapshot()
    with guest.Console() as console:
        names = start_cells(console)
        no_further_cell()
        statistics(names)
        mark = console.mark()
        for name in names:
            jailhouse("cell", "shutdown", name)
            same(guest.cell_state(name), "shut down", f"state of {name}")
        console.wait("^rt: shut down$", mark, len(names)) if names else None
        for name in names:
            jailhouse("cell", "destroy", name)
    guest.unchanged(enabled, "the life of the cells")
    jailhouse("disable")
    guest.unchanged(before["disabled"], "enable and disable")


def reserved():
    """Return whether memory was reserved at boot: the names of what uses it end
    so."""
    return "-reserved" if "memmap=" in guest.read("/proc/cmdline") else ""


@case
def enable_again():
    """What disable left lets the hypervisor come back, in memory that was reserved
    if there is any; then a cell lives there, too, if there is a CPU for one."""
    guest.enable(reserved()[1:])
    if reserved() and CPUS == 2:
        with guest.Console() as console:
            guest.launch("rt", "rt", "period=1000", config="rt" + reserved())
            console.wait_ticks()
            jailhouse("cell", "destroy", "rt")
    jailhouse("disable")
    guest.unchanged(before["disabled"], "the second enable and disable")


@case
def nothing_is_left():
    """The module goes, the kernel is content."""
    guest.remove_module("jailhouse")
    guest.kernel_is_well()


guest.main()
