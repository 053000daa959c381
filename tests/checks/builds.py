# SPDX-License-Identifier: BSD-2-Clause
"""Everything builds from nothing without a warning, for all architectures and
kernels; images are small, and the same wherever they are built."""

import dataclasses
import glob
import os
import re
import shutil

from . import common, sources

KERNELS = ("6.1", "6.12")
PLACE = "another/and/deeper"
IMAGE_SOURCES = ("hypervisor/", "include/", "tools/", "Makefile", "VERSION")
WARNING = re.compile(r"\bwarning\b", re.IGNORECASE)
MAX_IMAGE = 65536
# Lines of code of one image's sources, headers included. The x86 image carries
# the filters of both modes of the local APIC, one of which needs an instruction
# decoder, and all images the checks of configurations, which the tools share.
MAX_CODE = 11000


@dataclasses.dataclass(frozen=True)
class Architecture:
    """An architecture: of the kernel, Debian's name; of make, what it takes."""
    name: str
    debian: str
    machine: str
    image: str
    folder: str = ""
    variables: tuple = ()

    @property
    def output(self):
        """Where make is told to build."""
        return os.path.join(common.WORK, "build", self.name)

    @property
    def built_image(self):
        """What it builds there."""
        return os.path.join(self.output, self.folder, "hypervisor", self.image)


ARCHITECTURES = (
    Architecture("x86", "amd64", "x86-svm", "jailhouse-amd.bin"),
    Architecture("arm64", "arm64", "arm64-gicv3", "jailhouse.bin", "arm64",
                 ("ARCH=arm64", "CROSS_COMPILE=aarch64-linux-gnu-")))


def _make(*words, directory=common.PROJECT):
    """Run make; return the problems."""
    done = common.run(["make", "-j2", *words], directory)
    if done.returncode:
        return done.stdout.splitlines()[-40:]
    return [line for line in done.stdout.splitlines() if WARNING.search(line)]


def _build(architecture, kernel):
    """Build everything, for a further kernel the driver; return the problems."""
    found = common.run(["tests/vm/kernel", kernel, "--arch",
                        architecture.debian])
    if found.returncode:
        return found.stdout.splitlines()
    if kernel == KERNELS[0]:
        shutil.rmtree(architecture.output, ignore_errors=True)
    kdir = found.stdout.strip().splitlines()[-1] + "/build"
    return _make("all" if kernel == KERNELS[0] else "driver", f"KDIR={kdir}",
                 f"MACHINE={architecture.machine}",
                 f"O={architecture.output}")


def _copy_sources(target):
    for path in sources.files():
        if path.startswith(IMAGE_SOURCES):
            copy = os.path.join(target, path)
            os.makedirs(os.path.dirname(copy), exist_ok=True)
            shutil.copy2(os.path.join(common.PROJECT, path), copy)


def _content(path):
    with open(path, "rb") as stream:
        return stream.read()


def _reproduce(architecture):
    """Build the image in another directory, too; return the problems."""
    tree = os.path.join(common.WORK, "reproduce", architecture.name, PLACE)
    shutil.rmtree(tree, ignore_errors=True)
    _copy_sources(tree)
    problems = _make("-s", "-C", "hypervisor", *architecture.variables,
                     f"O={tree}/out", directory=tree)
    if problems:
        return problems
    copy = os.path.join(tree, "out", "hypervisor", architecture.image)
    if _content(copy) != _content(architecture.built_image):
        return [f"{architecture.image} differs when built in another "
                f"directory"]
    return []


def _size(architecture):
    """Return the problem of an image that is too large."""
    size = os.path.getsize(architecture.built_image)
    if size > MAX_IMAGE:
        return [f"{architecture.image}: {size} bytes, {MAX_IMAGE} are allowed"]
    return []


def image_sources(directory):
    """Return the sources from which the compiler made the objects in a
    directory, headers included, as it wrote them down."""
    found = set()
    for path in glob.glob(os.path.join(directory, "**", "*.d"), recursive=True):
        with open(path, encoding="utf-8") as stream:
            rule = stream.read().replace("\\\n", " ").split("\n", 1)[0]
        found |= {os.path.normpath(os.path.join("hypervisor", word))
                  for word in rule.split(":", 1)[1].split()
                  if not word.endswith((".lds", ".o"))}
    return found


def _code(architecture):
    """Return the problem of an image made of too much code."""
    directory = os.path.dirname(architecture.built_image)
    lines = 0
    for path in image_sources(directory):
        lines += sources.lines_of_code(
            "\n".join(sources.lines_of(path)))
    print(f"    {architecture.image}: {lines} lines of code")
    if not 0 < lines <= MAX_CODE:
        return [f"{architecture.image} is made of {lines} lines of code, "
                f"{MAX_CODE} are allowed"]
    return []


def run():
    """Build; return the Counts."""
    counts = common.Counts()
    for architecture in ARCHITECTURES:
        built = sum((common.verdict(
            f"build for {architecture.name}, kernel {kernel}",
            _build(architecture, kernel)) for kernel in KERNELS),
            common.Counts())
        counts += built
        for title, judge in (("reproducible image", _reproduce),
                             ("size of the image", _size),
                             ("lines of code in the image", _code)):
            counts += common.verdict(
                f"{title}, {architecture.name}",
                ["not built"] if built.failed else judge(architecture))
    return counts
