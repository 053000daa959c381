# SPDX-License-Identifier: BSD-2-Clause
"""An inmate commits every violation there is, one after the other, beside a
cell that goes on counting.

Usage: violations.py [PREFIX]...
Of the acts only those whose names begin with a PREFIX, if there is any.
"""

import re
import sys
import time

import blobs
import guest
from guest import case, check, jailhouse, same

PREFIXES = tuple(sys.argv[1:]) or ("",)
CPU = 2                     # of the cell "violate"
COUNTER_PERIOD_MS = 1
LINE_PATIENCE = 40
# QEMU lets guests set reserved bits, and the next VMRUN finds the state illegal.
STOPPED_BY_EMULATOR = (() if guest.ARM64 else
                       ("cr0-nw", "cr4-reserved", "cr4-vmxe"))
FOREIGN = 0x70000000
# The instruction itself is what is forbidden.
FETCHES = ("mem-exec", "comm-exec", "vectors-outside")
IOAPIC = 0xfec00000
PIN = 5                     # no device of the machine
# Registers that nobody uses while the tests run, what is in them, and flags of
# a region of IO_32 alone: identification of the HPET, or of the RTC.
PART, PART_SIZE, PART_VALUE = ((0x09010fe0, 8, 0x31) if guest.ARM64 else
                               (0xfed00000, 8, 0x8086a201))
IO_32 = 4 << 16
GICD = 0x08000000
SPI = 77                    # likewise
REPORT = (rf'^VIOLATION of cell "violate" on CPU {CPU} at 0x([0-9a-f]+): (.*)$')
# The last line of every report.
REMEDY = r"^  (allowed by: |no configuration allows this$)"

# In place of a remedy.
CONTROLLER = "nothing in mem_regions, the page is an interrupt controller"
NOTHING = "^  no configuration allows this$"
# Use the local APIC's page where there is a choice.
PAGE = "apic=page"

