# SPDX-License-Identifier: BSD-2-Clause
"""Broken configurations are refused with an unchanged system."""

import os

from scenario import SCRIPTS, Scenario, cases

# What it asks for is not the business of the GIC, of either version.
MACHINES = ("x86-svm", "arm64-gicv3")

TABLE = ("--add", os.path.join(SCRIPTS, "broken.py"))


@cases(Scenario("refusals", options=TABLE))
def test_refusals(scenario, name):
    """Every case of the script."""
    scenario.check(name)
