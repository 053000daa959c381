# SPDX-License-Identifier: BSD-2-Clause
"""Broken configurations are refused with an unchanged system."""

import os

from scenario import SCRIPTS, Scenario, cases

# What it asks for is not the business of the GIC, of either version.
MACHINES = ("x86-svm", "arm64-gicv3")

TABLE = ("--add", os.path.join(SCRIPTS, "broken.py"))


# Linux has less memory than hypervisor memory may be large.
@cases(Scenario("refusals", memory="512M", options=TABLE, turns=True))
def test_refusals(scenario, name):
    """Every case of the script."""
    scenario.check(name)
