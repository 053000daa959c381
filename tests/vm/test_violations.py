# SPDX-License-Identifier: BSD-2-Clause
"""Violations of cells."""

from scenario import ARCHITECTURE, Scenario, cases

MACHINES = ("x86-svm", "arm64-gicv3", "arm64-gicv2")


# What the mode of the APIC makes no difference for is tried in xAPIC mode.
OF_X2APIC = ("ipi-", "lvt-", "ldr", "ioapic-", "apic-", "msr-", "mem-read",
             "triple-fault")

# QEMU 7.2 does not trap implementation defined registers of Arm.
SCENARIOS = {
    "amd64": (Scenario("violations"),
              Scenario("violations", OF_X2APIC, name="violations-x2apic",
                       options=("--x2apic",))),
    "arm64": (Scenario("violations", threads=True,
                       options=("--qemu", "10")),),
}[ARCHITECTURE]


@cases(*SCENARIOS)
def test_violations(scenario, name):
    """Every case of the script."""
    scenario.check(name)
