# SPDX-License-Identifier: BSD-2-Clause
"""Versions of QEMU: the installed one if it is that, else from Debian's
packages.

A version's directory holds what the packages hold, with every library down to
the dynamic linker, and a program of the same name as the emulator that starts
it from there: nothing of it is installed, and nothing of the host is mixed in.
"""

import glob
import os
import shutil
import subprocess

from . import cache, packages
from .errors import RunnerError

# Version -> suite to take it from, or None for the release itself.
VERSIONS = {
    "7.2": None,
    "10": packages.RELEASE + "-backports",
}

# The oldest one that counts instructions with several CPUs and delivers
# x2APIC interrupts.
MODERN = "10"

# Pulled in by dependencies, of no use in a program that is never installed.
UNWANTED = frozenset((
    "adduser", "debconf", "gcc-12-base", "libasound2-data", "libaudit-common",
    "libaudit1", "libcrypt1", "libdb5.3", "libpam-modules",
    "libpam-modules-bin", "libpam0g", "libsemanage-common", "libsemanage2",
    "libsepol2", "passwd",
))

# Where Debian's builds look for what they load into the machine.
DATA = ("usr/share/qemu", "usr/share/seabios", "usr/lib/ipxe/qemu")

FORMAT = "1"

_SCRIPT = """\
#!/bin/sh
here=$(dirname "$(readlink -f "$0")")
export QEMU_MODULE_DIR="$here/{modules}"
exec "$here/{linker}" --library-path "{libraries}" "$here/{program}" \\
\t{data} "$@"
"""


def _relative(root, pattern):
    found = sorted(glob.glob(os.path.join(root, pattern)))
    if not found:
        raise RunnerError(f"the emulator's packages hold no {pattern}; this "
                          "packaging is not known")
    return os.path.relpath(found[0], root)


def script(root, name):
    """Return the text of the program that starts the emulator NAME in ROOT."""
    libraries = [_relative(root, pattern)
                 for pattern in ("lib/*-linux-gnu", "usr/lib/*-linux-gnu")]
    return _SCRIPT.format(
        modules=f"{libraries[1]}/qemu",
        linker=_relative(root, "lib*/ld-linux*.so.*"),
        libraries=":".join(f"$here/{path}" for path in libraries),
        program=_relative(root, f"usr/bin/{name}"),
        data=" ".join(f'-L "$here/{path}"' for path in DATA))


def installed(version, name):
    """Return the path of the installed emulator NAME if it is of VERSION."""
    path = shutil.which(name)
    if not path:
        return None
    done = subprocess.run([path, "--version"], check=False,
                          stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.DEVNULL, text=True)
    wanted = f"QEMU emulator version {version}."
    return path if done.stdout.startswith(wanted) else None


def program(version, package, name):
    """Return the path of emulator NAME of VERSION, made on first use.

    PACKAGE is the Debian package that has it.
    """
    if version not in VERSIONS:
        raise RunnerError(f"QEMU {version!r} is not known; there are: "
                          f"{', '.join(VERSIONS)}")
    path = installed(version, name)
    if path:
        return path
    architecture = packages.host_architecture()
    archive = packages.Archive(architecture)
    plan = archive.plan(f"qemu-{version}", [package], VERSIONS[version],
                        lambda item: item not in UNWANTED)
    key = packages.digest(plan, FORMAT, name)
    directory = os.path.join(cache.directory("qemu", architecture),
                             f"{version}-{key}")
    if not os.path.isdir(directory):
        debs = archive.fetch(plan)
        with cache.lock(f"qemu-{version}"):
            if not os.path.isdir(directory):
                packages.say(f"unpacking QEMU {version}")
                _make(debs, directory, name)
    return os.path.join(directory, name)


def _make(debs, directory, name):
    with cache.new_directory(directory) as target:
        for deb in debs:
            packages.unpack(deb, target)
        shutil.rmtree(os.path.join(target, "usr", "share", "doc"),
                      ignore_errors=True)
        path = os.path.join(target, name)
        with open(path, "w", encoding="utf-8") as stream:
            stream.write(script(target, name))
        os.chmod(path, 0o755)
