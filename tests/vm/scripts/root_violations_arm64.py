# SPDX-License-Identifier: BSD-2-Clause
"""Violations of root that only arm64 knows; a part of root_violations.py."""

import ctypes
import mmap
import os
import signal

import guest
from guest import case, check, same

ROOT = rf'^VIOLATION of cell "{guest.MACHINE}" on CPU \d+ at 0x[0-9a-f]+: '
V3 = guest.MACHINE == "arm64-gicv3"
CELL_CPU = 1                # of the cell "rt", its affinity, too

GICD, SGIR = 0x08000000, 0xf00
GICR_FRAME = 0x080a0000 + 0x20000 * CELL_CPU
SGI_FRAME = 0x10000
ISENABLER, ICENABLER, ISPENDR = 0x100, 0x180, 0x200
# GICv2's frames for hypervisors and their guests.
CONTROL_FRAMES = (0x08030000, 0x08040000)
SGI1R_ALL_OTHERS = 1 << 40

CPU_ON, AFFINITY_INFO = 0xc4000003, 0xc4000004
INVALID_PARAMETERS, DENIED = -2, -3

# ldp x0, x1, [x0]; ret - stp xzr, xzr, [x0]; ret - ldr x1, [x0], #8; ret
NOT_DECODED = {"pair": "000440a9 c0035fd6", "pair written": "007c00a9 c0035fd6",
               "write-back": "018440f8 c0035fd6"}
FETCH = "00001fd6"          # br x0

# What root_violations.py sets up: "console".
shared = {}


def execute(code, address):
    """Run machine code with the address of a foreign page as its argument, in
    a process of its own; return the signal that ends it, 0 if none does."""
    child = os.fork()
    if child:
        status = os.waitpid(child, 0)[1]
        return os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
    everything = mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC
    device = os.open("/dev/probe", os.O_RDWR)
    page = mmap.mmap(device, 4096, prot=everything, offset=address)
    text = mmap.mmap(-1, 4096, prot=everything)
    text.write(bytes.fromhex(code))
    place = ctypes.addressof(ctypes.c_char.from_buffer(text))
    target = ctypes.addressof(ctypes.c_char.from_buffer(page))
    ctypes.CFUNCTYPE(ctypes.c_ulong, ctypes.c_ulong)(place)(target)
    os._exit(0)


@case
def accesses_that_are_not_decoded_abort():
    """A program gets a signal for the abort; one of a single word gets ones."""
    guest.probe("read", guest.RAM_START)
    hypervisor, _ = guest.hypervisor_memory()
    cell, _, _ = guest.cell_memory("rt")
    console = shared["console"]
    for address in (hypervisor, cell):
        for name, code in NOT_DECODED.items():
            same(execute(code, address), signal.SIGBUS, f"{name}, {address:#x}")
        same(execute(FETCH, address), signal.SIGBUS, f"fetch, {address:#x}")
        same(guest.probe_number("read", address), (1 << 64) - 1, "a word")

    def reported():
        # Reports are limited: the first abort may go without.
        execute(NOT_DECODED["pair"], cell)
        return console.find(ROOT + r"unsupported instruction.*"
                            rf"{cell:#x}\b", mark)

    mark = console.mark()
    guest.wait_for(reported, "a report")
    same(guest.cell_state("rt"), "running", "state of the cell")
    console.wait_ticks(console.ticks())


@case
def firmware_does_not_start_or_show_a_cells_cpu():
    """Whatever root asks for, its affinities are nobody's."""
    for context in (0, guest.RAM_START):
        same(guest.probe_number("smc", CPU_ON, CELL_CPU, context), DENIED,
             "CPU_ON")
    same(guest.probe_number("smc", AFFINITY_INFO, CELL_CPU, 0),
         INVALID_PARAMETERS, "AFFINITY_INFO")
    shared["console"].wait_ticks(shared["console"].ticks())


@case
def interrupts_for_the_cell_are_dropped():
    """SGIs by target and to all others, all of them."""
    console = shared["console"]
    ticks = console.ticks()
    # Root's own CPUs get the last kind: what Linux knows and may get at any
    # time, a request to schedule.
    for number in range(16):
        if V3:
            guest.probe("sgi", number << 24 | 1 << CELL_CPU)
        else:
            guest.probe("poke", GICD + SGIR, 1 << 16 + CELL_CPU | number)
    if V3:
        guest.probe("sgi", SGI1R_ALL_OTHERS)
    else:
        guest.probe("poke", GICD + SGIR, 1 << 24)
    console.wait_ticks(ticks + 1000)
    same(guest.cell_state("rt"), "running", "state of the cell")


@case
def the_cells_own_interrupts_are_out_of_reach():
    """Its timer's, at its redistributor; with GICv2 these are banked, and the
    frames for hypervisors are empty."""
    console = shared["console"]
    if V3:
        registers = [GICR_FRAME + SGI_FRAME + register
                     for register in (ISENABLER, ISPENDR, ICENABLER)]
        identity = guest.probe_number("peek", GICR_FRAME + 12)
        same(identity, CELL_CPU, "affinity of the redistributor")
    else:
        registers = [frame + offset for frame in CONTROL_FRAMES
                     for offset in (0, 0x100)]
    for register in registers:
        guest.probe("poke", register, 0xffffffff)
        same(guest.probe_number("peek", register), 0, f"{register:#x}")
    console.wait_ticks(console.ticks() + 1000)
    check(guest.probe_number("peek", GICD + 4), "GICD_TYPER is not readable")
