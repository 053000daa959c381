# SPDX-License-Identifier: BSD-2-Clause
"""Every allocation of the driver fails once, in enable, create, load and
start, and those of the hypervisor in enable; what was before must be there
afterwards.

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
# Of the system blob: size of the hypervisor's memory.
HYPERVISOR_SIZE = 28
PAGE = 4096
# The driver wants so many pages for the pool.
LEAST_POOL = 64


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


def enable_with_memory(size):
    """Enable with so much memory; return the rule that it broke, or None."""
    before = guest.snapshot()
    blob = Blob.load("").put("Q", HYPERVISOR_SIZE, size)
    if blobs.enable(blob):
        rule = guest.sysfs("last_error").split()[0]
    else:
        rule = None
        same(blobs.call(blobs.DISABLE), 0, "disable")
    guest.unchanged(before, f"enable with {size:#x} bytes")
    return rule


@case
def enabling_with_memory_of_every_size():
    """From too small for the driver to the first one that is large enough:
    each allocation of the hypervisor is the one that fails."""
    size = (guest.hypervisor_memory()[1] -
            (int(guest.sysfs("mem_pool_size")) - LEAST_POOL + 8) * PAGE)
    used = int(guest.sysfs("mem_pool_used"))
    same(blobs.call(blobs.DISABLE), 0, "disable")
    rules = []
    while None not in rules:
        check(len(rules) < MANY, f"no size is enough: {rules}")
        rules.append(enable_with_memory(size))
        size += PAGE
    exhausted = rules.count("pool_exhausted")
    small = len(rules) - exhausted - 1
    guest.say(f"{exhausted} pools were exhausted, {used} pages stay in use")
    same(rules, ["hv_mem_size"] * small + ["pool_exhausted"] * exhausted +
         [None], "rules")
    check(small > 0 and (exhausted > 0 or used <= LEAST_POOL),
          f"{small} and {exhausted} sizes were refused")
    same(blobs.enable(Blob.load("")), 0, "enable")
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
    same(blobs.load("rt", (blobs.IDLE, 0)), 0, "load")
    fail_each("start", lambda: blobs.start("rt"), lambda: None, 0)
    same(guest.cell_state("rt"), "running", "state")


@case
def everything_is_given_back():
    """As after a life without failures."""
    same(blobs.destroy("rt"), 0, "destroy")
    same(blobs.call(blobs.DISABLE), 0, "disable")
    same(guest.online(), f"0-{max(guest.kernel_cpus())}", "online CPUs")
    guest.kernel_is_well()


guest.main()
