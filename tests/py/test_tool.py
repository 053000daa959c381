# SPDX-License-Identifier: BSD-2-Clause
"""The command line tool: usage, calls of the driver, errors."""

import errno
import json
import os
import pty
import subprocess

import pytest

from tool_host import blob_path, read_blob

COMMANDS = ["enable", "disable", "console", "cell create", "cell list",
            "cell load", "cell start", "cell shutdown", "cell destroy",
            "cell stats", "config check"]

USAGE_ERRORS = [
    [], ["frobnicate"], ["--frobnicate"], ["cell"], ["cell", "enable"],
    ["config"], ["enable"], ["enable", "a", "b"], ["enable", "-x"],
    ["disable", "now"], ["console", "-x"], ["console", "-f", "x"],
    ["cell", "create"], ["cell", "create", "-x"], ["cell", "list", "x"],
    ["cell", "start"], ["cell", "start", "--name"], ["cell", "start", "-x"],
    ["cell", "start", "a", "b"], ["cell", "start", ""],
    ["cell", "start", "x" * 32], ["cell", "start", "0x80000000"],
    ["cell", "shutdown"], ["cell", "shutdown", "a", "b"],
    ["cell", "destroy"], ["cell", "destroy", "1", "2"],
    ["cell", "load"], ["cell", "load", "a"], ["cell", "load", "a", "-s"],
    ["cell", "load", "a", "-a", "1"], ["cell", "load", "a", "-s", "x", "-a"],
    ["cell", "load", "a", "-s", "x", "-a", "-1"],
    ["cell", "load", "a", "-s", "x", "-a", "1z"],
    ["cell", "load", "a", "-x", "y"],
    ["cell", "stats"], ["cell", "stats", "a", "b"],
    ["config", "check"], ["config", "check", "-a"],
    ["config", "check", "-a", "vax", "x"], ["config", "check", "-x", "x"],
]


@pytest.mark.parametrize("words", USAGE_ERRORS, ids=" ".join)
def test_wrong_usage(driver, words):
    got = driver.run(*words)
    assert got.status == 2
    assert got.out == ""
    assert "jailhouse: " in got.err
    assert "--help" in got.err
    assert not driver.calls()


@pytest.mark.parametrize("command", COMMANDS)
def test_help_of_each_command(host, command):
    got = host.run(*command.split(), "--help")
    assert (got.status, got.err) == (0, "")
    assert got.out.startswith("Usage: jailhouse " + command)
    assert got.out.count("\n") > 2


def test_overview(host):
    got = host.run("--help")
    assert (got.status, got.err) == (0, "")
    for command in COMMANDS:
        assert "jailhouse " + command in got.out
    got = host.run("cell", "--help")
    assert got.status == 0
    assert "cell load" in got.out
    assert "jailhouse enable" not in got.out


def test_version(host):
    got = host.run("--version")
    assert got.status == 0
    with open(os.path.join(os.path.dirname(__file__), "../../VERSION"),
              encoding="utf-8") as file:
        assert got.out.startswith("jailhouse " + file.read().strip())


def test_management_calls(driver):
    rt = blob_path("x86-svm-rt")
    for words in (["enable", blob_path("x86-svm")], ["cell", "create", rt],
                  ["cell", "start", "rt"], ["cell", "start", "0x10"],
                  ["cell", "start", "--name", "010"],
                  ["cell", "start", "010"], ["cell", "start", "1a"],
                  ["cell", "shutdown", "1"], ["cell", "destroy", "rt"],
                  ["disable"]):
        got = driver.run(*words)
        assert (got.status, got.out, got.err) == (0, "", "")
    assert driver.calls() == [
        "enable JHSYS",
        f"create JHCLL {os.path.getsize(rt)}",
        'start id -1 name "rt"',
        'start id 16 name ""',
        'start id -1 name "010"',
        'start id 8 name ""',
        'start id -1 name "1a"',
        'load id 1 name ""',
        'destroy id -1 name "rt"',
        "disable",
    ]


def test_images(driver):
    (driver.path / "a.bin").write_bytes(b"\x01\x02")
    (driver.path / "b.bin").write_bytes(b"\xff")
    got = driver.run("cell", "load", "rt", "a.bin", "-s", "--json", "-a",
                     "0x1000", "b.bin", "--address", "010", "--string",
                     "--help")
    assert (got.status, got.out, got.err) == (0, "", "")
    text = b"--json\0".hex()
    usage = b"--help\0".hex()
    assert driver.calls() == [
        f'load id -1 name "rt" at 0 0102 at 1000 {text} at 8 ff at 0 {usage}',
    ]


def test_image_that_cannot_be_read(driver):
    got = driver.run("cell", "load", "rt", "-s", "x", "missing.bin")
    assert got.status == 1
    assert "missing.bin: cannot be opened: No such file" in got.err
    assert not driver.calls()


