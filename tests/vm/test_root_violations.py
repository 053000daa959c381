# SPDX-License-Identifier: BSD-2-Clause
"""Violations of the root cell."""

from scenario import Scenario, cases

MACHINES = ("x86-svm",)


# msr.allow_writes: else the kernel complains about writes from user space.
@cases(Scenario("root_violations", modules=("probe",),
                append="msr.allow_writes=on"))
def test_root_violations(scenario, name):
    """Every case of the script."""
    scenario.check(name)
