# SPDX-License-Identifier: BSD-2-Clause
"""Interrupts from outside, for machines whose interrupt controller forgets some
until another one comes: characters on the control line, which no program in the
guest reads."""

import contextlib
import os
import time

NAME = "control.in"


class Nudge:
    """Sends a character every INTERVAL seconds; never if that is 0."""

    def __init__(self, directory, interval):
        self._path = os.path.join(directory, NAME)
        self._interval = interval
        self._next = time.monotonic()
        self._pipe = None
        if interval:
            # A run that was killed left its own in this directory.
            with contextlib.suppress(FileNotFoundError):
                os.unlink(self._path)
            os.mkfifo(self._path)
            # The emulator's open() waits for somebody who may write.
            self._pipe = os.open(self._path, os.O_RDWR | os.O_NONBLOCK)

    def step(self):
        """Send a character if it is time; a full pipe needs none."""
        now = time.monotonic()
        if self._pipe is not None and now >= self._next:
            self._next = now + self._interval
            with contextlib.suppress(BlockingIOError):
                os.write(self._pipe, b"\0")

    def close(self):
        """Remove the pipe."""
        if self._pipe is not None:
            os.close(self._pipe)
            os.unlink(self._path)
            self._pipe = None
