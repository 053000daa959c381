# SPDX-License-Identifier: BSD-2-Clause
"""The life of a cell, again and again, while Linux is busy on all its CPUs,
takes one of them offline and online, is profiled and gets NMIs.

Usage: life_cycle.py ROUNDS
"""

import os
import re
import signal
import subprocess
import sys
import threading
import time

import guest
from guest import case, check, jailhouse, same

ROUNDS = int(sys.argv[1])
ENABLE_ROUNDS = 3
PROFILE = "/tmp/perf.data"

# Keeps a CPU busy, but costs the emulator little.
BUSY = "exec /root/spin"
FILES = ("while :; do head -c 4194304 /dev/urandom > /tmp/stress.$$; "
         "cp /tmp/stress.$$ /dev/shm/stress.$$; sync; "
         "find /usr /sys -type f > /dev/null 2>&1; rm -f /dev/shm/stress.$$; "
         "sleep 1; done")

before = {}


def start_stress():
    """Keep every CPU busy, and memory and file systems as well.

    What is nice leaves time to the tool, but none to an idle CPU.
    """
    commands = [BUSY] * os.cpu_count() + [FILES]
    return [subprocess.Popen(  # pylint: disable=R1732
        ["nice", "sh", "-c", command], stdin=subprocess.DEVNULL)
            for command in commands]


def check_stress(processes):
    """The stress must last."""
    same([process.poll() for process in processes],
         [None] * len(processes), "states of the stress processes")


@case
def enable_under_stress():
    """Enable and disable, several times."""
    stress.extend(start_stress())
    guest.load_module("jailhouse")
    before["disabled"] = guest.snapshot()
    for number in range(ENABLE_ROUNDS):
        guest.say(f"enable round {number}")
        guest.enable()
        same(guest.sysfs("enabled"), "1", "enabled")
        same(guest.online(), before["disabled"]["online"], "online CPUs")
        jailhouse("disable")
        guest.unchanged(before["disabled"], "enable and disable")
    check_stress(stress)


class Beside(threading.Thread):
    """Does something again and again; not while somebody holds it."""

    def __init__(self, pause, least=ROUNDS):
        super().__init__(daemon=True)
        self._least = least
        self._lock = threading.Lock()
        self._ended = False
        self._pause = pause
        self.count = 0

    def act(self):
        """Do it once."""
        raise NotImplementedError

    def run(self):
        while not self._ended:
            with self._lock:
                self.act()
                self.count += 1
            # Let others have the lock, and the CPU.
            time.sleep(self._pause)

    def __enter__(self):
        self._lock.acquire()

    def __exit__(self, *details):
        self._lock.release()

    def end(self):
        """End it; it was done often enough."""
        self._ended = True
        self.join()
        check(self.count >= self._least,
              f"only {self.count} {type(self).__name__}")


class Nmis(Beside):
    """Has CPUs send themselves NMIs, beside the hypervisor's own; each must
    arrive, once. Of one too many Linux would say that nobody knows it.

    There are none on arm64.
    """

    def __init__(self):
        super().__init__(0.1)
        self.sent = self.seen = 0

    def act(self):
        if not guest.ARM64:
            sent, seen = map(int, guest.probe("nmi-self", 100).split())
            self.sent += sent
            self.seen += seen

    def end(self):
        super().end()
        same(self.seen, self.sent, "NMIs that arrived")
        check(guest.ARM64 or self.sent >= 100 * ROUNDS,
              f"only {self.sent} NMIs")


class Storm(Beside):
    """Has a CPU send NMIs to all others, without taking interrupts itself."""

    def __init__(self):
        super().__init__(0.01, ENABLE_ROUNDS)
        self.seen = 0

    def act(self):
        self.seen += guest.probe_number("nmi-others", 100)


class Hotplug(Beside):
    """Takes the last CPU offline and online.

    Nothing to do with two CPUs: one is the boot CPU, one the cell's.
    """

    def __init__(self):
        super().__init__(0.5)
        self._cpu = max(guest.kernel_cpus())

    def act(self):
        if self._cpu >= 2:
            for value in "01":
                guest.write(f"{guest.CPUS}/cpu{self._cpu}/online", value)


