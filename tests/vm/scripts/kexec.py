# SPDX-License-Identifier: BSD-2-Clause
"""A kernel for kexec to start, whose first process says how many CPUs it has
and switches off. It needs the kernel's image as /root/vmlinuz."""

import os
import subprocess

import guest

NEW_ROOT = "/root/new"
INITRD = "/root/new.cpio"
# What a shell needs.
LINKER, LIBRARIES = (
    ("/lib/ld-linux-aarch64.so.1", "/lib/aarch64-linux-gnu")
    if guest.ARM64 else ("/lib64/ld-linux-x86-64.so.2",
                         "/lib/x86_64-linux-gnu"))
FILES = ("/usr/bin/busybox", LINKER,
         *(f"{LIBRARIES}/lib{name}" for name in ("c.so.6", "resolv.so.2")))
INIT = """#!/bin/busybox sh
busybox mount -t proc proc /proc
echo "new Linux: $(busybox grep -c ^processor /proc/cpuinfo) CPUs"
busybox poweroff -f
"""


def run(command):
    """Run a shell's line, which must succeed."""
    done = subprocess.run(command, shell=True, text=True, check=False,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    guest.same(done.returncode, 0, f"{command}: {done.stdout}")


def load():
    """Load it."""
    for path in FILES:
        target = NEW_ROOT + path.replace("/usr/bin", "/bin")
        run(f"mkdir -p {os.path.dirname(target)} && cp -L {path} {target}")
    run(f"mkdir -p {NEW_ROOT}/proc {NEW_ROOT}/dev")
    guest.write(f"{NEW_ROOT}/init", INIT)
    run(f"mknod {NEW_ROOT}/dev/console c 5 1; chmod 755 {NEW_ROOT}/init")
    run(f"cd {NEW_ROOT} && find . | busybox cpio -o -H newc > {INITRD}")
    run(f"kexec -l /root/vmlinuz --initrd={INITRD} --reuse-cmdline")
