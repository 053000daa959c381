# SPDX-License-Identifier: BSD-2-Clause
"""Every hypercall with every error that root can get, from Linux's kernel by
way of the module probe, and from Linux's user space."""

import ctypes
import errno
import mmap
import os
import signal
import struct

import guest
from blobs import EXECUTE, IO, LOADABLE, RAM, READ, WRITE, Blob
from guest import case, check, jailhouse, same

(DISABLE, CREATE, START, SET_LOADABLE, DESTROY, GET_INFO, GET_STATE, CPU_INFO,
 PUTC) = range(9)
UNKNOWN = (9, 10, 0x7fffffff, 0xffffffff, 1 << 32 | GET_INFO, 1 << 63)
RUNNING, SHUT_DOWN, FAILED = 0, 2, 3
NOBODY = 99
STATISTICS = 9 if guest.ARM64 else 12
# A device that root has no memory region for: the hypervisor emulates it.
DEVICE = 0x08000000 if guest.ARM64 else 0xfee00000
NO_HUGEPAGES = 0x100

# hvc #0x4a48; ret, or mov rax, rdi; mov rdi, rsi; mov rsi, rdx; vmmcall; ret
USER_CALL = bytes.fromhex("024909d4 c0035fd6" if guest.ARM64 else
                          "4889f8 4889f7 4889d6 0f01d9 c3")

console = None
ids = {}


def call(code, *arguments):
    """Do a hypercall from the kernel; return its result."""
    return guest.probe_number("hypercall", code, *arguments)


def each_is(wanted, code, *arguments):
    """Fail unless the call returns WANTED for each tuple of ARGUMENTS."""
    wrong = {words: call(code, *words) for words in arguments}
    wrong = {words: result for words, result in wrong.items()
             if result != wanted}
    check(not wrong, f"hypercall {code}: {wrong} instead of {wanted}")


def cell_number(name):
    """Return the id of a cell."""
    return int(os.path.basename(guest.cell_dir(name)))


@case
def set_up():
    """A cell that runs, and one that can be loaded."""
    guest.enable()
    globals()["console"] = guest.Console()
    guest.launch("rt", "rt", "period=1000")
    console.wait_ticks()
    jailhouse("cell", "create", guest.cell("violate"))
    for name in ("rt", "violate"):
        ids[name] = cell_number(name)


@case
def information():
    """As sysfs shows it; other kinds don't exist."""
    same([call(GET_INFO, kind) for kind in range(5)],
         [*(int(guest.sysfs(name)) for name in
            ("mem_pool_size", "mem_pool_used", "remap_pool_size",
             "remap_pool_used")), 3], "information")
    each_is(-errno.EINVAL, GET_INFO, (5,), (0xffffffff,), (1 << 32,))


@case
def states():
    """Root's is of no interest but can be asked for."""
    same([call(GET_STATE, number) for number in
          (0, ids["rt"], ids["violate"])], [RUNNING, RUNNING, SHUT_DOWN],
         "states")
    each_is(-errno.ENOENT, GET_STATE, (NOBODY,), (0xffffffff,),
            (1 << 32 | ids["rt"],))


@case
def cpus():
    """State and statistics of all CPUs, whoever owns them."""
    same([call(CPU_INFO, cpu, 0) for cpu in range(4)], [0] * 4, "CPU states")
    check(all(call(CPU_INFO, cpu, 1000) > 0 for cpu in range(2)), "no exits")
    for number in range(STATISTICS):
        check(call(CPU_INFO, 0, 1000 + number) >= 0, f"statistics {number}")
    each_is(-errno.EINVAL, CPU_INFO, (4, 0), (64, 0), (1 << 32, 0), (0, 1),
            (0, 999), (0, 1000 + STATISTICS), (0, 1 << 32))


@case
def no_character_for_root():
    """Only cells that may print do."""
    each_is(-errno.EPERM, PUTC, (ord("x"),))


