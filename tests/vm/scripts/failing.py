# SPDX-License-Identifier: BSD-2-Clause
"""Every allocation of the driver fails once, in enable, create, load and
start; what was before must be there afterwards.

The driver is the one with tests/vm/modules/failing/failing.h in front of it.
"""

import errno
import subprocess

import blobs
import guest
from blobs import Blob
from guest import case, check, same

PARAMETER = "/sys/module/jailhouse/parameters/failing"
MANY = 100


def attempt(call):
    """Return the result of CALL; opening the device needs memory, too."""
    try:
        return call()
    except OSError as error:
        return -error.errno


def fail_each(what, call, undo, least):
    """Let the first, second ... allocation of CALL fail, until it needs less.

    CALL returns 0 or a negative error number. Where the driver does without
    what it did not get, UNDO undoes it.
    """
    refused = 0
    for number in range(1, MANY):
        before = guest.snapshot()
        guest.write(PARAMETER, str(number))
        result = attempt(call)
        left = int(guest.read(PARAMETER))
        guest.write(PARAMETER, "0")
        if left:
            same(result, 0, f"{what} without a failure")
            break
        guest.say(f"{what}: allocation {number} fails: {result}")
        check(result in (0, -errno.ENOMEM, -errno.EBUSY),
              f"{what}: allocation {number} fails: {result}")
        if result:
            refused += 1
        else:
            undo()
        guest.unchanged(before, f"{what} without allocation {number}")
    check(left, f"{what} has no end")
    check(refused >= least, f"{what}: only {refused} allocations count")


def load():
    """Load three images."""
    return blobs.load("rt", (b"x" * 0x1000, 0), (b"", 0x1000),
                      (b"y" * 0x3000, 0x2000))


@case
def enabling():
    """Nothing of it stays."""
    subprocess.run(["insmod", "/root/jailhouse.ko"], check=True)
    fail_each("enable", lambda: blobs.enable(Blob.load("")),
              lambda: same(blobs.call(blobs.DISABLE), 0, "disable"), 6)
    guest.kernel_is_well()


@case
def creating():
    """Root keeps its CPUs and memory."""
    fail_each("create", lambda: blobs.create(Blob.load("rt")),
              lambda: same(blobs.destroy("rt"), 0, "destroy"), 6)
    guest.kernel_is_well()


@case
def loading():
    """The cell can be loaded again."""
    fail_each("load", load, lambda: None, 2)


@case
def starting():
    """Needs no memory."""
    fail_each("start", lambda: blobs.start("rt"), lambda: None, 0)
    same(guest.cell_state("rt"), "running", "state")


@case
def everything_is_given_back():
    """As after a life without failures."""
    same(blobs.destroy("rt"), 0, "destroy")
    same(blobs.call(blobs.DISABLE), 0, "disable")
    same(guest.online(), "0-3", "online CPUs")
    guest.kernel_is_well()


guest.main()