def start_profile():
    """Profile all CPUs; the emulator has no counters that could cause NMIs."""
    process = subprocess.Popen(  # pylint: disable=R1732
        ["perf", "record", "-q", "-a", "-e", "cpu-clock", "-F", "100",
         "-o", PROFILE, "--", "sh", "-c",
         f"touch {PROFILE}.begun; exec sleep 100000"],
        stdin=subprocess.DEVNULL)
    guest.wait_for(lambda: os.path.exists(f"{PROFILE}.begun"), "perf record")
    return process


def check_profile(process):
    """There are samples from a CPU that root always has."""
    process.send_signal(signal.SIGINT)
    process.wait(guest.PATIENCE)
    done = subprocess.run(
        ["perf", "script", "-i", PROFILE, "-F", "cpu", "-C", "0"], text=True,
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True)
    check(done.stdout.count("\n") > 100, "hardly any samples")


def nmi_backtraces():
    """Have Linux send NMIs to all its CPUs; each answers.

    Linux on arm64 has no such thing.
    """
    guest.kernel_is_well()
    if guest.ARM64:
        return
    guest.write("/proc/sysrq-trigger", "l")
    cpus = sorted(map(int, re.findall(r"NMI backtrace for cpu (\d+)",
                                      guest.kernel_log())))
    same(cpus, guest.numbers(guest.online()), "CPUs that answered")
    guest.kernel_is_well("Call Trace")
    subprocess.run(["dmesg", "--clear"], check=True)


def one_life(console, hotplug, nmis, number):
    """Create, load, start, see ticks, shut down, destroy."""
    guest.say(f"round {number}")
    mark = console.mark()
    guest.launch("rt", "counter", "period=1000", "every=50")
    same(guest.cell_state("rt"), "running", "state of the started cell")
    console.wait("^counter: [0-9]", mark, count=2)
    # Any NMI makes a CPU answer for which Linux's is still on its way.
    with hotplug, nmis:
        nmi_backtraces()
    jailhouse("cell", "shutdown", "rt")
    same(guest.cell_state("rt"), "shut down", "state after shutdown")
    console.wait("^counter: shut down$", mark)
    jailhouse("cell", "destroy", "rt")
    with hotplug:
        guest.unchanged(before["enabled"], f"life {number} of the cell")


@case
def lives_of_cells_under_stress():
    """The rounds."""
    guest.enable()
    before["enabled"] = guest.snapshot()
    # perf has to find all CPUs online when it starts.
    profile, hotplug, nmis = start_profile(), Hotplug(), Nmis()
    hotplug.start()
    nmis.start()
    try:
        with guest.Console() as console:
            for number in range(ROUNDS):
                one_life(console, hotplug, nmis, number)
    finally:
        hotplug.end()
        nmis.end()
    guest.say(f"{hotplug.count} rounds of hotplug, {nmis.seen} NMIs")
    check_profile(profile)
    check_stress(stress)


@case
def disable_destroys_a_running_cell():
    """A last cell is still running when the hypervisor goes."""
    with guest.Console() as console:
        guest.launch("rt", "rt", "period=1000")
        console.wait_ticks()
        jailhouse("disable")
    guest.unchanged(before["disabled"], "disable with a running cell")


@case
def enable_and_disable_among_nmis():
    """CPUs enter one by one, and wait for each other: NMIs don't disturb that,
    and none is lost or comes twice for it. The stress is over."""
    check_stress(stress)
    for process in stress:
        process.kill()
        process.wait()
    if guest.ARM64:
        return
    storm = Storm()
    storm.start()
    try:
        for _ in range(ENABLE_ROUNDS):
            guest.enable()
            jailhouse("disable")
    finally:
        storm.end()
    guest.say(f"{storm.count} storms, {storm.seen} NMIs")
    guest.unchanged(before["disabled"], "enable and disable among NMIs")


@case
def nothing_is_left():
    """The module goes, the kernel is content."""
    guest.remove_module("jailhouse")
    guest.kernel_is_well()


stress = []
guest.main()
