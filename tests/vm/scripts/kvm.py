# SPDX-License-Identifier: BSD-2-Clause
"""Linux' own KVM before, beside and after the hypervisor, on arm64.

Usage: kvm.py KIND:
  nvhe       KVM is there and gives EL2 away as long as nobody uses it
  vhe        Linux runs at EL2 itself: refused
  protected  KVM keeps EL2: refused
"""

import ctypes
import fcntl
import mmap
import os
import struct
import sys

import guest
from guest import case, check, jailhouse, same

KIND = sys.argv[1]

KVM_CREATE_VM = 0xae01
KVM_GET_VCPU_MMAP_SIZE = 0xae04
KVM_CREATE_VCPU = 0xae41
KVM_SET_USER_MEMORY_REGION = 0x4020ae46
KVM_RUN = 0xae80
KVM_SET_ONE_REG = 0x4010aeac
KVM_ARM_VCPU_INIT = 0x4020aeae
KVM_ARM_PREFERRED_TARGET = 0x8020aeaf
KVM_EXIT_MMIO = 6
REG_PC = 0x6030000000100040

CODE_AT = 0x10000
# mov x0, #0x20000000; mov w1, #42; str w1, [x0]; b .
CODE = struct.pack("<4I", 0xd2a40000, 0x52800541, 0xb9000001, 0x14000000)
# The reason, KVM_EXIT_INTERNAL_ERROR; what else is there differs.
KVM_EXIT_INTERNAL_ERROR = 17
STORE = (KVM_EXIT_MMIO, 0x20000000, 42)


class Machine:
    """A virtual machine with one CPU and one page."""

    def __init__(self):
        self._device = os.open("/dev/kvm", os.O_RDWR)
        self._machine = fcntl.ioctl(self._device, KVM_CREATE_VM, 0)

    def close(self):
        """End it."""
        os.close(self._machine)
        os.close(self._device)

    def run(self):
        """Run code that stores a word where nothing is.

        Return (reason of the exit, address, word).
        """
        memory = mmap.mmap(-1, mmap.PAGESIZE)
        memory.write(CODE)
        place = ctypes.addressof(ctypes.c_char.from_buffer(memory))
        fcntl.ioctl(self._machine, KVM_SET_USER_MEMORY_REGION, struct.pack(
            "<IIQQQ", 0, 0, CODE_AT, mmap.PAGESIZE, place))
        cpu = fcntl.ioctl(self._machine, KVM_CREATE_VCPU, 0)
        target = fcntl.ioctl(self._machine, KVM_ARM_PREFERRED_TARGET,
                             bytes(32))
        fcntl.ioctl(cpu, KVM_ARM_VCPU_INIT, target)
        value = ctypes.c_uint64(CODE_AT)
        fcntl.ioctl(cpu, KVM_SET_ONE_REG, struct.pack(
            "<QQ", REG_PC, ctypes.addressof(value)))
        size = fcntl.ioctl(self._device, KVM_GET_VCPU_MMAP_SIZE, 0)
        with mmap.mmap(cpu, size) as shared:
            fcntl.ioctl(cpu, KVM_RUN, 0)
            reason, = struct.unpack_from("<I", shared, 8)
            address, word = struct.unpack_from("<QI", shared, 32)
        os.close(cpu)
        return reason, address, word


def virtual_machine_works():
    """Run one on each CPU."""
    for cpu in guest.kernel_cpus():
        os.sched_setaffinity(0, {cpu})
        machine = Machine()
        same(machine.run(), STORE, f"exit on CPU {cpu}")
        machine.close()
    os.sched_setaffinity(0, guest.kernel_cpus())


@case
def virtual_machines_work():
    """Before anything else."""
    guest.load_module("jailhouse")
    if KIND == "nvhe":
        virtual_machine_works()


@case
def what_keeps_el2_is_refused():
    """With the boot arguments that help, and an unchanged system."""
    before = guest.snapshot()
    machine = Machine() if KIND == "nvhe" else None
    message = guest.refused("enable", guest.cell(""))
    for word in ("virtual machine", "kvm-arm.mode=none",
                 "id_aa64mmfr1.vh=0"):
        check(word in message, f"no {word} in {message!r}")
    same(guest.sysfs("last_error").split()[0], "cpu_virtualization_busy",
         "last error")
    guest.unchanged(before, "the refusal")
    if machine:
        same(machine.run(), STORE, "exit of the machine that was there")
        machine.close()


@case
def the_life_of_a_cell():
    """Twice, and KVM gets EL2 back each time."""
    if KIND != "nvhe":
        return
    before = guest.snapshot()
    for _ in range(2):
        guest.enable()
        with guest.Console() as console:
            guest.launch("rt", "rt", "period=1000")
            console.wait_ticks()
            machine = Machine()
            same(machine.run()[0], KVM_EXIT_INTERNAL_ERROR,
                 "exit of a virtual machine beside the cell")
            machine.close()
            console.wait_ticks()
        jailhouse("cell", "destroy", "rt")
        jailhouse("disable")
        guest.unchanged(before, "enable and disable")
        virtual_machine_works()


@case
def nothing_is_left():
    """The module goes, the kernel is content."""
    guest.remove_module("jailhouse")
    guest.kernel_is_well()


guest.main()
