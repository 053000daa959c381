# SPDX-License-Identifier: BSD-2-Clause
"""Root's message-signalled interrupts, which a GICv3 takes through an ITS as
LPIs, arrive before, while and after a cell has one of the CPUs.

Usage: its.py VERSION, that of the GIC
"""

import os
import re
import socket
import struct
import sys

import guest
from guest import case, check, jailhouse, same

VERSION = sys.argv[1]
CELL_CPU = 1                # of the cell "rt"
# The emulator's network, which answers to ARP.
HOST = bytes((10, 0, 2, 2))
OWN = bytes((10, 0, 2, 15))
ETHERTYPE_ARP = 0x0806
REQUESTS = 20

card = {}
console = None


def interrupts():
    """Return (number, counts per CPU that is online) of the card's receiver."""
    text = guest.read("/proc/interrupts")
    line = re.search(r"^ *(\d+):((?: +\d+)+) +ITS-\S*MSI.*-input\.0$", text, re.M)
    check(line, "the card has no message-signalled interrupt")
    cpus = [int(name[3:]) for name in text.splitlines()[0].split()]
    return line[1], dict(zip(cpus, map(int, line[2].split())))


def request():
    """Return who has HOST's address? as an Ethernet frame."""
    with open(f"/sys/class/net/{card['name']}/address",
              encoding="ascii") as stream:
        mac = bytes.fromhex(stream.read().strip().replace(":", ""))
    return (b"\xff" * 6 + mac + struct.pack(
        ">HHHBBH", ETHERTYPE_ARP, 1, 0x0800, 6, 4, 1) +
            mac + OWN + bytes(6) + HOST)


def exchange():
    """Ask the network and wait for an answer, several times."""
    card["socket"].settimeout(guest.PATIENCE)
    for _ in range(REQUESTS):
        card["socket"].send(request())
        try:
            answer = card["socket"].recv(2048)
        except socket.timeout:
            raise AssertionError("no interrupt for an answer") from None
        same(answer[20:22] + answer[28:32], b"\0\2" + HOST, "answer")


def arriving():
    """Return how many interrupts an exchange brought, per CPU, if any."""
    _, before = interrupts()
    exchange()
    _, after = interrupts()
    return {cpu: after[cpu] - before[cpu] for cpu in after
            if after[cpu] != before.get(cpu)}


def lead_to(cpu):
    """Let the interrupt come to one CPU, and see it come there."""
    number, _ = interrupts()
    guest.write(f"/proc/irq/{number}/smp_affinity_list", str(cpu))
    # Each counts only once the one before was ended on the old CPU.
    exchange()
    counts = arriving()
    same(list(counts), [cpu], f"CPUs interrupted instead of {cpu}, {counts}")


def lead_to_all():
    """Every CPU that Linux has gets the interrupt in turn."""
    for cpu in guest.numbers(guest.online()):
        lead_to(cpu)


@case
def set_up():
    """A network card whose interrupts are LPIs."""
    check("ITS [mem 0x08080000" in guest.kernel_log(), "no ITS")
    for module in ("virtio_pci", "virtio_net"):
        guest.load_module(module)
    names = [name for name in os.listdir("/sys/class/net") if name != "lo"]
    same(len(names), 1, "number of network cards")
    card["name"] = names[0]
    os.system(f"busybox ip link set {card['name']} up")
    card["socket"] = socket.socket(socket.AF_PACKET, socket.SOCK_RAW,
                                   socket.htons(ETHERTYPE_ARP))
    card["socket"].bind((card["name"], ETHERTYPE_ARP))
    lead_to_all()


@case
def the_gic_is_the_wanted_one():
    """GICv4 has redistributors of another size."""
    has_v4 = "GICv4 features" in guest.kernel_log()
    same(has_v4, VERSION == "4", "a GICv4")


@case
def enabled():
    """On all CPUs, and those in the cell's CPU's place."""
    guest.enable()
    globals()["console"] = guest.Console()
    lead_to_all()


@case
def a_cell_takes_a_cpu():
    """Interrupts that went there come to others; none disturbs the cell."""
    lead_to(CELL_CPU)
    guest.launch("rt", "rt", "period=1000")
    console.wait_ticks()
    counts = arriving()
    check(counts and CELL_CPU not in counts, f"interrupts at {counts}")
    lead_to_all()
    same(guest.online(), "0,2-3", "online CPUs")
    console.wait_ticks(console.ticks())


@case
def the_cell_ends():
    """Its CPU is online again, and LPIs come to it as before."""
    jailhouse("cell", "shutdown", "rt")
    lead_to_all()
    jailhouse("cell", "destroy", "rt")
    same(guest.online(), "0-3", "online CPUs")
    lead_to_all()


@case
def offline_and_online_again():
    """What Linux does alone, while the hypervisor is there."""
    guest.write(f"{guest.CPUS}/cpu{CELL_CPU}/online", "0")
    check(CELL_CPU not in arriving(), "interrupts of a CPU that is offline")
    guest.write(f"{guest.CPUS}/cpu{CELL_CPU}/online", "1")
    lead_to(CELL_CPU)


@case
def disabled():
    """Nothing is lost when the hypervisor leaves."""
    console.close()
    jailhouse("disable")
    lead_to_all()
    guest.remove_module("jailhouse")
    guest.kernel_is_well()


guest.main()
