# SPDX-License-Identifier: BSD-2-Clause
"""SPIs of a cell: they arrive there by priority, root can neither see nor raise
them, and they come back clean."""

import fcntl
import glob
import re

import blobs
import guest
from guest import case, check, jailhouse, same

GICD = 0x08000000
ISENABLER, ICENABLER, ISPENDR, ICPENDR = 0x100, 0x180, 0x200, 0x280
ISACTIVER, ICACTIVER, IPRIORITYR, ITARGETSR = 0x300, 0x380, 0x400, 0x800
ICFGR, IROUTER, SETSPI = 0xc00, 0x6000, 0x40
V3 = guest.MACHINE == "arm64-gicv3"

ALARM, LOW, HIGH = 34, 78, 79       # of the cell "gic"
# As the demo sets them.
ALARM_PRIORITY = 0x80
SPI = 77                            # no device of the machine
CLOCK = "9010000.pl031"
# RTC_UIE_ON and RTC_UIE_OFF: an interrupt a second.
UPDATES_ON, UPDATES_OFF = 0x7003, 0x7004
CLOCK_DRIVER = "/sys/bus/amba/drivers/rtc-pl031"

console = None


def peek(offset):
    """Return a register of the distributor as root sees it."""
    return guest.probe_number("peek", GICD + offset)


def poke(offset, value):
    """Have root write one."""
    guest.probe("poke", GICD + offset, value)


def bits(intid, register):
    """Return the bit of an interrupt in one of the registers with one each."""
    return peek(register + intid // 32 * 4) >> intid % 32 & 1


def state(intid):
    """Return what root reads of an interrupt."""
    shift = intid % 4 * 8
    route = (peek(IROUTER + 8 * intid) if V3 else
             peek(ITARGETSR + intid // 4 * 4) >> shift & 0xff)
    return {"enabled": bits(intid, ISENABLER),
            "pending": bits(intid, ISPENDR), "active": bits(intid, ISACTIVER),
            "priority": peek(IPRIORITYR + intid // 4 * 4) >> shift & 0xff,
            "trigger": peek(ICFGR + intid // 16 * 4) >> intid % 16 * 2 & 3,
            "route": route}


def touch(intid):
    """Have root write all registers of an interrupt, enable and pend it."""
    poke(IPRIORITYR + intid // 4 * 4, 0xf0f0f0f0)
    poke(ICFGR + intid // 16 * 4, 0xffffffff)
    if V3:
        poke(IROUTER + 8 * intid, 0)
        poke(SETSPI, intid)
    else:
        poke(ITARGETSR + intid // 4 * 4, 0x01010101)
    for register in (ICACTIVER, ISACTIVER, ICPENDR, ICENABLER, ISENABLER,
                     ISPENDR):
        poke(register + intid // 32 * 4, 1 << intid % 32)


def wait_reports(start, count=2):
    """Wait for reports of the demo; return what the console has since."""
    console.wait(r"^gic: higher priority first: ", start, count)
    return console.text[start:]


def is_right(text):
    """Fail the case if the demo complains."""
    bad = re.findall(r"^gic: .*(?:FAIL|lost|nobody).*$", text, re.M)
    check(not bad, f"the demo says {bad}")


@case
def set_up():
    """Linux lets go of the clock, and has free hand as yet."""
    guest.write(f"{CLOCK_DRIVER}/unbind", CLOCK)
    guest.enable()
    globals()["console"] = guest.Console()
    poke(IPRIORITYR + HIGH // 4 * 4, 0xe0e0e0e0)
    same(state(HIGH)["priority"], 0xe0, "priority that root set")
    poke(ISPENDR + HIGH // 32 * 4, 1 << HIGH % 32)
    same(state(HIGH)["pending"], 1, "what root made pending")


@case
def interrupts_arrive():
    """In the cell, those of the clock and raised ones, by priority; what root
    left pending does not."""
    mark = console.mark()
    guest.launch("gic", "gic")
    text = wait_reports(mark)
    is_right(text)
    check(re.search(rf"^gic: alarm 2: INTID {ALARM}, priority "
                    rf"{ALARM_PRIORITY:#x}$", text, re.M), text)
    check(len(re.findall(rf"^gic: INTID {HIGH} raised [1-9]\d*00 times, latency ",
                         text, re.M)) >= 2, text)


@case
def they_are_not_roots():
    """Nothing is seen; nothing that root writes has an effect."""
    mark = console.mark()
    for intid in (ALARM, LOW, HIGH):
        same(set(state(intid).values()), {0}, f"what root sees of {intid}")
        touch(intid)
        same(set(state(intid).values()), {0}, f"what root sees of {intid}")
    is_right(wait_reports(mark, 3))


@case
def they_come_back():
    """Clean, and the clock's driver has its interrupt again."""
    mark = console.mark()
    jailhouse("cell", "shutdown", "gic")
    console.wait("^gic: shut down$", mark)
    jailhouse("cell", "destroy", "gic")
    for intid in (ALARM, LOW, HIGH):
        now = state(intid)
        same((now["enabled"], now["pending"], now["active"]), (0, 0, 0),
             f"{intid} enabled, pending, active")
    guest.write(f"{CLOCK_DRIVER}/bind", CLOCK)
    count = alarms()
    clock = guest.wait_for(lambda: glob.glob("/dev/rtc[0-9]"), "the clock")[0]
    with open(clock, "rb", buffering=0) as device:
        fcntl.ioctl(device, UPDATES_ON)
        guest.wait_for(lambda: alarms() > count, "an alarm in Linux")
        fcntl.ioctl(device, UPDATES_OFF)


def alarms():
    """Return how many of the clock's interrupts Linux has had."""
    return guest.interrupts("rtc-pl031")


@case
def what_a_cell_left_does_not_come_back():
    """An interrupt that it took and raised again, and that is not ended."""
    blob = blobs.Blob.load("violate").add_irqchip(GICD, 1 << SPI % 32,
                                                  SPI - SPI % 32)
    jailhouse("cell", "create", blob.save("/tmp/violate.cell"))
    mark = console.mark()
    guest.relaunch("violate", "violate", "violation=spi-leave", f"spi={SPI}")
    line = console.wait("^violate: spi-leave: (PASS|FAIL.*)$", mark)
    same(line[1], "PASS", "verdict of the inmate")
    # Nor for the cell itself when it starts anew.
    mark = console.mark()
    guest.relaunch("violate", "violate", "violation=spi-leave", f"spi={SPI}")
    line = console.wait("^violate: spi-leave: (PASS|FAIL.*)$", mark)
    same(line[1], "PASS", "verdict of the inmate, the second time")
    jailhouse("cell", "destroy", "violate")
    now = state(SPI)
    same((now["enabled"], now["pending"], now["active"]), (0, 0, 0),
         "enabled, pending, active")
    poke(ISPENDR + SPI // 32 * 4, 1 << SPI % 32)
    same(state(SPI)["pending"], 1, "what root makes pending")
    poke(ICPENDR + SPI // 32 * 4, 1 << SPI % 32)


@case
def nothing_is_left():
    """The kernel is content."""
    console.close()
    guest.leave()


guest.main()
