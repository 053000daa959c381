# SPDX-License-Identifier: BSD-2-Clause
"""A reboot with a running cell."""

import os

import guest
from guest import case


@case
def a_cell_runs():
    """The cell that the reboot has to end."""
    guest.enable()
    with guest.Console() as console:
        guest.launch("rt", "rt", "period=1000")
        console.wait_ticks()


@case
def reboot():
    """Prints no result."""
    os.system("reboot -f")
    guest.wait_for(lambda: False, "the reboot")


guest.main()
