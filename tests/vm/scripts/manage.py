# SPDX-License-Identifier: BSD-2-Clause
"""What surrounds the life of a cell: console, module, KVM, statistics, and
inmates that check what a cell finds."""

import errno
import fcntl
import os
import re
import select
import socket
import subprocess
import threading

import guest
from blobs import Blob
from guest import case, check, jailhouse, same

KVM_CREATE_VM = 0xae01
# Bytes that the hypervisor's console keeps.
CONSOLE_SIZE = 2048
KOBJECT_EVENTS = 15         # protocol of AF_NETLINK
# Where the image that test_manage.py builds is linked to.
BASE = 0x60000000
# In a cell's descriptor.
RESET_ADDRESS = 84


def read_some(device):
    """Read without waiting; return text, or the error number."""
    try:
        return os.read(device, 4096).decode("utf-8", "replace")
    except OSError as error:
        return error.errno


def has_text(device, milliseconds=0):
    """Return what poll() says about reading."""
    poll = select.poll()
    poll.register(device, select.POLLIN)
    return any(event & select.POLLIN
               for _, event in poll.poll(milliseconds))


@case
def console_while_disabled():
    """Nothing to read, and no waiting for it if not wanted."""
    guest.load_module("jailhouse")
    device = os.open(guest.DEVICE, os.O_RDONLY | os.O_NONBLOCK)
    same(read_some(device), errno.EAGAIN, "read while disabled")
    same(has_text(device), False, "poll while disabled")
    same(guest.sysfs("console"), "", "sysfs console while disabled")
    os.close(device)


@case
def readers_wait_for_text():
    """Each of them, also from before enable, and each gets all of it. That
    there are cells is announced, too."""
    texts = {}
    events = listen()

    def read_all(name):
        with open(guest.DEVICE, "rb", buffering=0) as device:
            text = b""
            while b"\nCreated cell" not in text:
                more = device.read(100)
                if not more:
                    return
                text += more
        texts[name] = text

    readers = [threading.Thread(target=read_all, args=(name,), daemon=True)
               for name in ("one", "two")]
    for reader in readers:
        reader.start()
    guest.wait_for(lambda: all(in_read(reader) for reader in readers),
                   "readers that wait")
    guest.enable()
    jailhouse("cell", "create", guest.cell("rt"))
    for reader in readers:
        reader.join(guest.PATIENCE)
    same(sorted(texts), ["one", "two"], "readers that are done")
    check(b"Hypervisor" in texts["one"], f"text {texts['one']}")
    length = min(map(len, texts.values()))
    same(texts["one"][:length], texts["two"][:length], "text of the readers")
    same(added(events), ["0", "1"], "cells that were announced")
    jailhouse("disable")


def listen():
    """Return a socket that gets the kernel's events."""
    events = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, KOBJECT_EVENTS)
    events.bind((0, 1))
    events.setblocking(False)
    return events


def added(events):
    """Return the cells whose "add" events came, and close the socket."""
    cells = []
    with events:
        while True:
            try:
                text = events.recv(65536)
            except BlockingIOError:
                return cells
            match = re.match(rb"add@/devices/jailhouse/cells/(\d+)\0", text)
            if match:
                cells.append(match[1].decode())


def in_read(thread):
    """Return whether a thread is in a system call read()."""
    number = guest.read(f"/proc/self/task/{thread.native_id}/syscall")
    return number.split()[0] == ("63" if guest.ARM64 else "0")


@case
def console_is_read():
    """By read, poll, sysfs and the tool."""
    device = os.open(guest.DEVICE, os.O_RDONLY | os.O_NONBLOCK)
    guest.enable()
    guest.wait_for(lambda: has_text(device, 1000), "text to be read")
    text = read_some(device)
    check("Hypervisor" in text and text.endswith("\n"), f"text {text!r}")
    same(read_some(device), "", "second read")
    same(has_text(device), False, "poll without text")
    check(text in guest.sysfs("console") + "\n", "sysfs shows other text")
    check(text in jailhouse("console"), "the tool prints other text")
    os.close(device)


@case
def console_is_followed():
    """The tool prints what comes until it is ended."""
    guest.launch("rt", "rt", "period=1000")
    with subprocess.Popen(["jailhouse", "console", "-f"], text=True,
                          stdout=subprocess.PIPE) as process:
        ticks = []
        for line in process.stdout:
            match = re.match(r"rt: tick (\d+) ", line)
            if match:
                ticks.append(int(match[1]))
            if len(ticks) == 3:
                break
        process.terminate()
    check(ticks == sorted(set(ticks)) and len(ticks) == 3, f"ticks {ticks}")


