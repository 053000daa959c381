# SPDX-License-Identifier: BSD-2-Clause
"""What a guest says on its control line.

The line carries the command's standard error as it is, and between it frames
"\\x01VM TOKEN WORD VALUE\\n". TOKEN is random for every run, so that nothing a
command prints by chance is taken for a frame.
"""


class Control:
    """Takes the control line apart."""

    def __init__(self, token):
        self._prefix = b"\x01VM " + token.encode() + b" "
        self._rest = b""
        self.ready = False
        self.status = None

    def feed(self, data):
        """Take DATA in; return the bytes of it that are standard error."""
        self._rest += data
        passed = []
        while True:
            start = self._rest.find(self._prefix)
            if start < 0:
                keep = self._open_prefix()
                passed.append(self._rest[:len(self._rest) - keep])
                self._rest = self._rest[len(self._rest) - keep:]
                break
            end = self._rest.find(b"\n", start)
            if end < 0:
                passed.append(self._rest[:start])
                self._rest = self._rest[start:]
                break
            passed.append(self._rest[:start])
            self._frame(self._rest[start + len(self._prefix):end])
            self._rest = self._rest[end + 1:]
        return b"".join(passed)

    def _open_prefix(self):
        """Return how many of the last bytes may begin a frame."""
        longest = min(len(self._rest), len(self._prefix) - 1)
        for length in range(longest, 0, -1):
            if self._rest.endswith(self._prefix[:length]):
                return length
        return 0

    def _frame(self, body):
        word, _, value = body.partition(b" ")
        if word == b"ready":
            self.ready = True
        elif word == b"status" and value.isdigit():
            self.status = int(value)

    def drain(self):
        """Return what is held back; for when the line has ended."""
        rest, self._rest = self._rest, b""
        return rest
