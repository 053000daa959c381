# SPDX-License-Identifier: BSD-2-Clause
"""Broken configurations are refused with an unchanged system."""

import os

from scenario import SCRIPTS, Scenario, cases

MACHINES = ("x86-svm", "arm64-gicv3", "arm64-gicv2")

TABLE = ("--add", os.path.join(SCRIPTS, "broken.py"))


# Linux has less memory than hypervisor memory may be large.
@cases(Scenario("refusals", memory="512M", options=TABLE))
def test_refusals(scenario, name):
    """Every case of the script."""
    scenario.check(name)
