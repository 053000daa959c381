# SPDX-License-Identifier: BSD-2-Clause
"""Robustness of the management calls."""

from scenario import Scenario, cases

# What it asks for is not the business of the GIC, of either version.
MACHINES = ("x86-svm", "arm64-gicv3")


# A cell without an image, which callers start here, executes zeroes: stores into
# its own code, for which QEMU looks for translated code each time. If CPUs took
# turns, that would leave too little time to the others.
@cases(Scenario("calls", turns=False))
def test_calls(scenario, name):
    """Every case of the script."""
    scenario.check(name)
