# SPDX-License-Identifier: BSD-2-Clause
"""A device of a cell whose interrupt is a pin of the IOAPIC."""

from scenario import Scenario, cases

# arm64's SPIs are in test_gic.py.
MACHINES = ("x86-svm",)


@cases(Scenario(
    "ioapic", modules=("probe",),
    # Linux would stop at the four that the machine has.
    append="8250.nr_uarts=5",
    options=("--machine-arg",
             "-chardev null,id=spare -device pci-serial,chardev=spare")))
def test_ioapic(scenario, name):
    """Every case of the script."""
    scenario.check(name)
