# SPDX-License-Identifier: BSD-2-Clause
"""The emulator's command line and its process."""

import ctypes
import os
import shutil
import signal
import subprocess

from . import nudge, qemu
from .errors import RunnerError

_PR_SET_PDEATHSIG = 1

# Of these options QEMU takes the first where the user means the last.
_REPLACED = ("-accel",)

# One instruction is one nanosecond of guest time, CPUs take turns, and nothing
# comes from outside that could differ from run to run.
_ICOUNT = ("-accel", "tcg,thread=single", "-icount", "shift=0,sleep=off",
           "-seed", "1", "-rtc", "base=2020-01-01,clock=vm")


def program(machine, version):
    """Return what starts the emulator: the installed one for VERSION None."""
    if version is None:
        return machine.emulator
    return qemu.program(version, machine.package, machine.emulator)


def _variant(machine, options):
    """Return the words and the kernel arguments that OPTIONS add."""
    words, command_line = [], []
    if options.x2apic:
        words += machine.x2apic[0]
        command_line.append(machine.x2apic[1])
    if options.icount:
        words += _ICOUNT
    return words, command_line


def arguments(machine, options, directory, kernel, initrd, settings):
    """Return the emulator's words for one run.

    SETTINGS["socket"], if given, is an open file descriptor that carries the
    out line both ways; otherwise all lines are written to files in DIRECTORY.
    """
    variant, command_line = _variant(machine, options)
    given = variant + options.machine_arg
    words = [program(machine, options.qemu), *_defaults(machine, given),
             "-smp", str(options.smp), "-m", options.memory,
             "-nodefaults", "-no-user-config", "-display", "none",
             "-no-reboot", "-d", "cpu_reset",
             "-D", os.path.join(directory, "emulator.log")]
    for name, line in machine.lines.items():
        if name == "out" and "socket" in settings:
            device = f"socket,id={name},fd={settings['socket']}"
        else:
            device = f"file,id={name},path={_escaped(directory, LOGS[name])}"
            if name == "control" and machine.nudge:
                device += f",input-path={_escaped(directory, nudge.NAME)}"
        words += ["-chardev", device, line.option,
                  line.device.format(id=name)]
    command_line = [machine.command_line, *command_line, options.append]
    return words + ["-kernel", kernel, "-initrd", initrd, "-append",
                    " ".join(command_line).strip(), *_last_only(given)]


LOGS = {"com1": "com1.log", "com2": "com2.log", "out": "out.bin",
        "control": "control.bin"}


def _escaped(directory, name):
    """Return a path as the emulator's options take it."""
    return os.path.join(directory, name).replace(",", ",,")


def _last_only(given):
    """Return GIVEN with only the last one of the options in _REPLACED."""
    words = list(given)
    for option in _REPLACED:
        while words.count(option) > 1:
            position = words.index(option)
            del words[position:position + 2]
    return words


def _defaults(machine, given):
    words = list(machine.arguments)
    for option in _REPLACED:
        if option in given and option in words:
            position = words.index(option)
            del words[position:position + 2]
    return words


def _die_with_parent():
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


class Emulator:
    """A running emulator; always call end()."""

    def __init__(self, words, directory, descriptors=()):
        if not shutil.which(words[0]):
            raise RunnerError(f"{words[0]} is missing; run: tests/setup vm")
        self._errors = os.path.join(directory, "emulator.err")
        with open(self._errors, "wb") as errors:
            self._process = subprocess.Popen(  # pylint: disable=R1732
                words, stdin=subprocess.DEVNULL, stdout=errors, stderr=errors,
                pass_fds=descriptors, start_new_session=True,
                preexec_fn=_die_with_parent)

    @property
    def pid(self):
        """The emulator's process."""
        return self._process.pid

    def ended(self):
        """Return whether the emulator is gone."""
        return self._process.poll() is not None

    def refused(self):
        """Return whether the emulator ended by its own complaint."""
        return self._process.returncode == 1

    def failure(self):
        """Say how an ended emulator failed; empty if it just finished."""
        with open(self._errors, encoding="utf-8", errors="replace") as stream:
            said = stream.read().strip()
        code = self._process.returncode
        if code == 0:
            return ""
        how = f"signal {-code}" if code < 0 else f"status {code}"
        return f"the emulator ended with {how}: {said}"

    def end(self):
        """End the emulator if it is still there, and wait for it."""
        if self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(5)
            except subprocess.TimeoutExpired:
                self._process.kill()
        self._process.wait()
