# SPDX-License-Identifier: BSD-2-Clause
"""What a machine that doesn't go on is doing: its CPUs and Linux's log."""

import contextlib
import json
import mmap
import os
import re
import socket
import time

PATIENCE = 60
ROUNDS = 4
PAUSE = 0.5
LINES = 10
# More memory than this is not searched.
MEMORY = 2 << 30
_BANNER = b"Linux version "
_LOG_SIZE = 128 << 10
_TEXT = re.compile(rb"[\x20-\x7e]{8,}")
_SHOWN = re.compile(r"^(?:CPU#\d+|[ER]IP=.*| PC=\w+)", re.MULTILINE)


class Monitor:
    """Speaks QMP with an emulator; THEIRS is to be handed to it."""

    def __init__(self):
        self._ours, self.theirs = socket.socketpair()
        self._ours.settimeout(PATIENCE)
        self._stream = self._ours.makefile("rb")

    def words(self):
        """Return the emulator's words for its end of the connection."""
        return ["-chardev", f"socket,id=qmp,fd={self.theirs.fileno()}",
                "-mon", "chardev=qmp,mode=control"]

    def close(self):
        """Close both ends."""
        self._stream.close()
        self._ours.close()
        self.theirs.close()

    def _call(self, name, **arguments):
        request = {"execute": name, "arguments": arguments}
        self._ours.sendall(json.dumps(request).encode() + b"\n")
        for line in self._stream:
            answer = json.loads(line)
            if "return" in answer:
                return answer["return"]
            if "error" in answer:
                return str(answer["error"])
        return ""

    def _say(self, line):
        return self._call("human-monitor-command", **{"command-line": line})

    def save_memory(self, path, size):
        """Write the first SIZE bytes of physical memory into the file PATH."""
        self._call("pmemsave", val=0, size=size, filename=path)

    def state(self, lines=()):
        """Return the state of all CPUs, several times, as text.

        LINES are further commands whose answers are in it, once.
        """
        text = []
        try:
            self._call("qmp_capabilities")
            for _ in range(ROUNDS):
                text.append(self._say("info registers -a"))
                time.sleep(PAUSE)
            for line in (*lines, "info status"):
                text += [line, self._say(line)]
        except (OSError, ValueError) as error:
            text.append(f"the emulator's monitor doesn't answer: {error}")
        return "\n".join(text).replace("\r", "")


def summary(state):
    """Return the CPUs' instruction pointers out of a state, once each."""
    lines, cpu = {}, ""
    for match in _SHOWN.finditer(state):
        if match[0].startswith("CPU#"):
            cpu = match[0]
        else:
            lines[f"{cpu} {match[0]}"] = None
    return "".join(line + "\n" for line in lines) or state[:1000] + "\n"


def kernel_log(memory):
    """Return the lines of Linux's log found in MEMORY, bytes or a mapping."""
    best, start = [], memory.find(_BANNER)
    while start >= 0:
        part = memory[start:start + _LOG_SIZE].split(bytes(1024))[0]
        best = max(best, _TEXT.findall(part), key=len)
        start = memory.find(_BANNER, start + 1)
    return [line.decode("ascii") for line in best]


def _search_memory(monitor, directory):
    path = os.path.join(directory, "memory.bin")
    try:
        monitor.save_memory(path, MEMORY)
        with open(path, "rb") as stream, \
                mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as data:
            return kernel_log(data)
    except (OSError, ValueError) as error:
        return [f"no kernel log: {error}"]
    finally:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(path)


def record(monitor, directory, commands=()):
    """Write cpus.txt and kernel.txt; return a summary for the user.

    COMMANDS are the machine's own, see Monitor.state().
    """
    state = monitor.state(commands)
    lines = _search_memory(monitor, directory)
    for name, text in (("cpus.txt", state), ("kernel.txt", "\n".join(lines))):
        with open(os.path.join(directory, name), "w",
                  encoding="utf-8") as stream:
            stream.write(text + "\n")
    return (f"-- CPUs, more in {directory}/cpus.txt:\n{summary(state)}"
            f"-- Linux's log, more in {directory}/kernel.txt:\n" +
            "".join(f"{line}\n" for line in lines[-LINES:]))
