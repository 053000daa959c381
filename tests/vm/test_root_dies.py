# SPDX-License-Identifier: BSD-2-Clause
"""Root's panic, hang or triple fault leaves a cell ticking."""

import re

import pytest

from scenario import Scenario

# What Linux's console says when root is about to die or dead.
SIGNS = {"panic": "Kernel panic - not syncing",
         "hang": "root's hang begins", "triple": "root's triple begins"}
LINES = 6


def _scenario(kind):
    return Scenario(
        "root_dies", (kind,), name=f"root_dies-{kind}", modules=("probe",),
        append="panic=0 ignore_loglevel", options=(
            "--stop-after", SIGNS[kind],
            "--stop-on", r"^rt: tick [0-9]+ ", "--stop-count", str(LINES)))


SCENARIOS = {kind: _scenario(kind) for kind in SIGNS}


@pytest.mark.parametrize("kind", list(SIGNS))
def test_cell_ticks_on(kind):
    """Lines with growing numbers arrive long after root's end."""
    result = SCENARIOS[kind].result()
    assert "CASE a_cell_runs: ok" in result.out, result.summary()
    assert result.status == 0, result.summary()
    ticks = [int(number) for number in
             re.findall(r"^rt: tick (\d+) ", result.com2, re.M)]
    assert len(ticks) > LINES and ticks == sorted(set(ticks)), ticks


def test_panic_was_one():
    """The kernel did die."""
    assert SIGNS["panic"] in SCENARIOS["panic"].result().com1


def test_triple_fault_is_reported():
    """The hypervisor says which CPU of root is gone."""
    assert re.search(r"^.*\bCPU 3\b.*triple fault", SCENARIOS["triple"]
                     .result().com2, re.M | re.I)


def test_triple_fault_does_not_reset():
    """Nor does the machine end otherwise."""
    assert "reset" not in SCENARIOS["triple"].result().err
