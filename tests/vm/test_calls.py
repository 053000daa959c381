# SPDX-License-Identifier: BSD-2-Clause
"""Robustness of the management calls."""

from scenario import Scenario, cases

MACHINES = ("x86-svm", "arm64-gicv3")
# What it asks for is not the business of the GIC, of either version.
RARELY = ("arm64-gicv2",)


@cases(Scenario("calls"))
def test_calls(scenario, name):
    """Every case of the script."""
    scenario.check(name)
