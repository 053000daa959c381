# SPDX-License-Identifier: BSD-2-Clause
"""`jailhouse config check` refuses every configuration of the table in
tests/vm/scripts/broken.py, and no rule is without a configuration or a test
that breaks it."""

import json
import os
import re
import sys

import pytest

from tool_host import TOP, blob_path, read_blob

sys.path.insert(0, os.path.join(TOP, "tests", "vm", "scripts"))
# pylint: disable=wrong-import-position
import broken  # noqa: E402
from blobs import Blob  # noqa: E402

# Rules that no configuration of the table can break, and tests that do: they
# are about the machine or the moment, or are seen only by a build that drives
# more. The function that is named must name the rule.
CELL_ERRORS = "unit/test_cell_errors.c:"
REQUIREMENTS = "unit/test_x86_requirements.c:"
ELSEWHERE = {
    "cpu_caller": CELL_ERRORS + "cpu_of_the_caller",
    "cell_id_taken": CELL_ERRORS + "name_and_id_taken",
    "cell_locked": CELL_ERRORS + "locked_cell_blocks_others",
    "pool_exhausted": CELL_ERRORS + "inject",
    "cell_refused": "unit/test_comm.c:denied_with",
    "cell_busy": "unit/test_comm.c:one_call_asks_at_a_time",
    "cpu_stuck": "unit/test_cell_errors.c:cpu_that_does_not_stop",
    "disabling": "unit/test_setup.c:disable_on_all_cpus",
    "cells_exist": "unit/test_setup.c:disable_is_refused_with_cells",
    "mem_not_placed": "unit/test_config_check_units.c:test_place",
    "pci_other_cell": "unit/test_config_check_conflict.c:test_pci",
    "pci_shmem_taken": "unit/test_config_check_conflict.c:test_pci",
    "cpu_no_virtualization": REQUIREMENTS + "test_virtualization",
    "cpu_virtualization_locked": REQUIREMENTS + "test_virtualization",
    "cpu_no_nested_paging": REQUIREMENTS + "test_virtualization",
    "cpu_mem_encrypt": REQUIREMENTS + "test_modes_of_linux",
    "cpu_no_nx": REQUIREMENTS + "test_modes_of_linux",
    "cpu_apic_base": REQUIREMENTS + "test_local_apic",
    "cpu_apic_id": REQUIREMENTS + "test_local_apic",
    "cpu_features_differ": REQUIREMENTS + "test_cpus_differ",
    "cpu_virtualization_busy":
        "vm/scripts/manage.py:not_enabled_beside_virtual_machines",
    "cpu_sibling": "vm/scripts/siblings.py:a_core_is_not_split",
    "cpu_offline": "vm/scripts/manage.py:disable_needs_all_cpus",
    "cpu_vendor": "vm/scripts/unfit.py:the_cpu_is_refused",
    "image_version": "vm/scripts/refusals.py:image_of_another_version",
}

# Names kept for versions that drive more: nothing may refuse with them.
UNUSED = {"iommu_unsupported"}

# What a sentence about the remedy starts with.
REMEDY = re.compile(
    r"\. (Add|Align|Boot|Bring|Build|Choose|Correct|Destroy|Give|Leave|Load|"
    r"Make|Merge|Raise|Reduce|Remove|Reserve|Set|Shorten|System|Try|Use) ?")

SEEN = {}


def rules():
    """Return {rule: name of its error number} of the ABI."""
    path = os.path.join(TOP, "include", "jailhouse", "config-rules.h")
    with open(path, encoding="utf-8") as file:
        found = re.findall(r"^\tX\(([A-Z_]+), (\w+)\)", file.read(), re.M)
    return {name.lower(): error for name, error in found if name != "NONE"}


ARCHS = broken.ARCHS.values()


def on_host(table):
    """Those that are broken on any machine, as test parameters."""
    return pytest.mark.parametrize("arch,entry", [
        pytest.param(arch, entry,
                     id=f"{arch.root}-{entry.name.replace(' ', '-')}")
        for arch in ARCHS for entry in table(arch)
        if entry.seen != broken.MACHINE])


def base(arch, name):
    """A good configuration that may be changed."""
    return Blob(read_blob(arch.root + name))


def places(arch):
    """Addresses of those that lie at a fixed place."""
    start = base(arch, "-reserved").get("Q", broken.HV_START)
    size = base(arch, "-reserved").get("Q", broken.HV_SIZE)
    return {"hypervisor": start, "hypervisor_last": start + size - 0x1000,
            "rt": base(arch, "-rt-reserved").region(0)[0]}


def place(entry):
    """How the message names what it is about."""
    if entry.array == "cpus":
        return rf"\bcpus\b|^CPU {entry.index}\b"
    if entry.rule in ("cache_unsupported", "stream_unsupported"):
        return rf"^{entry.array}:"
    if entry.array in ("cell", "header"):
        return rf"^{entry.array}\b|^its name\b"
    return rf"^{entry.array}\[{entry.index}\]"


