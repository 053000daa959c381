# SPDX-License-Identifier: BSD-2-Clause
"""Threads of one core in different cells."""

from scenario import MACHINE, Scenario, cases

MACHINES = ("x86-svm", "arm64-gicv3")
# What it asks for is not the business of the GIC, of either version.
RARELY = ("arm64-gicv2",)

# Linux 6.1 finds threads on AMD only with a feature that QEMU does not emulate.
X86 = ("--machine-arg", "-cpu EPYC,+svm,+npt") if MACHINE == "x86-svm" else ()


@cases(Scenario("siblings", kernel="6.12", options=(
    *X86, "--machine-arg", "-smp 4,sockets=1,cores=2,threads=2")))
def test_siblings(scenario, name):
    """Every case of the script."""
    scenario.check(name)
