# SPDX-License-Identifier: BSD-2-Clause
"""What the CPUs of a machine that doesn't go on are doing."""

import contextlib
import json
import re
import socket
import time

PATIENCE = 5
ROUNDS = 4
PAUSE = 0.5
_SHOWN = re.compile(r"^(?:CPU#\d+|[ER]IP=.*)", re.MULTILINE)


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

    def state(self):
        """Return the state of all CPUs, several times, as text."""
        text = []
        try:
            self._call("qmp_capabilities")
            for _ in range(ROUNDS):
                text.append(self._say("info registers -a"))
                time.sleep(PAUSE)
            for line in ("info lapic", "info pic", "info status"):
                text.append(self._say(line))
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


def record(monitor, path):
    """Write the state into the file PATH; return its summary."""
    state = monitor.state()
    with contextlib.suppress(OSError), \
            open(path, "w", encoding="utf-8") as stream:
        stream.write(state)
    return summary(state)
