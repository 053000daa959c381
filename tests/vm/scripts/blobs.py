# SPDX-License-Identifier: BSD-2-Clause
"""Configuration blobs as the scripts change them, and the calls of the driver
without the tool's own checks. The layout is that of the ABI, revision 14."""

import ctypes
import os
import struct

import guest

ENABLE = 0x40080000
DISABLE = 0x00000001
CELL_CREATE = 0x40100002
CELL_LOAD = 0x40300003
CELL_START = 0x40280004
CELL_DESTROY = 0x40280005

ROOT_CELL = 356             # offset of root's descriptor in a system blob
DESCRIPTOR_SIZE = 132
CPU_SET_SIZE = 48
# The arrays behind the CPU set, in their order: where a descriptor has their
# lengths, and the size of an element.
ARRAYS = {"mem_regions": (52, 32), "cache_regions": (56, 12),
          "irqchips": (60, 32), "pio_regions": (64, 4),
          "pci_devices": (68, 56), "pci_caps": (72, 8), "stream_ids": (76, 4)}

READ, WRITE, EXECUTE, DMA, IO = 1, 2, 4, 8, 0x10
COMM_REGION, LOADABLE, ROOTSHARED = 0x20, 0x40, 0x80
PLACE = 0x200
RAM = READ | WRITE | EXECUTE | DMA

# An image that waits for ever: WFI or HLT, and back to it. Without one a CPU of
# arm64 does nothing but take exceptions, one of x86 stores into its own code; with
# either an emulator keeps all other CPUs waiting.
IDLE = bytes.fromhex("7f2003d5ffffff17" if guest.ARM64 else "f4ebfd")


class Blob(bytearray):
    """A blob; offsets of a system's root cell are those of the descriptor."""

    @classmethod
    def load(cls, name):
        """Read the configuration NAME of this machine."""
        with open(guest.cell(name), "rb") as stream:
            return cls(stream.read())

    @property
    def base(self):
        """Return the offset of the cell descriptor."""
        return ROOT_CELL if self[:5] == b"JHSYS" else 0

    def get(self, layout, offset):
        """Return a field at an offset of the blob."""
        return struct.unpack_from("<" + layout, self, offset)[0]

    def put(self, layout, offset, value):
        """Change a field at an offset of the blob; return the blob."""
        struct.pack_into("<" + layout, self, offset, value)
        return self

    def rename(self, name):
        """Give the cell another name."""
        self[self.base + 8:self.base + 40] = name.encode().ljust(32, b"\0")
        return self

    def set_cpus(self, *cpus):
        """Give the cell these CPUs instead of its own."""
        return self.put("Q", self.base + DESCRIPTOR_SIZE,
                        sum(1 << cpu for cpu in cpus))

    def cut(self, count):
        """Drop bytes at the end."""
        del self[-count:]
        return self

    def widen_cpu_set(self, words):
        """Insert empty words of 64 CPUs behind the CPU set."""
        where = self.base + CPU_SET_SIZE
        self[self.memory_offset:self.memory_offset] = bytes(8 * words)
        return self.put("I", where, self.get("I", where) + 8 * words)

    @property
    def memory_offset(self):
        """Return the offset of the first memory region."""
        return (self.base + DESCRIPTOR_SIZE +
                self.get("I", self.base + CPU_SET_SIZE))

    def region(self, index):
        """Return (phys_start, virt_start, size, flags) of a region."""
        return struct.unpack_from("<QQQQ", self,
                                  self.memory_offset + 32 * index)

    def set_region(self, index, **changes):
        """Change members of a memory region."""
        names = ("phys_start", "virt_start", "size", "flags")
        for name, value in changes.items():
            self.put("Q", self.memory_offset + 32 * index +
                     8 * names.index(name), value)
        return self

    def append(self, array, layout, *values):
        """Append an element to an array, and count it in the descriptor."""
        offset = self.memory_offset
        for name, (counter, size) in ARRAYS.items():
            offset += size * self.get("I", self.base + counter)
            if name == array:
                break
        data = struct.pack("<" + layout, *values)
        if len(data) != size:
            raise ValueError(f"{array} has elements of {size} bytes")
        self[offset:offset] = data
        where = self.base + counter
        return self.put("I", where, self.get("I", where) + 1)

    def add_region(self, phys, virt, size, flags):
        """Append a memory region."""
        return self.append("mem_regions", "QQQQ", phys, virt, size, flags)

    def add_irqchip(self, address, pins, pin_base=0, high_pins=0):
        """Append an interrupt controller; HIGH_PINS are 96 to 127."""
        return self.append("irqchips", "QIIIIII", address, 0, pin_base, pins,
                           0, 0, high_pins)

    def add_ports(self, base, length):
        """Append a port region."""
        return self.append("pio_regions", "HH", base, length)

    def add_cache(self, start, ways, kind):
        """Append a cache region."""
        return self.append("cache_regions", "IIBxH", start, ways, kind, 0)

    def add_pci(self, kind, bdf, **members):
        """Append a PCI device; MEMBERS are caps (start, number), vectors,
        and shmem (first region, id, peers)."""
        caps = members.get("caps", (0, 0))
        shmem = members.get("shmem", (0, 0, 0))
        return self.append("pci_devices", "BBHH24xHHBBHHQIBBH", kind, 0, 0,
                           bdf, *caps, 0, 0, members.get("vectors", 0), 0, 0,
                           *shmem, 0)

    def add_stream(self, number):
        """Append a stream id."""
        return self.append("stream_ids", "I", number)

    def apply(self, changes, places=None):
        """Apply changes, each (method, argument...); a mapping at their end
        are named arguments, and a string after a $ is a key of PLACES."""
        def value(argument):
            if isinstance(argument, str) and argument[:1] == "$":
                return places[argument[1:]]
            return argument

        for method, *arguments in changes:
            named = {}
            if arguments and isinstance(arguments[-1], dict):
                named = {name: value(argument) for name, argument
                         in arguments.pop().items()}
            getattr(self, method)(*map(value, arguments), **named)
        return self

    def save(self, path):
        """Write the blob to a file; return its path."""
        with open(path, "wb") as stream:
            stream.write(self)
        return path


