# SPDX-License-Identifier: BSD-2-Clause
"""What one owner of memory wrote, the next one never reads.

Usage: secrets.py SUFFIX, which is "" or "-reserved"
"""

import glob
import os
import re
import struct
import sys

import blobs
import guest
from guest import case, check, jailhouse, same

SUFFIX = sys.argv[1]
SECRET = 0x5ec4e7c0ffee5ec4
NAME = "a-secret-of-root"       # 16 bytes
ONES = 0xffffffffffffffff

console = None


def scan(start, size, pattern=SECRET):
    """Return how often Linux reads the secret in physical memory."""
    return guest.probe_number("scan", start, size, pattern)


def memscan(mode, name="rt"):
    """Write or look for the secret inside a cell; return (words, all)."""
    mark = console.mark()
    guest.relaunch(name, "memscan", f"mode={mode}")
    if mode == "write":
        words = int(console.wait(r"^memscan: written (\d+)", mark)[1])
        check(words > 50000, f"only {words} words written")
        return words
    line = console.wait(r"^memscan: found (\d+) of (\d+) words", mark)
    console.wait(r"^memscan: not zero (\d+)", mark)
    return int(line[1])


def create():
    """Create the cell; return the place of its memory."""
    jailhouse("cell", "create", guest.cell("rt" + SUFFIX))
    start, _, size = guest.cell_memory("rt")
    return start, size


@case
def set_up():
    """Enable, with a secret in the hypervisor's own memory later."""
    guest.enable(SUFFIX[1:])
    globals()["console"] = guest.Console()


@case
def root_can_not_read_a_running_cell():
    """Nor one that is shut down but for what is loadable."""
    start, size = create()
    words = memscan("write")
    same(scan(start, size), 0, "secrets that Linux reads")
    same(scan(start, 4096, ONES), 512, "words that read as ones")
    jailhouse("cell", "shutdown", "rt")
    check(scan(start, size) >= words, "the loadable memory is not readable")
    same(memscan("scan"), words, "secrets that the same cell finds again")


@case
def root_does_not_get_the_secrets_of_a_cell():
    """Memory is zero when Linux has it back."""
    start, _, size = guest.cell_memory("rt")
    memscan("write")
    jailhouse("cell", "destroy", "rt")
    same(scan(start, size), 0, "secrets that Linux reads")
    if SUFFIX:
        same(guest.probe_number("nonzero", start, size), 0, "words left")


@case
def the_next_cell_does_not_get_them():
    """The same memory, another cell."""
    start, size = create()
    memscan("write")
    jailhouse("cell", "destroy", "rt")
    blob = blobs.Blob.load("rt" + SUFFIX).rename("next")
    jailhouse("cell", "create", blob.save("/root/next.cell"))
    if SUFFIX:
        same(guest.cell_memory("next")[::2], (start, size), "memory")
    same(memscan("scan", "next"), 0, "secrets that the next cell finds")
    jailhouse("cell", "destroy", "next")


def fill_free_memory():
    """Leave the secret in as much free memory as Linux has."""
    block = struct.pack("<Q", SECRET) * (1 << 17)
    try:
        for number in range(1, 4096):
            if available() < 100 << 10:
                break
            with open(f"/dev/shm/secret.{number}", "wb") as stream:
                stream.write(block)
    except OSError as error:
        guest.say(f"memory is full: {error}")
    finally:
        for path in glob.glob("/dev/shm/secret.*"):
            os.unlink(path)


def secrets_about(start, size):
    """Return whether memory for cells holds the secret, as a rule."""
    if SUFFIX:
        return scan(start, size) == size // 8
    hypervisor, length = guest.hypervisor_memory()
    first = guest.RAM_START + (16 << 20)
    samples = [address for address in range(first, start, 2 << 20)
               if not hypervisor <= address < hypervisor + length]
    found = sum(scan(address, 4096) > 0 for address in samples)
    guest.say(f"the secret is in {found} of {len(samples)} samples")
    return found > len(samples) / 4


def available():
    """Return the KiB that programs could still get."""
    return int(re.search(r"MemAvailable: *([0-9]+)",
                         guest.read("/proc/meminfo"))[1])


@case
def a_cell_does_not_get_the_secrets_of_root():
    """What was in free memory, or in the reserved range, is gone."""
    start, size = create()
    jailhouse("cell", "destroy", "rt")
    if SUFFIX:
        guest.probe("fill", start, size, SECRET)
    else:
        os.system("mount -o remount,size=95% /dev/shm")
        fill_free_memory()
    check(secrets_about(start, size), "the secret is not where it should be")
    place = create()
    guest.say(f"memory was {start:#x}, is {place[0]:#x}")
    start, size = place
    jailhouse("cell", "load", "rt", "-s", "x", "-a", "0xff000")
    same(scan(start, size), 0, "secrets in the new cell")
    same(memscan("scan"), 0, "secrets that the cell finds")
    jailhouse("cell", "destroy", "rt")


@case
def the_hypervisor_leaves_nothing():
    """Neither configurations nor anything else after disable."""
    words = struct.unpack("<QQ", NAME.encode())
    blob = blobs.Blob.load("rt" + SUFFIX).rename(NAME)
    jailhouse("cell", "create", blob.save("/root/secret.cell"))
    start, size = guest.hypervisor_memory()
    # Every read is trapped, so only some pieces.
    for piece in range(start, start + size, size // 16):
        same(scan(piece, 0x2000, ONES), 0x400, f"ones at {piece:#x}")
    jailhouse("disable")
    same(scan(start, size, words[0]), 0, "secrets of the hypervisor")
    same(scan(start, size, words[1]), 0, "secrets of the hypervisor")
    if SUFFIX:
        same(guest.probe_number("nonzero", start, size), 0, "words left")


@case
def nothing_is_left():
    """The kernel is content."""
    console.close()
    guest.kernel_is_well()


guest.main()
