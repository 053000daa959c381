# SPDX-License-Identifier: BSD-2-Clause
"""Root dies beside a cell, which goes on.

Usage: root_dies.py KIND, which is panic, hang or triple
"""

import sys
import time

import guest
from guest import case, same

KIND = sys.argv[1]


@case
def a_cell_runs():
    """The cell that has to go on."""
    guest.enable()
    with guest.Console() as console:
        guest.launch("rt", "rt", "period=1000")
        console.wait_ticks()
        same(guest.cell_state("rt"), "running", "state of the cell")
    guest.kernel_is_well()


@case
def root_dies():
    """Prints no result if root dies as a whole."""
    guest.say("root dies")
    # The last words go to the hypervisor's console and to Linux's.
    guest.write("/dev/kmsg", f"test: root's {KIND} begins\n")
    time.sleep(2)
    if KIND == "panic":
        guest.write("/proc/sysrq-trigger", "c")
    elif KIND == "hang":
        guest.probe("hang")
    else:
        guest.probe("triple", 3)
        time.sleep(5)


guest.main()
