# SPDX-License-Identifier: BSD-2-Clause
"""Libraries of another architecture, to link programs for guests with."""

import os

from . import cache, packages

# What the command line tool needs besides the C library, which comes with the
# cross compiler.
NAMES = ("libkmod-dev", "libkmod2", "libzstd1", "liblzma5", "libssl3")
KEEP = frozenset(("libkmod-dev", "libkmod2"))

FORMAT = "1"


def directory(architecture):
    """Return the directory with usr/include and usr/lib of ARCHITECTURE."""
    archive = packages.Archive(architecture)
    plan = archive.plan("sysroot", list(NAMES), None,
                        lambda name: name in KEEP)
    final = os.path.join(cache.directory("sysroot", architecture),
                         packages.digest(plan, FORMAT))
    if not os.path.isdir(final):
        debs = archive.fetch(plan)
        with cache.lock(f"sysroot-{architecture}"):
            if not os.path.isdir(final):
                with cache.new_directory(final) as target:
                    for deb in debs:
                        packages.unpack(deb, target)
    return final
