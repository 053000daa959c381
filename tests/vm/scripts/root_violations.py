# SPDX-License-Identifier: BSD-2-Clause
"""Root touches what is not its own: it reads ones, writes are dropped, or it
gets the architecture's fault; it goes on, and reports are few."""

import os
import struct

import guest
from guest import case, check, jailhouse, same

ONES = 0xffffffffffffffff
ROOT = r'^VIOLATION of cell "x86-svm" on CPU \d+ at 0x[0-9a-f]+: '
MANY = 3000

# Physical addresses or the whole package behind them.
FORBIDDEN_MSRS = {
    "SVM host save area": 0xc0010117, "SVM control": 0xc0010114,
    "SMM base": 0xc0010111, "SMM address": 0xc0010112,
    "SMM mask": 0xc0010113, "APIC base": 0x1b,
}

console = None
device = {}


def msr(number, value=None):
    """Read or write an MSR of CPU 0; return its value, None on a fault."""
    try:
        if value is None:
            return struct.unpack("<Q", os.pread(device["msr"], 8, number))[0]
        os.pwrite(device["msr"], struct.pack("<Q", value), number)
        return value
    except OSError:
        return None


def reports(start=0):
    """Return the reports about root after a mark."""
    return console.find(ROOT, start)


@case
def set_up():
    """The hypervisor, and a cell that must not feel anything."""
    guest.load_module("msr")
    device["msr"] = os.open("/dev/cpu/0/msr", os.O_RDWR)
    guest.enable()
    globals()["console"] = guest.Console()
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


@case
def forbidden_ports_are_out_of_reach():
    """Those of the hypervisor's UART."""
    port = os.open("/dev/port", os.O_RDWR)
    mark = console.mark()

    def reported():
        # Reports are limited: the first access may go without.
        same(os.pread(port, 1, 0x2fb), b"\xff", "line control")
        os.pwrite(port, b"\x80", 0x2fb)
        return console.find(
            ROOT + r"(read|write)\b.*port 0x2fb\b.*1 byte", mark)

    guest.wait_for(reported, "a report")
    os.close(port)


@case
def forbidden_msrs_fault():
    """Those of the list; reading what all may read is fine."""
    survived = []
    for name, number in FORBIDDEN_MSRS.items():
        old = msr(number)
        value = 0x7000 if old is None else old ^ 0x1000
        if msr(number, value) is not None:
            survived.append(f"{name} ({number:#x})")
    check(not survived, f"written without a fault: {', '.join(survived)}")
    check(not msr(0xc0010117), "the SVM host save area's address is visible")
    check(msr(0xc0000080) is not None, "EFER can't be read")


@case
def virtualization_instructions_fault():
    """Each of them; but for STGI, which Linux uses when it goes down."""
    for name in ("vmrun", "vmload", "vmsave", "clgi", "skinit", "invlpga"):
        same(guest.probe("instruction", name), "fault", name)


@case
def interrupts_for_the_cell_are_dropped():
    """INIT, start-up, NMI, SMI and others do nothing to its CPU."""
    ticks = console.ticks()
    for vector in (0x4500, 0x4608, 0x4400, 0x4200, 0x40ee, 0x4131, 0x40ff):
        guest.probe("icr", 1, vector)
    # All but self: root's own CPUs take it as a request to schedule.
    guest.probe("icr", 0, 0xc40fd)
    console.wait_ticks(ticks + 1000)
    same(guest.cell_state("rt"), "running", "state of the cell")


@case
def root_lives_on():
    """With all its CPUs, and without a complaint."""
    same(guest.online(), "0,2-3", "online CPUs")
    jailhouse("cell", "destroy", "rt")
    os.close(device["msr"])
    console.close()
    jailhouse("disable")
    same(guest.online(), "0-3", "online CPUs")
    guest.kernel_is_well()


guest.main()
