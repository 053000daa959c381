# SPDX-License-Identifier: BSD-2-Clause
"""Emulators from packages, and the options that choose them."""

import os
import subprocess

import pytest

import vm_path  # noqa: F401  pylint: disable=unused-import
from vmlib import emulator, options, qemu
from vmlib.errors import RunnerError


@pytest.fixture(autouse=True)
def programs(monkeypatch):
    """Have no emulator fetched."""
    monkeypatch.setattr(qemu, "program",
                        lambda version, package, name: f"/{version}/{name}")


def words(*arguments):
    given = options.parse(["x86-svm", *arguments, "--", "true"])
    return emulator.arguments(given.machine, given, "/d", "/k", "/i", {})


def values(found, option):
    return [found[i + 1] for i, word in enumerate(found) if word == option]


def test_the_installed_one_is_the_default():
    assert words()[0] == "qemu-system-x86_64"


@pytest.mark.parametrize("version", qemu.VERSIONS)
def test_a_version_replaces_it(version):
    assert words("--qemu", version)[0] == f"/{version}/qemu-system-x86_64"


def test_x2apic_takes_the_modern_one():
    found = words("--x2apic", "--append", "maxcpus=1")
    assert found[0].startswith(f"/{qemu.MODERN}/")
    assert values(found, "-cpu")[-1] == "max,la57=off"
    assert "intel-iommu,intremap=on,eim=on" in values(found, "-device")
    assert values(found, "-append")[0].endswith(
        " intel_iommu=off no_timer_check maxcpus=1")


def test_users_cpu_wins_over_x2apics():
    found = words("--x2apic", "--machine-arg", "-cpu EPYC,+x2apic")
    assert values(found, "-cpu")[-1] == "EPYC,+x2apic"


def test_icount_replaces_the_accelerator():
    found = words("--icount")
    assert values(found, "-accel") == ["tcg,thread=single"]
    assert values(found, "-icount") == ["shift=0,sleep=off"]
    found = words("--icount", "--machine-arg", "-accel tcg,tb-size=64")
    assert values(found, "-accel") == ["tcg,tb-size=64"]


@pytest.mark.parametrize("option", ["--x2apic", "--icount"])
def test_the_old_one_is_refused(option):
    with pytest.raises(SystemExit) as left:
        words(option, "--qemu", "7.2")
    assert left.value.code == options.EXIT_NOT_STARTED


def test_the_installed_one_is_used_if_it_is_right(tmp_path, monkeypatch):
    path = tmp_path / "qemu-test"
    path.write_text("#!/bin/sh\necho 'QEMU emulator version 7.2.9 (Linux)'\n")
    path.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert qemu.installed("7.2", "qemu-test") == str(path)
    assert qemu.installed("7", "qemu-test") == str(path)
    assert qemu.installed("7.20", "qemu-test") is None
    assert qemu.installed("10", "qemu-test") is None
    assert qemu.installed("7.2", "qemu-other") is None


def fill(root, *paths):
    for path in paths:
        os.makedirs(os.path.dirname(root / path), exist_ok=True)
        (root / path).write_text("#!/bin/sh\necho \"$@\"\n")
        (root / path).chmod(0o755)


def test_script_starts_from_where_it_lies(tmp_path):
    fill(tmp_path, "lib64/ld-linux-test.so.2", "lib/x-linux-gnu/libc.so",
         "usr/lib/x-linux-gnu/libm.so", "usr/bin/qemu-test")
    program = tmp_path / "qemu-test"
    program.write_text(qemu.script(str(tmp_path), "qemu-test"))
    program.chmod(0o755)
    link = tmp_path / "link"
    link.symlink_to(program)
    said = subprocess.run([str(link), "-x", "a b"], check=True, text=True,
                          stdout=subprocess.PIPE).stdout
    assert said.startswith(f"--library-path {tmp_path}/lib/x-linux-gnu:"
                           f"{tmp_path}/usr/lib/x-linux-gnu "
                           f"{tmp_path}/usr/bin/qemu-test -L ")
    assert said.endswith("/usr/lib/ipxe/qemu -x a b\n")


def test_unknown_packaging_is_refused(tmp_path):
    with pytest.raises(RunnerError, match="no lib"):
        qemu.script(str(tmp_path), "qemu-test")
