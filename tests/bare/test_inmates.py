# SPDX-License-Identifier: BSD-2-Clause
"""Inmates on a bare emulated machine: the runtime without the hypervisor."""

import os
import re
import subprocess

import pytest

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
OUT = os.environ.get("BARE_OUT", os.path.join(TOP, "build", "check", "bare"))
PATIENCE = 120


@pytest.fixture(scope="session", autouse=True)
def build():
    """Build ROM and inmates once."""
    environment = {name: value for name, value in os.environ.items()
                   if name not in ("MAKEFLAGS", "MAKELEVEL", "MFLAGS", "O")}
    for directory in ("inmates", "tests/bare"):
        subprocess.run(["make", "-s", "-C", os.path.join(TOP, directory), f"O={OUT}"],
                       check=True, env=environment)


def run(inmate, until, *words, append="", status=0):
    """Run an inmate up to a line; return all its output."""
    done = subprocess.run(
        [os.path.join(HERE, "run"), "--timeout", str(PATIENCE), "--until", until,
         "--append", append, *words, os.path.join(OUT, "inmates", inmate + ".bin")],
        env={**os.environ, "BARE_ROM": os.path.join(OUT, "tests/bare/rom.bin")},
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        text=True, check=False)
    assert done.returncode == status, done.stdout
    return done.stdout


def test_rt_reports_and_shuts_down():
    """Reports come with growing ticks; the histogram holds every tick."""
    text = run("rt", "^rt: shut down", "--message", "1:tick 200", append="period=10000")
    ticks = [int(n) for n in re.findall(r"^rt: tick (\d+) latency", text, re.M)]
    assert ticks[:2] == [100, 200] and ticks == sorted(ticks)
    held = sum(int(n) for n in re.findall(r"^rt: histogram .*: (\d+)$", text, re.M))
    assert held == ticks[-1]
    for low, average, high in re.findall(r"min (\d+) avg (\d+) max (\d+) ns", text):
        assert int(low) <= int(average) <= int(high)
    assert "bare: reply 3 state 2" in text


def test_rt_prints_histogram_with_reports():
    """histogram=2 prints it with every second report."""
    text = run("rt", "^rt: tick 300", append="period=10000 histogram=2")
    assert "histogram" not in text.split("rt: tick 200")[0]
    assert "histogram" in text.split("rt: tick 200")[1].split("rt: tick 300")[0]


@pytest.mark.parametrize("period", ["0", "-1", "1000001"])
def test_rt_refuses_period(period):
    """A period out of range is refused with its limits."""
    assert "period must be 1 to 1000000 us" in run("rt", "must be", append=f"period={period}")


@pytest.mark.parametrize("message,reply", [("1", 3), ("2", 4), ("7", 1)])
def test_replies(message, reply):
    """Shutdown is approved, a change of partitions noticed, the rest unknown."""
    text = run("tiny", "beat 2|bye", "--message", f"{message}:beat 1")
    assert f"bare: reply {reply} state {2 if reply == 3 else 0}" in text


@pytest.mark.parametrize("cpus", ["1", "4"])
def test_cellinfo(cpus):
    """The state at start is what cells get."""
    text = run("cellinfo", "PASS|FAIL$", "--smp", cpus, append="bare")
    assert "cellinfo: PASS" in text
    assert len(re.findall("has APIC id", text)) == int(cpus)


@pytest.mark.parametrize("cpus", ["2", "4"])
def test_smp(cpus):
    """CPUs start, start again, and interrupt each other."""
    text = run("smp", r"smp: (PASS|FAIL)$", "--smp", cpus)
    assert "smp: PASS" in text and "FAIL" not in text


def test_smp_needs_two():
    """Nothing to test is a failure."""
    assert "smp: FAIL" in run("smp", r"smp: (PASS|FAIL)$")


def test_counter():
    """Expiries are counted."""
    text = run("counter", "^counter: 30", append="period=10000 every=10")
    assert [int(n) for n in re.findall(r"^counter: (\d+)", text, re.M)] == [10, 20, 30]


def test_memscan():
    """Finds what is there, and no copy of the secret in its own image."""
    text = run("memscan", "not zero", append="start=0x200000 size=0x10000")
    assert "found 0 of 8192 words" in text and "not zero 0" in text
    with open(os.path.join(OUT, "inmates/memscan.bin"), "rb") as image:
        assert (0x5ec4e7c0ffee5ec4).to_bytes(8, "little") not in image.read()
    text = run("memscan", "not zero", append="start=0x2000 size=8 pattern=0x1")
    assert "found 0 of 1 words" in text and "not zero 1" in text


def test_violate_lists_and_reports():
    """Names are unique; surviving what must stop is a failure."""
    names, acts = [], 1
    while len(names) < acts:
        text = run("violate", r"\d+ acts",
                   append=f"violation=list from={len(names)}")
        acts = int(re.search(r"^violate: (\d+) acts$", text, re.M)[1])
        part = re.findall(r"^violate: ([a-z0-9-]+): ", text, re.M)
        assert part, f"{len(names)} of {acts} acts"
        names += part
    assert len(names) == len(set(names)) == acts > 70
    text = run("violate", "FAIL|PASS", append="violation=pio-post delay=5")
    assert "pio-post: survived" in text and "pio-post: PASS" in text
    text = run("violate", "FAIL|PASS", append="violation=mem-read")
    assert "mem-read: FAIL: must not survive" in text
    text = run("violate", "FAIL|PASS", append="violation=vmxon")
    assert "vmxon: exception 6" in text and "vmxon: PASS" in text
    run("violate", "never", append="violation=triple-fault", status=1)


def test_violate_knows_its_names():
    """An unknown name is refused."""
    assert 'no violation "x"' in run("violate", "no violation", append="violation=x")
