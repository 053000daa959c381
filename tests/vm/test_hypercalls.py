# SPDX-License-Identifier: BSD-2-Clause
"""Hypercalls of root; those of cells are among the violations."""

from scenario import Scenario, cases

MACHINES = ("x86-svm", "arm64-gicv3")
# What it asks for is not the business of the GIC, of either version.
RARELY = ("arm64-gicv2",)


@cases(Scenario("hypercalls", modules=("probe",)))
def test_hypercalls(scenario, name):
    """Every case of the script."""
    scenario.check(name)
