# SPDX-License-Identifier: BSD-2-Clause
"""Root's panic or hang leaves a cell ticking."""

import re

import pytest

from scenario import Scenario

# Not arm64-gicv2: when root is dead, nothing reminds QEMU of an interrupt of the
# cell that it forgot; see vmlib/machines.py.
MACHINES = ("x86-svm", "arm64-gicv3")

# What Linux's console says when root is about to die or dead.
SIGNS = {"panic": "Kernel panic - not syncing", "hang": "root's hang begins"}
LINES = 6


def scenario(kind, sign):
    """Return the boot in which root dies after SIGN."""
    return Scenario(
        "root_dies", (kind,), name=f"root_dies-{kind}", modules=("probe",),
        append="panic=0 ignore_loglevel", threads=True, options=(
            "--stop-after", sign,
            "--stop-on", r"^rt: tick [0-9]+ ", "--stop-count", str(LINES)))


SCENARIOS = {kind: scenario(kind, sign) for kind, sign in SIGNS.items()}


def check_ticks(result):
    """The cell ran, and goes on without root."""
    assert "CASE a_cell_runs: ok" in result.out, result.summary()
    assert result.status == 0, result.summary()
    ticks = [int(number) for number in
             re.findall(r"^rt: tick (\d+) ", result.com2, re.M)]
    assert len(ticks) > LINES and ticks == sorted(set(ticks)), ticks


@pytest.mark.parametrize("kind", list(SIGNS))
def test_cell_ticks_on(kind):
    """Lines with growing numbers arrive long after root's end."""
    check_ticks(SCENARIOS[kind].result())


def test_panic_was_one():
    """The kernel did die."""
    assert SIGNS["panic"] in SCENARIOS["panic"].result().com1
