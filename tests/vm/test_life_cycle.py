# SPDX-License-Identifier: BSD-2-Clause
"""A cell's life 20 times in one boot, Linux being busy on all its CPUs; and
some times on a machine where root has one CPU left."""

from scenario import Scenario, cases

MACHINES = ("x86-svm", "arm64-gicv3", "arm64-gicv2")


PERF = ("--package", "linux-perf")


@cases(Scenario("life_cycle", (6,), smp=2, options=PERF),
       Scenario("life_cycle", (20,), options=PERF))
def test_life_cycle(scenario, name):
    """Every case of the script."""
    scenario.check(name)
