# SPDX-License-Identifier: BSD-2-Clause
"""Few combinations that hold every pair of values of any two dimensions."""

import itertools


def every(dimensions, allowed):
    """Return all combinations, as dictionaries, that ALLOWED lets pass.

    DIMENSIONS is a dictionary: name -> values.
    """
    rows = (dict(zip(dimensions, values))
            for values in itertools.product(*dimensions.values()))
    return [row for row in rows if allowed(row)]


def pairs(row):
    """Return the set of pairs ((name, value), (name, value)) of ROW."""
    return set(itertools.combinations(row.items(), 2))


def cover(dimensions, allowed):
    """Return allowed combinations that together hold all pairs there are.

    The next one is always the first of those that add the most pairs, so that
    the choice is the same every time.
    """
    rows = [(row, pairs(row)) for row in every(dimensions, allowed)]
    missing = set().union(*(held for _, held in rows))
    chosen = []
    while missing:
        row, held = max(rows, key=lambda item: len(item[1] & missing))
        chosen.append(row)
        missing -= held
    return chosen
