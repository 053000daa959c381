# SPDX-License-Identifier: BSD-2-Clause
"""Runs a test build of the tool against a fake device and sysfs tree."""

import contextlib
import os
import subprocess
import types

TOP = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))
BUILD = os.path.join(os.environ.get("O", os.path.join(TOP, "build")),
                     "tests", "py")
TOOL = os.path.join(BUILD, "tools", "jailhouse")
DEFINES = (r'-DJAILHOUSE_DEVICE=\"fake/dev\" '
           r'-DJAILHOUSE_SYSFS=\"fake/sysfs\"')


def make(*words):
    """Run make; its output is part of a failure."""
    done = subprocess.run(["make", *words], cwd=TOP, text=True, check=False,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    assert done.returncode == 0, done.stdout


def build():
    """Build the tool, the fake device and the configurations."""
    make("-C", "tools", "O=" + BUILD, "TOOL_DEFINES=" + DEFINES)
    # The host's compiler is as good as any: a blob holds no code.
    for arch in ("x86", "arm64"):
        make("-C", "configs", "O=" + BUILD, "SMP=4", "MEMORY=1G",
             "ARCH=" + arch)
    subprocess.run(["cc", "-shared", "-fPIC", "-Wall", "-Wextra", "-Werror",
                    "-I" + os.path.join(TOP, "include"),
                    "-o", os.path.join(BUILD, "fake_ioctl.so"),
                    os.path.join(TOP, "tests", "py", "fake_ioctl.c")],
                   check=True)


def blob_path(name):
    """Path of a built configuration."""
    return os.path.join(BUILD, "configs", name + ".cell")


def read_blob(name):
    """A built configuration as bytes that a test may change."""
    with open(blob_path(name), "rb") as file:
        return bytearray(file.read())


class Host:
    """A directory in which the tool finds its device and sysfs tree."""

    def __init__(self, path):
        self.path = path
        self.log = path / "log"

    def add_driver(self, enabled=1, last_error="none"):
        """Create the device and the driver's files."""
        (self.path / "fake" / "sysfs" / "cells").mkdir(parents=True)
        (self.path / "fake" / "dev").write_text("")
        self.write("enabled", str(enabled))
        self.write("last_error", last_error)

    def write(self, name, text):
        """Write a file of sysfs."""
        path = self.path / "fake" / "sysfs" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text + "\n")

    def add_cell(self, number, name, state, assigned, failed=""):
        """Create a cell's directory."""
        where = f"cells/{number}/"
        self.write(where + "name", name)
        self.write(where + "state", state)
        self.write(where + "cpus_assigned_list", assigned)
        self.write(where + "cpus_failed_list", failed)

    def _environment(self, error):
        return dict(os.environ, FAKE_LOG=str(self.log), FAKE_ERRNO=str(error),
                    LD_PRELOAD=os.path.join(BUILD, "fake_ioctl.so"))

    @contextlib.contextmanager
    def start(self, *words, **streams):
        """The tool, running without the fake device; killed at the end."""
        with subprocess.Popen([TOOL, *words], cwd=self.path,
                              **streams) as tool:
            try:
                yield tool
            finally:
                tool.kill()

    def run(self, *words, error=0):
        """Run the tool; ioctls fail with `error`."""
        done = subprocess.run([TOOL, *words], cwd=self.path, timeout=60,
                              env=self._environment(error),
                              stdin=subprocess.DEVNULL, check=False,
                              capture_output=True, text=True)
        return types.SimpleNamespace(status=done.returncode, out=done.stdout,
                                     err=done.stderr)

    def calls(self):
        """The ioctls so far."""
        return self.log.read_text().splitlines() if self.log.exists() else []
