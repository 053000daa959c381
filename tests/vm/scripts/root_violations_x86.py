# SPDX-License-Identifier: BSD-2-Clause
"""Violations of root that only x86 knows; a part of root_violations.py."""

import os
import struct

import guest
from guest import case, check, same

ROOT = r'^VIOLATION of cell "x86-svm" on CPU \d+ at 0x[0-9a-f]+: '

# Physical addresses or the whole package behind them.
FORBIDDEN_MSRS = {
    "SVM host save area": 0xc0010117, "SVM control": 0xc0010114,
    "SMM base": 0xc0010111, "SMM address": 0xc0010112,
    "SMM mask": 0xc0010113, "APIC base": 0x1b,
}

# What root_violations.py sets up: "console".
shared = {}


def msr(number, value=None):
    """Read or write an MSR of CPU 0; return its value, None on a fault."""
    device = os.open("/dev/cpu/0/msr", os.O_RDWR)
    try:
        if value is None:
            return struct.unpack("<Q", os.pread(device, 8, number))[0]
        os.pwrite(device, struct.pack("<Q", value), number)
        return value
    except OSError:
        return None
    finally:
        os.close(device)


@case
def forbidden_ports_are_out_of_reach():
    """Those of the hypervisor's UART."""
    port = os.open("/dev/port", os.O_RDWR)
    console = shared["console"]
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
    guest.load_module("msr")
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
    console = shared["console"]
    ticks = console.ticks()
    for vector in (0x4500, 0x4608, 0x4400, 0x4200, 0x40ee, 0x4131, 0x40ff):
        guest.probe("icr", 1, vector)
    # All but self: root's own CPUs take it as a request to schedule.
    guest.probe("icr", 0, 0xc40fd)
    console.wait_ticks(ticks + 1000)
    same(guest.cell_state("rt"), "running", "state of the cell")
