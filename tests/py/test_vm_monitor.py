# SPDX-License-Identifier: BSD-2-Clause
"""What the runner tells of the CPUs of a machine that doesn't go on."""

import json
import os
import threading

import pytest

import vm_path  # noqa: F401  pylint: disable=unused-import
from vmlib import monitor

REGISTERS = ("CPU#0\r\nRAX=0\r\nRIP=ffff1 RFL=2 HLT=1\r\n\r\n"
             "CPU#1\r\nRAX=0\r\nEIP=000f2 EFL=2 HLT=0\r\n")
# A log between other bytes, and a shorter one that has the banner too.
MEMORY = (b"\xff" * 100 + b"Linux version 6.1 there" + bytes(4096) +
          b"\x01\x02Linux version 6.1 here\0\x01\x02\0last words\0" +
          bytes(2048) + b"something else")


@pytest.fixture(name="connected")
def connected_fixture(monkeypatch):
    """A monitor, short of patience."""
    monkeypatch.setattr(monitor, "PATIENCE", 0.2)
    monkeypatch.setattr(monitor, "PAUSE", 0)
    made = monitor.Monitor()
    yield made
    made.close()


def _answer(connection, answers):
    stream = connection.makefile("rwb")
    stream.write(b'{"QMP": {}}\n')
    stream.flush()
    for line in stream:
        request = json.loads(line)
        stream.write(b'{"event": "RESET"}\n')
        stream.write(json.dumps(answers(request)).encode() + b"\n")
        stream.flush()


def _serve(connected, answers):
    threading.Thread(target=_answer, args=(connected.theirs, answers),
                     daemon=True).start()


def test_state_and_summary(connected, tmp_path):
    """Registers are asked for several times and shown once each."""
    asked = []

    def answers(request):
        line = request["arguments"].get("command-line")
        asked.append(line)
        if request["execute"] == "pmemsave":
            with open(request["arguments"]["filename"], "wb") as stream:
                stream.write(MEMORY)
        return {"return": REGISTERS if line == "info registers -a" else "x"}

    _serve(connected, answers)
    said = monitor.record(connected, tmp_path, ("info lapic",))
    assert asked.count("info lapic") == 1
    assert "\nCPU#0 RIP=ffff1 RFL=2 HLT=1\nCPU#1 EIP=000f2 EFL=2 HLT=0\n" in said
    assert "\nLinux version 6.1 here\nlast words\n" in said
    assert asked.count("info registers -a") == monitor.ROUNDS
    text = (tmp_path / "cpus.txt").read_text(encoding="utf-8")
    assert text.count("CPU#1") == monitor.ROUNDS
    assert sorted(os.listdir(tmp_path)) == ["cpus.txt", "kernel.txt"]


def test_error_is_shown(connected, tmp_path):
    """What the emulator refuses is told."""
    _serve(connected, lambda request: {"error": {"desc": "no such thing"}})
    assert "no such thing" in monitor.record(connected, tmp_path)


def test_silent_emulator(connected, tmp_path):
    """An emulator that doesn't answer isn't waited for."""
    assert "doesn't answer" in \
        monitor.record(connected, tmp_path)


def test_words(connected):
    """The emulator gets its end by descriptor."""
    assert f"socket,id=qmp,fd={connected.theirs.fileno()}" in \
        connected.words()
