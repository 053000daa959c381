# SPDX-License-Identifier: BSD-2-Clause
"""What the test scripts share; runs inside the emulated machine.

A script defines functions with @case and ends with main(). Every case prints
one line, "CASE name: ok" or "CASE name: FAILED: reason", which the host turns
into a test result. Cases run in the order of the file and share the machine.
"""

import functools
import os
import re
import select
import subprocess
import sys
import threading
import time
import traceback

CELLS = "/usr/share/jailhouse/cells"
INMATES = "/usr/share/jailhouse/inmates"
SYSFS = "/sys/devices/jailhouse"
CPUS = "/sys/devices/system/cpu"
DEVICE = "/dev/jailhouse"
MACHINE = os.environ.get("MACHINE", "x86-svm")
ARM64 = MACHINE.startswith("arm64-")
RAM_START = 0x40000000 if ARM64 else 0
# Where cells of the machines have their communication region.
COMM_REGION = 0x80000000 if ARM64 else 0x100000

# How long to wait for what must happen; an emulated CPU can be very slow.
PATIENCE = 240

BAD_KERNEL_LINES = re.compile(
    r"BUG|WARNING(?!: See )|Oops|general protection|rcu.*(stall|kthread starved)|"
    r"soft lockup|hard LOCKUP|blocked for more than|unchecked MSR|"
    r"Call Trace|Uhhuh|NMI received|No irq handler|"
    r"can't be managed|reboot the machine|can't give up")

_cases = []
# Lines that were in the kernel's log before the first case.
_lines_of_boot = set()


def case(function):
    """Register a case."""
    _cases.append(function)
    return function


class Hung(Exception):
    """A program does not end: nothing after it can be judged."""


def _run_case(function):
    """Return the verdict on a case."""
    try:
        function()
    except Hung:
        raise
    except Exception as error:  # pylint: disable=broad-except
        traceback.print_exc()
        reason = " / ".join(str(error).splitlines()) or type(error).__name__
        return f"FAILED: {reason}"
    return "ok"


def main():
    """Run the cases; the exit status tells nothing, the lines do."""
    hung = None
    wanted = os.environ.get("CASES", "").split()
    _note_boot()
    for function in _cases:
        name = function.__name__
        if wanted and name not in wanted:
            continue
        say(f"--- {name}")
        try:
            verdict = hung or _run_case(function)
        except Hung as error:
            verdict = hung = f"FAILED: in {name}: {error}"
        print(f"CASE {name}: {verdict}", flush=True)
    # Threads and children may be stuck.
    os._exit(0)


def say(text):
    """Tell the reader of the log."""
    print(text, file=sys.stderr, flush=True)


def check(condition, text):
    """Fail the case with TEXT unless CONDITION."""
    if not condition:
        raise AssertionError(text)


def same(got, wanted, what):
    """Fail the case if GOT is not WANTED."""
    check(got == wanted, f"{what}: {got!r} instead of {wanted!r}")


def read(path):
    """Return the stripped text of a file."""
    with open(path, encoding="utf-8", errors="replace") as stream:
        return stream.read().strip()


def write(path, text):
    """Write TEXT to a file in one go."""
    with open(path, "w", encoding="ascii") as stream:
        stream.write(text)


def wait_for(condition, what, patience=PATIENCE):
    """Wait until CONDITION() is true; return its value."""
    for _ in range(patience * 5):
        value = condition()
        if value:
            return value
        time.sleep(0.2)
    raise AssertionError(f"waited in vain for {what}")


# The tool

