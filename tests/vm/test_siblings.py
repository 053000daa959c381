# SPDX-License-Identifier: BSD-2-Clause
"""Threads of one core in different cells."""

from scenario import Scenario, cases

# No Arm core of the emulated machines has threads.
MACHINES = ("x86-svm",)


# Linux 6.1 finds threads on AMD only with a feature that QEMU does not emulate.
@cases(Scenario("siblings", kernel="6.12", options=(
    "--machine-arg", "-cpu EPYC,+svm,+npt",
    "--machine-arg", "-smp 4,sockets=1,cores=2,threads=2")))
def test_siblings(scenario, name):
    """Every case of the script."""
    scenario.check(name)