# What must stand in the report, and in the line with the remedy.
DETAILS = {
    ("mem-read", ""): (r"\bread\b.*0x70000000\b.*\b4 bytes",
                       r"\.virt_start = 0x70000000\b.*JAILHOUSE_MEM_READ\b"),
    ("mem-write", "value=0x12345"): (
        r"\bwrite\b.*0x70000000\b.*\b4 bytes.*0x12345\b",
        r"\.virt_start = 0x70000000\b.*JAILHOUSE_MEM_WRITE\b"),
    ("mem-read", "address=0x70001234"): (
        r"\bread\b.*0x70001234\b.*\b4 bytes",
        r"\.virt_start = 0x70001000\b.*JAILHOUSE_MEM_READ\b"),
    ("mem-exec", ""): (r"fetch.*0x70000000\b",
                       r"\.virt_start = 0x70000000\b.*JAILHOUSE_MEM_EXECUTE"),
}
X86_DETAILS = {
    ("comm-exec", ""): (rf"fetch.*{guest.COMM_REGION + 0x800:#x}\b", r"JAILHOUSE_MEM_EXECUTE"),
    ("pio-in", ""): (r"\bread\b.*port 0x70\b.*\b1 byte",
                     r"PIO_RANGE\(0x70, 1\)"),
    ("pio-out", "port=0x61 value=0x5a"): (
        r"\bwrite\b.*port 0x61\b.*\b1 byte.*0x5a\b", r"PIO_RANGE\(0x61, 1\)"),
    ("pio-out", "port=0x2f8 value=0x21"): (
        r"\bwrite\b.*port 0x2f8\b.*\b1 byte.*0x21\b",
        r"PIO_RANGE\(0x2f8, 1\)"),
    ("msr-write", "value=0x7000"): (
        r"\bwrite\b.*MSR 0xc0010117\b.*0x7000\b", NOTHING),
    ("msr-read", ""): (r"\bread\b.*MSR 0xc0010117\b", NOTHING),
    ("msr-unknown", ""): (r"\bread\b.*MSR 0x12345678\b", NOTHING),
    ("msr-mtrr", ""): (r"\bwrite\b.*MSR 0x200\b", NOTHING),
    ("msr-vm-cr", ""): (r"\bwrite\b.*MSR 0xc0010114\b", NOTHING),
    ("msr-smbase", ""): (r"\bwrite\b.*MSR 0xc0010111\b.*0x30000\b", NOTHING),
    ("apic-base-off", ""): (r"\bwrite\b.*MSR 0x1b\b", NOTHING),
    ("apic-base-move", ""): (r"\bwrite\b.*MSR 0x1b\b.*0xfee01[8c]00\b",
                             NOTHING),
    **{(name, ""): (rf"forbidden instruction, {name.upper()}$", NOTHING)
       for name in ("vmrun", "vmload", "vmsave", "stgi", "clgi", "skinit",
                    "invlpga", "rsm")},
    ("pio-string-out", ""): (r"\bwrite\b.*port 0x70\b.*string I/O",
                             r"PIO_RANGE\(0x70, 1\)"),
    ("pio-string-in", ""): (r"\bread\b.*port 0x70\b.*string I/O",
                            r"PIO_RANGE\(0x70, 1\)"),
    ("pio-string-post", ""): (r"\bwrite\b.*port 0x80\b.*string I/O",
                              r"PIO_RANGE\(0x80, 1\)"),
    ("pio-reset", ""): (r"\bwrite\b.*port 0xcf9\b.*\b1 byte.*0x6\b",
                        r"PIO_RANGE\(0xcf9, 1\)"),
    ("pio-port92", ""): (r"\bwrite\b.*port 0x92\b.*\b1 byte.*0x1\b",
                         r"PIO_RANGE\(0x92, 1\)"),
    ("pio-wide", ""): (r"\bread\b.*port 0x7d\b.*\b4 bytes",
                       r"PIO_RANGE\(0x7d, 4\)"),
    ("pci-write", ""): (r"\bwrite\b.*port 0xcfc\b.*\b4 bytes",
                        r"PIO_RANGE\(0xcfc, 4\)"),
    ("mem-rmw", ""): (r"unsupported instruction.*0x70000000\b",
                      r"\.virt_start = 0x70000000\b"),
    ("mem-string", ""): (r"unsupported instruction.*0x70000000\b",
                         r"\.virt_start = 0x70000000\b"),
    ("page-tables", ""): (r"unsupported instruction.*0x70000000\b",
                          r"\.virt_start = 0x70000000\b"),
    ("stack-outside", ""): (r"unsupported instruction.*0x6ffffff8\b",
                            r"\.virt_start = 0x6ffff000\b"),
    ("idt-outside", ""): (
        r"\bread\b.*0x700000[0-9a-f]{2}\b.*"
        r"while an interrupt or exception was delivered$",
        r"\.virt_start = 0x70000000\b"),
    ("ioapic-page", ""): (rf"\bwrite\b.*{IOAPIC:#x}\b.*\b4 bytes.*0x10\b",
                          CONTROLLER),
    **{(f"lvt-{name}", ""): (rf"\bwrite\b.*MSR {msr:#x}\b.*{value:#x}\b",
                             NOTHING)
       for name, msr, value in (("smi", 0x834, 0x200), ("init", 0x835, 0x500),
                                ("extint", 0x835, 0x700))},
    ("ipi-smi", ""): (r"\bwrite\b.*MSR 0x830\b.*0x4240\b", NOTHING),
    ("triple-fault", ""): (r"triple fault", NOTHING),
}
# By the page of the local APIC, which there is in xAPIC mode.
XAPIC_DETAILS = {
    **{(f"lvt-{name}", PAGE): (
        rf"\bwrite\b.*{address:#x}\b.*{value:#x}\b", CONTROLLER)
       for name, address, value in (("smi", 0xfee00340, 0x200),
                                    ("init", 0xfee00350, 0x500),
                                    ("extint", 0xfee00350, 0x700))},
    ("ipi-smi", PAGE): (r"\bwrite\b.*0xfee00300\b.*0x4240\b",
                               CONTROLLER),
    ("xapic-unaligned", ""): (r"\bwrite\b.*0xfee00081\b", CONTROLLER),
}
ARM64_DETAILS = {
    **{(f"mem-{name}", ""): (r"unsupported instruction.*0x70000000\b",
                             r"\.virt_start = 0x70000000\b")
       for name in ("pair", "vector", "writeback", "exclusive", "cache-zero")},
    ("page-tables", ""): (r"0x70000000\b.*page table walk",
                          r"\.virt_start = 0x70000000\b"),
    ("vectors-outside", ""): (r"fetch.*0x70000200\b",
                              r"\.virt_start = 0x70000000\b"),
    ("stack-outside", ""): (r"unsupported instruction.*0x6ffffff0\b",
                            r"\.virt_start = 0x6ffff000\b"),
    ("hvc-stub", ""): (r"forbidden instruction, HVC$", NOTHING),
    ("hvc-other", ""): (r"forbidden instruction, HVC$", NOTHING),
    ("gic-control", ""): (r"\bwrite to address 0x80[38]0000\b.*\b4 bytes",
                          REMEDY),
}
DETAILS.update(ARM64_DETAILS if guest.ARM64 else X86_DETAILS)

