# SPDX-License-Identifier: BSD-2-Clause
"""Broken configurations, each against another rule or in another place:
refused by the tool and by the driver or hypervisor, with an unchanged
system."""

import errno
import os

import blobs
import broken
import guest
from guest import case, check, jailhouse, same
from blobs import Blob

MESSAGES = {}
# Offset of a system blob's flags.
FLAGS = 8
PATH = "/root/broken.cell"
ARCH = broken.ARCHS[guest.MACHINE]
IMAGE = f"/lib/firmware/jailhouse{'' if guest.ARM64 else '-amd'}.bin"


def places():
    """Return the addresses that entries of the table name."""
    start, size = guest.hypervisor_memory()
    return {"hypervisor": start, "hypervisor_last": start + size - 0x1000,
            "rt": guest.cell_memory("rt")[0]}


def try_one(before, entry, result, message):
    """Judge one refusal; RESULT is that of the call."""
    error = getattr(errno, broken.ERRORS.get(entry.rule, "EINVAL"))
    rule, array, index = guest.sysfs("last_error").split()[:3]
    same((result, rule, array, int(index)),
         (-error, entry.rule, entry.array, entry.index),
         "result of the call and last_error")
    guest.unchanged(before, "the refused calls")
    check(message not in MESSAGES,
          f"same message as for {MESSAGES.get(message)}: {message!r}")
    MESSAGES[message] = entry.name


def restore(before):
    """Undo what should have been refused, for the sake of the next ones."""
    if before["enabled"] == "0":
        guest.tool("disable")
    for name in ("violate", ""):
        guest.tool("cell", "destroy", "--name", name)


def try_all(table, blob_of, call, *command):
    """Have every blob refused by CALL and by the tool's COMMAND."""
    before, wrong, count = guest.snapshot(), [], 0
    for entry in table:
        if entry.seen == broken.HOST:
            continue
        guest.say(entry.name)
        try:
            blob = blob_of(entry)
            message = guest.refused(*command, blob.save(PATH))
            try_one(before, entry, call(blob), message)
        except AssertionError as text:
            wrong.append(f"{entry.name}: {text}")
            restore(before)
        count += 1
    check(not wrong, f"{len(wrong)} of {count}: {'; '.join(wrong)}")
    return count


@case
def broken_system_configurations():
    """Not enabled, and nothing changed."""
    guest.load_module("jailhouse")
    count = try_all(broken.systems(ARCH),
                    lambda entry: Blob.load("").apply(entry.changes),
                    blobs.enable, "enable")
    check(count >= 20, f"only {count} configurations")


@case
def what_is_not_driven_is_named():
    """In root's configuration: accepted with a warning on the console."""
    before = guest.snapshot()
    for entry in broken.not_driven(ARCH):
        blob = Blob.load("").apply(entry.changes)
        jailhouse("enable", blob.save(PATH))
        with guest.Console() as console:
            console.wait(f"^WARNING: .*{entry.printed}")
            same(len(console.find("^WARNING: ")), 1, "warnings")
        jailhouse("disable")
    guest.unchanged(before, "enable and disable")


@case
def image_of_another_version():
    """The driver takes only the image that was built with it."""
    before = guest.snapshot()
    with open(IMAGE, "rb") as stream:
        good = stream.read()
    version = guest.sysfs("version").encode()
    check(good.count(version + b"\0") == 1, "the image's header")
    try:
        for bad in (good.replace(version + b"\0", b"?" + version[1:] + b"\0"),
                    b"?" + good[1:], good[:16]):
            with open(IMAGE, "wb") as stream:
                stream.write(bad)
            same(blobs.enable(Blob.load("")), -errno.EINVAL, "enable")
            same(guest.sysfs("last_error").split()[0], "image_version",
                 "last_error")
            guest.unchanged(before, "the refused call")
    finally:
        with open(IMAGE, "wb") as stream:
            stream.write(good)


@case
def no_image():
    """The message says what to install."""
    before = guest.snapshot()
    os.rename(IMAGE, IMAGE + ".away")
    try:
        check("no hypervisor image" in guest.refused("enable", guest.cell("")),
              "no cause in the message")
        same(blobs.enable(Blob.load("")), -errno.ENOENT, "enable")
        guest.unchanged(before, "the refused calls")
    finally:
        os.rename(IMAGE + ".away", IMAGE)


@case
def console_without_permission():
    """Nobody reads it unless the system configuration says so."""
    jailhouse("enable", Blob.load("").put("I", FLAGS, 0).save(PATH))
    try:
        with open(guest.DEVICE, "rb", buffering=0) as device:
            device.read(1)
    except OSError as error:
        same(error.errno, errno.EPERM, "error of read")
    else:
        raise AssertionError("the console can be read")
    finally:
        message = guest.refused("console")
        jailhouse("disable")
    check("VIRTUAL_DEBUG_CONSOLE" in message, f"no remedy in {message!r}")


@case
def broken_cell_configurations():
    """Beside a cell that runs on, and one that owns a pin and ports."""
    guest.enable()
    with guest.Console() as console:
        guest.launch("rt", "rt", "period=1000")
        console.wait_ticks()
        same(blobs.create(Blob.load("violate").apply(broken.holder(ARCH))), 0,
             "creation of the holder")
        where = places()
        try:
            count = try_all(broken.cells(ARCH),
                            lambda entry: Blob.load("violate").apply(
                                entry.changes, where),
                            blobs.create, "cell", "create")
        finally:
            jailhouse("cell", "destroy", "holder")
        check(count >= 40, f"only {count} configurations")
        console.wait_ticks(console.ticks())


@case
def good_ones_still_work():
    """After all these refusals."""
    jailhouse("cell", "create", guest.cell("violate"))
    jailhouse("cell", "destroy", "violate")
    with guest.Console() as console:
        guest.launch("smp", "smp")
        same(console.wait(r"^smp: (PASS|FAIL)$")[1], "PASS", "verdict")
    jailhouse("cell", "destroy", "smp")
    jailhouse("disable")
    guest.kernel_is_well()


guest.main()
