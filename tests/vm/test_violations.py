# SPDX-License-Identifier: BSD-2-Clause
"""Violations of cells."""

from scenario import Scenario, cases

# XSETBV needs XSAVE, which the machine's own CPU model lacks.
XSAVE = ("--machine-arg", "-cpu qemu64,+svm,+npt,+xsave")


@cases(Scenario("violations", options=XSAVE))
def test_violations(scenario, name):
    """Every case of the script."""
    scenario.check(name)
