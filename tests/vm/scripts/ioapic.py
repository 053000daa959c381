# SPDX-License-Identifier: BSD-2-Clause
"""A device of a cell with its pin of the IOAPIC: its interrupts arrive there, root
can neither see nor change the pin, and it comes back masked."""

import os
import re

import blobs
import guest
from guest import case, check, jailhouse, same

IOAPIC = 0xfec00000
MASKED = 1 << 16
DEVICES = "/sys/bus/pci/devices"
DRIVER = "/sys/bus/pci/drivers/serial"
UART = "0x1b360002"         # vendor and device of QEMU's pci-serial
CHARACTERS = 100            # of the demo, a second

console = None
device = {}


def entry(pin):
    """Return the low half of a pin's entry as root reads it."""
    return guest.probe_number("ioapic-read", 0x10 + 2 * pin)


def find_device():
    """Return the name of the UART among the PCI devices."""
    for name in os.listdir(DEVICES):
        vendor, number = (guest.read(f"{DEVICES}/{name}/{part}")
                          for part in ("vendor", "device"))
        if vendor + number[2:] == UART:
            return name
    raise AssertionError("the machine has no pci-serial")


def interrupts():
    """Return how many of the device's interrupts Linux has had."""
    return guest.interrupts(number=device["pin"])


def use(times):
    """Have Linux, whose driver found the device so many TIMES, send something by
    it, and see its interrupt."""
    found = guest.wait_for(lambda: re.findall(
        rf"(ttyS\d+) at I/O {device['port']:#x} \(irq = {device['pin']},",
        guest.kernel_log())[times - 1:], "the driver's message")
    before = interrupts()
    line = os.open(f"/dev/{found[0]}", os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)
    try:
        os.write(line, b"x" * 64)
        guest.wait_for(lambda: interrupts() > before, "an interrupt in Linux")
    finally:
        os.close(line)


def reports(mark, count):
    """Wait for reports of the demo; return the last one's numbers."""
    line = console.wait(r"^ioapic: (\d+) interrupts, (\d+) strangers$", mark,
                        count)
    text = console.text[mark:]
    check("FAIL" not in text, f"the demo says {text!r}")
    same(line[2], "0", "interrupts that the UART knows nothing of")
    return int(line[1])


@case
def linux_has_it():
    """The device works, with a pin that only it has; then Linux lets go."""
    name = find_device()
    start, end, _ = (int(word, 0) for word in guest.read(
        f"{DEVICES}/{name}/resource").splitlines()[0].split())
    same(end - start, 7, "size of the first BAR")
    device.update(name=name, port=start,
                  pin=int(guest.read(f"{DEVICES}/{name}/irq")))
    check(16 <= device["pin"] < 24, f"interrupt {device['pin']}")
    use(1)
    guest.write(f"{DRIVER}/unbind", name)
    guest.enable()
    globals()["console"] = guest.Console()


def create(name):
    """Create a cell with the device."""
    blob = blobs.Blob.load("rt").rename(name)
    blob.add_irqchip(IOAPIC, 1 << device["pin"]).add_ports(device["port"], 8)
    jailhouse("cell", "create", blob.save(f"/tmp/{name}.cell"))


def start(name):
    """Start the demo in it; return the console's end before that."""
    mark = console.mark()
    guest.relaunch(name, "ioapic", f"port={device['port']:#x}",
                   f"pin={device['pin']}", "level")
    return mark


@case
def interrupts_arrive_in_the_cell():
    """One for each character, and one more each time."""
    create("uart")
    same(entry(device["pin"]), 0, "what root sees of the entry")
    before, mark = interrupts(), start("uart")
    check(reports(mark, 2) >= 2 * CHARACTERS, "too few interrupts")
    same(interrupts(), before, "interrupts in Linux")


@case
def root_can_not_change_the_pin():
    """What root writes is dropped, and the interrupts go on."""
    for half, value in ((1, 0), (0, MASKED), (0, 0x8031)):
        guest.probe("ioapic-write", 0x10 + 2 * device["pin"] + half, value)
    same(entry(device["pin"]), 0, "what root sees of the entry")
    mark = console.mark()
    first = reports(mark, 1)
    check(reports(mark, 3) >= first + 2 * CHARACTERS, "too few interrupts")


@case
def it_comes_back():
    """Masked, and Linux' driver works with it again."""
    mark = console.mark()
    jailhouse("cell", "shutdown", "uart")
    console.wait("^ioapic: shut down$", mark)
    jailhouse("cell", "destroy", "uart")
    same(entry(device["pin"]) & MASKED, MASKED, "the mask")
    guest.write(f"{DRIVER}/bind", device["name"])
    use(2)
    guest.write(f"{DRIVER}/unbind", device["name"])


@case
def an_interrupt_that_a_cell_left_does_not_come():
    """The device asks for one, and the cell that unmasked the pin is gone."""
    for _ in range(2):
        create("uart")
        reports(start("uart"), 1)
        jailhouse("cell", "destroy", "uart")
        same(entry(device["pin"]) & MASKED, MASKED, "the mask")


@case
def nothing_is_left():
    """The kernel is content."""
    console.close()
    guest.leave()


guest.main()
