# SPDX-License-Identifier: BSD-2-Clause
"""One run from the start of the machine to its end."""

import contextlib
import os
import secrets
import socket
import sys
import time

from . import (emulator, kernels, monitor, nudge, options as opt, overlay,
               protocol, rundir, stage, terminal, userland, verdict, watch)
from .errors import RunnerError

INTERVAL = 0.02


def _say(text):
    print(f"vm: {text}", file=sys.stderr, flush=True)


def _write(stream, data):
    if data:
        stream.buffer.write(data)
        stream.buffer.flush()


class Session:
    """Boots a machine, runs the command, returns the run's exit status."""

    def __init__(self, options):
        self._options = options
        self._token = secrets.token_hex(16)
        self._control = protocol.Control(self._token)
        self._directory = rundir.create(options.log_dir)
        self._tails = {name: watch.Tail(os.path.join(self._directory, log))
                       for name, log in emulator.LOGS.items()}
        self._stop = options.stop_on and watch.StopCondition(
            options.stop_on, options.stop_count, options.stop_after)
        self._monitor = monitor.Monitor()
        self._nudge = nudge.Nudge(self._directory, options.machine.nudge)
        self._initrd = os.path.join(self._directory, "initrd")
        self._began = time.monotonic()
        self._started = self._began

    def _tell(self, text):
        if self._options.verbose:
            _say(f"{time.monotonic() - self._began:6.2f} s  {text}")

    def run(self):
        """Do everything; return the exit status."""
        try:
            kernel = self._prepare()
            if self._options.interactive:
                return self._interactive(kernel)
            return self._batch(kernel)
        finally:
            self._clean()

    def _prepare(self):
        options = self._options
        kernel = kernels.Kernel(options.machine.architecture, options.kernel)
        base = userland.image(options.machine.architecture, options.package)
        lines = options.machine.lines
        settings = {"NAME": options.machine.name,
                    "OUT": lines["out"].guest,
                    "CONTROL": lines["control"].guest, "TOKEN": self._token,
                    "INTERACTIVE": int(options.interactive),
                    **terminal.settings()}
        log = os.path.join(self._directory, "stage.log")
        with open(self._initrd, "wb") as stream:
            overlay.join(stream, [base, kernel.path("modules.cpio")])
            with stage.Stage(options, log) as tree:
                overlay.write(stream, opt.command_script(options.command),
                              settings, kernel, tree, options.add)
        self._tell(f"prepared; logs in {self._directory}")
        return kernel

    def _start(self, kernel, settings, descriptors=()):
        words = emulator.arguments(
            self._options.machine, self._options, self._directory,
            kernel.image(self._options.unpacked), self._initrd, settings)
        words += self._monitor.words()
        self._tell(f"emulator: {' '.join(words)}")
        self._started = time.monotonic()
        return emulator.Emulator(
            words, self._directory,
            [*descriptors, self._monitor.theirs.fileno()])

    def _batch(self, kernel):
        """Run the command.

        The emulator, or the kernel on it, now and then doesn't come up:
        before the first process nothing of the project is loaded. That is
        told with the state of the CPUs, and the machine started once more.
        """
        status = self._once(kernel)
        if self._boot_failed(status):
            _say("the stock kernel did not come up; starting it once more")
            self._control = protocol.Control(self._token)
            for tail in self._tails.values():
                tail.close()
            self._monitor.close()
            self._monitor = monitor.Monitor()
            status = self._once(kernel)
        return status

    def _boot_failed(self, status):
        """Return whether the stock kernel did not reach its first process.

        It may panic for the emulator's sake: whose CPUs can see code late that
        the kernel changes on another.
        """
        if self._control.ready:
            return False
        if status == opt.EXIT_TIMEOUT:
            return self._limit() == self._options.boot_timeout
        return status == opt.EXIT_DIED and \
            bool(verdict.panicked(self._directory))

    def _once(self, kernel):
        machine = self._start(kernel, {})
        try:
            while True:
                status = self._step(machine)
                if status is not None:
                    return status
                time.sleep(INTERVAL)
        finally:
            machine.end()

    def _interactive(self, kernel):
        ours, theirs = socket.socketpair()
        with ours, terminal.raw():
            with theirs:
                machine = self._start(kernel, {"socket": theirs.fileno()},
                                      [theirs.fileno()])
            relay = terminal.Relay(ours)
            try:
                status = None
                while status is None:
                    relay.step(INTERVAL, self._control.ready)
                    status = self._step(machine)
                relay.step(0, False)
                return status
            except terminal.Ended:
                return 0
            finally:
                machine.end()

    def _step(self, machine):
        """Take in what is new; return the exit status if that's the end."""
        self._nudge.step()
        ended = machine.ended()
        was_ready = self._control.ready
        self._pump()
        if self._control.ready and not was_ready:
            self._tell("booted")
        if self._stop and self._stop.feed(self._all("com1"),
                                          self._all("com2")):
            self._tell("--stop-on is fulfilled")
            return 0
        status = self._control.status
        if status is not None and (status or not self._stop):
            self._pump()
            self._tell(f"the command ended with {status}")
            return status
        if ended:
            self._pump()
            if machine.refused() and not self._control.ready:
                raise RunnerError(machine.failure())
            return self._died(machine.failure())
        if not self._options.interactive and \
                time.monotonic() - self._started > self._limit():
            return self._timed_out()
        return None

    def _limit(self):
        options = self._options
        return options.timeout if self._control.ready else \
            min(options.timeout, options.boot_timeout)

    def _all(self, name):
        parts = iter(self._tails[name].read, b"")
        return b"".join(parts)

    def _pump(self):
        for data in iter(self._tails["control"].read, b""):
            _write(sys.stderr, self._control.feed(data))
        if not self._options.interactive:
            for data in iter(self._tails["out"].read, b""):
                _write(sys.stdout, data)

    def _died(self, failure):
        _write(sys.stderr, self._control.drain())
        when = "during the command" if self._control.ready else "during boot"
        self._show_logs()
        _say(f"the machine died {when}: "
             f"{verdict.explain(self._directory, failure)}")
        return opt.EXIT_DIED

    def _show_logs(self):
        print(verdict.last_lines(self._directory), end="", file=sys.stderr)

    def _timed_out(self):
        _write(sys.stderr, self._control.drain())
        self._show_logs()
        print(monitor.record(self._monitor, self._directory,
                             self._options.machine.monitor),
              end="", file=sys.stderr)
        when = "" if self._control.ready else " during boot"
        panic = verdict.panicked(self._directory)
        _say(f"timeout after {self._limit():g} s{when}" +
             (f"; kernel panic: {panic}" if panic else ""))
        return opt.EXIT_TIMEOUT

    def _clean(self):
        for tail in self._tails.values():
            tail.close()
        self._monitor.close()
        self._nudge.close()
        for name in ("initrd", "out.bin", "control.bin", "emulator.err", "pid"):
            with contextlib.suppress(FileNotFoundError):
                os.unlink(os.path.join(self._directory, name))
