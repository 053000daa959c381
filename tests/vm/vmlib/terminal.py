# SPDX-License-Identifier: BSD-2-Clause
"""Connects the user's terminal with the guest's."""

import contextlib
import os
import select
import shutil
import sys
import termios
import time
import tty

ESCAPE = b"\x1d"
END_OF_FILE = b"\x04"
END_REPEAT = 0.5


class Ended(Exception):
    """The user asked for the end of the machine."""


def settings():
    """Return what the guest must know about the user's terminal."""
    size = shutil.get_terminal_size()
    term = os.environ.get("TERM", "")
    return {"ROWS": size.lines, "COLUMNS": size.columns,
            "GUEST_TERM": term if term.replace("-", "").isalnum() else "linux"}


@contextlib.contextmanager
def raw():
    """Hand every key to the guest while inside; nothing if no terminal."""
    if not sys.stdin.isatty():
        yield
        return
    saved = termios.tcgetattr(sys.stdin)
    print("vm: Ctrl-] ends the machine", file=sys.stderr, flush=True)
    tty.setraw(sys.stdin)
    try:
        yield
    finally:
        termios.tcsetattr(sys.stdin, termios.TCSADRAIN, saved)


class Relay:
    """Carries bytes between the user and the guest's out line."""

    def __init__(self, connection):
        self._connection = connection
        self._input = True
        self._repeat = 0.0

    def step(self, seconds, ready):
        """Carry what there is, waiting at most SECONDS for it.

        Keys stay where they are until the guest is READY to read them.
        """
        sources = [self._connection]
        if ready and self._input:
            sources.append(sys.stdin)
        elif not self._input:
            self._end_input()
        for source in select.select(sources, [], [], seconds)[0]:
            if source is self._connection:
                self._from_guest()
            else:
                self._from_user()

    def _from_guest(self):
        data = self._connection.recv(65536)
        if data:
            os.write(sys.stdout.fileno(), data)

    def _from_user(self):
        data = os.read(sys.stdin.fileno(), 4096)
        if ESCAPE in data and sys.stdin.isatty():
            raise Ended
        self._input = bool(data)
        self._connection.sendall(data)

    def _end_input(self):
        """Type an end of file until somebody reads it as one.

        A program that changes the terminal's modes may lose it.
        """
        if time.monotonic() >= self._repeat:
            self._connection.sendall(END_OF_FILE)
            self._repeat = time.monotonic() + END_REPEAT
