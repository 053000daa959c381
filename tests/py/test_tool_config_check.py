# SPDX-License-Identifier: BSD-2-Clause
"""`jailhouse config check`: its options and results. Broken configurations are
in test_broken_configs.py."""

import json
import struct

from tool_host import blob_path, read_blob

MEMORY = 140
PHYS = 0


def patched(host, name, *patches):
    """A copy of a blob with some values replaced."""
    blob = read_blob(name)
    for offset, kind, value in patches:
        struct.pack_into("<" + kind, blob, offset, value)
    (host.path / "patched.cell").write_bytes(blob)
    return "patched.cell"


def test_cells_in_each_others_way(host):
    other = patched(host, "x86-svm-violate-reserved",
                    (MEMORY + PHYS, "Q", 0x160ff000))
    got = host.run("config", "check", blob_path("x86-svm-reserved"),
                   blob_path("x86-svm-rt-reserved"), other)
    assert got.status == 1
    assert ("patched.cell: mem_regions[0] overlaps memory of cell \"rt\" "
            "(id 1)") in got.err


def test_hypervisor_memory(host):
    cell = patched(host, "x86-svm-rt-reserved",
                   (MEMORY + PHYS, "Q", 0x14000000))
    got = host.run("config", "check", blob_path("x86-svm-reserved"), cell)
    assert got.status == 1
    assert "mem_regions[0] overlaps the hypervisor's memory" in got.err


def test_valid(host):
    got = host.run("config", "check", blob_path("x86-svm"))
    assert (got.status, got.out, got.err) == (
        0, "1 configuration is valid.\n", "")
    got = host.run("config", "check", "--json", blob_path("x86-svm"),
                   blob_path("x86-svm-rt"), blob_path("x86-svm-violate"))
    assert got.status == 0
    assert json.loads(got.out) == {"errors": [], "warnings": [],
                                   "valid": True}


def test_architecture(host):
    path = blob_path("x86-svm")
    assert host.run("config", "check", "-a", "x86_64", path).status == 0
    got = host.run("config", "check", path, "--arch", "riscv64")
    assert got.status == 1
    assert "made for x86" in got.err
