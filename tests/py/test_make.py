# SPDX-License-Identifier: BSD-2-Clause
"""What `make` chooses, and what `make install` does, without doing it."""

import os
import subprocess

import pytest

from tool_host import TOP

# What "make ... print" shows of the Makefile's choices.
PRINT = "print: ; @echo $(ARCH) [$(CROSS_COMPILE)] [$(SYSROOT)]"


def make(*words, path=""):
    """Run make with PATH searched first; return what it prints."""
    environment = {name: value for name, value in os.environ.items()
                   if name not in ("MAKEFLAGS", "MAKELEVEL", "MFLAGS",
                                   "MACHINE", "O", "DESTDIR")}
    environment["PATH"] = f"{path}:{environment['PATH']}"
    return subprocess.run(["make", "-s", *words], env=environment, check=True,
                          stdout=subprocess.PIPE, text=True).stdout


@pytest.fixture
def host(tmp_path):
    """Return a function that pretends to be a host of another kind."""
    def pretend(machine):
        uname = tmp_path / "uname"
        uname.write_text(f"#!/bin/sh\necho {machine}\n")
        uname.chmod(0o755)
        return str(tmp_path)
    return pretend


@pytest.mark.parametrize("machine,words,chosen", [
    ("x86_64", [], "x86 [] []"),
    ("x86_64", ["MACHINE=arm64-gicv2", "SYSROOT=/sys"],
     "arm64 [aarch64-linux-gnu-] [/sys]"),
    ("aarch64", [], "arm64 [] []"),
    ("aarch64", ["MACHINE=arm64-gicv2"], "arm64 [] []"),
    ("aarch64", ["MACHINE=x86-svm"], "x86 [] []"),
])
def test_architecture(host, machine, words, chosen):
    """The host's own, natively, unless another machine is asked for."""
    assert make("-C", TOP, "--no-print-directory", "--eval", PRINT, "print",
                *words, path=host(machine)).strip() == chosen


@pytest.fixture
def headers(tmp_path):
    """Return a directory that looks like the headers of a kernel."""
    generated = tmp_path / "include" / "generated"
    generated.mkdir(parents=True)
    (generated / "utsrelease.h").write_text('#define UTS_RELEASE "6.1.0-test"')
    return str(tmp_path)


@pytest.mark.parametrize("destination,indexed", [
    ("", True), ("/", True), ("/tmp/package", False)])
def test_module_can_be_found_by_name(headers, destination, indexed):
    """The index is renewed where the module is installed for this system."""
    plan = make("-C", os.path.join(TOP, "driver"), "-n", "-o", "all", "install",
                f"KDIR={headers}", f"DESTDIR={destination}")
    assert "6.1.0-test/extra/jailhouse.ko" in plan
    assert ("depmod 6.1.0-test" in plan) == indexed


def test_missing_headers_are_named(tmp_path):
    """As the package of the running kernel."""
    done = subprocess.run(
        ["make", "-s", "-C", os.path.join(TOP, "driver"), "check-kdir",
         f"KDIR={tmp_path}"], stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode != 0
    assert f"linux-headers-{os.uname().release}" in done.stderr
