# SPDX-License-Identifier: BSD-2-Clause
"""The emulator's command line and its process."""

import ctypes
import os
import shutil
import signal
import subprocess

from .errors import RunnerError

_PR_SET_PDEATHSIG = 1

# Of these options QEMU takes the first where the user means the last.
_REPLACED = ("-accel",)


def arguments(machine, options, directory, kernel, initrd, settings):
    """Return the emulator's words for one run.

    SETTINGS["socket"], if given, is an open file descriptor that carries the
    out line both ways; otherwise all lines are written to files in DIRECTORY.
    """
    words = [machine.emulator, *_defaults(machine, options.machine_arg),
             "-smp", str(options.smp), "-m", options.memory,
             "-nodefaults", "-no-user-config", "-display", "none",
             "-no-reboot", "-d", "cpu_reset",
             "-D", os.path.join(directory, "emulator.log")]
    for name, line in machine.lines.items():
        if name == "out" and "socket" in settings:
            device = f"socket,id={name},fd={settings['socket']}"
        else:
            path = os.path.join(directory, LOGS[name]).replace(",", ",,")
            device = f"file,id={name},path={path}"
        words += ["-chardev", device, "-device", line.device.format(id=name)]
    command_line = f"{machine.command_line} {options.append}".strip()
    return words + ["-kernel", kernel, "-initrd", initrd,
                    "-append", command_line, *options.machine_arg]


LOGS = {"com1": "com1.log", "com2": "com2.log", "out": "out.bin",
        "control": "control.bin"}


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
