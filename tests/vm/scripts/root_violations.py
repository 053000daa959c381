# SPDX-License-Identifier: BSD-2-Clause
"""Root touches what is not its own: it reads ones, writes are dropped, or it
gets the architecture's fault; it goes on, and reports are few.

What only one architecture has is in root_violations_x86.py and _arm64.py.
"""

import importlib
import struct

import guest
from guest import case, check, jailhouse, same

ONES = 0xffffffffffffffff
ROOT = rf'^VIOLATION of cell "{guest.MACHINE}" on CPU \d+ at 0x[0-9a-f]+: '
MANY = 3000

console = None


def reports(start=0):
    """Return the reports about root after a mark."""
    return console.find(ROOT, start)


@case
def set_up():
    """The hypervisor, and a cell that must not feel anything."""
    guest.enable()
    globals()["console"] = guest.Console()
    part.shared["console"] = console
    guest.launch("rt", "rt", "period=1000")
    console.wait_ticks()


@case
def hypervisor_memory_is_out_of_reach():
    """First, last and a middle page of it."""
    start, size = guest.hypervisor_memory()
    for address in (start, start + size // 2, start + size - 8):
        mark = console.mark()
        same(guest.probe_number("read", address), ONES, f"{address:#x}")
        console.wait(ROOT + rf"read\b.*{address:#x}\b.*8 bytes", mark)
        mark = console.mark()
        guest.probe("write", address, 0x1234)
        same(guest.probe_number("read", address), ONES, f"{address:#x}")
    console.wait_ticks(console.ticks())


@case
def cell_memory_is_out_of_reach():
    """And is the same after a write of root."""
    start, _, size = guest.cell_memory("rt")
    for address in (start, start + size - 8):
        same(guest.probe_number("read", address), ONES, f"{address:#x}")
    guest.probe("fill", start, 0x4000, 0xf4f4f4f4f4f4f4f4)
    console.wait_ticks(console.ticks())
    same(guest.cell_state("rt"), "running", "state of the cell")
    jailhouse("cell", "shutdown", "rt")
    with open(guest.inmate("rt"), "rb") as stream:
        image = struct.unpack("<Q", stream.read(8))[0]
    same(guest.probe_number("read", start), image, "start of the image")
    jailhouse("cell", "start", "rt")


@case
def reports_are_few():
    """However many violations there are."""
    mark = console.mark()
    start, _ = guest.hypervisor_memory()
    same(guest.probe_number("scan", start, 8 * MANY, ONES), MANY, "ones")
    guest.wait_for(lambda: reports(mark), "a report")
    check(len(reports(mark)) < MANY / 10, f"{len(reports(mark))} reports")


# Its cases come here.
part = importlib.import_module(
    "root_violations_" + ("arm64" if guest.ARM64 else "x86"))


@case
def root_lives_on():
    """With all its CPUs, and without a complaint."""
    same(guest.online(), "0,2-3", "online CPUs")
    jailhouse("cell", "destroy", "rt")
    console.close()
    guest.leave()


guest.main()
