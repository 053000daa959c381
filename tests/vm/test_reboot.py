# SPDX-License-Identifier: BSD-2-Clause
"""Reboots, with a cell that agrees and with cells that don't."""

import functools
import re

import pytest

from scenario import Scenario

RESET = 125                 # of tests/vm/run, with the cause on its stderr
AGREES = Scenario("reboot", append="ignore_loglevel")
REFUSES = Scenario("stubborn", append="ignore_loglevel")


@functools.lru_cache(maxsize=None)
def _restarted(scenario):
    result = scenario.result()
    return result.status == RESET and re.search(
        "reset: Linux restarted the machine", result.err)


def test_reboot_with_a_cell():
    """The hypervisor leaves first, then the machine restarts."""
    result = AGREES.result()
    assert "CASE a_cell_runs: ok" in result.out, result.summary()
    assert _restarted(AGREES), result.summary()
    assert re.search("^rt: shut down$", result.com2, re.M), result.com2
    assert re.search("^Shutting down$", result.com2, re.M), result.com2


@pytest.mark.parametrize("name", [
    name for name in REFUSES.case_names() if name != "reboot"])
def test_cells_that_refuse(name):
    """Every case of the script."""
    REFUSES.check(name)


def test_reboot_with_cells_that_refuse():
    """The machine restarts all the same."""
    assert _restarted(REFUSES), REFUSES.result().summary()
