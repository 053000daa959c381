# SPDX-License-Identifier: BSD-2-Clause
"""A cell's life 20 times in one boot, Linux being busy on all its CPUs; less often
on a machine where root has one CPU left, and with the newer kernel."""

from scenario import MACHINE, Scenario, cases

MACHINES = ("x86-svm", "arm64-gicv3", "arm64-gicv2")

PERF = ("--package", "linux-perf")


def _lives(smp, kernel, lives):
    return Scenario("life_cycle", (lives,), smp=smp, kernel=kernel,
                    modules=("probe",), options=PERF)


# Where Linux has one CPU left, nothing reminds QEMU of a GICv2's interrupt that
# it forgot; see vmlib/machines.py.
SMALL = [] if MACHINE == "arm64-gicv2" else [_lives(2, "6.12", 8)]


@cases(*SMALL, _lives(4, "6.1", 20))
def test_life_cycle(scenario, name):
    """Every case of the script."""
    scenario.check(name)
