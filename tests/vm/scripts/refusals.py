# SPDX-License-Identifier: BSD-2-Clause
"""Broken configurations, each against another rule: refused by the tool and by
the driver or hypervisor, with an unchanged system."""

import errno

import blobs
import guest
from guest import case, check, jailhouse, same
from blobs import (COMM_REGION, IO, LOADABLE, PLACE, RAM, READ, WRITE, Blob)

MESSAGES = {}
PATH = "/root/broken.cell"


def cell():
    """A good configuration to be broken; its CPU is 2."""
    return Blob.load("violate")


def system():
    """A good system configuration to be broken."""
    return Blob.load("")


def broken_cells():
    """Yield (rule, error, blob)."""
    start = guest.hypervisor_memory()[0]
    rt_start = guest.cell_memory("rt")[0]
    yield "SIGNATURE", errno.EINVAL, cell().put("B", 0, 0)
    yield "REVISION", errno.EINVAL, cell().put("H", 6, 13)
    yield "ARCHITECTURE", errno.EINVAL, cell().put("B", 5, 2)
    yield "BLOB_TOO_SHORT", errno.EINVAL, Blob(cell()[:-8])
    yield "BLOB_TOO_LARGE", errno.E2BIG, Blob(cell() + bytes(65536))
    yield "CELL_NAME", errno.EINVAL, cell().rename("")
    yield "CELL_NAME_TAKEN", errno.EEXIST, cell().rename("rt")
    yield "CPU_SET_EMPTY", errno.EINVAL, cell().set_cpus()
    yield "CPU_NOT_ROOT", errno.EBUSY, cell().set_cpus(1)
    yield "CPU_BOOT", errno.EINVAL, cell().set_cpus(0, 2)
    yield "MEM_ALIGNMENT", errno.EINVAL, cell().set_region(
        0, phys_start=0x16000010, flags=RAM)
    yield "MEM_WRAP", errno.EINVAL, cell().set_region(
        0, phys_start=0x16000000, size=0xfffffffffffff000, flags=RAM)
    yield "MEM_ADDRESS_WIDTH", errno.EINVAL, cell().set_region(
        0, phys_start=1 << 51, flags=RAM)
    yield "MEM_FLAGS", errno.EINVAL, cell().set_region(
        1, flags=READ | WRITE | COMM_REGION | LOADABLE)
    yield "MEM_OVERLAP", errno.EINVAL, cell().add_region(
        0x17000000, 0xff000, 0x1000, RAM | PLACE)
    yield "MEM_HYPERVISOR", errno.EINVAL, cell().set_region(
        0, phys_start=start, flags=RAM | LOADABLE)
    yield "MEM_OTHER_CELL", errno.EBUSY, cell().set_region(
        0, phys_start=rt_start, flags=RAM | LOADABLE)
    yield "MEM_NOT_RESERVED", errno.EINVAL, cell().set_region(
        0, phys_start=0x4000000, flags=RAM | LOADABLE)
    yield "MEM_EMULATED", errno.EINVAL, cell().add_region(
        0xfec00000, 0xfec00000, 0x1000, READ | WRITE | IO)
    yield "MEM_COMM_SIZE", errno.EINVAL, cell().set_region(1, size=0x2000)
    yield "MEM_COMM_TWICE", errno.EINVAL, cell().add_region(
        0, 0x200000, 0x1000, READ | WRITE | COMM_REGION)
    yield "MEM_PLACE", errno.EINVAL, cell().add_region(
        0x17000000, 0x200000, 0x1000, READ | WRITE | IO | PLACE)
    yield "MEM_CLAIM", errno.ENOMEM, cell().add_region(
        0x40000000, 0x40000000, 0x60000000, RAM | PLACE)
    yield "RESET_ADDRESS", errno.EINVAL, cell().put("Q", 84, 0x7000000)
    yield "IRQCHIP_UNKNOWN", errno.EINVAL, cell().add_irqchip(0xfec10000, 1)
    yield "PIO_RANGE", errno.EINVAL, cell().add_ports(0xfff0, 0x20)
    yield "PIO_OVERLAP", errno.EINVAL, \
        cell().add_ports(0x61, 2).add_ports(0x62, 1)
    yield "PIO_RESERVED", errno.EINVAL, cell().add_ports(0xb2, 1)


