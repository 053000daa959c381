# SPDX-License-Identifier: BSD-2-Clause
"""A cell's life 20 times in one boot, Linux being busy on all its CPUs; so, too,
on a machine where root has one CPU left, and with the newer kernel."""

from scenario import Scenario, cases

MACHINES = ("x86-svm", "arm64-gicv3", "arm64-gicv2")

LIVES = 20
PERF = ("--package", "linux-perf")


def _lives(smp, kernel):
    return Scenario("life_cycle", (LIVES,), smp=smp, kernel=kernel,
                    modules=("probe",), options=PERF)


@cases(_lives(2, "6.12"), _lives(4, "6.1"))
def test_life_cycle(scenario, name):
    """Every case of the script."""
    scenario.check(name)
