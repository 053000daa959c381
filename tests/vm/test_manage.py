# SPDX-License-Identifier: BSD-2-Clause
"""What surrounds the life of a cell."""

from scenario import Scenario, cases


@cases(Scenario("manage"))
def test_manage(scenario, name):
    """Every case of the script."""
    scenario.check(name)
