# SPDX-License-Identifier: BSD-2-Clause
"""What surrounds the life of a cell."""

from scenario import Scenario, cases

MACHINES = ("x86-svm", "arm64-gicv3")


@cases(Scenario("manage"))
def test_manage(scenario, name):
    """Every case of the script."""
    scenario.check(name)
