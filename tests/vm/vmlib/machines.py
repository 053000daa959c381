# SPDX-License-Identifier: BSD-2-Clause
"""The table of emulated machines. A new machine is a new entry."""

import dataclasses
import typing


@dataclasses.dataclass(frozen=True)
class Line:
    """A serial line: how the emulator gets it and how the guest calls it.

    DEVICE is the emulator's device with {id} for the character device behind
    it, the value of OPTION; GUEST is the device name in the guest's /dev.
    """
    device: str
    guest: str
    option: str = "-device"


@dataclasses.dataclass(frozen=True)
class Machine:
    """What tests/vm/run needs to know about a machine.

    LINES has the keys com1 (Linux's console), com2 (hypervisor and inmates),
    out (the command's standard output) and control (its standard error and
    the frames that report its status). X2APIC is what else it takes for local
    APICs in x2APIC mode: words for the emulator and for the kernel. QEMU is
    the version that the machine needs, None if the oldest will do. NUDGE is the
    time in seconds after which the runner causes an interrupt, 0 for never.
    """
    name: str
    architecture: str              # Debian's name of it
    emulator: str
    package: str                   # Debian's name of what has it
    arguments: typing.Tuple[str, ...]
    command_line: str              # of the kernel
    lines: typing.Dict[str, Line]
    x2apic: typing.Optional[typing.Tuple[typing.Tuple[str, ...], str]] = None
    qemu: typing.Optional[str] = None
    monitor: typing.Tuple[str, ...] = ("info lapic", "info pic")
    nudge: float = 0


def _isa(base, interrupt, index):
    return Line(f"isa-serial,chardev={{id}},iobase={base:#x},"
                f"irq={interrupt},index={index}", f"ttyS{index}")


def _pci(slot, index):
    """A 16550 in a PCI slot; the kernel numbers them in the slots' order."""
    return Line(f"pci-serial,chardev={{id}},addr={slot:#x}", f"ttyS{index}")


# Linux's timer interrupts come whether the one before was lost or not.
_PERIODIC_TICK = " nohz=off highres=off"


def _arm64(name, machine, linux="", **more):
    """An arm64 machine: its PL011 belongs to hypervisor and inmates."""
    return Machine(
        name=name,
        architecture="arm64",
        emulator="qemu-system-aarch64",
        package="qemu-system-arm",
        arguments=("-machine", f"virt,virtualization=on,{machine}",
                   "-accel", "tcg,thread=multi", "-cpu", "cortex-a57"),
        command_line="console=ttyS0 kvm-arm.mode=none panic=-1 quiet" + linux,
        lines={"com1": _pci(1, 0),
               "com2": Line("chardev:{id}", "ttyAMA0", "-serial"),
               "out": _pci(2, 1), "control": _pci(3, 2)}, **more)


# SPIs 32 to 95: enabled, pending, active. QEMU's GICv2 asks which CPU reads, and
# its monitor is none.
_GICV3_STATE = tuple(f"xp /1xw {0x08000000 + register + word:#x}"
                     for register in (0x100, 0x200, 0x300) for word in (4, 8))

MACHINES = {machine.name: machine for machine in (
    Machine(
        name="x86-svm",
        architecture="amd64",
        emulator="qemu-system-x86_64",
        package="qemu-system-x86",
        arguments=("-machine", "q35", "-accel", "tcg,thread=multi",
                   "-cpu", "qemu64,+svm,+npt"),
        # With a thread for each CPU, FXRSTOR and XRSTOR of any CPU change
        # hflags2 of CPU 0 without a lock (cpu_clear_ignne(), in 7.2 and 10.0).
        # That is where QEMU keeps whether nested paging is on and whether GIF
        # is set: now and then CPU 0 loses interrupts, or its guest runs without
        # nested paging, or the hypervisor with it. With a periodic tick Linux
        # gets the next interrupt of its timer.
        command_line="console=ttyS0 tsc=reliable panic=-1 quiet" +
                     _PERIODIC_TICK,
        # Lines of their own interrupt: 4 and 3 stay the console's and the
        # hypervisor's, and out's traffic disturbs neither.
        lines={"com1": _isa(0x3f8, 4, 0), "com2": _isa(0x2f8, 3, 1),
               "out": _isa(0x3e8, 6, 2), "control": _isa(0x2e8, 7, 3)},
        # Linux turns x2APIC mode on only if interrupts are remapped, and panics
        # then if it does not see enough timer interrupts within a time that a
        # busy host may not give the emulator.
        x2apic=(("-cpu", "max,la57=off",
                 "-device", "intel-iommu,intremap=on,eim=on"),
                "intel_iommu=off no_timer_check"),
    ),
    _arm64("arm64-gicv3", "gic-version=3,its=off", monitor=_GICV3_STATE),
    # QEMU forgets a GICv2's interrupt that is raised again before a guest ends
    # the one that a list register links to hardware, until something else
    # happens to the GIC (after a virtual interface's EOI or DIR gic_cpu_write()
    # calls gic_update_virt() only). Ticks of Linux on its other CPUs are
    # something, if there are any; so is what the runner sends. With a thread for
    # each CPU, all of them busy, CPUs were found waiting for QEMU's lock amid the
    # hypervisor's shortest path, and Linux' timers stopped: scenarios that load
    # them let them take turns.
    _arm64("arm64-gicv2", "gic-version=2", qemu="10",
           linux=_PERIODIC_TICK, monitor=(), nudge=1),
)}
