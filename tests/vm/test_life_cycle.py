# SPDX-License-Identifier: BSD-2-Clause
"""A cell's life 20 times in one boot, Linux being busy on all its CPUs."""

from scenario import Scenario, cases


@cases(Scenario("life_cycle", (20,), smp=2), Scenario("life_cycle", (20,)))
def test_life_cycle(scenario, name):
    """Every case of the script."""
    scenario.check(name)