# Those that write to the local APIC.
LOCAL_APIC = ("ipi-", "lvt-", "ldr")

console = None
expectations = {}
counted = {}


def counter():
    """Return (expiries of the counter's timer, time of root's clock)."""
    mark = console.mark()
    line = console.wait(r"^counter: (\d+)(?: lost (\d+))?$", mark)
    return int(line[1]) + int(line[2] or 0), time.monotonic()


def perform(name, parameters=""):
    """Let the inmate commit a violation; return the text from then on."""
    mark = console.mark()
    guest.relaunch("violate", "violate", f"violation={name}", parameters)
    console.wait(rf"^violate: {name}: before$", mark, patience=LINE_PATIENCE)
    return mark


def must_be_stopped(name, parameters=""):
    """The act stops the cell, with one report; return the lines of it."""
    mark = perform(name, parameters)
    guest.wait_for(lambda: guest.cell_state("violate") != "running",
                   f"the end of {name}")
    same(guest.cell_state("violate"), "failed", f"state after {name}")
    where = guest.cell_dir("violate")
    same(guest.read(f"{where}/cpus_failed_list"), str(CPU),
         f"failed CPUs after {name}")
    line = console.wait(REPORT, mark, patience=LINE_PATIENCE)
    console.wait(REMEDY, mark, patience=LINE_PATIENCE)
    check(int(line[1], 16) < 0x100000 or name in FETCHES,
          f"{name}: the instruction is not in the inmate: {line[0]}")
    same(len(console.find(r"VIOLATION", mark)), 1, f"reports of {name}")
    check(not console.find(rf"violate: {name}: survived", mark),
          f"{name} was survived")
    return line, console.text[mark:]


def must_pass(name, parameters=""):
    """The act has the effect that the inmate expects."""
    mark = perform(name, parameters)
    line = console.wait(rf"^violate: {name}: (PASS|FAIL.*)$|VIOLATION", mark,
                        patience=LINE_PATIENCE)
    same(line[1], "PASS", f"verdict of {name}, {line[0]}")
    same(guest.cell_state("violate"), "running", f"state after {name}")
    jailhouse("cell", "shutdown", "violate")


def by_page(names):
    """Return those of them that can use the local APIC's page as well."""
    if guest.ARM64 or guest.x2apic():
        return []
    return [name for name in names if name.startswith(LOCAL_APIC)]


def must_pass_or_be_stopped(name):
    """The act faults as on hardware, or stops the cell."""
    mark = perform(name)
    line = console.wait(rf"^violate: {name}: (PASS|FAIL.*)$|{REPORT[1:]}",
                        mark, patience=LINE_PATIENCE)
    if line[1] is None:
        check("illegal guest state" in line[0], f"{name}: {line[0]}")
        guest.wait_for(lambda: guest.cell_state("violate") == "failed",
                       f"the end of {name}")
    else:
        same(line[1], "PASS", f"verdict of {name}")
        jailhouse("cell", "shutdown", "violate")


def named(expectation):
    """Return the names of the wanted acts from which this is expected."""
    names = [name for name, value in expectations.items()
             if value == expectation]
    check(names, f"no violation is expected to be {expectation}")
    return wanted(names)


def wanted(names):
    """Return those that begin with a wanted prefix."""
    return [name for name in names if name.startswith(PREFIXES)]


def list_acts():
    """Read the names of all acts, and what is expected, part by part."""
    count = 1
    while len(expectations) < count:
        mark, had = console.mark(), len(expectations)
        guest.relaunch("violate", "violate", f"violation=list from={had}")
        count = int(console.wait(r"^violate: ([0-9]+) acts$", mark,
                                 patience=LINE_PATIENCE)[1])
        for line in console.find(r"^violate: ([a-z0-9-]+): ([a-z0-9, ]+)$",
                                 mark):
            expectations[line[1]] = line[2]
        check(len(expectations) > had, f"{had} of {count} acts in the list")
        jailhouse("cell", "shutdown", "violate")


