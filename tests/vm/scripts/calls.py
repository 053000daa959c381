# SPDX-License-Identifier: BSD-2-Clause
"""Management calls that are wrong, at the wrong time, from several processes
at once, or whose caller is killed."""

import errno
import os
import random
import signal
import struct
import subprocess
import time

import blobs
import guest
from blobs import Blob
from guest import case, check, jailhouse, same

BAD_POINTERS = (0, 1, 0x7fffffffe000, 0xffff888000000000, (1 << 64) - 8)
CALLERS = 4
CALLS = 40
KILLS = 6
# Neither RAM nor a device.
NO_RAM = 1 << 37

before = {}
choice = random.Random(1)


def each_is(results, wanted, what):
    """Fail unless all results are the negative error WANTED."""
    wrong = {name: result for name, result in results.items()
             if result != -wanted}
    check(not wrong, f"{what}: {wrong} instead of {-wanted}")


@case
def nothing_works_before_enable():
    """But enable."""
    guest.load_module("jailhouse")
    before["disabled"] = guest.snapshot()
    each_is({"disable": blobs.call(blobs.DISABLE),
             "create": blobs.create(Blob.load("rt")),
             "load": blobs.load("rt", (b"x", 0)),
             "start": blobs.start("rt"),
             "destroy": blobs.destroy("rt")}, errno.EINVAL, "not enabled")
    for words in (("disable",), ("cell", "create", guest.cell("rt")),
                  ("cell", "start", "rt"), ("cell", "destroy", "rt"),
                  ("cell", "shutdown", "rt")):
        guest.refused(*words)
    guest.unchanged(before["disabled"], "refused calls")


@case
def bad_pointers_to_enable():
    """Whatever they point to."""
    each_is({pointer: blobs.call(blobs.ENABLE, pointer)
             for pointer in BAD_POINTERS}, errno.EFAULT, "enable")
    guest.unchanged(before["disabled"], "refused calls")


@case
def enable_works_once():
    """Not a second time."""
    guest.enable()
    before["enabled"] = guest.snapshot()
    same(blobs.enable(Blob.load("")), -errno.EBUSY, "second enable")
    guest.refused("enable", guest.cell(""))
    guest.unchanged(before["enabled"], "second enable")


@case
def bad_pointers():
    """In arguments, and in what they point to."""
    for name, number in (("create", blobs.CELL_CREATE),
                         ("load", blobs.CELL_LOAD),
                         ("start", blobs.CELL_START),
                         ("destroy", blobs.CELL_DESTROY)):
        each_is({pointer: blobs.call(number, pointer)
                 for pointer in BAD_POINTERS}, errno.EFAULT, name)
    blob = Blob.load("rt")
    each_is({pointer: blobs.create(blob, address=pointer)
             for pointer in BAD_POINTERS}, errno.EFAULT, "blob")
    guest.unchanged(before["enabled"], "refused calls")


@case
def unknown_calls():
    """Any number that is none of the six."""
    numbers = {6, 0xff, 0x40080006, 0x40080001, 0x80080000, 0x40100000,
               0x5401, 0xffffffff, 0x00000000, 0x40300002}
    each_is({hex(number): blobs.call(number) for number in numbers},
            errno.EINVAL, "unknown call")
    guest.unchanged(before["enabled"], "refused calls")


@case
def wrong_sizes():
    """Of blobs."""
    blob = Blob.load("rt")
    each_is({size: blobs.create(blob, size=size)
             for size in (0, 1, 131)}, errno.EINVAL, "too short")
    each_is({size: blobs.create(blob, size=size)
             for size in (65537, 0x7fffffff, 0xffffffff)}, errno.E2BIG,
            "too long")
    # Lengths of arrays whose sum would overflow 32 bits.
    for number in range(7):
        broken = Blob(blob).put("I", 52 + 4 * number, 0xffffffff)
        check(blobs.create(broken) in (-errno.EINVAL, -errno.E2BIG),
              f"array {number}")
    broken = Blob(blob).put("I", 48, 0xfffffff8)
    check(blobs.create(broken) in (-errno.EINVAL, -errno.E2BIG), "CPU set")
    guest.unchanged(before["enabled"], "refused calls")


@case
def unknown_cells():
    """By name and by number; root is no cell to be managed."""
    for name, number, error in (("nobody", -1, errno.ENOENT),
                                ("", -1, errno.ENOENT),
                                ("x" * 32, -1, errno.ENOENT),
                                ("", 77, errno.ENOENT),
                                ("", -77, errno.ENOENT),
                                ("", 0, errno.EINVAL),
                                (guest.MACHINE, -1, errno.EINVAL)):
        identity = blobs.cell_id(name, number)
        each_is({"load": blobs.call(blobs.CELL_LOAD,
                                    identity + struct.pack("<II", 0, 0)),
                 "start": blobs.call(blobs.CELL_START, identity),
                 "destroy": blobs.call(blobs.CELL_DESTROY, identity)},
                error, f"cell {name or number}")
    guest.unchanged(before["enabled"], "refused calls")


