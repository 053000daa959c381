# SPDX-License-Identifier: BSD-2-Clause
"""`jailhouse config check` on broken and conflicting configurations."""

import json
import struct

import pytest

from tool_host import blob_path, read_blob

NAME, FLAGS, CPU_SET_SIZE, NUM_MEMORY, RESET = 8, 44, 48, 52, 84
CPUS = 132
MEMORY = 140
PHYS, VIRT, SIZE, MEM_FLAGS = 0, 8, 16, 24
REGION = 32

# Where, format, value; the rule it breaks and what the message says.
BROKEN_CELLS = {
    "signature": (4, "B", 0x58, "signature", None),
    "revision": (6, "H", 13, "revision", "cell: revision 13"),
    "architecture": (5, "B", 2, "architecture", "cell: made for arm64"),
    "name": (NAME, "B", 0, "cell_name", "cell.name is empty"),
    "long set": (CPU_SET_SIZE, "I", 64, "blob_too_short",
                 "its header announces 260 bytes"),
    "huge array": (NUM_MEMORY, "I", 0x08000000, "blob_too_short", None),
    "no CPU": (CPUS, "Q", 0, "cpu_set_empty", "cpus is empty"),
    "CPU 0": (CPUS, "Q", 3, "cpu_boot", "CPU 0 always stays"),
    "foreign CPU": (CPUS, "Q", 1 << 9, "cpu_not_root", "CPU 9 is not root's"),
    "alignment": (MEMORY + VIRT, "Q", 0x10, "mem_alignment",
                  "mem_regions[0]: phys_start and virt_start differ"),
    "wrap": (MEMORY + SIZE, "Q", (1 << 64) - 0x1000, "mem_wrap",
             "mem_regions[0] reaches beyond the end"),
    "overlap": (MEMORY + REGION + VIRT, "Q", 0xff000, "mem_overlap",
                "mem_regions[1] overlaps mem_regions[0]"),
    "local APIC": (MEMORY + REGION + VIRT, "Q", 0xfee00000, "mem_emulated",
                   "mem_regions[1] covers an interrupt controller"),
    "flags": (MEMORY + REGION + MEM_FLAGS, "Q", 0x63, "mem_flags",
              "mem_regions[1]: COMM_REGION excludes"),
    "comm size": (MEMORY + REGION + SIZE, "Q", 0x2000, "mem_comm_size",
                  "has 0x1000 bytes, not 0x2000"),
    "sub-page": (MEMORY + SIZE, "Q", 0x100010, "mem_sub_page",
                 "mem_regions[0] is not a number of whole pages"),
    "place": (MEMORY + MEM_FLAGS, "Q", 0x24d, "mem_place",
              "PLACE is only for"),
    "reset": (RESET, "Q", 0x200000, "reset_address",
              "cpu_reset_address 0x200000 is in no executable"),
    "console": (112, "H", 99, "console_type", "cell: console type 99"),
    "test device": (FLAGS, "I", 2, "cell_flags", "cell.flags: 0x2"),
}


def patched(host, name, *patches):
    """A copy of a blob with some values replaced."""
    blob = read_blob(name)
    for offset, kind, value in patches:
        struct.pack_into("<" + kind, blob, offset, value)
    (host.path / "patched.cell").write_bytes(blob)
    return "patched.cell"


@pytest.mark.parametrize("case", BROKEN_CELLS)
def test_broken_cell(host, case):
    offset, kind, value, rule, text = BROKEN_CELLS[case]
    name = patched(host, "x86-svm-rt", (offset, kind, value))
    words = ["config", "check", blob_path("x86-svm"), name]
    got = host.run(*words)
    assert got.status == 1
    if case == "signature":
        assert "is not a configuration" in got.err
        return
    assert got.err.startswith("jailhouse: config check: patched.cell: ")
    assert text is None or text in got.err
    report = json.loads(host.run("--json", *words).out)
    assert not report["valid"]
    assert [error["rule"] for error in report["errors"]] == [rule]


def test_messages_differ(host):
    seen = set()
    for offset, kind, value, _, _ in BROKEN_CELLS.values():
        name = patched(host, "x86-svm-rt", (offset, kind, value))
        seen.add(host.run("config", "check", blob_path("x86-svm"), name).err)
    assert len(seen) == len(BROKEN_CELLS)


@pytest.mark.parametrize("offset, kind, value, rule", [
    (6, "H", 15, "revision"),
    (20 + 8, "Q", 0, "hv_mem_size"),
    (12, "Q", 0x14000800, "hv_mem_alignment"),
    (44 + 12, "H", 3, "console_type"),
    (314, "B", 7, "apic_mode"),
    (488, "Q", 0, "cpu_set_empty"),
    (488 + 32 + VIRT, "Q", 0x1000, "mem_not_identity"),
])
def test_broken_system(host, offset, kind, value, rule):
    patches = [(offset, kind, value)]
    if rule == "cpu_set_empty":
        patches += [(488 + n, "Q", 0) for n in (8, 16, 24)]
    name = patched(host, "x86-svm", *patches)
    got = host.run("--json", "config", "check", name)
    assert got.status == 1
    assert [error["rule"] for error in json.loads(got.out)["errors"]] == [rule]


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


def test_warning_about_what_is_not_driven(host):
    iommu_base = 88 + 4
    name = patched(host, "x86-svm", (iommu_base, "Q", 0xfed80000))
    got = host.run("config", "check", name)
    assert (got.status, got.err) == (0, "")
    assert "warning: header.platform_info.iommu_units" in got.out
    report = json.loads(host.run("--json", "config", "check", name).out)
    assert report["valid"]
    assert len(report["warnings"]) == 1
