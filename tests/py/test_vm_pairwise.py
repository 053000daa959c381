# SPDX-License-Identifier: BSD-2-Clause
"""Choice of the combinations that are booted."""

import itertools

import vm_path  # noqa: F401  pylint: disable=unused-import
from vmlib import pairwise

DIMENSIONS = {"a": (1, 2, 3, 4, 5), "b": "vwxyz", "c": (True, False),
              "d": (0, 1, 2, 3)}


def always(_row):
    """Any combination will do."""
    return True


def not_both(row):
    """Some pairs can't be had."""
    return not row["c"] or row["b"] in "vw"


def test_every_pair_is_held():
    """Of any two dimensions."""
    rows = pairwise.cover(DIMENSIONS, always)
    for one, two in itertools.combinations(DIMENSIONS, 2):
        held = {(row[one], row[two]) for row in rows}
        assert held == set(itertools.product(DIMENSIONS[one],
                                             DIMENSIONS[two]))


def test_rows_are_few():
    """Hardly more than the two longest dimensions demand."""
    assert 25 <= len(pairwise.cover(DIMENSIONS, always)) <= 32


def test_what_is_forbidden_is_not_chosen():
    """All other pairs are."""
    rows = pairwise.cover(DIMENSIONS, not_both)
    assert all(map(not_both, rows))
    wanted = set().union(*map(pairwise.pairs,
                              pairwise.every(DIMENSIONS, not_both)))
    assert set().union(*map(pairwise.pairs, rows)) == wanted
    assert (("b", "x"), ("c", True)) not in wanted


def test_same_choice_every_time():
    """Logs of two runs are comparable."""
    assert pairwise.cover(DIMENSIONS, not_both) == \
        pairwise.cover(DIMENSIONS, not_both)
