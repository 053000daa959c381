# SPDX-License-Identifier: BSD-2-Clause
"""Extensions of the architecture, on a core that has as many as there are: who
may use which, and what is left of them in registers.

Only for arm64.
"""

import re

import guest
from guest import case, check, jailhouse, same

# Of the inmate "violate".
FORBIDDEN = ("spe", "spe-buffer", "trace-filter", "trbe", "brbe", "amu", "lor",
             "mpam", "sme", "tpidr2", "mte-control")

console = None


@case
def set_up():
    """A core with vectors of any length and signed pointers."""
    flags = guest.read("/proc/cpuinfo")
    for name in ("sve", "paca"):
        check(re.search(rf"\b{name}\b", flags), f"no {name}")
    guest.enable()
    globals()["console"] = guest.Console()


@case
def a_cell_finds_them_clean():
    """And can use them, also the second time."""
    jailhouse("cell", "create", guest.cell("violate"))
    for _ in range(2):
        mark = console.mark()
        guest.relaunch("violate", "cellinfo")
        line = console.wait(r"^cellinfo: (PASS|FAIL)$", mark)
        same(line[1], "PASS", "verdict: " + "; ".join(
            match.string for match in console.find("^cellinfo: FAIL .*")))
        for what in ("SVE", "pointer authentication"):
            check(console.find(rf"^cellinfo: {what}$", mark), f"no {what}")
        jailhouse("cell", "shutdown", "violate")


@case
def a_cell_lacks_the_others():
    """Each is undefined there."""
    wrong = []
    for name in FORBIDDEN:
        mark = console.mark()
        guest.relaunch("violate", "violate", f"violation={name}")
        line = console.wait(rf"^violate: {name}: (PASS|FAIL.*)$|VIOLATION",
                            mark)
        if line[1] != "PASS":
            wrong.append(line[0])
        jailhouse("cell", "shutdown", "violate")
    check(not wrong, "; ".join(wrong))


@case
def root_gets_the_cpu_back():
    """With all that it had."""
    jailhouse("cell", "destroy", "violate")
    console.close()
    jailhouse("disable")
    guest.remove_module("jailhouse")
    guest.kernel_is_well()


guest.main()