def check(host, arch, entry, blob, *beside):
    """Have the tool check a broken configuration beside good ones."""
    path = blob.save(host.path / "broken.cell")
    words = ["config", "check", "-a", arch.name, *beside, str(path)]
    done = host.run(*words)
    assert done.status == 1
    assert done.err.count("\n") == 1
    message = done.err.split("broken.cell: ", 1)[1]
    assert re.search(place(entry), message), message
    assert REMEDY.search(message), message
    assert SEEN.setdefault((arch, message), entry.name) == entry.name
    report = json.loads(host.run("--json", *words).out)
    assert [(error["rule"], error["array"], error["index"])
            for error in report["errors"]] == [
                (entry.rule, entry.array, entry.index)]
    assert report["errors"][0]["message"] == message.strip()


@on_host(broken.cells)
def test_cell(host, arch, entry):
    """Beside the cells rt and holder."""
    holder = base(arch, "-violate").apply(broken.holder(arch))
    blob = base(arch, "-violate").apply(entry.changes, places(arch))
    check(host, arch, entry, blob, blob_path(arch.root + "-reserved"),
          blob_path(arch.root + "-rt-reserved"),
          str(holder.save(host.path / "holder.cell")))


@on_host(broken.systems)
def test_system(host, arch, entry):
    """On its own."""
    check(host, arch, entry, base(arch, "").apply(entry.changes))


@pytest.mark.parametrize("arch,entry", [
    pytest.param(arch, entry, id=f"{arch.root}-{entry.name.replace(' ', '-')}")
    for arch in ARCHS for entry in broken.not_driven(arch)])
def test_not_driven(host, arch, entry):
    """Root may have it, with a warning that names it."""
    path = base(arch, "").apply(entry.changes).save(host.path / "system.cell")
    done = host.run("config", "check", str(path))
    assert (done.status, done.err) == (0, "")
    assert done.out.count("warning:") == 1
    assert f"system.cell: warning: {entry.where}" in done.out
    report = json.loads(host.run("--json", "config", "check", str(path)).out)
    assert report["valid"]
    assert [warning["message"].startswith(entry.where)
            for warning in report["warnings"]] == [True]


@pytest.mark.parametrize("arch", ARCHS, ids=lambda arch: arch.root)
def test_cells_before_they_are_broken(host, arch):
    """Otherwise anything above would be refused for another reason."""
    holder = base(arch, "-violate").apply(broken.holder(arch))
    done = host.run("config", "check", blob_path(arch.root + "-reserved"),
                    blob_path(arch.root + "-rt-reserved"),
                    str(holder.save(host.path / "holder.cell")),
                    blob_path(arch.root + "-violate"))
    assert (done.status, done.err) == (0, "")


@pytest.mark.parametrize("arch", ARCHS, ids=lambda arch: arch.root)
def test_number_and_names(arch):
    """At least forty, each by its own name and with its rule's error."""
    table = broken.cells(arch) + broken.systems(arch)
    assert len(table) >= 40
    for kind in (broken.cells(arch), broken.systems(arch)):
        assert len({entry.name for entry in kind}) == len(kind)
    for entry in table:
        assert rules()[entry.rule] == broken.ERRORS.get(entry.rule, "EINVAL")


def body(name, function):
    """The text of a function of a test in C or Python."""
    with open(os.path.join(TOP, "tests", name), encoding="utf-8") as file:
        text = file.read()
    start = re.search(rf"^[^\s#].*\b{function}\b[^;]*$", text, re.M)
    assert start, f"{name} has no {function}"
    end = text.find("\n}\n" if name.endswith(".c") else "\n\n\n",
                    start.start())
    return text[start.start():end]


def sources():
    """The texts of what can refuse, the checker's table of names left out."""
    for top in ("hypervisor/core", "hypervisor/arch", "driver"):
        for where, _, names in os.walk(os.path.join(TOP, top)):
            for name in names:
                if name.endswith(".c") and name != "config_check_names.c":
                    with open(os.path.join(where, name),
                              encoding="utf-8") as file:
                        yield file.read()


@pytest.mark.parametrize("rule", rules())
def test_rule_is_broken_by_something(rule):
    """A configuration of the table, or a test named above."""
    in_table = any(entry.rule == rule
                   for arch in ARCHS
                   for entry in broken.cells(arch) + broken.systems(arch))
    assert in_table + (rule in ELSEWHERE) + (rule in UNUSED) == 1
    if rule in ELSEWHERE:
        text = body(*ELSEWHERE[rule].split(":"))
        assert re.search(rf"(\b|_){rule}\b", text, re.I), text
    if rule in UNUSED:
        name = re.compile(rf"RULE_{rule}\b|refuse\({rule},", re.I)
        assert not any(name.search(text) for text in sources())
