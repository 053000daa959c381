# SPDX-License-Identifier: BSD-2-Clause
"""What a patch says about itself: the hole, and the test that must notice."""

import dataclasses
import os
import re
import typing

HEADER = re.compile(r"\AHole: (?P<hole>\S.*)\n"
                    r"Test: (?P<kind>unit|vm)(?:@(?P<machine>[\w-]+))? "
                    r"(?P<words>\S.*)\n--- ")
# Where tests in an emulated machine run if the patch names none.
MACHINE = "x86-svm"


@dataclasses.dataclass(frozen=True)
class Test:
    """A test to run.

    Of kind "unit": WORDS are names of unit tests. Of kind "vm": a file of
    tests/vm, a scenario, and the cases of its script to run, in the script's
    order; the last one is the one that must notice, on MACHINE.
    """
    kind: str
    words: typing.Tuple[str, ...]
    machine: str = ""

    def __str__(self):
        kind = f"{self.kind}@{self.machine}" if self.machine else self.kind
        return " ".join((kind, *self.words))

    def parts(self):
        """Return the tests that can pass or fail apart from each other."""
        if self.kind == "unit":
            return {Test(self.kind, (word,)) for word in self.words}
        return {self}


@dataclasses.dataclass(frozen=True)
class Mutant:
    """A patch file."""
    name: str
    path: str
    hole: str
    test: Test

    @property
    def kind(self):
        """Return the kind of its test."""
        return self.test.kind


def load(path):
    """Return the mutant in a file; ValueError if its header is malformed."""
    with open(path, encoding="utf-8") as stream:
        found = HEADER.match(stream.read())
    if not found:
        raise ValueError(f"{path}: does not begin with the lines 'Hole: WHAT', "
                         f"'Test: unit|vm WORDS', and a patch")
    words = tuple(found["words"].split())
    if found["kind"] == "vm" and len(words) < 3:
        raise ValueError(f"{path}: needs a file, a scenario and cases")
    if found["kind"] == "unit" and found["machine"]:
        raise ValueError(f"{path}: unit tests need no machine")
    machine = found["machine"] or MACHINE if found["kind"] == "vm" else ""
    return Mutant(os.path.splitext(os.path.basename(path))[0], path,
                  found["hole"], Test(found["kind"], words, machine))


def together(tests):
    """Return few tests that make all of TESTS: without doubles, unit tests as
    one."""
    tests = set(tests)
    unit = sorted({word for test in tests if test.kind == "unit"
                   for word in test.words})
    return ([Test("unit", tuple(unit))] if unit else []) + sorted(
        (test for test in tests if test.kind == "vm"),
        key=lambda test: (test.machine, test.words))
