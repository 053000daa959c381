# SPDX-License-Identifier: BSD-2-Clause
"""Broken configurations are refused with an unchanged system."""

from scenario import Scenario, cases


@cases(Scenario("refusals"))
def test_refusals(scenario, name):
    """Every case of the script."""
    scenario.check(name)