# Calls

_LIBC = ctypes.CDLL(None, use_errno=True)


def call(number, argument=0):
    """Do an ioctl; return 0 or the negative error number.

    ARGUMENT is a number, or bytes to point to.
    """
    keep = None
    if isinstance(argument, bytes):
        argument, keep = address_of(argument)
    device = os.open(guest.DEVICE, os.O_RDWR)
    try:
        result = _LIBC.ioctl(device, ctypes.c_ulong(number),
                             ctypes.c_void_p(argument))
        return -ctypes.get_errno() if result < 0 else result
    finally:
        os.close(device)
        del keep


def address_of(data):
    """Return (address, object that keeps it) of a copy of DATA."""
    copy = ctypes.create_string_buffer(bytes(data), max(len(data), 1))
    return ctypes.addressof(copy), copy


def enable(blob):
    """Enable with a blob."""
    address, keep = address_of(blob)
    result = call(ENABLE, address)
    del keep
    return result


def create(blob, size=None, address=None):
    """Create a cell from a blob; SIZE and ADDRESS replace the right ones."""
    right, keep = address_of(blob)
    result = call(CELL_CREATE, struct.pack(
        "<QII", right if address is None else address,
        len(blob) if size is None else size, 0))
    del keep
    return result


def cell_id(name="", number=-1):
    """Return a cell id as calls expect it."""
    return struct.pack("<iI32s", number, 0, name.encode())


def load(name, *images):
    """Load IMAGES, each (data, guest address), into a cell."""
    kept = [address_of(data) for data, _ in images]
    return load_raw(name, [(address, len(data), target) for (address, _),
                           (data, target) in zip(kept, images)])


def load_raw(name, images, count=None):
    """As load(), with (source address, size, target address)."""
    request = cell_id(name) + struct.pack(
        "<II", len(images) if count is None else count, 0)
    return call(CELL_LOAD, request + b"".join(
        struct.pack("<QQQQ", *image, 0) for image in images))


def start(name):
    """Start a cell."""
    return call(CELL_START, cell_id(name))


def destroy(name):
    """Destroy a cell."""
    return call(CELL_DESTROY, cell_id(name))
