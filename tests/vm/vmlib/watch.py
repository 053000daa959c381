# SPDX-License-Identifier: BSD-2-Clause
"""Reading files that the emulator is still writing."""

import os


class Tail:
    """Returns what was appended to a file since the last look."""

    def __init__(self, path):
        self._path = path
        self._stream = None

    def read(self, limit=1 << 20):
        """Return up to LIMIT new bytes; empty if there are none."""
        if self._stream is None:
            if not os.path.exists(self._path):
                return b""
            self._stream = open(self._path, "rb")  # pylint: disable=R1732
        return self._stream.read(limit)

    def close(self):
        """Close the file."""
        if self._stream is not None:
            self._stream.close()
            self._stream = None


class Lines:
    """Counts complete lines that match an expression."""

    def __init__(self, expression):
        self._expression = expression
        self._rest = b""
        self.count = 0

    def feed(self, data):
        """Take DATA in and count the matching lines that it completes."""
        *whole, self._rest = (self._rest + data).split(b"\n")
        self.count += sum(1 for line in whole
                          if self._expression.search(line.rstrip(b"\r")))

    def skip(self):
        """Forget the line that has begun."""
        self._rest = b""


class StopCondition:
    """Decides when --stop-on, --stop-count and --stop-after are fulfilled.

    Lines of com2 count from when AFTER matched a line of com1; what came
    before in com2 does not, nor does the line that was being written.
    """

    def __init__(self, expression, count=1, after=None):
        self._lines = Lines(expression)
        self._needed = count
        self._armed = Lines(after) if after else None
        self._partial = False

    @property
    def armed(self):
        """Whether lines of com2 count already."""
        return self._armed is None or self._armed.count > 0

    def feed(self, com1, com2):
        """Take new bytes of both logs in; return whether it is time."""
        if not self.armed:
            self._armed.feed(com1)
            self._partial = bool(com2) and not com2.endswith(b"\n") or \
                (self._partial and not com2)
            return False
        if self._partial and com2:
            _, found, com2 = com2.partition(b"\n")
            self._partial = not found
        self._lines.feed(com2)
        return self._lines.count >= self._needed
