# SPDX-License-Identifier: BSD-2-Clause
"""A cell that never answers: Linux goes on while it is asked."""

import errno
import os
import re
import threading

import blobs
import guest
from blobs import Blob
from guest import case, check, jailhouse, same

CALLER = 2
# Of the second that a cell is given, at 250 interrupts per second; with the
# CPU kept in the hypervisor there would be one or two.
INTERRUPTS = 25
LOOKS = 4


def timer_interrupts(cpu):
    """Return how many local timer interrupts a CPU has taken."""
    lines = guest.read("/proc/interrupts").splitlines()
    column = lines[0].split().index(f"CPU{cpu}")
    return next(int(line.split()[1 + column]) for line in lines
                if re.search(r"^ *LOC:|arch_timer$", line))


def launch():
    """Create and start the cell."""
    blob = Blob.load("rt").rename("silent").set_cpus(1)
    jailhouse("cell", "create", blob.save("/root/silent.cell"))
    with guest.Console() as console:
        guest.relaunch("silent", "violate", "violation=silent")
        console.wait("^violate: silent: before$")


def counted(function):
    """Run FUNCTION on CALLER; return its result, the timer interrupts of that
    CPU, and how often the cell's state was read elsewhere meanwhile."""
    looks, done = [0], threading.Event()

    def look():
        os.sched_setaffinity(0, {0, 3})
        directory = guest.cell_dir("silent")
        while not done.is_set():
            try:
                guest.read(f"{directory}/state")
            except OSError:
                break
            looks[0] += not done.is_set()

    looker = threading.Thread(target=look)
    looker.start()
    guest.wait_for(lambda: looks[0], "the first look")
    os.sched_setaffinity(0, {CALLER})
    before, looks_before = timer_interrupts(CALLER), looks[0]
    result = function()
    after, looks_after = timer_interrupts(CALLER), looks[0]
    done.set()
    looker.join()
    os.sched_setaffinity(0, {0, CALLER, 3})
    return result, after - before, looks_after - looks_before


def linux_goes_on(function):
    """Interrupts come and other CPUs get answers while FUNCTION waits."""
    result, interrupts, looks = counted(function)
    same(result, 0, "result")
    guest.say(f"{interrupts} timer interrupts, {looks} looks")
    check(interrupts >= INTERRUPTS, f"only {interrupts} timer interrupts")
    check(looks >= LOOKS, f"only {looks} looks at the state")
    guest.kernel_is_well()


@case
def the_cell_is_silent():
    """And running."""
    guest.enable()
    launch()
    same(guest.cell_state("silent"), "running", "state")


@case
def starting_it_again():
    """It is overruled."""
    linux_goes_on(lambda: blobs.start("silent"))
    same(guest.cell_state("silent"), "running", "state")


@case
def destroying_it():
    """It is overruled."""
    linux_goes_on(lambda: blobs.destroy("silent"))
    same(blobs.destroy("silent"), -errno.ENOENT, "second destroy")


@case
def disabling():
    """Asks it, too."""
    launch()
    linux_goes_on(lambda: blobs.call(blobs.DISABLE))
    same(guest.online(), "0-3", "online CPUs")


guest.main()
