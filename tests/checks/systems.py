# SPDX-License-Identifier: BSD-2-Clause
"""Tests in emulated machines: a pytest process per machine and file of tests,
or part of one, several at a time, longest first.

A file names its machines in MACHINES, and says why if these are not all kinds;
those in RARELY are for --all, and for who names the machine.
"""

import ast
import collections
import contextlib
import glob
import json
import os
import signal
import subprocess
import time

from . import common

# Seconds that a file is assumed to take if it never ran here.
GUESS = 60
GUESSES = {"x86-svm/test_life_cycle.py": 500, "x86-svm/test_matrix.py": 400,
           "arm64-gicv3/test_life_cycle.py": 350,
           "arm64-gicv3/test_matrix.py": 340, "x86-svm/test_violations.py": 300,
           "arm64-gicv2/test_life_cycle.py": 250, "x86-svm/test_reboot.py": 200,
           "arm64-gicv3/test_reboot.py": 180,
           "arm64-gicv3/test_calls.py": 180, "x86-svm/test_manage.py": 170,
           "x86-svm/test_failing.py": 150, "arm64-gicv3/test_failing.py": 150,
           "arm64-gicv3/test_violations.py": 150,
           "arm64-gicv2/test_violations.py": 150}
# Files that are divided between several processes; see them for CHECK_PART.
PARTS = {"test_matrix.py": 2}
POLL = 0.2


def _durations_path():
    return os.path.join(common.WORK, "durations.json")


def _durations():
    with contextlib.suppress(OSError, ValueError):
        with open(_durations_path(), encoding="utf-8") as stream:
            return json.load(stream)
    return {}


def _key(task):
    """Return the name of a task in the record of durations."""
    machine, path, _ = task
    return f"{machine}/{os.path.basename(path)}"


class Job:
    """A running pytest process."""

    def __init__(self, task, case, variables):
        machine, path, part = task
        self.file = _key(task)
        self.name = self.file.replace("/", "-") + (f".{part}" if part else "")
        self._report = os.path.join(common.WORK, "vm", self.name + ".xml")
        self._began = time.monotonic()
        self._log = os.path.join(common.WORK, "vm", self.name + ".log")
        count = PARTS.get(os.path.basename(path), 1)
        words = common.pytest_words(self._report, path,
                                    *(["-k", case] if case else []))
        with open(self._log, "w", encoding="utf-8") as stream:
            self._process = subprocess.Popen(  # pylint: disable=R1732
                words, cwd=common.PROJECT, stdin=subprocess.DEVNULL,
                stdout=stream, stderr=subprocess.STDOUT,
                start_new_session=True,
                env={**common.environment(), **variables,
                     "CHECK_MACHINE": machine,
                     "CHECK_PART": f"{part or 1}/{count}"})

    def ended(self):
        """Return whether the process is gone."""
        return self._process.poll() is not None

    def end(self):
        """End the process and, through it, its machines."""
        if not self.ended():
            os.killpg(self._process.pid, signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(10)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)

    def seconds(self):
        """Return the age of the job."""
        return time.monotonic() - self._began

    def counts(self):
        """Show what failed; return the Counts."""
        counts, failures = common.read_report(self._report,
                                              self._process.returncode)
        for name, reason in failures:
            print(f"FAILED: {self.name}: {name}\n{common.indent(reason)}")
        if counts.passed or counts.failed:
            print(f"{self.name}: {counts} ({self.seconds():.0f} s)",
                  flush=True)
        return counts


def machines(path, rare):
    """Return the MACHINES that a file of tests names, and with RARE those in its
    RARELY."""
    with open(path, encoding="utf-8") as stream:
        tree = ast.parse(stream.read())
    named = {node.targets[0].id: node.value for node in tree.body
             if isinstance(node, ast.Assign) and
             isinstance(node.targets[0], ast.Name)}
    if "MACHINES" not in named:
        raise ValueError(f"{path} names no MACHINES")
    wanted = ("MACHINES", "RARELY") if rare else ("MACHINES",)
    return [machine for name in wanted if name in named
            for machine in ast.literal_eval(named[name])]


def _tasks(machine, rare):
    """Return the (machine, path, part) of all processes, the longest last.

    Without a MACHINE those for all machines; RARE is for machines().
    """
    durations = collections.defaultdict(lambda: GUESS, GUESSES)
    durations.update(_durations())
    tasks = []
    for path in glob.glob(os.path.join(common.TESTS, "vm", "test_*.py")):
        count = PARTS.get(os.path.basename(path), 1)
        tasks += [(name, path, part if count > 1 else 0)
                  for name in machines(path, rare) if machine in (None, name)
                  for part in range(1, count + 1)]
    return sorted(tasks, key=lambda task: durations[_key(task)])


def run(machine, case, jobs, everything):
    """Run tests/vm/test_*.py; return the Counts.

    Only on MACHINE, if that is not None. With EVERYTHING every combination of
    the matrix is booted, and all machines of all files.
    """
    variables = {"CHECK_RUN": f"{os.getpid()}-{time.time_ns()}",
                 "CHECK_DIR": common.WORK,
                 "CHECK_ALL": "1" if everything else ""}
    waiting = _tasks(machine, everything or machine is not None)
    durations = _durations()
    running, total = [], common.Counts()
    try:
        while waiting or running:
            while waiting and len(running) < jobs:
                running.append(Job(waiting.pop(), case, variables))
            time.sleep(POLL)
            for job in [job for job in running if job.ended()]:
                running.remove(job)
                total += job.counts()
                durations[job.file] = round(job.seconds())
    finally:
        for job in running:
            job.end()
    if not case and not everything:
        with open(_durations_path(), "w", encoding="utf-8") as stream:
            json.dump(durations, stream)
    return total
