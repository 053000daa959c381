# SPDX-License-Identifier: BSD-2-Clause
"""Directories of runs below build/vm, with links to the latest."""

import contextlib
import os
import shutil
import time

PROJECT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__)))))
BUILD = os.path.join(PROJECT, "build")
KEPT = 40


def _alive(path):
    try:
        with open(os.path.join(path, "pid"), encoding="ascii") as stream:
            os.kill(int(stream.read()), 0)
    except (OSError, ValueError):
        return False
    return True


def _link(path, target):
    temporary = f"{path}.{os.getpid()}"
    with contextlib.suppress(FileNotFoundError):
        os.unlink(temporary)
    os.symlink(target, temporary)
    os.replace(temporary, path)


def _forget_old(base):
    runs = sorted(item.path for item in os.scandir(base)
                  if item.is_dir(follow_symlinks=False))
    for path in runs[:-KEPT]:
        if not _alive(path):
            shutil.rmtree(path, ignore_errors=True)


def create(chosen=None):
    """Make the directory of a new run; CHOSEN names another place for it."""
    if chosen:
        os.makedirs(chosen, exist_ok=True)
        return os.path.abspath(chosen)
    base = os.path.join(BUILD, "vm")
    os.makedirs(base, exist_ok=True)
    _forget_old(base)
    name = f"{time.strftime('%Y%m%d-%H%M%S')}-{os.getpid()}"
    path = os.path.join(base, name)
    os.mkdir(path)
    with open(os.path.join(path, "pid"), "w", encoding="ascii") as stream:
        stream.write(f"{os.getpid()}\n")
    _link(os.path.join(base, "last"), name)
    for log in ("com1.log", "com2.log"):
        _link(os.path.join(base, log), os.path.join("last", log))
    return path
