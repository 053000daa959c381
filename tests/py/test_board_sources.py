# SPDX-License-Identifier: BSD-2-Clause
"""Sources that others wrote for revision 14 compile unchanged for arm64: boards/
holds some that use all names, see there."""

import os
import re
import struct
import subprocess

import pytest

from tool_host import TOP

BOARDS = os.path.join(TOP, "tests", "py", "boards")
CROSS = "aarch64-linux-gnu-"
# Of this project only, or no name for configurations.
OWN = {"RISCV64", "CELL_EXTENDED", "MEM_PLACE", "MEM_IO_WIDTH_SHIFT",
       "EXTENSION_REQUIRED", "SIGNATURE_LEN", "CELL_NAME_MAXLEN",
       "CELL_CONFIG_MAX_SIZE", "CPU_SET_MAX_SIZE", "COMM_REGION_SIZE",
       "CELL_CONFIG_H", "HYPERCALL_H", "COMM_FLAG_DBG_PUTC_PERMITTED",
       "COMM_FLAG_DBG_PUTC_ACTIVE"}
# x86 has them.
PORTS = ("PIO", "XAPIC", "CR", "CPUID", "XSETBV", "EXCEPTION", "MSR_OTHER",
         "MSR_X2APIC_ICR")


def compiled(tmp_path, name, *words):
    """Compile a source without a warning; return the object's path."""
    path = str(tmp_path / f"{name}.o")
    done = subprocess.run(
        [CROSS + "gcc", "-std=gnu11", "-O0", "-Wall", "-Wextra", "-Werror",
         "-I" + os.path.join(TOP, "include"), *words, "-c", "-o", path,
         os.path.join(BOARDS, f"{name}.c")], text=True, check=False,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    assert done.returncode == 0 and not done.stdout, done.stdout
    return path


def blob(tmp_path, name, *words):
    """Return the configuration that a source describes."""
    path = str(tmp_path / f"{name}.cell")
    subprocess.run([CROSS + "objcopy", "-O", "binary", "-j", ".data", "-j",
                    ".rodata", compiled(tmp_path, name, *words), path],
                   check=True)
    with open(path, "rb") as stream:
        return stream.read()


def test_every_name_is_used():
    """Else the others prove little."""
    text = ""
    for name in ("root", "cell", "guest"):
        with open(os.path.join(BOARDS, f"{name}.c"), encoding="ascii") as file:
            text += file.read()
    names = []
    for header in ("cell-config", "hypercall"):
        with open(os.path.join(TOP, "include", "jailhouse", f"{header}.h"),
                  encoding="ascii") as file:
            names += re.findall(r"^#define (\w+)", file.read(), re.M)
    skipped = {f"JAILHOUSE_{name}" for name in OWN} | {"PIO_RANGE"} | {
        f"JAILHOUSE_CPU_STAT_VMEXITS_{name}" for name in PORTS}
    assert len(names) > 150
    assert not [name for name in names if name not in skipped and
                not re.search(rf"\b{name}\b", text)]


def test_root(tmp_path):
    """Its bytes are where the format has them."""
    data = blob(tmp_path, "root")
    assert len(data) == 488 + 8 + 9 * 32 + 2 * 32 + 56 + 2 * 4
    assert data[:12] == b"JHSYS\2\x0e\0\1\0\0\0"
    assert struct.unpack_from("<QQQ", data, 12) == (0x89fa00000, 0, 0x400000)
    assert struct.unpack_from("<QIHHIIQ", data, 44) == (
        0x02800000, 0x1000, 2, 0x3003, 0x1b, 12, 0xe6150138)
    assert struct.unpack_from("<QBBH", data, 76) == (0x76000000, 0, 1, 0xffff)
    units = [struct.unpack_from("<IQIQI", data, 88 + 28 * n) for n in range(3)]
    assert units == [(5, 0xfd800000, 0x20000, 0, 0),
                     (3, 0x36600000, 0x100000, 0, 0),
                     (4, 0x30f80000, 0x1000, 0x36000000, 0x40000)]
    assert struct.unpack_from("<BBHQQQQQ", data, 312) == (
        25, 2, 0, 0xf9010000, 0xf902f000, 0xf9040000, 0xf906f000, 0)
    assert struct.unpack_from("<9I", data, 356 + 48) == (
        8, 9, 0, 2, 0, 1, 0, 2, 104)
    regions = [struct.unpack_from("<4Q", data, 496 + 32 * n) for n in range(9)]
    assert regions[:4] == [
        (0x87fe00000, 0x87fe00000, 0x1000, 0x81), (0, 0, 0, 0),
        (0x87fe01000, 0x87fe01000, 0x7f000, 0x83),
        (0x87fe80000, 0x87fe80000, 0x7f000, 0x81)]
    assert [flags for *_, flags in regions[4:]] == [0x81, 0, 0x81, 0x83, 0x10f]
    assert data[-8:] == struct.pack("<IHH", 7, 0x860, 0x1f)


@pytest.mark.parametrize("base", [0, 0x70000000])
def test_cell(tmp_path, base):
    """With or without a configuration of the build."""
    header = tmp_path / "config.h"
    header.write_text(f"#define CONFIG_INMATE_BASE {base:#x}\n")
    words = ("-include", str(header)) if base else ()
    data = blob(tmp_path, "cell", *words)
    counts = struct.unpack_from("<8I", data, 48)
    assert counts[:6] == (8, 4, 1, 1, 0, 6) and counts[7] == 1
    assert struct.unpack_from("<IQQ", data, 80) == (108, base, 1000)
    assert struct.unpack_from("<I", data, 44)[0] == 0xc0000005
    assert struct.unpack_from("<4Q", data, 140) == (
        0xff0a0010, 0xff0a0010, 0x20, 0xf8093)
    assert struct.unpack_from("<QQ", data, 140 + 32) == (0x89fe00000, base)
    devices = 140 + 4 * 32 + 12 + 32
    assert struct.unpack_from("<IIBBH", data, 140 + 4 * 32) == (0, 2, 3, 0, 1)
    assert data[devices + 35] == 3
    assert struct.unpack_from("<6I", data, devices + 2 * 56 + 6) == (
        0xfffff000, 0xfffff000, 0, 0, 0, 0)
    assert [struct.unpack_from("<H", data, devices + n * 56 + 54)[0]
            for n in range(2, 6)] == [0, 0x4001, 0x8003, 0xc002]
    caps = [struct.unpack_from("<H", data, devices + 6 * 56 + 8 * n)[0]
            for n in range(counts[6])]
    assert caps == [1, 3, 5, 8, 9, 10, 13, 15, 16, 17, 18, 19] + [
        0x8000 | n for n in range(1, 0x20) if n != 0x1c]
    assert len(data) == devices + 6 * 56 + 8 * counts[6] + 4


def test_guest(tmp_path):
    """Inmates and drivers of guests."""
    compiled(tmp_path, "guest")
