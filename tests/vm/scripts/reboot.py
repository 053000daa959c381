# SPDX-License-Identifier: BSD-2-Clause
"""Linux goes down in good order, with a running cell.

Usage: reboot.py KIND, which is reboot, poweroff or kexec
"""

import os
import subprocess
import sys

import guest
from guest import case, same

KIND = sys.argv[1]
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
    same(done.returncode, 0, f"{command}: {done.stdout}")


def load_new_kernel():
    """Prepare a Linux whose first process says how many CPUs there are."""
    for path in FILES:
        target = NEW_ROOT + path.replace("/usr/bin", "/bin")
        run(f"mkdir -p {os.path.dirname(target)} && cp -L {path} {target}")
    run(f"mkdir -p {NEW_ROOT}/proc {NEW_ROOT}/dev")
    guest.write(f"{NEW_ROOT}/init", INIT)
    run(f"mknod {NEW_ROOT}/dev/console c 5 1; chmod 755 {NEW_ROOT}/init")
    run(f"cd {NEW_ROOT} && find . | busybox cpio -o -H newc > {INITRD}")
    run(f"kexec -l /root/vmlinuz --initrd={INITRD} --reuse-cmdline")


@case
def a_cell_runs():
    """The cell that has to be ended."""
    guest.load_module("jailhouse")
    if KIND == "kexec":
        load_new_kernel()
    guest.enable()
    with guest.Console() as console:
        guest.launch("rt", "rt", "period=1000")
        console.wait_ticks()


@case
def going_down():
    """Prints no result."""
    os.system({"reboot": "reboot -f", "poweroff": "poweroff -f",
               "kexec": "kexec -e"}[KIND])
    guest.wait_for(lambda: False, "the end")


guest.main()