@case
def console_tells_what_was_missed():
    """A reader that sleeps too long is told how much it missed."""
    jailhouse("cell", "shutdown", "rt")
    device = os.open(guest.DEVICE, os.O_RDONLY | os.O_NONBLOCK)
    earlier = guest.sysfs("console").count("can be loaded")
    with guest.Console() as console:
        # Both begin with the same byte: nobody writes now.
        read = os.read(device, 16).decode()
        for _ in range(160):
            jailhouse("cell", "load", "rt", guest.inmate("rt"))
        console.wait("can be loaded", count=earlier + 160)
        everything = console.text
    check("<missed " not in everything, "the other reader was too slow")
    # What was fetched with the first bytes is read first.
    while "<missed " not in read:
        read += read_some(device) or check(False, f"nothing missed: {read!r}")
    rest = read_some(device)
    os.close(device)
    before, number, kept = re.split(r"<missed (\d+) bytes of console log>\n",
                                    read + rest)
    same(len(kept), CONSOLE_SIZE, "bytes that are kept")
    same(everything[len(before) + int(number):], kept, "text after the gap")
    same(everything[:len(before)], before, "text before the gap")


@case
def list_and_statistics():
    """Columns of the list; counters that count."""
    guest.jailhouse("cell", "start", "rt")
    lines = jailhouse("cell", "list").splitlines()
    same([line.split() for line in lines],
         [["ID", "Name", "State", "Assigned", "CPUs", "Failed", "CPUs"],
          ["0", guest.MACHINE, "running", "0,2-3"],
          ["1", "rt", "running", "1"]], "list")
    same([lines[1].index(guest.MACHINE), lines[1].index("running"),
          lines[1].index("0,2-3")], [8, 32, 50], "columns")
    name = f"{guest.SYSFS}/cells/0/statistics/vmexits_total"
    first = int(guest.read(name))
    guest.wait_for(lambda: int(guest.read(name)) > first, "more exits")
    check(os.path.isdir(f"{guest.SYSFS}/cells/1/statistics/cpu1"),
          "the CPU's statistics did not move")
    check(not os.path.exists(f"{guest.SYSFS}/cells/0/statistics/cpu1"),
          "the CPU's statistics are still root's")


def written(path, text):
    """Write to a file of the kernel; return the error number, 0 if none."""
    try:
        guest.write(path, text)
    except OSError as error:
        return error.errno
    return 0


@case
def the_module_stays_while_enabled():
    """And CPUs of cells stay offline."""
    done = subprocess.run(["rmmod", "jailhouse"], stderr=subprocess.PIPE,
                          check=False)
    check(done.returncode != 0, "the module was removed")
    same(guest.sysfs("enabled"), "1", "enabled")
    same(written(f"{guest.CPUS}/cpu1/online", "1"), errno.EPERM, "result")
    check("CPU 1 belongs to a cell" in guest.last_kernel_lines(),
          "no message")
    same(guest.online(), "0,2-3", "online CPUs")


@case
def no_suspend_while_enabled():
    """In whatever form; the message tells the remedy."""
    # Nobody could wake up what falls asleep by mistake.
    guest.write("/sys/power/pm_test", "freezer")
    with guest.Console() as console:
        for form in guest.read("/sys/power/state").split():
            same(written("/sys/power/state", form), errno.EPERM, form)
            check("jailhouse disable" in guest.last_kernel_lines(),
                  f"no message for {form}")
        same(guest.online(), "0,2-3", "online CPUs")
        mark = console.mark()
        guest.relaunch("rt", "rt", "period=1000")
        console.wait_ticks(0, mark)


@case
def cpus_of_root_come_and_go():
    """Hotplug of root's own CPUs works, with and without cells."""
    with guest.Console() as console:
        ticks = console.wait_ticks()
        for _ in range(3):
            guest.write(f"{guest.CPUS}/cpu2/online", "0")
            same(guest.online(), "0,3", "online CPUs")
            guest.write(f"{guest.CPUS}/cpu2/online", "1")
            same(guest.online(), "0,2-3", "online CPUs")
        console.wait_ticks(ticks)
    jailhouse("cell", "destroy", "rt")


@case
def disable_needs_all_cpus():
    """An offline one can't leave."""
    guest.write(f"{guest.CPUS}/cpu2/online", "0")
    try:
        before = guest.snapshot()
        message = guest.refused("disable")
        check("offline" in message, f"no cause in {message!r}")
        same(guest.sysfs("last_error").split()[::2], ["cpu_offline", "2"],
             "last error")
        guest.unchanged(before, "the refusal")
    finally:
        guest.write(f"{guest.CPUS}/cpu2/online", "1")


