# SPDX-License-Identifier: BSD-2-Clause
"""XCR0 of a cell, on a CPU that has it: as after reset whatever Linux had in
it, and only with values that the CPU takes."""

import re

import guest
from guest import case, check, jailhouse, same

BAD = ("xsetbv-off", "xsetbv-bad", "xsetbv-combination", "xsetbv-unknown")

console = None


@case
def set_up():
    """Linux uses more of it than the reset value."""
    flags = guest.read("/proc/cpuinfo")
    for name in ("xsave", "avx"):
        check(re.search(rf"\b{name}\b", flags), f"this CPU has no {name}")
    guest.enable()
    globals()["console"] = guest.Console()


@case
def a_cell_finds_the_reset_value():
    """Twice: the second time the CPU comes from a Linux that had it back."""
    for _ in range(2):
        mark = console.mark()
        guest.launch("violate", "cellinfo")
        line = console.wait(r"^cellinfo: (PASS|FAIL.*)$", mark)
        same(line[1], "PASS", "verdict of cellinfo")
        jailhouse("cell", "destroy", "violate")
    guest.launch("violate", "violate", "violation=list")
    jailhouse("cell", "shutdown", "violate")


@case
def illegal_values_fault():
    """In the cell, which goes on."""
    for name in BAD:
        mark = console.mark()
        guest.relaunch("violate", "violate", f"violation={name}")
        line = console.wait(
            rf"^violate: {name}: (PASS|FAIL.*)$|^(?:VIOLATION|PANIC).*", mark)
        same(line[1], "PASS", f"verdict of {name}, {line[0]}")
        same(guest.cell_state("violate"), "running", f"state after {name}")
        jailhouse("cell", "shutdown", "violate")


@case
def linux_has_its_own_back():
    """All that it uses on the CPU that comes back."""
    jailhouse("cell", "destroy", "violate")
    console.close()
    jailhouse("disable")
    guest.kernel_is_well()


guest.main()
