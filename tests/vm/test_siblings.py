# SPDX-License-Identifier: BSD-2-Clause
"""Threads of one core in different cells."""

from scenario import Scenario, cases


@cases(Scenario("siblings", options=(
    "--machine-arg", "-cpu EPYC,+svm,+npt,+topoext",
    "--machine-arg", "-smp 4,sockets=1,cores=2,threads=2")))
def test_siblings(scenario, name):
    """Every case of the script."""
    scenario.check(name)
