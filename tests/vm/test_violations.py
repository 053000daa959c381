# SPDX-License-Identifier: BSD-2-Clause
"""Violations of cells."""

from scenario import ARCHITECTURE, Scenario, cases

MACHINES = ("x86-svm", "arm64-gicv3", "arm64-gicv2")


# QEMU 7.2 does not trap implementation defined registers of Arm.
SCENARIOS = {
    "amd64": (Scenario("violations"),
              Scenario("violations", name="violations-x2apic",
                       options=("--x2apic",))),
    "arm64": (Scenario("violations", options=("--qemu", "10")),),
}[ARCHITECTURE]


@cases(*SCENARIOS)
def test_violations(scenario, name):
    """Every case of the script."""
    scenario.check(name)