def test_refusal_of_the_driver_becomes_a_sentence(driver):
    driver.add_cell(1, "motor", "running", "2")
    driver.write("last_error", "mem_other_cell mem_regions 2 1")
    got = driver.run("cell", "create", blob_path("x86-svm-rt"),
                     error=errno.EBUSY)
    assert (got.status, got.out) == (1, "")
    assert got.err == (
        f"jailhouse: cell create: {blob_path('x86-svm-rt')}: "
        "mem_regions[2] overlaps memory of cell \"motor\" (id 1). Choose "
        "another phys_start, make both regions ROOTSHARED, or destroy that "
        "cell first.\n")


def test_refusal_as_json(driver):
    driver.write("last_error", "cell_refused - 0 3")
    got = driver.run("--json", "cell", "destroy", "rt", error=errno.EPERM)
    assert (got.status, got.out) == (1, "")
    assert json.loads(got.err) == {
        "command": "cell destroy",
        "error": {"where": "rt", "rule": "cell_refused", "array": "",
                  "index": 0, "other": 3,
                  "message": "cell 3 refused. Try again when it agrees."}}


def test_leftover_rule_is_not_told(driver):
    driver.write("last_error", "mem_other_cell mem_regions 2 1")
    got = driver.run("cell", "start", "rt", error=errno.ENOENT)
    assert got.status == 1
    assert "no such cell" in got.err
    assert "mem_regions" not in got.err


@pytest.mark.parametrize("words, error, text", [
    (["enable", "SYSTEM"], errno.EBUSY, "is enabled already"),
    (["enable", "SYSTEM"], errno.ENOENT, "no hypervisor image"),
    (["enable", "SYSTEM"], errno.ENODEV, "no usable hardware virtualization"),
    (["enable", "SYSTEM"], errno.EIO, "Input/output error"),
    (["disable"], errno.EBUSY, "is offline"),
    (["cell", "create", "RT"], errno.EEXIST, "of that name exists"),
    (["cell", "load", "rt", "-s", "x"], errno.EINVAL, "LOADABLE and WRITE"),
    (["cell", "load", "rt", "-s", "x"], errno.EBUSY, "The cell is stopped"),
    (["cell", "load", "rt", "-s", "x"], errno.EINTR, "may be stopped"),
    (["disable"], errno.EPERM, "before stay destroyed"),
    (["cell", "start", "0"], errno.EINVAL, "root cell"),
    (["cell", "shutdown", "0"], errno.EINVAL, "root cell"),
    (["cell", "create", "RT"], errno.EINVAL, "configuration was refused"),
    (["cell", "start", "rt"], errno.ENOENT, "no such cell"),
    (["cell", "destroy", "rt"], errno.EPERM, "refused"),
    (["cell", "destroy", "rt"], errno.EINTR, "interrupted"),
], ids=lambda value: " ".join(value) if isinstance(value, list) else None)
def test_plain_errors(driver, words, error, text):
    names = {"SYSTEM": blob_path("x86-svm"), "RT": blob_path("x86-svm-rt")}
    got = driver.run(*[names.get(word, word) for word in words], error=error)
    assert (got.status, got.out) == (1, "")
    assert text in got.err


def test_disabled_hypervisor(host):
    host.add_driver(enabled=0)
    got = host.run("cell", "start", "rt", error=errno.EINVAL)
    assert got.status == 1
    assert "not enabled. Run \"jailhouse enable" in got.err


@pytest.mark.parametrize("words", [
    ["disable"], ["console"], ["cell", "start", "rt"],
    ["cell", "shutdown", "rt"], ["cell", "destroy", "rt"],
    ["cell", "load", "rt", "-s", "x"],
], ids=" ".join)
def test_without_driver(host, words):
    got = host.run(*words)
    assert (got.status, got.out) == (1, "")
    assert "Run \"jailhouse enable SYSCONFIG\" first" in got.err


def test_enable_looks_for_the_module(host):
    got = host.run("enable", blob_path("x86-svm"))
    assert (got.status, got.out) == (1, "")
    assert "kernel module jailhouse" in got.err


BAD_FILES = {
    "missing": (None, "cannot be opened: No such file or directory"),
    "folder": (None, "is a directory"),
    "empty": (b"", "is empty"),
    "large": (bytes(1024 * 1024 + 1), "at most 1048576 are possible"),
    "text": (b"hello, world\n", "is not a configuration"),
    "short": (b"JHSY", "is not a configuration"),
    "cut": (b"JHSYS", "the blob ends early"),
    "other": (b"JHAAA" + bytes(600), "is not a configuration"),
}


@pytest.mark.parametrize("command", ["enable", "cell create", "config check"])
@pytest.mark.parametrize("name", BAD_FILES)
def test_bad_files(driver, command, name):
    content, text = BAD_FILES[name]
    path = driver.path / name
    if name == "folder":
        path.mkdir()
    elif content is not None:
        path.write_bytes(content)
    got = driver.run(*command.split(), name)
    assert (got.status, got.out) == (1, "")
    assert got.err.startswith(f"jailhouse: {command}: {name}: ")
    assert got.err.count("\n") == 1
    assert text in got.err
    assert not driver.calls()


