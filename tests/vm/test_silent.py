# SPDX-License-Identifier: BSD-2-Clause
"""Waiting for a cell that does not answer."""

from scenario import Scenario, cases

MACHINES = ("x86-svm", "arm64-gicv3")
# What it asks for is not the business of the GIC, of either version.
RARELY = ("arm64-gicv2",)


@cases(Scenario("silent", threads=True))
def test_silent(scenario, name):
    """Every case of the script."""
    scenario.check(name)
