# SPDX-License-Identifier: BSD-2-Clause
"""The configurations of the emulated machine, in all its shapes."""

import glob
import json
import os
import struct
import subprocess

import pytest

from tool_host import TOP, make

GIB = 1 << 30
MIB = 1 << 20
RAM = 0xf
PLACE = 0x200
ROOT_DESCRIPTOR = 356
DESCRIPTOR_SIZE = 132
APIC = (0xfee00000, 0xfef00000)
IOAPIC = (0xfec00000, 0xfec01000)


class Cell:
    """The parts of a cell's descriptor that are looked at here."""

    def __init__(self, blob, offset):
        self.name = blob[offset + 8:offset + 40].split(b"\0")[0].decode()
        counts = struct.unpack_from("<8I", blob, offset + 48)
        at = offset + DESCRIPTOR_SIZE
        bits = int.from_bytes(blob[at:at + counts[0]], "little")
        self.cpus = [n for n in range(bits.bit_length()) if bits >> n & 1]
        at += counts[0]
        self.memory = [struct.unpack_from("<4Q", blob, at + 32 * n)
                       for n in range(counts[1])]
        at += 32 * counts[1] + 12 * counts[2] + 32 * counts[3]
        self.pio = [struct.unpack_from("<2H", blob, at + 4 * n)
                    for n in range(counts[4])]

    def has(self, start, end):
        """Whether any region touches the range."""
        return any(phys < end and start < phys + size
                   for phys, _, size, _ in self.memory)

    def covers(self, start, end):
        """Whether one region holds the whole range."""
        return any(phys <= start and end <= phys + size
                   for phys, _, size, _ in self.memory)


def build(path, smp, memory):
    """All blobs of one shape."""
    make("-C", "configs", f"O={path}", f"SMP={smp}", f"MEMORY={memory}")
    blobs = {}
    for name in glob.glob(os.path.join(path, "configs", "*.cell")):
        with open(name, "rb") as file:
            blobs[os.path.basename(name)[:-len(".cell")]] = file.read()
    return blobs


def check(host, *names):
    """Errors that the tool finds in blobs of the host's directory."""
    got = host.run("--json", "config", "check",
                   *[f"configs/{name}.cell" for name in names])
    return json.loads(got.out)["errors"]


@pytest.mark.parametrize("smp", [1, 2, 3, 64, 65, 254])
@pytest.mark.parametrize("memory", ["512M", "8G"])
def test_all_shapes_are_valid(host, smp, memory):
    blobs = build(host.path, smp, memory)
    root = Cell(blobs["x86-svm"], ROOT_DESCRIPTOR)
    assert root.cpus == list(range(smp))
    for tail in ("", "-reserved"):
        names = ["x86-svm" + tail, "x86-svm-rt" + tail,
                 "x86-svm-violate" + tail]
        rules = [error["rule"] for error in check(host, *names)]
        if smp >= 3:
            assert rules == []
        elif smp == 2:
            assert rules == ["cpu_not_root"]
            assert check(host, *names[:2]) == []
            assert check(host, names[0], names[2]) == []
        else:
            assert set(rules) == {"cpu_not_root"}
        # Two CPUs, beside rt where there are four.
        names[2] = "x86-svm-smp" + tail
        rules = [error["rule"] for error in check(host, *names)]
        assert set(rules) == (set() if smp >= 4 else {"cpu_not_root"})
        assert smp < 3 or check(host, names[0], names[2]) == []


@pytest.mark.parametrize("memory, low, high", [
    ("512M", 512 * MIB, 0), ("1G", GIB, 0), ("2814M", 2814 * MIB, 0),
    ("2816M", 2 * GIB, 768 * MIB), ("3G", 2 * GIB, GIB),
    ("8G", 2 * GIB, 6 * GIB)])
def test_root_has_the_machine(tmp_path, memory, low, high):
    root = Cell(build(tmp_path, 4, memory)["x86-svm"], ROOT_DESCRIPTOR)
    ram = {phys: size for phys, _, size, flags in root.memory if flags == RAM}
    assert ram[0x100000] == low - 0x100000
    assert ram[4 * GIB] == high
    assert root.covers(low, IOAPIC[0])
    for device in (0xfed00000, 0xfed40000, 0xfed90000):
        assert root.covers(device, device + 0x1000)
    assert root.covers(0xffc00000, 4 * GIB)
    assert root.covers(0xa0000, 0x100000)
    assert not root.has(*APIC)
    assert not root.has(*IOAPIC)
    assert root.has(4 * GIB + high + GIB, 4 * GIB + high + 32 * GIB)
    assert all(phys == virt for phys, virt, _, _ in root.memory)
    assert all(phys + size <= 1 << 40 for phys, _, size, _ in root.memory)


