# SPDX-License-Identifier: BSD-2-Clause
"""Unit tests of the C code, and tests of the tools."""

import os
import re

from . import common


def unit():
    """Run tests/unit; return the Counts."""
    done = common.run(["make", "-s", "-j2", "-C", "tests/unit", "run",
                       f"O={common.WORK}/unit"])
    sums = re.findall(r"^(\d+) passed, (\d+) failed$", done.stdout, re.M)
    if not sums or (done.returncode and sums[-1][1] == "0"):
        print(f"FAILED: unit tests: status {done.returncode}\n"
              f"{common.indent(done.stdout)}")
        return common.Counts(0, 1)
    counts = common.Counts(*map(int, sums[-1]))
    if counts.failed:
        print(common.indent(done.stdout))
    return counts


def fuzz():
    """Run tests/fuzz as shortly as it is meant to be, some seconds, from the
    same seed; return the Counts."""
    counts = common.Counts()
    for target in ("decode", "config-check"):
        done = common.run(["make", "-s", "-C", "tests/fuzz", f"run-{target}",
                           f"O={common.WORK}"])
        problems = done.stdout.splitlines()[-40:] if done.returncode else []
        if done.returncode and not problems:
            problems = [f"status {done.returncode}"]
        counts += common.verdict(f"fuzz {target}", problems)
    return counts


def tools():
    """Run tests/py; return the Counts."""
    return _pytest("py", "tests/py")


def inmates():
    """Run tests/bare; return the Counts."""
    return _pytest("bare", "tests/bare",
                   BARE_OUT=os.path.join(common.WORK, "bare"))


def _pytest(title, directory, **variables):
    report = os.path.join(common.WORK, f"{title}.xml")
    done = common.run(common.pytest_words(report, directory), **variables)
    counts, failures = common.read_report(report, done.returncode)
    for name, _ in failures:
        print(f"FAILED: {name}")
    if failures:
        print(common.indent(done.stdout))
    return counts
