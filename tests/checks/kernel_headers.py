# SPDX-License-Identifier: BSD-2-Clause
"""How clang reads the driver: the flags of a stock kernel's modules."""

import glob
import os

from . import common

VERSION = "6.1"

_COMMON = (
    "-std=gnu11", "-fshort-wchar", "-nostdinc", "-Wno-everything",
    "-D__KERNEL__", "-DMODULE", '-DKBUILD_MODNAME="jailhouse"',
    '-DKBUILD_BASENAME="jailhouse"', '-DKBUILD_MODFILE="jailhouse"',
    "-DJAILHOUSE_USE_HYPERCALLS", '-DJAILHOUSE_VERSION="0"')
_ARCHITECTURES = {
    "amd64": ("x86", ("-mcmodel=kernel", "-mno-red-zone", "-mno-sse")),
    "arm64": ("arm64", ("--target=aarch64-linux-gnu", "-mgeneral-regs-only",
                        "-DKASAN_SHADOW_SCALE_SHIFT=3")),
}
_FORCED = ("compiler-version.h", "kconfig.h", "compiler_types.h")


def flags(architecture):
    """Return the flags for Debian's name of an ARCHITECTURE."""
    done = common.run([os.path.join("tests", "vm", "kernel"), VERSION,
                       "--arch", architecture])
    if done.returncode:
        raise RuntimeError(f"no kernel {VERSION} for {architecture}: "
                           f"{done.stdout}")
    # Before it: what was downloaded.
    kernel = done.stdout.splitlines()[-1]
    made = os.path.realpath(os.path.join(kernel, "build"))
    shared, = glob.glob(os.path.join(os.path.dirname(made),
                                     "linux-headers-*-common"))
    name, more = _ARCHITECTURES[architecture]
    arch = os.path.join("arch", name, "include")
    folders = [os.path.join(top, *where) for top, *where in (
        (shared, arch), (made, arch, "generated"), (shared, "include"),
        (made, "include"), (shared, arch, "uapi"),
        (made, arch, "generated", "uapi"), (shared, "include", "uapi"),
        (made, "include", "generated", "uapi"))]
    # The project's headers come last, as one of them is called as one of Linux.
    return (*_COMMON, *more,
            *(word for path in folders for word in ("-isystem", path)),
            *(word for path in _FORCED for word in (
                "-include", os.path.join(shared, "include", "linux", path))),
            "-idirafter", "include", "-idirafter", "hypervisor/include")