def tool(*words):
    """Run jailhouse; return the completed process."""
    words = ["jailhouse", *words]
    process = subprocess.Popen(  # pylint: disable=consider-using-with
        words, text=True, errors="replace", stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    try:
        out, err = process.communicate(timeout=PATIENCE)
    except subprocess.TimeoutExpired as error:
        raise Hung(f"'{' '.join(words)}' does not end") from error
    return subprocess.CompletedProcess(words, process.returncode, out, err)


def jailhouse(*words):
    """Run jailhouse, which must succeed without a word on standard error."""
    done = tool(*words)
    if done.returncode or done.stderr:
        raise AssertionError(
            f"jailhouse {' '.join(words)}: status {done.returncode}, "
            f"{done.stderr.strip()!r}; kernel: {last_kernel_lines()}")
    return done.stdout


def refused(*words, status=1):
    """Run jailhouse, which must fail with STATUS and one clear message."""
    done = tool(*words)
    same(done.returncode, status, f"status of jailhouse {' '.join(words)}")
    check(len(done.stderr.strip()) > 20, f"no message: {done.stderr!r}")
    return done.stderr


def cell(name):
    """Return the path of a configuration of this machine."""
    return f"{CELLS}/{MACHINE}{'-' if name else ''}{name}.cell"


def inmate(name):
    """Return the path of an inmate."""
    return f"{INMATES}/{name}.bin"


def enable(name=""):
    """Enable with this machine's configuration."""
    jailhouse("enable", cell(name))


def leave(cpus="0-3"):
    """Disable: Linux has its CPUS, and is content."""
    jailhouse("disable")
    same(online(), cpus, "online CPUs")
    kernel_is_well()


def launch(name, binary, *parameters, config=None):
    """Create a cell, load an inmate with parameters, start it."""
    jailhouse("cell", "create", cell(config or name))
    relaunch(name, binary, *parameters)


def relaunch(name, binary, *parameters):
    """Load an inmate with parameters into an existing cell, start it."""
    # The command line is kept from one load to the next: write it always.
    jailhouse("cell", "load", name, inmate(binary),
              "-s", " ".join(parameters), "-a", "0x1000")
    jailhouse("cell", "start", name)


# The system

def sysfs(name):
    """Return an attribute of the driver."""
    return read(f"{SYSFS}/{name}")


def online():
    """Return the list of online CPUs as the kernel writes it."""
    return read(f"{CPUS}/online")


def numbers(text):
    """Return the numbers of a list such as 0,2-3."""
    result = []
    for part in text.split(","):
        first, _, last = part.partition("-")
        result += range(int(first), int(last or first) + 1)
    return result


def interrupts(name="", number=r"\d+"):
    """Return how many interrupts Linux has had, by the line of /proc/interrupts
    that begins with NUMBER and ends with NAME."""
    line = re.search(rf"^ *{number}:((?: +\d+)+) .*{name}$",
                     read("/proc/interrupts"), re.M)
    return sum(map(int, line[1].split())) if line else 0


def kernel_cpus():
    """Return the numbers of all CPUs that the machine has."""
    return [int(name[3:]) for name in os.listdir(CPUS)
            if re.fullmatch("cpu[0-9]+", name)]


def cell_dir(name):
    """Return the sysfs directory of a cell, None if there is none."""
    top = f"{SYSFS}/cells"
    for entry in os.listdir(top):
        try:
            if read(f"{top}/{entry}/name") == name:
                return f"{top}/{entry}"
        except FileNotFoundError:
            pass
    return None


def hypervisor_memory():
    """Return (start, size) of the hypervisor's memory."""
    start, size = sysfs("hypervisor_memory").split()
    return int(start, 0), int(size, 0)


def cell_memory(name, index=0):
    """Return (physical start, guest start, size) of a region of a cell."""
    line = read(f"{cell_dir(name)}/mem_regions").splitlines()[index]
    return tuple(int(word, 16) for word in
                 re.findall(r"0x([0-9a-f]+)", line)[:3])


def cell_state(name):
    """Return the state of a cell, None if there is no such cell."""
    where = cell_dir(name)
    return read(f"{where}/state") if where else None


def snapshot():
    """Return what a refused or undone operation must leave as it was."""
    cells = {}
    for entry in sorted(os.listdir(f"{SYSFS}/cells")):
        where = f"{SYSFS}/cells/{entry}"
        cells[entry] = [read(f"{where}/{name}") for name in (
            "name", "state", "cpus_assigned", "cpus_failed")]
    return {
        "online": online(),
        "cells": cells,
        "enabled": sysfs("enabled"),
        "pool": (sysfs("mem_pool_size"), sysfs("mem_pool_used")),
        "iomem": read("/proc/iomem"),
        "memory": memory_total(),
    }


def unchanged(before, what):
    """Fail the case if the system is not as in BEFORE."""
    after = snapshot()
    changed = [f"{name} was {before[name]!r}, is {after[name]!r}"
               for name in before if before[name] != after[name]]
    check(not changed, f"{what} changed the system: {'; '.join(changed)}")


def memory_total():
    """Return the memory that Linux has, in KiB."""
    return int(re.search(r"MemTotal: *([0-9]+)", read("/proc/meminfo"))[1])


def kernel_log():
    """Return the kernel's messages."""
    return subprocess.run(["dmesg"], stdout=subprocess.PIPE, text=True,
                          errors="replace", check=True).stdout


def last_kernel_lines(count=4):
    """Return the last messages of the kernel in one line."""
    return " | ".join(kernel_log().splitlines()[-count:])


def kernel_complaints():
    """Return the kernel's messages that should not be there."""
    return [line for line in kernel_log().splitlines()
            if BAD_KERNEL_LINES.search(line)]


def _note_boot():
    """What the stock kernel says of its emulator before anything of the
    project is loaded is told, and held against nobody."""
    for line in kernel_complaints():
        say(f"at boot: {line}")
        _lines_of_boot.add(line)


def kernel_is_well(but=None):
    """Fail the case if the kernel complained about anything BUT that."""
    bad = [line for line in kernel_complaints()
           if line not in _lines_of_boot and not (but and but in line)]
    check(not bad, f"the kernel complains: {bad[:5]}")


@functools.lru_cache(maxsize=None)
def x2apic():
    """Return whether the local APICs are in x2APIC mode."""
    return "x2apic enabled" in kernel_log()


def kernel_code():
    """Return where the kernel's code lies in physical memory."""
    return int(re.search(r"([0-9a-f]+)-[0-9a-f]+ : Kernel code",
                         read("/proc/iomem"))[1], 16)


# The console

class Console:
    """Follows the hypervisor's console from the oldest byte on."""

    def __init__(self):
        self._text = ""
        self._closed = False
        self._device = os.open(DEVICE, os.O_RDONLY)
        self._thread = threading.Thread(target=self._follow, daemon=True)
        self._thread.start()

    def _follow(self):
        poll = select.poll()
        poll.register(self._device, select.POLLIN)
        while not self._closed:
            if poll.poll(500):
                data = os.read(self._device, 4096)
                self._text += data.decode("utf-8", "replace")

    def close(self):
        """Stop following; the text stays."""
        self._closed = True
        self._thread.join()
        os.close(self._device)

    def __enter__(self):
        return self

    def __exit__(self, *details):
        self.close()

    @property
    def text(self):
        """All text up to now."""
        return self._text

    def mark(self):
        """Return a place in the text, for what comes after."""
        return len(self._text)

    def find(self, expression, start=0):
        """Return all complete lines after START that match."""
        text = self._text[start:]
        lines = text[:text.rfind("\n") + 1].splitlines()
        matches = (re.search(expression, line) for line in lines)
        return [match for match in matches if match]

    def wait(self, expression, start=0, count=1, patience=PATIENCE):
        """Wait for COUNT matching lines after START; return the last."""
        def found():
            return self.find(expression, start)[count - 1:]
        try:
            return wait_for(found, repr(expression), patience)[-1]
        except AssertionError as error:
            raise AssertionError(f"{error}; the console says "
                                 f"{self._text[start:][-600:]!r}") from error

    def ticks(self, start=0):
        """Return the latest tick number of the inmate rt, 0 if none."""
        lines = self.find(r"^rt: tick ([0-9]+) ", start)
        return int(lines[-1][1]) if lines else 0

    def wait_ticks(self, beyond=0, start=0):
        """Wait until rt has ticked beyond a number; return the number."""
        wait_for(lambda: self.ticks(start) > beyond,
                 f"ticks beyond {beyond}; the console says "
                 f"{self._text[start:][-600:]!r}")
        return self.ticks(start)


def probe(*words):
    """Have the module probe do something in the kernel; return its result."""
    if not os.path.exists("/sys/module/probe"):
        subprocess.run(["insmod", "/root/probe.ko"], check=True)
    write("/sys/module/probe/parameters/run",
          " ".join(hex(word) if isinstance(word, int) else word
                   for word in words))
    return read("/sys/module/probe/parameters/run")


def probe_number(*words):
    """As probe(), the result as a number."""
    return int(probe(*words), 0)


def remove_module(name):
    """Remove a kernel module."""
    subprocess.run(["rmmod", name], check=True)


def load_module(name):
    """Load a kernel module; nothing to do for what is built in."""
    subprocess.run(["modprobe", name], check=True)
