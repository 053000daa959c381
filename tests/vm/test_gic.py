# SPDX-License-Identifier: BSD-2-Clause
"""Interrupts of devices that belong to a cell."""

from scenario import Scenario, cases

# x86's pins are in test_ioapic.py.
MACHINES = ("arm64-gicv3", "arm64-gicv2")


@cases(Scenario("gic", modules=("probe",), threads=True))
def test_gic(scenario, name):
    """Every case of the script."""
    scenario.check(name)
