# SPDX-License-Identifier: BSD-2-Clause
"""A cell's life 20 times in one boot, Linux being busy on all its CPUs: on a
machine with 4 CPUs, and on one where root has one CPU left, with the newer kernel
and on x86 in x2APIC mode; on arm64 less often there."""

from scenario import MACHINE, Scenario, cases

MACHINES = ("x86-svm", "arm64-gicv3", "arm64-gicv2")

PERF = ("--package", "linux-perf")


def _lives(smp, kernel, lives, *options):
    return Scenario("life_cycle", (lives,), smp=smp, kernel=kernel,
                    modules=("probe",), programs=("spin",),
                    quick=False, options=(*PERF, *options))


# Where Linux has one CPU left, only the runner reminds QEMU of a GICv2's interrupt
# that it forgot, once a second; see vmlib/machines.py.
SMALL = {"x86-svm": [_lives(2, "6.12", 20, "--x2apic")],
         "arm64-gicv3": [_lives(2, "6.12", 8)],
         "arm64-gicv2": []}[MACHINE]


@cases(*SMALL, _lives(4, "6.1", 20))
def test_life_cycle(scenario, name):
    """Every case of the script."""
    scenario.check(name)
