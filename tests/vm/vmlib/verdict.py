# SPDX-License-Identifier: BSD-2-Clause
"""Why a machine is gone, judged by what it left in its logs."""

import os
import re

_PANIC = re.compile(r"(?:\] |^)Kernel panic - not syncing: (.*)", re.MULTILINE)
_POWER_OFF = re.compile(r"reboot: (Power down|System halted)")
_RESTART = re.compile(r"reboot: (Restarting system|machine restart)")
SHOWN = 15


def _text(directory, name):
    path = os.path.join(directory, name)
    if not os.path.exists(path):
        return ""
    with open(path, encoding="utf-8", errors="replace") as stream:
        return stream.read()


def cause(com1, emulator_log, failure=""):
    """Return in words why the machine ended without reporting a status."""
    if failure:
        return failure
    panic = _PANIC.search(com1)
    if panic:
        return f"kernel panic: {panic[1].strip()}"
    if _POWER_OFF.search(com1):
        return "power-off: Linux switched the machine off"
    if _RESTART.search(com1):
        return "reset: Linux restarted the machine"
    if "Triple fault" in emulator_log:
        return "triple fault"
    return "reset: nothing in Linux's log announced it"


def explain(directory, failure=""):
    """Return the cause for the run in DIRECTORY."""
    return cause(_text(directory, "com1.log"),
                 _text(directory, "emulator.log"), failure)


def panicked(directory):
    """Return the reason of the panic in the run's com1.log, or None."""
    panic = _PANIC.search(_text(directory, "com1.log"))
    return panic[1].strip() if panic else None


def last_lines(directory):
    """Return the ends of both logs, for the user to read."""
    parts = []
    for name in ("com1.log", "com2.log"):
        lines = _text(directory, name).splitlines()[-SHOWN:]
        if lines:
            parts.append(f"-- last lines of {os.path.join(directory, name)}:")
            parts += [line.rstrip() for line in lines]
    return "".join(part + "\n" for part in parts)
