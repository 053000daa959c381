# SPDX-License-Identifier: BSD-2-Clause
"""Violations of cells."""

from scenario import ARCHITECTURE, Scenario, cases

MACHINES = ("x86-svm", "arm64-gicv3", "arm64-gicv2")


# QEMU 7.2 does not trap implementation defined registers of Arm.
OPTIONS = ("--qemu", "10") if ARCHITECTURE == "arm64" else ()


@cases(Scenario("violations", options=OPTIONS))
def test_violations(scenario, name):
    """Every case of the script."""
    scenario.check(name)