def test_bad_blob_is_refused_before_the_driver_sees_it(driver):
    blob = read_blob("x86-svm-rt")
    blob[8] = 0
    (driver.path / "bad.cell").write_bytes(blob)
    got = driver.run("cell", "create", "bad.cell")
    assert got.status == 1
    assert "bad.cell: cell.name is empty" in got.err
    assert not driver.calls()


def test_cell_list(driver):
    driver.add_cell(10, "late", "failed", "4-5,7", "5")
    driver.add_cell(0, "x86-svm", "running", "0,2-3")
    driver.add_cell(1, "rt", "shut down", "1")
    got = driver.run("cell", "list")
    assert (got.status, got.err) == (0, "")
    columns = (8, 24, 18, 24, 24)
    rows = [("ID", "Name", "State", "Assigned CPUs", "Failed CPUs"),
            ("0", "x86-svm", "running", "0,2-3", ""),
            ("1", "rt", "shut down", "1", ""),
            ("10", "late", "failed", "4-5,7", "5")]
    assert got.out.splitlines() == [
        "".join(f"{cell:<{width}}" for cell, width in zip(row, columns))
        for row in rows]
    got = driver.run("cell", "list", "--json")
    assert json.loads(got.out) == [
        {"id": 0, "name": "x86-svm", "state": "running",
         "cpus_assigned": [0, 2, 3], "cpus_failed": []},
        {"id": 1, "name": "rt", "state": "shut down", "cpus_assigned": [1],
         "cpus_failed": []},
        {"id": 10, "name": "late", "state": "failed",
         "cpus_assigned": [4, 5, 7], "cpus_failed": [5]}]


def test_cell_list_without_driver(host):
    got = host.run("cell", "list")
    assert (got.status, got.out, got.err) == (0, "", "")
    got = host.run("cell", "list", "--json")
    assert (got.status, json.loads(got.out)) == (0, [])


def test_console(driver):
    (driver.path / "fake" / "dev").write_text("line 1\nline 2\n" * 500)
    got = driver.run("console")
    assert (got.status, got.err) == (0, "")
    assert got.out == "line 1\nline 2\n" * 500


def test_console_without_anything_to_read(driver):
    path = driver.path / "fake" / "dev"
    path.unlink()
    os.mkfifo(path)
    # A writer that is silent: reading without waiting gives EAGAIN.
    silent = os.open(path, os.O_RDWR)
    got = driver.run("console")
    os.close(silent)
    assert (got.status, got.out, got.err) == (0, "", "")


@pytest.mark.parametrize("option", ["-f", "--follow"])
def test_console_follows(driver, option):
    path = driver.path / "fake" / "dev"
    path.unlink()
    os.mkfifo(path)
    with driver.start("console", option, stdout=subprocess.PIPE) as tool:
        with open(path, "w", encoding="utf-8") as writer:
            for text in ("first\n", "second\n"):
                writer.write(text)
                writer.flush()
                assert tool.stdout.readline() == text.encode()
                assert tool.poll() is None
        assert tool.wait(timeout=60) == 0


def read_until(terminal, text):
    """What a terminal shows up to a text."""
    seen = b""
    while text not in seen:
        seen += os.read(terminal, 4096)
    return seen


def test_cell_stats_on_a_terminal(driver):
    driver.add_cell(1, "rt", "running", "1,3")
    for where, value in (("", 30), ("cpu1/", 10), ("cpu3/", 20)):
        driver.write(f"cells/1/statistics/{where}vmexits_total", str(value))
    terminal, inside = pty.openpty()
    with driver.start("cell", "stats", "rt", stdin=inside,
                      stdout=inside) as tool:
        seen = read_until(terminal, b"q quit")
        assert b"PER SEC" in seen
        for key, shown, value in ((b"c", b"CPU 1", b" 10 "),
                                  (b"c", b"CPU 3", b" 20 "),
                                  (b"c", b"all CPUs", b" 30 "),
                                  (b"c", b"CPU 1", b" 10 "),
                                  (b"a", b"all CPUs", b" 30 ")):
            os.write(terminal, key)
            seen = read_until(terminal, shown)
            seen += read_until(terminal, b"q quit")
            assert value in seen
        os.write(terminal, b"q")
        assert b"\x1b[?1049l" in read_until(terminal, b"\x1b[?1049l")
        assert tool.wait(timeout=60) == 0
    os.close(inside)
    os.close(terminal)


def test_cell_stats(driver):
    driver.add_cell(0, "root", "running", "0")
    driver.add_cell(1, "rt", "running", "1")
    driver.write("cells/1/statistics/vmexits_pio", "7")
    driver.write("cells/1/statistics/vmexits_total", "4000000000")
    for name in ("rt", "1"):
        got = driver.run("cell", "stats", name)
        assert (got.status, got.err) == (0, "")
        assert [line.split() for line in got.out.splitlines()[2:]] == [
            ["COUNTER", "SUM"], ["total", "4000000000"], ["pio", "7"]]
    got = driver.run("cell", "stats", "rt", "--json")
    assert json.loads(got.out) == {"id": 1, "vmexits": {"total": 4000000000,
                                                        "pio": 7}}
    got = driver.run("cell", "stats", "2")
    assert got.status == 1
    assert "no such cell" in got.err