@case
def images_outside_of_regions():
    """An image must lie wholly in one loadable region."""
    jailhouse("cell", "create", guest.cell("rt"))
    with_cell = guest.snapshot()
    each_is({hex(target): blobs.load("rt", (b"x" * size, target))
             for size, target in ((1, 0x100000), (2, 0xfffff),
                                  (1, 0x200000), (8, 1 << 63),
                                  (0x100001, 0), (1, (1 << 64) - 1))},
            errno.EINVAL, "target")
    same(blobs.load_raw("rt", [(0x1000000, (1 << 64) - 1, 1)]),
         -errno.EINVAL, "size that wraps")
    each_is({pointer: blobs.load_raw("rt", [(pointer, 16, 0)])
             for pointer in BAD_POINTERS}, errno.EFAULT, "source")
    same(blobs.load("rt", (b"", 0x12345678)), 0, "empty image")
    same(blobs.load("rt"), 0, "no image")
    same(blobs.load("rt", (b"x", 0xfffff), (b"y", 0)), 0, "two images")
    for count in (0x10000, 0x7fffffff, 0xffffffff):
        check(blobs.load_raw("rt", [], count) < 0, f"{count} images")
    guest.unchanged(with_cell, "loading")
    guest.relaunch("rt", "rt", "period=1000")
    same(blobs.load("rt", (b"x", 0), (b"y", 0x200000)), -errno.EINVAL,
         "second image without a place")
    same(guest.cell_state("rt"), "running", "state after bad images")
    jailhouse("cell", "destroy", "rt")
    guest.unchanged(before["enabled"], "the cell")


@case
def memory_that_root_lacks():
    """What root can't write it can't load."""
    blob = Blob.load("rt").add_region(NO_RAM, NO_RAM, 0x1000,
                                      blobs.RAM | blobs.LOADABLE)
    same(blobs.create(blob), 0, "create")
    same(blobs.load("rt", (b"x", NO_RAM)), -errno.EINVAL, "load")
    check("mem_regions of the root cell" in guest.last_kernel_lines(),
          "no remedy in the kernel's log")
    same(blobs.load("rt", (b"x", 0)), 0, "load to another region")
    jailhouse("cell", "destroy", "rt")
    guest.unchanged(before["enabled"], "the cell")


def random_calls(seed):
    """What one of several callers does; results don't matter."""
    choice.seed(seed)
    blob = Blob.load("rt")
    for _ in range(CALLS):
        name, cpu = choice.choice((("one", 1), ("two", 2), ("three", 3)))
        choice.choice((
            lambda: blobs.create(Blob(blob).rename(name).set_cpus(cpu)),
            lambda: blobs.load(name, (blobs.IDLE, 0)),
            lambda: blobs.load(name, (blobs.IDLE, 0)) or blobs.start(name),
            lambda: blobs.destroy(name),
            lambda: guest.tool("cell", "list"),
            lambda: blobs.create(Blob(blob).rename(name).set_cpus(1, 2)),
        ))()


def destroy_all():
    """Destroy the cells of random_calls(); state and memory come back."""
    for name in ("one", "two", "three", "rt"):
        if guest.cell_state(name) is not None:
            same(blobs.destroy(name), 0, f"destruction of {name}")
    guest.unchanged(before["enabled"], "what was done")


@case
def callers_at_the_same_time():
    """The system stays consistent."""
    children = []
    for seed in range(CALLERS):
        child = os.fork()
        if child == 0:
            try:
                random_calls(seed)
            finally:
                os._exit(0)
        children.append(child)
    for child in children:
        os.waitpid(child, 0)
    destroy_all()


def end_early(words, number):
    """Start the tool and end it at some moment, by signal NUMBER."""
    with subprocess.Popen(
            ["jailhouse", *words], stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL) as process:
        time.sleep(choice.random() * 0.2)
        process.send_signal(number)


def state():
    """Return whether the hypervisor is there, and the state of the cell."""
    return int(guest.sysfs("enabled")), guest.cell_state("rt")


# Commands of a whole life, each with the state() that it leads to.
LIFE = (
    (("enable", guest.cell("")), (1, None)),
    (("cell", "create", guest.cell("rt")), (1, "shut down")),
    (("cell", "load", "rt", guest.inmate("rt")), (1, "shut down")),
    (("cell", "start", "rt"), (1, "running")),
    (("cell", "shutdown", "rt"), (1, "shut down")),
    (("cell", "start", "rt"), (1, "running")),
    (("cell", "destroy", "rt"), (1, None)),
    (("disable",), (0, None)),
)


@case
def callers_that_are_killed():
    """Or interrupted, at any moment of any command.

    The state is the old or the new one, and the command can be completed.
    """
    jailhouse("disable")
    old = 0, None
    for number in range(KILLS):
        for words, new in LIFE:
            end_early(words, (signal.SIGKILL, signal.SIGINT)[number % 2])
            check(state() in (old, new),
                  f"{words} was ended: {state()} instead of {old} or {new}")
            if state() != new or "load" in words:
                jailhouse(*words)
            same(state(), new, f"state after {words}")
            old = new
        guest.unchanged(before["disabled"], "a life with interruptions")
    guest.enable()


@case
def everything_still_works():
    """A cell lives, the hypervisor leaves."""
    with guest.Console() as console:
        guest.launch("rt", "rt", "period=1000")
        console.wait_ticks()
    jailhouse("disable")
    guest.unchanged(before["disabled"], "everything")
    guest.remove_module("jailhouse")
    guest.kernel_is_well()


guest.main()
