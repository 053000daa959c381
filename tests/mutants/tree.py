# SPDX-License-Identifier: BSD-2-Clause
"""A copy of the sources: patched, built, tested."""

import contextlib
import dataclasses
import os
import re
import shutil
import signal
import subprocess

from checks import common

# Of tests/vm/run: the machine was not started.
NOT_STARTED = re.compile(r"^status 126$", re.MULTILINE)
SUMS = re.compile(r"^(\d+) passed, (\d+) failed$", re.MULTILINE)
FAILED = re.compile(r"^FAILED: gcc/test_(\w+) ", re.MULTILINE)
KERNEL = "6.1"
# Seconds after which a unit test is taken to hang; all take less than one.
HANGS_AFTER = 60
# And one in an emulated machine, where all take less than a third of it.
VM_HANGS_AFTER = 300


class TreeError(Exception):
    """A patch that does not apply."""


@dataclasses.dataclass(frozen=True)
class Result:
    """PASSED tells nothing if there was an error: nothing could be tested."""
    passed: bool = False
    error: str = ""
    output: str = ""

    def failed_parts(self, test):
        """Return which parts of a test that has not passed have failed."""
        names = set(FAILED.findall(self.output))
        return {part for part in test.parts()
                if test.kind == "vm" or self.error or part.words[0] in names}

    def explain(self):
        """Return what to append to a line about it."""
        if self.error:
            return f": {self.error}\n{common.indent(self.output, 3000)}"
        return "" if self.passed else f": fails\n" \
            f"{common.indent(self.output, 3000)}"


class Tree:
    """A copy in a directory, which belongs to it."""

    def __init__(self, directory, files):
        self._top = os.path.join(directory, "tree")
        self._out = os.path.join(directory, "out")
        self._check = os.path.join(directory, "check")
        self._runs = 0
        self._process = None
        for path in files:
            copy = os.path.join(self._top, path)
            os.makedirs(os.path.dirname(copy), exist_ok=True)
            shutil.copy(os.path.join(common.PROJECT, path), copy)

    def _call(self, words, **variables):
        """Run a program in the copy; return (status, output)."""
        with subprocess.Popen(
                words, cwd=self._top, stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                errors="replace", start_new_session=True,
                env={**common.environment(), **variables}) as process:
            self._process = process
            output = process.communicate()[0]
        self._process = None
        return process.returncode, output

    def end(self):
        """End what still runs."""
        process = self._process
        if process and process.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)

    @contextlib.contextmanager
    def patched(self, mutant):
        """Have a patch applied."""
        words = ["patch", "-p1", "--batch", "--fuzz=0", "--quiet",
                 "--no-backup-if-mismatch", "--reject-file=-", "-i",
                 mutant.path]
        status, output = self._call([*words, "--forward"])
        if status:
            raise TreeError(f"the patch does not apply:\n"
                            f"{common.indent(output)}")
        try:
            yield
        finally:
            status, output = self._call([*words, "--reverse"])
            if status:
                raise TreeError(f"the patch can't be taken back:\n"
                                f"{common.indent(output)}")

    def run(self, test):
        """Build what a test needs and run it."""
        return self._unit(test) if test.kind == "unit" else self._vm(test)

    def _unit(self, test):
        # One compiler is enough: tests are not tested here for what they are.
        words = ["make", "-s", "-j2", "-C", "tests/unit", f"O={self._out}",
                 f"TEST={' '.join(test.words)}", "COMPILERS=gcc",
                 "THREAD_COMPILER="]
        status, output = self._call([*words, "all"])
        if status:
            return Result(error="does not build", output=output)
        status, output = self._call([*words, "run"],
                                    TEST_TIMEOUT=str(HANGS_AFTER))
        sums = SUMS.findall(output)
        if not sums:
            return Result(error="no verdict", output=output)
        return Result(passed=sums[-1][1] == "0" and status == 0,
                      output=output)

    def _vm(self, test):
        architecture = "arm64" if test.machine.startswith("arm64-") else \
            "amd64"
        status, output = self._call(["tests/vm/kernel", KERNEL, "--arch",
                                     architecture])
        if status == 0:
            kdir = output.strip().splitlines()[-1] + "/build"
            status, output = self._call(
                ["make", "-s", "-j2", "all", f"KDIR={kdir}",
                 f"MACHINE={test.machine}", f"O={self._check}/out"])
        if status:
            return Result(error="does not build", output=output)
        self._runs += 1
        file, scenario, *cases = test.words
        report = os.path.join(self._check, "mutant.xml")
        status, output = self._call(
            common.pytest_words(report, f"tests/vm/{file}", "-k",
                                f"[{scenario}-{cases[-1]}]"),
            CHECK_DIR=self._check, CHECK_RUN=f"{os.getpid()}-{self._runs}",
            CHECK_MACHINE=test.machine,
            CHECK_CASES=" ".join(cases), CHECK_TIMEOUT=str(VM_HANGS_AFTER))
        counts, _ = common.read_report(report, status)
        if NOT_STARTED.search(output) or counts.passed + counts.failed != 1:
            return Result(error="not tested", output=output)
        return Result(passed=counts.failed == 0, output=output)
