# SPDX-License-Identifier: BSD-2-Clause
"""Root's triple fault leaves a cell ticking, too."""

import re

import test_root_dies

# No such thing on Arm.
MACHINES = ("x86-svm",)

SCENARIO = test_root_dies.scenario("triple", "root's triple begins")


def test_cell_ticks_on():
    """Lines with growing numbers arrive long after root's end."""
    test_root_dies.check_ticks(SCENARIO.result())


def test_it_is_reported():
    """The hypervisor says which CPU of root is gone."""
    assert re.search(r"^.*\bCPU 3\b.*triple fault", SCENARIO.result().com2,
                     re.M | re.I)


def test_it_does_not_reset():
    """Nor does the machine end otherwise."""
    assert "reset" not in SCENARIO.result().err
