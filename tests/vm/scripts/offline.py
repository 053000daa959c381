# SPDX-License-Identifier: BSD-2-Clause
"""A CPU that Linux does not use on a machine of four.

Usage: offline.py KIND:
  bare       no hypervisor: shows that the attack works
  listed     the configuration lists the CPU: refused
  held       the configuration does not: the hypervisor has to hold the CPU
  unplugged  as held, but Linux had started the CPU and took it offline; with
             the others it was told not to start it (maxcpus=)
"""

import sys
import time

import guest
from guest import case, check, jailhouse, same

KIND = sys.argv[1]
# The hypervisor is enabled and has to hold the CPU.
HELD = KIND in ("held", "unplugged")
CPU = 3
# Page that the kernel's command line reserves.
STUB = 0x7f000000 if guest.ARM64 else 0x80000
INIT, SIPI = 0x4500, 0x4600
PSCI_CPU_ON, PSCI_DENIED = 0xc4000003, -3
ALL_BUT_SELF = 0xc0000
ATTEMPTS = 5


def attack(shorthand=0):
    """Start the CPU behind everybody's back, with code of our own.

    Return whether the code ran: it counts in memory.
    """
    guest.probe("stub", STUB)
    for _ in range(ATTEMPTS):
        if guest.ARM64:
            guest.probe("smc", PSCI_CPU_ON, CPU, STUB)
            time.sleep(1)
            continue
        if not shorthand:
            guest.probe("icr", CPU, INIT)
        guest.probe("icr", CPU, SIPI | shorthand | STUB >> 12)
        time.sleep(1)
    return guest.probe_number("counter", STUB) > 0


def set_online(cpu, online):
    """Tell Linux to start a CPU or to give it up."""
    guest.write(f"{guest.CPUS}/cpu{cpu}/online", str(online))


@case
def the_cpu_is_offline():
    """The machine has it, Linux does not run on it."""
    if KIND == "unplugged":
        set_online(CPU, 0)
    same(guest.online(), "0-2", "online CPUs")
    check(CPU in guest.kernel_cpus(), f"there is no CPU {CPU}")
    guest.load_module("jailhouse")


@case
def enabling():
    """What is not listed and offline is fine, what is listed is not."""
    if KIND == "listed":
        before = guest.snapshot()
        message = guest.refused("enable", guest.cell(""))
        check(f"CPU {CPU}" in message, f"no CPU in {message!r}")
        guest.unchanged(before, "the refusal")
        same(guest.sysfs("last_error").split()[::2],
             ["cpu_not_online", str(CPU)], "last error")
    if HELD:
        guest.enable()


@case
def linux_may_not_start_it():
    """Once enabled; before and after it may."""
    if not HELD:
        return
    try:
        set_online(CPU, 1)
    except OSError:
        pass
    else:
        raise AssertionError("Linux was allowed to start the CPU")
    same(guest.online(), "0-2", "online CPUs")


@case
def nobody_can_start_it():
    """INIT and SIPI, straight to the local APIC, or CPU_ON, start it only if
    bare."""
    same(attack(), not HELD, "whether the CPU was started")


@case
def not_by_broadcast_either():
    """SIPI to all others, too; firmware on Arm has no such thing."""
    if HELD and not guest.ARM64:
        same(attack(ALL_BUT_SELF), False, "whether the CPU was started")
        same(guest.online(), "0-2", "online CPUs")


def disturb_cpu(cpu):
    """Send it what would reset, start or interrupt it."""
    if guest.ARM64:
        same(guest.probe_number("smc", PSCI_CPU_ON, cpu, STUB), PSCI_DENIED,
             f"CPU_ON of CPU {cpu}")
        return
    for vector in (INIT, SIPI | STUB >> 12, 0x4400):
        guest.probe("icr", cpu, vector)


@case
def cells_live_beside_it():
    """And are not disturbed by attempts to start their CPUs."""
    if not HELD:
        return
    with guest.Console() as console:
        guest.launch("rt", "rt", "period=1000")
        ticks = console.wait_ticks()
        disturb_cpu(1)
        console.wait_ticks(ticks + 1000)
        same(guest.probe_number("counter", STUB), 0, "counter of the stub")
        same(guest.cell_state("rt"), "running", "state of the cell")
        jailhouse("cell", "destroy", "rt")


@case
def after_disable_linux_may_start_it():
    """The CPU is as good as before."""
    if not HELD:
        return
    jailhouse("disable")
    if KIND == "unplugged" and not guest.ARM64:
        # Without INIT before, SIPI starts only who waits for it.
        guest.probe("stub", STUB)
        guest.probe("icr", CPU, SIPI | STUB >> 12)
        guest.wait_for(lambda: guest.probe_number("counter", STUB),
                       "the CPU, which does not wait for SIPI")
    set_online(CPU, 1)
    same(guest.online(), "0-3", "online CPUs")
    guest.kernel_is_well()


guest.main()
