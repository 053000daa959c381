# SPDX-License-Identifier: BSD-2-Clause
"""Everything builds from nothing without a warning, and images are the same
wherever they are built."""

import os
import re
import shutil

from . import common, sources

KERNELS = ("6.1",)
PLACE = "another/and/deeper"
IMAGE = "hypervisor/jailhouse-amd.bin"
IMAGE_SOURCES = ("hypervisor/", "include/", "tools/", "Makefile", "VERSION")
WARNING = re.compile(r"\bwarning\b", re.IGNORECASE)


def _output(kernel):
    return os.path.join(common.WORK, "build", kernel)


def _build(kernel):
    """Build everything for a kernel; return the problems."""
    directory = common.run(["tests/vm/kernel", kernel])
    if directory.returncode:
        return directory.stdout.splitlines()
    output = _output(kernel)
    shutil.rmtree(output, ignore_errors=True)
    kdir = directory.stdout.strip().splitlines()[-1] + "/build"
    done = common.run(["make", "-j2", "all", f"KDIR={kdir}", f"O={output}"])
    if done.returncode:
        return done.stdout.splitlines()[-40:]
    return [line for line in done.stdout.splitlines() if WARNING.search(line)]


def _copy_sources(target):
    for path in sources.files():
        if path.startswith(IMAGE_SOURCES):
            copy = os.path.join(target, path)
            os.makedirs(os.path.dirname(copy), exist_ok=True)
            shutil.copy2(os.path.join(common.PROJECT, path), copy)


def _image(output):
    with open(os.path.join(output, IMAGE), "rb") as stream:
        return stream.read()


def _reproduce():
    """Build the image in another directory, too; return the problems."""
    tree = os.path.join(common.WORK, "reproduce", PLACE)
    shutil.rmtree(tree, ignore_errors=True)
    _copy_sources(tree)
    done = common.run(["make", "-s", "-j2", "-C", "hypervisor",
                       f"O={tree}/out"], tree)
    if done.returncode:
        return done.stdout.splitlines()[-40:]
    if _image(f"{tree}/out") != _image(_output(KERNELS[0])):
        return [f"{IMAGE} differs when built in another directory"]
    return []


def run():
    """Build; return the Counts."""
    counts = common.Counts()
    for kernel in KERNELS:
        counts += common.verdict(f"build for kernel {kernel}", _build(kernel))
    if counts.failed:
        return counts + common.verdict("reproducible image", ["not built"])
    return counts + common.verdict("reproducible image", _reproduce())
