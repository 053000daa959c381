# SPDX-License-Identifier: BSD-2-Clause
"""The control line, stop conditions and the verdict on dead machines."""

import re

import pytest

import vm_path  # noqa: F401  pylint: disable=unused-import
from vmlib import packages, protocol, verdict, watch

TOKEN = "0123abcd"
READY = b"\x01VM 0123abcd ready 0\n"
STATUS = b"\x01VM 0123abcd status 7\n"


def test_frames_between_standard_error():
    control = protocol.Control(TOKEN)
    assert control.feed(b"one" + READY + b"two\n" + STATUS) == b"onetwo\n"
    assert control.ready and control.status == 7


@pytest.mark.parametrize("step", range(1, 12))
def test_any_cut_gives_the_same(step):
    control = protocol.Control(TOKEN)
    data = b"\x01a\x01VM \x01" + READY + b"\0\xff\x01VM other x\n" + STATUS
    passed = b"".join(control.feed(data[i:i + step])
                      for i in range(0, len(data), step))
    assert passed == b"\x01a\x01VM \x01\0\xff\x01VM other x\n"
    assert control.ready and control.status == 7


def test_another_token_is_no_frame():
    control = protocol.Control(TOKEN)
    forged = b"\x01VM 99999999 status 0\n"
    assert control.feed(forged) == forged
    assert control.status is None


def test_half_a_frame_is_no_status():
    control = protocol.Control(TOKEN)
    assert control.feed(STATUS[:-1]) == b""
    assert control.status is None
    assert control.drain() == STATUS[:-1]
    assert control.drain() == b""


@pytest.mark.parametrize("value", [b"", b"x", b"-1", b"7 8"])
def test_malformed_status_is_none(value):
    control = protocol.Control(TOKEN)
    control.feed(b"\x01VM 0123abcd status " + value + b"\n")
    assert control.status is None


def stop(count=1, after=None):
    return watch.StopCondition(re.compile(rb"^tick \d+$"), count,
                               after and re.compile(after))


def test_stop_counts_whole_lines():
    condition = stop(2)
    assert not condition.feed(b"", b"tick 1\r\ntick x\ntick 2")
    assert condition.feed(b"", b"\n")


def test_stop_counts_only_after_the_event():
    condition = stop(2, b"panic")
    assert not condition.feed(b"", b"tick 1\ntick 2\ntick 3\n")
    assert not condition.feed(b"Kernel panic\n", b"tick 4\ntick")
    assert condition.armed
    assert not condition.feed(b"", b" 5\ntick 6\n")
    assert condition.feed(b"", b"tick 7\n")


def test_stop_forgets_a_line_begun_before_the_event():
    condition = stop(1, b"panic")
    assert not condition.feed(b"", b"tick ")
    assert not condition.feed(b"panic\n", b"")
    assert not condition.feed(b"", b"5")
    assert not condition.feed(b"", b"\n")
    assert condition.feed(b"", b"tick 6\n")


def test_event_needs_a_whole_line():
    condition = stop(1, b"panic$")
    assert not condition.feed(b"panic", b"tick 1\n")
    assert not condition.armed


PANIC = "[    3.5] Kernel panic - not syncing: sysrq triggered crash\n"


@pytest.mark.parametrize("com1, log, failure, expected", [
    (PANIC, "", "", "kernel panic: sysrq triggered crash"),
    (PANIC, "Triple fault", "", "kernel panic: sysrq triggered crash"),
    ("", "CPU Reset\nTriple fault\n", "", "triple fault"),
    ("[ 1.0] reboot: Restarting system\n", "", "", "reset: Linux restarted"),
    ("[ 1.0] reboot: Power down\n", "", "", "power-off: "),
    ("", "", "", "reset: nothing"),
    (PANIC, "", "the emulator ended", "the emulator ended"),
    ("echo Kernel panic - not syncing: no", "", "", "reset: nothing"),
])
def test_cause_of_death(com1, log, failure, expected):
    assert verdict.cause(com1, log, failure).startswith(expected)


def test_last_lines(tmp_path):
    (tmp_path / "com1.log").write_text("".join(f"{i}\n" for i in range(99)))
    text = verdict.last_lines(tmp_path)
    assert text.endswith("\n98\n") and "\n84\n" in text
    assert "\n83\n" not in text and "com2.log" not in text


def test_tail_sees_what_is_appended(tmp_path):
    path = tmp_path / "log"
    tail = watch.Tail(path)
    assert tail.read() == b""
    path.write_bytes(b"one")
    assert tail.read() == b"one"
    with open(path, "ab") as stream:
        stream.write(b"two")
    assert tail.read(2) == b"tw"
    assert tail.read() == b"o"
    tail.close()


def test_package_lists():
    good = ("'http://x/liba_2%3a1.0_amd64.deb' liba_2%3a1.0_amd64.deb 12 "
            "SHA256:" + "a" * 64)
    found = packages.parse_uris(f"Reading lists...\n{good}\n'x' y 1 MD5Sum:0\n")
    assert found == [{"name": "liba", "version": "2:1.0", "sha256": "a" * 64,
                      "file": "liba_2%3a1.0_amd64.deb"}]


@pytest.mark.parametrize("text, expected", [
    ("", (packages.MIRROR, packages.SECURITY_MIRROR)),
    ("https://deb.example.com/node nodistro\nhttp://m/debian/ bookworm\n"
     "http://other/debian/ bookworm\nhttp://m/debian-security/ x\n",
     ("http://m/debian", "http://m/debian-security")),
])
def test_mirrors_are_the_systems(text, expected):
    assert packages.pick_mirrors(text) == expected