@case
def a_cell_finds_what_it_should():
    """Judged by the inmate cellinfo."""
    with guest.Console() as console:
        guest.launch("rt", "cellinfo")
        line = console.wait(r"^cellinfo: (PASS|FAIL)$")
        same(line[1], "PASS", "verdict: " + "; ".join(
            match.string for match in console.find("^cellinfo: FAIL .*")))
        jailhouse("cell", "destroy", "rt")


@case
def an_image_is_where_it_was_linked_to():
    """Of arm64; there, memory and start are elsewhere, too."""
    if not guest.ARM64:
        return
    blob = Blob.load("rt").rename("elsewhere")
    blob.set_region(0, virt_start=BASE).put("Q", RESET_ADDRESS, BASE)
    jailhouse("cell", "create", blob.save("/tmp/elsewhere.cell"))
    jailhouse("cell", "load", "elsewhere", "/root/elsewhere.bin", "-a",
              hex(BASE), "-s", "period=500", "-a", hex(BASE + 0x1000))
    with guest.Console() as console:
        mark = console.mark()
        jailhouse("cell", "start", "elsewhere")
        console.wait("^rt: period 500 us$", mark)
        console.wait_ticks(0, mark)
    jailhouse("cell", "destroy", "elsewhere")


@case
def cpus_of_a_cell_find_each_other():
    """Judged by the inmate smp on three CPUs, twice; in xAPIC mode by means of
    MSRs, then of the APIC's page."""
    blob = Blob.load("violate").rename("smp").set_cpus(1, 2, 3)
    jailhouse("cell", "create", blob.save("/root/smp.cell"))
    same(guest.online(), "0", "online CPUs")
    with guest.Console() as console:
        for parameter in ("", "apic=page"):
            mark = console.mark()
            guest.relaunch("smp", "smp", parameter)
            line = console.wait(r"^smp: (PASS|FAIL)$", mark)
            same(line[1], "PASS", f"verdict: {console.text[mark:]}")
    jailhouse("cell", "destroy", "smp")
    same(guest.online(), "0-3", "online CPUs")


@case
def no_virtual_machines_while_enabled():
    """KVM does not load, or makes no virtual machine.

    On arm64 it is no module; see kvm.py for what it does there.
    """
    if guest.ARM64:
        check(not os.path.exists("/dev/kvm"), "KVM is there")
        jailhouse("disable")
        return
    done = subprocess.run(["modprobe", "kvm_amd"], stderr=subprocess.PIPE,
                          text=True, check=False)
    guest.say(f"modprobe kvm_amd: {done.returncode} {done.stderr}")
    # From 6.12 on it takes the CPUs when it is loaded.
    if not guest.read("/proc/sys/kernel/osrelease").startswith("6.1."):
        check(done.returncode != 0, "KVM could be loaded")
    if os.path.exists("/dev/kvm"):
        device = os.open("/dev/kvm", os.O_RDWR)
        try:
            os.close(fcntl.ioctl(device, KVM_CREATE_VM, 0))
        except OSError as error:
            guest.say(f"KVM_CREATE_VM: {error}")
        else:
            raise AssertionError("a virtual machine could be made")
        finally:
            os.close(device)
    jailhouse("disable")


@case
def not_enabled_beside_virtual_machines():
    """While one exists; afterwards yes. Not on arm64, see above."""
    if guest.ARM64:
        return
    subprocess.run(["modprobe", "kvm_amd"], check=True)
    before = guest.snapshot()
    device = os.open("/dev/kvm", os.O_RDWR)
    machine = fcntl.ioctl(device, KVM_CREATE_VM, 0)
    message = guest.refused("enable", guest.cell(""))
    check("virtual machine" in message, f"no cause in {message!r}")
    same(guest.sysfs("last_error").split()[0], "cpu_virtualization_busy",
         "last error")
    guest.unchanged(before, "the refusal")
    os.close(machine)
    os.close(device)
    guest.remove_module("kvm_amd")
    guest.enable()
    jailhouse("disable")
    guest.unchanged(before, "enable and disable")


@case
def suspend_after_disable():
    """As far as it can be tried without falling asleep."""
    same(written("/sys/power/state", "freeze"), 0, "result")
    check("PM: suspend exit" in guest.kernel_log(), "there was no suspend")


@case
def text_stays_after_disable():
    """The last words can still be read."""
    check("Shutting down" in jailhouse("console"), "the last text is gone")


@case
def nothing_is_left():
    """The module goes, the kernel is content."""
    guest.remove_module("jailhouse")
    guest.kernel_is_well()


guest.main()
