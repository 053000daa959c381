# SPDX-License-Identifier: BSD-2-Clause
"""Violations of cells."""

from scenario import Scenario, cases


@cases(Scenario("violations"))
def test_violations(scenario, name):
    """Every case of the script."""
    scenario.check(name)
