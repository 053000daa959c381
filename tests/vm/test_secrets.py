# SPDX-License-Identifier: BSD-2-Clause
"""A secret pattern is never readable by the next owner of memory."""

from scenario import RESERVED, Scenario, cases

MACHINES = ("x86-svm", "arm64-gicv3")
# What it asks for is not the business of the GIC, of either version.
RARELY = ("arm64-gicv2",)


@cases(Scenario("secrets", ("",), name="secrets", modules=("probe",)),
       Scenario("secrets", ("-reserved",), name="secrets-reserved",
                append=RESERVED, modules=("probe",)))
def test_secrets(scenario, name):
    """Every case of the script."""
    scenario.check(name)
