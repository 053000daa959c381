# SPDX-License-Identifier: BSD-2-Clause
"""The life of a cell, again and again, while Linux is busy on all its CPUs.

Usage: life_cycle.py ROUNDS
"""

import os
import subprocess
import sys

import guest
from guest import case, jailhouse, same

ROUNDS = int(sys.argv[1])
ENABLE_ROUNDS = 3

BUSY = "while :; do :; done"
FILES = ("while :; do head -c 4194304 /dev/urandom > /tmp/stress.$$; "
         "cp /tmp/stress.$$ /dev/shm/stress.$$; sync; "
         "find /usr /sys -type f > /dev/null 2>&1; rm -f /dev/shm/stress.$$; "
         "done")

before = {}


def start_stress():
    """Keep every CPU busy, and memory and file systems as well.

    What is nice leaves time to the tool, but none to an idle CPU.
    """
    commands = [BUSY] * os.cpu_count() + [FILES]
    return [subprocess.Popen(  # pylint: disable=R1732
        ["nice", "sh", "-c", command], stdin=subprocess.DEVNULL)
            for command in commands]


def check_stress(processes):
    """The stress must last."""
    same([process.poll() for process in processes],
         [None] * len(processes), "states of the stress processes")


@case
def enable_under_stress():
    """Enable and disable, several times."""
    stress.extend(start_stress())
    guest.load_module("jailhouse")
    before["disabled"] = guest.snapshot()
    for number in range(ENABLE_ROUNDS):
        guest.say(f"enable round {number}")
        guest.enable()
        same(guest.sysfs("enabled"), "1", "enabled")
        same(guest.online(), before["disabled"]["online"], "online CPUs")
        jailhouse("disable")
        guest.unchanged(before["disabled"], "enable and disable")
    check_stress(stress)


def one_life(console, number):
    """Create, load, start, see ticks, shut down, destroy."""
    guest.say(f"round {number}")
    mark = console.mark()
    guest.launch("rt", "rt", "period=1000")
    same(guest.cell_state("rt"), "running", "state of the started cell")
    console.wait_ticks(0, mark)
    jailhouse("cell", "shutdown", "rt")
    same(guest.cell_state("rt"), "shut down", "state after shutdown")
    console.wait("^rt: shut down$", mark)
    jailhouse("cell", "destroy", "rt")
    guest.unchanged(before["enabled"], f"life {number} of the cell")


@case
def lives_of_cells_under_stress():
    """The rounds."""
    guest.enable()
    before["enabled"] = guest.snapshot()
    with guest.Console() as console:
        for number in range(ROUNDS):
            one_life(console, number)
    check_stress(stress)


@case
def disable_destroys_a_running_cell():
    """A last cell is still running when the hypervisor goes."""
    with guest.Console() as console:
        guest.launch("rt", "rt", "period=1000")
        console.wait_ticks()
        jailhouse("disable")
    guest.unchanged(before["disabled"], "disable with a running cell")


@case
def nothing_is_left():
    """The stress still runs, the module goes, the kernel is content."""
    check_stress(stress)
    for process in stress:
        process.kill()
        process.wait()
    guest.remove_module("jailhouse")
    guest.kernel_is_well()


stress = []
guest.main()
