# SPDX-License-Identifier: BSD-2-Clause
"""What one run adds to the base file system, and the whole initramfs.

Linux unpacks concatenated archives one after the other, later ones on top.
"""

import os
import shutil
import tempfile

from . import cpio, kernels
from .userland import merged_name

GUEST = os.path.join(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))), "guest")


def _settings(values):
    return "".join(f"{name}={value}\n" for name, value in values.items())


def _add_tree(archive, host):
    """Add the installation tree at HOST, which begins at the root."""
    for folder, folders, names in os.walk(host):
        folders.sort()
        below = os.path.relpath(folder, host)
        for name in sorted(names) + [item for item in folders if os.path.islink(
                os.path.join(folder, item))]:
            archive.path(os.path.join(folder, name),
                         merged_name(os.path.join(below, name)))


def _add_module_indexes(archive, stage, kernel):
    """Let the guest's modprobe find the modules that STAGE installs."""
    extra = os.path.join(stage, "lib", "modules", kernel.release)
    if not os.path.isdir(extra):
        return
    base = os.path.join("lib", "modules", kernel.release)
    with tempfile.TemporaryDirectory(prefix="vm-modules-") as work:
        target = os.path.join(work, base)
        shutil.copytree(kernel.path("modules"), target)
        shutil.copytree(extra, target, dirs_exist_ok=True)
        kernels.depmod(work, kernel.release)
        for name in sorted(os.listdir(target)):
            if name.startswith("modules."):
                archive.path(os.path.join(target, name),
                             os.path.join("usr", base, name))


def write(stream, script, settings, kernel, stage=None, additions=()):
    """Write the run's own archive to STREAM.

    SCRIPT is the command; SETTINGS the variables for the guest's init; STAGE
    an installation tree or None; ADDITIONS pairs of host and guest path.
    """
    archive = cpio.Writer(stream)
    archive.path(os.path.join(GUEST, "init"), "init")
    archive.file(".vm/settings", _settings(settings).encode())
    archive.file(".vm/command", script.encode(errors="surrogateescape") + b"\n")
    if stage:
        _add_tree(archive, stage)
        _add_module_indexes(archive, stage, kernel)
    for host, guest in additions:
        archive.path(os.path.realpath(host), merged_name(guest))
    archive.close()


def join(stream, archives):
    """Append the files ARCHIVES to STREAM."""
    for path in archives:
        with open(path, "rb") as source:
            shutil.copyfileobj(source, stream, 1 << 20)
