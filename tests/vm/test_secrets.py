# SPDX-License-Identifier: BSD-2-Clause
"""A secret pattern is never readable by the next owner of memory."""

from scenario import Scenario, cases


@cases(Scenario("secrets", ("",), name="secrets", modules=("probe",)),
       Scenario("secrets", ("-reserved",), name="secrets-reserved",
                append=r"memmap=66M$0x14000000", modules=("probe",)))
def test_secrets(scenario, name):
    """Every case of the script."""
    scenario.check(name)
