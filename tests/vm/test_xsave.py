# SPDX-License-Identifier: BSD-2-Clause
"""Extended states of the CPU."""

from scenario import Scenario, cases


@cases(Scenario("xsave", options=("--machine-arg", "-cpu EPYC,+svm,+npt")))
def test_xsave(scenario, name):
    """Every case of the script."""
    scenario.check(name)