@case
def set_up():
    """A cell that counts, and one that will violate."""
    guest.enable()
    globals()["console"] = guest.Console()
    guest.launch("rt", "counter", "period=1000", "every=2000")
    jailhouse("cell", "create", guest.cell("violate"))
    counted["begin"] = counter()
    counted["interrupts"] = nmis()
    list_acts()
    # Its logical id is read-only in x2APIC mode.
    if guest.x2apic():
        expectations["ldr"] = "stopped"
        DETAILS["ldr", ""] = (r"\bwrite\b.*MSR 0x80d\b", NOTHING)
    elif not guest.ARM64:
        DETAILS.update(XAPIC_DETAILS)
    check(len(expectations) > 40, f"only {len(expectations)} violations")


def nmis():
    """Return the NMIs that Linux has seen; on arm64 there are none."""
    if guest.ARM64:
        return ""
    return re.search(r"NMI:((?: +\d+)+)", guest.read("/proc/interrupts"))[1]


@case
def reports_say_what_where_and_the_remedy():
    """The report's parts, for accesses of every kind."""
    wrong = []
    for (name, parameters), (what, remedy) in DETAILS.items():
        if not wanted([name]):
            continue
        line, text = must_be_stopped(name, parameters)
        if not re.search(what, line[2]):
            wrong.append(f"{name} {parameters}: {line[0]!r} lacks {what!r}")
        if not re.search(remedy, text, re.M):
            wrong.append(f"{name} {parameters}: no {remedy!r} in {text!r}")
    check(not wrong, "; ".join(wrong))


def try_all(names, act, *parameters):
    """Perform all, and name those that went wrong."""
    wrong = []
    for name in names:
        guest.say(" ".join((name, *parameters)))
        try:
            act(name, *parameters)
        except AssertionError as error:
            wrong.append(f"{name}: {error}")
    check(not wrong, "; ".join(wrong))


def unseen(names, parameters=""):
    """Return those of which no report was looked at."""
    return [name for name in names if (name, parameters) not in DETAILS]


@case
def forbidden_acts_stop_the_cell():
    """Those whose reports were not looked at above, too."""
    try_all(unseen(named("stopped")), must_be_stopped)
    try_all(unseen(by_page(named("stopped")), PAGE), must_be_stopped, PAGE)


@case
def acts_without_effect():
    """Interrupts for others and management calls are dropped or refused."""
    try_all(named("harmless"), must_pass)
    try_all(by_page(named("harmless")), must_pass, PAGE)


@case
def acts_that_fault():
    """What hardware would refuse with an exception."""
    names = named("exception, undefined")
    if not guest.ARM64:
        names += named("exception, fault")
    # QEMU 10's CPU model "max" takes VMXON for something that does nothing.
    if guest.x2apic():
        names = [name for name in names if name != "vmxon"]
    if not re.search(r"\bxsave\b", guest.read("/proc/cpuinfo")):
        names = [name for name in names if not name.startswith("xsetbv-")]
    try_all([name for name in names if name not in STOPPED_BY_EMULATOR],
            must_pass)
    try_all(wanted(STOPPED_BY_EMULATOR), must_pass_or_be_stopped)


@case
def a_silent_cell_is_stopped():
    """Who does not answer is shut down after the time that it has."""
    for name in ("hang", "spin", "silent", "garbage-state"):
        perform(name)
        jailhouse("cell", "shutdown", "violate")
        same(guest.cell_state("violate"), "shut down", f"state after {name}")


@case
def a_cell_switches_itself_off_or_starts_anew():
    """By firmware's calls, which arm64 has for that; only itself."""
    if not guest.ARM64:
        return
    perform("system-off")
    guest.wait_for(lambda: guest.cell_state("violate") == "shut down",
                   "the end of the cell")
    mark = perform("system-reset")
    console.wait("^violate: system-reset: before$", mark, count=3,
                 patience=LINE_PATIENCE)
    jailhouse("cell", "shutdown", "violate")
    same(guest.cell_state("violate"), "shut down", "state afterwards")


