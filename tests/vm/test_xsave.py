# SPDX-License-Identifier: BSD-2-Clause
"""Extended states of the CPU."""

from scenario import Scenario, cases

# XSAVE is x86's.
MACHINES = ("x86-svm",)


# QEMU 7.2 executes XSETBV without an exit.
@cases(Scenario("xsave", options=("--qemu", "10", "--machine-arg",
                                  "-cpu EPYC,+svm,+npt")))
def test_xsave(scenario, name):
    """Every case of the script."""
    scenario.check(name)