def broken_systems():
    """Yield (rule, error, blob)."""
    yield "SIGNATURE", errno.EINVAL, system().put("B", 1, 0)
    yield "REVISION", errno.EINVAL, system().put("H", 6, 15)
    yield "ARCHITECTURE", errno.EINVAL, system().put("B", 5, 1)
    yield "CPU_SET_EMPTY", errno.EINVAL, system().set_cpus()
    yield "CPU_NOT_ONLINE", errno.EINVAL, system().set_cpus(0, 1, 2, 3, 4)
    yield "CPU_NOT_LISTED", errno.EINVAL, system().set_cpus(0, 1, 2)
    yield "MEM_NOT_IDENTITY", errno.EINVAL, system().set_region(
        2, virt_start=0x200000)
    yield "HV_MEM_SIZE", errno.EINVAL, system().put("Q", 12 + 16, 0x1000)
    yield "HV_MEM_ALIGNMENT", errno.EINVAL, \
        system().put("Q", 12 + 24, 0).put("Q", 12, 0x14000010)
    yield "HV_MEM_NOT_RESERVED", errno.EINVAL, system().put("Q", 12 + 24, 0)
    yield "HV_MEM_CLAIM", errno.ENOMEM, system().put("Q", 12 + 16, 1 << 32)
    yield "CONSOLE_TYPE", errno.EINVAL, system().put("H", 44 + 12, 9)
    yield "APIC_MODE", errno.EIO, system().put("B", 314, 2)


def try_one(before, rule, error, result, message):
    """Judge one refusal; RESULT is that of the call."""
    same((result, guest.sysfs("last_error").split()[0]),
         (-error, rule.lower()), "result of the call and last_error")
    guest.unchanged(before, "the refused call")
    check(message not in MESSAGES or MESSAGES[message] == rule,
          f"same message as for {MESSAGES.get(message)}: {message!r}")
    MESSAGES[message] = rule


def restore(before):
    """Undo what should have been refused, for the sake of the next ones."""
    if before["enabled"] == "0":
        guest.tool("disable")
    for name in ("violate", ""):
        guest.tool("cell", "destroy", "--name", name)


def try_all(broken, call, *command):
    """Have every blob refused by CALL and by the tool's COMMAND."""
    before, wrong, count = guest.snapshot(), [], 0
    for rule, error, blob in broken:
        guest.say(rule)
        try:
            message = guest.refused(*command, blob.save(PATH))
            guest.unchanged(before, "the tool's call")
            try_one(before, rule, error, call(blob), message)
        except AssertionError as text:
            wrong.append(f"{rule}: {text}")
            restore(before)
        count += 1
    check(not wrong, f"{len(wrong)} of {count}: {'; '.join(wrong)}")
    check(count >= 10, f"only {count} rules")


@case
def broken_system_configurations():
    """Not enabled, and nothing changed."""
    guest.load_module("jailhouse")
    try_all(broken_systems(), blobs.enable, "enable")


@case
def broken_cell_configurations():
    """Beside a cell that runs on."""
    guest.enable()
    with guest.Console() as console:
        guest.launch("rt", "rt", "period=1000")
        console.wait_ticks()
        try_all(broken_cells(), blobs.create, "cell", "create")
        console.wait_ticks(console.ticks())


@case
def good_ones_still_work():
    """After all these refusals."""
    jailhouse("cell", "create", guest.cell("violate"))
    jailhouse("cell", "destroy", "violate")
    jailhouse("disable")
    guest.kernel_is_well()


guest.main()
