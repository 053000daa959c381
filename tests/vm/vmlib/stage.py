# SPDX-License-Identifier: BSD-2-Clause
"""Has the project built and installed into a tree for a guest."""

import fcntl
import os
import shutil
import subprocess

from . import rundir
from .errors import RunnerError


class Stage:
    """An installation tree, held for as long as it is being read.

    "make stage" fills it from scratch under a lock, so that runs at the same
    time neither build over each other nor see half a tree.
    """

    def __init__(self, options, log):
        self._options = options
        self._log = log
        self._lock = None

    def __enter__(self):
        if self._options.no_stage:
            return None
        if self._options.stage_dir:
            return self._options.stage_dir
        os.makedirs(rundir.BUILD, exist_ok=True)
        self._lock = open(os.path.join(  # pylint: disable=R1732
            rundir.BUILD, ".stage.lock"), "w", encoding="ascii")
        fcntl.flock(self._lock, fcntl.LOCK_EX)
        return self._make()

    def __exit__(self, *details):
        if self._lock:
            self._lock.close()

    def _make(self):
        options = self._options
        target = os.path.join(
            rundir.BUILD, "stage", f"{options.machine.name}-{options.smp}-"
            f"{options.memory}-{options.kernel}")
        shutil.rmtree(target, ignore_errors=True)
        os.makedirs(target)
        environment = {name: value for name, value in os.environ.items()
                       if name not in ("MAKEFLAGS", "MAKELEVEL", "MFLAGS")}
        with open(self._log, "wb") as stream:
            code = subprocess.call(
                ["make", "-C", rundir.PROJECT, "--no-print-directory", "stage",
                 f"MACHINE={options.machine.name}", f"SMP={options.smp}",
                 f"MEMORY={options.memory}", f"KERNEL={options.kernel}",
                 f"DESTDIR={target}"],
                stdin=subprocess.DEVNULL, stdout=stream, stderr=stream,
                env=environment)
        if code:
            with open(self._log, encoding="utf-8", errors="replace") as stream:
                text = stream.read()
            raise RunnerError(f"make stage failed; {self._log} says:\n"
                              f"{text.rstrip()}")
        return target
