# SPDX-License-Identifier: BSD-2-Clause
"""Linux goes down in good order, with a running cell.

Usage: reboot.py KIND, which is reboot, poweroff or kexec
"""

import os
import sys

import guest
import kexec
from guest import case

KIND = sys.argv[1]


@case
def a_cell_runs():
    """The cell that has to be ended."""
    guest.load_module("jailhouse")
    if KIND == "kexec":
        kexec.load()
    guest.enable()
    with guest.Console() as console:
        guest.launch("rt", "rt", "period=1000")
        console.wait_ticks()


@case
def going_down():
    """Prints no result."""
    os.system({"reboot": "reboot -f", "poweroff": "poweroff -f",
               "kexec": "kexec -e"}[KIND])
    guest.wait_for(lambda: False, "the end")


guest.main()