def test_ports(tmp_path):
    root = Cell(build(tmp_path, 4, "1G")["x86-svm"], ROOT_DESCRIPTOR)
    ports = {port for base, length in root.pio
             for port in range(base, base + length)}
    assert set(range(0x10000)) - ports == set(range(0x2f8, 0x300))


@pytest.mark.parametrize("smp", [4, 254])
def test_reserved_memory_fits_the_documented_range(tmp_path, smp):
    blobs = build(tmp_path, smp, "512M")
    start, size = 0x14000000, 66 * MIB
    phys, _, length, flags = struct.unpack_from(
        "<4Q", blobs["x86-svm-reserved"], 12)
    assert flags == 0
    taken = [(phys, phys + length)]
    for name in ("x86-svm-rt-reserved", "x86-svm-violate-reserved",
                 "x86-svm-smp-reserved"):
        phys, _, length, flags = Cell(blobs[name], 0).memory[0]
        assert not flags & PLACE
        taken.append((phys, phys + length))
    assert start == min(taken)[0]
    assert max(taken)[1] <= start + size
    for one, other in zip(sorted(taken), sorted(taken)[1:]):
        assert one[1] <= other[0]


def test_placed_memory(tmp_path):
    blobs = build(tmp_path, 4, "512M")
    flags = struct.unpack_from("<4Q", blobs["x86-svm"], 12)[3]
    assert flags == PLACE
    for name in ("rt", "violate", "smp"):
        cell = Cell(blobs["x86-svm-" + name], 0)
        assert cell.name == name
        assert cell.memory[0][3] & PLACE
        assert not cell.memory[1][3] & PLACE


def test_another_shape_rebuilds(tmp_path):
    small = build(tmp_path, 2, "1G")
    assert build(tmp_path, 2, "1G") == small
    large = build(tmp_path, 3, "1G")
    assert large["x86-svm"] != small["x86-svm"]
    assert large["x86-svm-violate"] != small["x86-svm-violate"]
    assert build(tmp_path, 2, "1G") == small


@pytest.mark.parametrize("words", [
    ["SMP=0"], ["SMP=255"], ["MEMORY=511M"], ["MEMORY=513M"], ["MEMORY=9G"],
    ["MEMORY=1024"], ["MEMORY=1T"], ["MEMORY="]], ids=" ".join)
def test_impossible_shapes(tmp_path, words):
    done = subprocess.run(["make", "-C", "configs", f"O={tmp_path}", *words],
                          cwd=TOP, check=False, capture_output=True,
                          text=True)
    assert done.returncode != 0
    assert "MEMORY" in done.stderr or "SMP" in done.stderr
    assert not glob.glob(os.path.join(tmp_path, "configs", "*.cell"))


@pytest.mark.parametrize("line", [
    ".pio_regions = { PIO_RANGE(0, 0x10000) },",
    ".pio_regions = { PIO_RANGE(0, 8), PIO_RANGE(8, 8) },",
    ".cell.revision = 65550,",
    ".cell.name = \"a name of more than thirty-two bytes\",",
])
def test_overflow_fails(tmp_path, line):
    """A board file whose values don't fit is no blob."""
    tree = tmp_path / "configs"
    (tree / "x86").mkdir(parents=True)
    os.symlink(os.path.join(TOP, "include"), tmp_path / "include")
    with open(os.path.join(TOP, "configs", "Makefile"),
              encoding="utf-8") as file:
        (tree / "Makefile").write_text(file.read())
    source = """
        #include <jailhouse/types.h>
        #include <jailhouse/cell-config.h>
        struct {
            struct jailhouse_cell_desc cell;
            struct jailhouse_pio pio_regions[1];
        } __attribute__((packed)) config = { %s };
    """
    for text, good in ((".cell.id = 1,", True), (line, False)):
        (tree / "x86" / "board.c").write_text(source % text)
        done = subprocess.run(["make", "-C", str(tree), f"O={tmp_path}/out"],
                              check=False, capture_output=True, text=True)
        assert (done.returncode == 0) == good, done.stderr
        assert good or "error" in done.stderr