@case
def root_felt_nothing():
    """No NMI, no complaint, all CPUs still there."""
    same(nmis(), counted["interrupts"], "NMIs of Linux")
    same(guest.online(), "0,3", "online CPUs")
    guest.kernel_is_well()


@case
def the_other_cell_counted_on():
    """Its timer's expiries, lost ones included, are those that were due."""
    periods, now = counter()
    elapsed = (now - counted["begin"][1]) * 1000 / COUNTER_PERIOD_MS
    done = periods - counted["begin"][0]
    guest.say(f"{done} expiries in {elapsed} periods of root's clock")
    check(abs(done - elapsed) < elapsed / 20 + 3000,
          f"{done} expiries in {elapsed:.0f} periods")
    same(guest.cell_state("rt"), "running", "state of the counting cell")


def give_pin(name, address, pin, pin_base=0):
    """Give the cell "violate" a pin, as its configuration NAME."""
    jailhouse("cell", "destroy", "violate")
    blob = blobs.Blob.load("violate").add_irqchip(address, 1 << pin, pin_base)
    jailhouse("cell", "create", blob.save(f"/tmp/{name}.cell"))


@case
def a_pin_leads_into_the_cell_only():
    """Or its cell is stopped; neither root nor the machine notices."""
    if guest.ARM64:
        give_pin("pin", GICD, SPI % 32, SPI - SPI % 32)
        line, _ = must_be_stopped("spi-route-own", f"spi={SPI}")
        route = (GICD + 0x6000 + 8 * SPI if guest.MACHINE == "arm64-gicv3"
                 else GICD + 0x800 + SPI)
        check(re.search(rf"write to address {route:#x}\b", line[2]), line[0])
        return
    give_pin("pin", IOAPIC, PIN)
    for name, value in (("ioapic-smi", 0x200), ("ioapic-foreign", 0x40)):
        line, _ = must_be_stopped(name, f"pin={PIN}")
        check(re.search(rf"forbidden interrupt, write to {IOAPIC + 16:#x}\b.*"
                        rf"0x[0-9a-f]*{value:x}\b.*IOAPIC entry", line[2]),
              f"{name}: {line[0]}")


@case
def parts_of_a_page():
    """A region of 8 bytes takes accesses of its width, aligned and inside."""
    blob = blobs.Blob.load("violate").add_region(
        PART, PART, PART_SIZE, blobs.READ | blobs.IO | IO_32)
    guest.tool("cell", "destroy", "violate")
    jailhouse("cell", "create", blob.save("/tmp/part.cell"))

    def act(address, width):
        return (f"address={address:#x} width={width} value={PART_VALUE:#x}")

    # Arm's own rules forbid accesses to devices that are not aligned.
    unaligned = () if guest.ARM64 else (
        (PART + 2, 4, r"JAILHOUSE_MEM_IO_32 \| JAILHOUSE_MEM_IO_UNALIGNED"),)
    must_pass("mem-width", act(PART, 4))
    wrong = []
    for address, width, remedy in (
            (PART, 1, r"\| JAILHOUSE_MEM_IO_8 in it"),
            (PART, 2, r"\| JAILHOUSE_MEM_IO_16 in it"),
            (PART, 8, r"\| JAILHOUSE_MEM_IO_64 in it"),
            *unaligned,
            (PART + PART_SIZE, 4,
             rf"mem_regions\[2\], {PART:#x} to {PART + PART_SIZE - 1:#x}\b"),
            (PART - 4, 4, rf"\.virt_start = {(PART - 4) & ~0xfff:#x}\b")):
        line, text = must_be_stopped("mem-width", act(address, width))
        bytes_ = rf"\bread from address {address:#x}, {width} bytes?\b"
        if not re.search(bytes_, line[2]) or not re.search(remedy, text):
            wrong.append(f"{width} at {address:#x}: {text!r}")
    check(not wrong, "; ".join(wrong))


@case
def the_failed_cell_is_destroyed():
    """Its CPU and memory come back."""
    must_be_stopped("mem-read")
    jailhouse("cell", "destroy", "violate")
    jailhouse("cell", "destroy", "rt")
    console.close()
    same(guest.online(), "0-3", "online CPUs")
    jailhouse("disable")
    guest.remove_module("jailhouse")
    guest.kernel_is_well()


guest.main()