@case
def unknown_numbers():
    """Also those that are fine in their lower half."""
    for code in UNKNOWN:
        each_is(-errno.ENOSYS, code, (0, 0))


@case
def wrong_cells():
    """Those that don't exist, and root."""
    before = guest.snapshot()
    for code in (START, SET_LOADABLE, DESTROY):
        each_is(-errno.ENOENT, code, (NOBODY,), (0xffffffff,),
                (1 << 32 | ids["rt"],))
        each_is(-errno.EINVAL, code, (0,))
    each_is(-errno.EBUSY, DISABLE, ())
    guest.unchanged(before, "refused calls")


class Page:
    """A page of this process that stays where it is in physical memory."""

    def __init__(self):
        self._memory = mmap.mmap(-1, mmap.PAGESIZE)
        self._memory.write(bytes(mmap.PAGESIZE))
        address = ctypes.addressof(ctypes.c_char.from_buffer(self._memory))
        check(ctypes.CDLL(None).mlock(ctypes.c_void_p(address),
                                      mmap.PAGESIZE) == 0, "mlock")
        with open("/proc/self/pagemap", "rb") as stream:
            stream.seek(address // mmap.PAGESIZE * 8)
            entry = struct.unpack("<Q", stream.read(8))[0]
        check(entry >> 63, "the page is not in memory")
        self.address = (entry & ((1 << 55) - 1)) * mmap.PAGESIZE

    def fill(self, data):
        """Make the page begin with DATA; return its physical address."""
        self._memory[:len(data)] = bytes(data)
        return self.address


def broken_blobs():
    """Yield (error, what, blob) of cells that can't be created."""
    def good():
        # The driver has to put an address into what is flagged PLACE.
        return Blob.load("violate-reserved").rename("more").put(
            "I", 40, NOBODY).set_cpus(2)

    start = guest.hypervisor_memory()[0]
    rt_start = guest.cell_memory("rt")[0]
    yield errno.EINVAL, "signature", good().put("B", 0, 0)
    yield errno.EINVAL, "revision", good().put("H", 6, 13)
    yield errno.EINVAL, "no CPU", good().set_cpus()
    yield errno.EBUSY, "CPU that is none", good().set_cpus(2, 60)
    yield errno.EINVAL, "hypervisor's memory", good().set_region(
        0, phys_start=start)
    yield errno.EINVAL, "two flags", good().set_region(
        0, flags=READ | WRITE | EXECUTE | 0x20 | LOADABLE)
    yield errno.E2BIG, "regions", good().put("I", 52, 0x10000)
    yield errno.EEXIST, "name", good().rename("rt")
    yield errno.EEXIST, "id", good().put("I", 40, ids["rt"])
    yield errno.EBUSY, "CPU of another", good().set_cpus(1)
    yield errno.EBUSY, "CPU that calls", good().set_cpus(3)
    yield errno.EBUSY, "memory of another", good().set_region(
        0, phys_start=rt_start, flags=RAM | LOADABLE)
    yield errno.ENOMEM, "page tables", good().add_region(
        1 << 32, 1 << 32, 16 << 30, READ | WRITE | IO | NO_HUGEPAGES)


@case
def create():
    """Nothing is left of a cell that can't be created."""
    jailhouse("cell", "destroy", "violate")
    os.sched_setaffinity(0, {3})
    page, wrong = Page(), []
    before = guest.snapshot()
    for error, what, blob in broken_blobs():
        result = call(CREATE, page.fill(blob))
        if result != -error:
            wrong.append(f"{what}: {result} instead of {-error}")
        guest.unchanged(before, what)
    check(not wrong, "; ".join(wrong))
    each_is(-errno.EINVAL, CREATE, (guest.hypervisor_memory()[0],),
            (guest.cell_memory("rt")[0],), (DEVICE,), (1 << 51,),
            ((1 << 64) - 4096,))
    guest.unchanged(before, "addresses of no memory of root")
    os.sched_setaffinity(0, {0, 2, 3})


@case
def a_cell_that_denies():
    """Is left alone, as often as it wants."""
    guest.launch("violate", "violate", "violation=deny", "times=3")
    console.wait("^violate: deny: before$")
    before = guest.snapshot()
    number = cell_number("violate")
    for code in (START, SET_LOADABLE, DESTROY):
        each_is(-errno.EPERM, code, (number,))
    guest.unchanged(before, "what was denied")
    jailhouse("cell", "shutdown", "violate")


@case
def a_locked_cell():
    """Forbids to create cells, and to destroy others."""
    mark = console.mark()
    guest.relaunch("violate", "violate", "violation=locked", "times=1")
    console.wait("^violate: locked: before$", mark)
    guest.wait_for(lambda: guest.cell_state("violate") == "running/locked",
                   "the lock")
    same(call(GET_STATE, cell_number("violate")), 1, "state")
    page = Page()
    each_is(-errno.EPERM, CREATE, (page.fill(
        Blob.load("rt-reserved").rename("more")),))
    each_is(-errno.EPERM, DESTROY, (ids["rt"],), (cell_number("violate"),))
    guest.wait_for(lambda: guest.cell_state("violate") == "running",
                   "the end of the lock")


@case
def an_unknown_state():
    """Is told as an error; a failed cell is one, too."""
    number = cell_number("violate")
    for name, state in (("garbage-state", -errno.EINVAL),
                        ("mem-read", FAILED)):
        mark = console.mark()
        guest.relaunch("violate", "violate", f"violation={name}", "times=1")
        console.wait(f"^violate: {name}: before$", mark)
        guest.wait_for(lambda wanted=state:
                       call(GET_STATE, number) == wanted, f"state {state}")
    same([call(CPU_INFO, cpu, 0) for cpu in (1, 2)], [0, 2], "CPU states")
    jailhouse("cell", "destroy", "violate")


@case
def a_cell_that_may_not_print():
    """Is refused the call; one that may is not. The state tells."""
    for flags, state in ((0, "shut down"), (1 << 30, "failed")):
        blob = Blob.load("violate").put("I", 44, flags)
        jailhouse("cell", "create", blob.save("/root/silent.cell"))
        guest.relaunch("violate", "violate", "violation=hypercall-putc")
        guest.wait_for(lambda: guest.cell_state("violate") != "running",
                       "the verdict of the cell")
        same(guest.cell_state("violate"), state, f"verdict, flags {flags:#x}")
        jailhouse("cell", "destroy", "violate")


def call_from_user_space(number):
    """Do a hypercall; return its result."""
    code = mmap.mmap(-1, mmap.PAGESIZE, prot=mmap.PROT_READ |
                     mmap.PROT_WRITE | mmap.PROT_EXEC)
    code.write(USER_CALL)
    address = ctypes.addressof(ctypes.c_char.from_buffer(code))
    function = ctypes.CFUNCTYPE(ctypes.c_int, *[ctypes.c_ulong] * 3)(address)
    return function(number, 0, 0)


def undefined_in_user_space(number):
    """Return whether the instruction kills a process, as on bare hardware."""
    child = os.fork()
    if not child:
        call_from_user_space(number)
        os._exit(0)
    status = os.waitpid(child, 0)[1]
    return os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGILL


@case
def not_from_user_space():
    """Whatever is asked for."""
    before = guest.snapshot()
    numbers = (*range(9), *UNKNOWN)
    if guest.ARM64:
        done = [n for n in numbers if not undefined_in_user_space(n)]
        check(not done, f"HVC was executed at EL0 for {done}")
    else:
        results = {n: call_from_user_space(n) for n in numbers}
        check(set(results.values()) == {-errno.EPERM}, f"results {results}")
    guest.unchanged(before, "what was refused")


@case
def everything_still_works():
    """The cell went on, the hypervisor leaves."""
    console.wait_ticks(console.ticks())
    jailhouse("cell", "destroy", "rt")
    console.close()
    jailhouse("disable")
    guest.remove_module("jailhouse")
    guest.kernel_is_well()


guest.main()
