# SPDX-License-Identifier: BSD-2-Clause
"""What the stages share."""

import dataclasses
import functools
import os
import subprocess
import sys
import xml.etree.ElementTree

TESTS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PROJECT = os.path.dirname(TESTS)
WORK = os.environ.get("CHECK_DIR", os.path.join(PROJECT, "build", "check"))


@dataclasses.dataclass(frozen=True)
class Counts:
    """How many test cases passed and failed."""
    passed: int = 0
    failed: int = 0

    def __add__(self, other):
        return Counts(self.passed + other.passed, self.failed + other.failed)

    def __str__(self):
        return f"{self.passed} passed, {self.failed} failed"


def verdict(name, problems):
    """Count a test case that has found PROBLEMS (lines), and show them."""
    problems = list(problems)
    if not problems:
        return Counts(1, 0)
    print(f"FAILED: {name}")
    for problem in problems:
        print(f"    {problem}")
    return Counts(0, 1)


def environment():
    """Return the environment without what an outer make left in it."""
    return {name: value for name, value in os.environ.items()
            if name not in ("MAKEFLAGS", "MAKELEVEL", "MFLAGS", "O")}


def run(words, directory=PROJECT, **variables):
    """Run a program; return its completed process, output in one stream."""
    return subprocess.run(words, cwd=directory, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          text=True, errors="replace", check=False,
                          env={**environment(), **variables})


@functools.lru_cache(maxsize=None)
def python():
    """Return a Python that has pytest: the system's if ours has none."""
    for candidate in (sys.executable, "/usr/bin/python3"):
        if subprocess.call([candidate, "-c", "import pytest"],
                           stderr=subprocess.DEVNULL) == 0:
            return candidate
    sys.exit("tests/check: no pytest; run 'tests/setup check'")


def pytest_words(report, *words):
    """Return the command line of pytest with a report for read_report()."""
    os.makedirs(os.path.dirname(report), exist_ok=True)
    if os.path.exists(report):
        os.unlink(report)
    return [python(), "-m", "pytest", "-p", "no:cacheprovider", "-q",
            "--tb=short", f"--junitxml={report}", *words]


def read_report(report, status):
    """Return the Counts and [(name, reason)] of failures of a pytest run.

    A skipped test counts as failed: whoever reads "0 failed" expects that
    everything was tested.
    """
    if not os.path.exists(report):
        return Counts(0, 1), [("pytest", f"ended with status {status}")]
    failures, passed = [], 0
    for case in xml.etree.ElementTree.parse(report).iter("testcase"):
        bad = [child for child in case
               if child.tag in ("failure", "error", "skipped")]
        if bad:
            reason = bad[0].text or bad[0].get("message") or bad[0].tag
            failures.append((case.get("name"), reason))
        else:
            passed += 1
    if status not in (0, 1, 5):
        failures.append(("pytest", f"ended with status {status}"))
    return Counts(passed, len(failures)), failures


def indent(text, limit=8000):
    """Return TEXT, its end if it is long, as the body of a message."""
    if len(text) > limit:
        text = "...\n" + text[-limit:]
    return "\n".join("    " + line for line in text.splitlines())
