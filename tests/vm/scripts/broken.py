# SPDX-License-Identifier: BSD-2-Clause
"""Malformed and conflicting configurations, one a line: data for the test of
`config check` on the host and for the test of the driver in the machine.

cells() and systems() return the tables for an architecture.
"""

import collections
import struct

from blobs import (COMM_REGION, CPU_SET_SIZE, EXECUTE, IO, LOADABLE, PLACE,
                   RAM, READ, ROOTSHARED, WRITE)

# Who can see that it is broken. The host does not know the machine.
ALL, HOST, MACHINE = "all", "host", "machine"

# What is refused as RULE at ARRAY[INDEX], after CHANGES of a good blob. They
# are calls of blobs.Blob; "$..." is an address that only the machine knows.
Broken = collections.namedtuple("Broken", "name rule array index changes seen",
                                defaults=(ALL,))

# Rules whose call does not fail with EINVAL.
ERRORS = {
    "blob_too_large": "E2BIG", "cpu_not_root": "EBUSY",
    "mem_other_cell": "EBUSY", "irq_other_cell": "EBUSY",
    "pio_other_cell": "EBUSY", "mem_claim": "ENOMEM", "hv_mem_claim": "ENOMEM",
    "apic_mode": "EIO", "cell_name_taken": "EEXIST",
}

# What the tables of the architectures differ in: a name of the ABI's, the
# machine, the place of the cells' communication region, the interrupt
# controller and the first of pins of which the tests take the sixth: no device of
# root may need it. RAM in use by Linux, root's RAM that
# nobody uses, and numbers of another architecture, of a console that this one
# does not have, and of one that it has, but that is not driven.
Arch = collections.namedtuple(
    "Arch", "name root comm chip pin linux free other console silent")
X86 = Arch("x86", "x86-svm", 0x100000, 0xfec00000, 0, 0x4000000, 0x16000000, 2,
           9, 1)
GICV3 = Arch("arm64", "arm64-gicv3", 0x80000000, 0x08000000, 96, 0x44000000,
             0x56000000, 0, 1, 4)
GICV2 = GICV3._replace(root="arm64-gicv2")
ARCHS = {arch.root: arch for arch in (X86, GICV3, GICV2)}

END = 1 << 64
SHARED = READ | WRITE | ROOTSHARED
DEVICE = READ | WRITE | IO


def holder(arch):
    """Return the changes that make of "violate" a cell beside "rt" (CPU 1)."""
    ports = (("add_ports", 0x200, 8),) if arch is X86 else ()
    return (("rename", "holder"), ("set_cpus", 3),
            ("add_irqchip", arch.chip, 1 << 5, arch.pin), *ports)



# Offsets in a cell's descriptor.
FLAGS, NUM_REGIONS, RESET, CONSOLE_TYPE = 44, 52, 84, 112

# Offsets in a system blob.
HV_START, HV_SIZE, HV_FLAGS = 12, 28, 36
DEBUG_CONSOLE, DEBUG_SIZE, DEBUG_TYPE, DEBUG_FLAGS = 44, 52, 56, 58
DEBUG_CLOCK = 68
IOMMU_BASE = 92
APIC_MODE, GIC_VERSION, ROOT, ROOT_CPUS = 314, 313, 356, 488
GIC_MAINTENANCE, GICD, GICC, GICH, GICV, GICR = 312, 316, 324, 332, 340, 348

# Frames of GICs; where no device of these machines is; where a UART is.
GICC_BASE, GICH_BASE, GICV_BASE = 0x08010000, 0x08030000, 0x08040000
GICR_BASE, NO_DEVICE, UART = 0x080a0000, 0x0f000000, 0x09000000


def extended(table_size, *entries):
    """Return the change that appends a table of extensions, each (type,
    flags, size)."""
    data = b"".join(struct.pack("<HHI", *entry) for entry in entries)
    return "extend", struct.pack("<4xII", table_size, 0) + data


# Broken variants of "violate": CPU 2, RAM at 0, communication region behind.
_X86_CELLS = (
    ("broadcast id as CPU", "cpu_id", "cpus", 255,
     [("widen_cpu_set", 3), ("put", "B", 132 + 31, 0x80)]),
    ("CPU 0", "cpu_boot", "cpus", 0, [("set_cpus", 0, 2)]),
    ("IOAPIC as memory", "mem_emulated", "mem_regions", 2,
     [("add_region", X86.chip, X86.chip, 0x1000, DEVICE)]),
    ("communication region over the local APIC", "mem_emulated",
     "mem_regions", 1, [("set_region", 1, {"virt_start": 0xfee00000})]),
    ("memory over the own IOAPIC", "mem_emulated", "mem_regions", 3,
     [("add_region", 0, 0, 0, 0),
      ("add_region", 0xc0000000, X86.chip, 0x1000, DEVICE),
      ("add_irqchip", X86.chip, 1 << 6)]),
    ("start in memory without code", "reset_address", "cell", 0,
     [("put", "Q", RESET, X86.comm)]),
    ("start above 4 GiB", "reset_address", "cell", 0,
     [("add_region", X86.free + 0x1000000, 1 << 32, 0x1000,
       READ | WRITE | EXECUTE | PLACE), ("put", "Q", RESET, 1 << 32)]),
    ("pins that don't start at 0", "irqchip_pin_base", "irqchips", 0,
     [("add_irqchip", X86.chip, 1, 32)]),
    ("IOAPIC that root lacks", "irqchip_unknown", "irqchips", 0,
     [("add_irqchip", X86.chip + 0x10000, 1)]),
    ("more pins than any IOAPIC", "irqchip_pin", "irqchips", 0,
     [("add_irqchip", X86.chip, 0, 0, 1 << 24)]),
    ("more pins than this IOAPIC", "irqchip_pin", "irqchips", 0,
     [("add_irqchip", X86.chip, 1 << 30)], MACHINE),
    ("ports beyond the last", "pio_range", "pio_regions", 0,
     [("add_ports", 0xfff0, 0x20)]),
    ("no port", "pio_range", "pio_regions", 0, [("add_ports", 0x210, 0)]),
    ("ports twice", "pio_overlap", "pio_regions", 1,
     [("add_ports", 0x61, 2), ("add_ports", 0x62, 1)]),
    ("port of another cell", "pio_other_cell", "pio_regions", 0,
     [("add_ports", 0x1f8, 0x10)]),
    ("port that enters firmware", "pio_reserved", "pio_regions", 0,
     [("add_ports", 0xb2, 1)]),
    ("ports of PCI configuration space", "pio_reserved", "pio_regions", 0,
     [("add_ports", 0xcfc, 4)]),
    ("two cache regions", "cache_region", "cache_regions", 1,
     [("add_cache", 0, 1, 3), ("add_cache", 1, 1, 3)]),
    ("cache for code only", "cache_region", "cache_regions", 0,
     [("add_cache", 0, 1, 1)]),
)

_ARM64_CELLS = (
    ("pins that don't start at a word", "irqchip_pin_base", "irqchips", 0,
     [("add_irqchip", GICV3.chip, 1, 33)]),
    ("pins behind the last", "irqchip_pin_base", "irqchips", 0,
     [("add_irqchip", GICV3.chip, 1, 1024)]),
    ("distributor as memory", "mem_emulated", "mem_regions", 2,
     [("add_region", GICV3.chip, GICV3.chip, 0x10000, DEVICE)]),
)
_GICV3_CELLS = (
    *_ARM64_CELLS,
    ("redistributor as memory", "mem_emulated", "mem_regions", 3,
     [("add_region", 0, 0, 0, 0),
      ("add_region", GICR_BASE, GICR_BASE, 0x20000, DEVICE)]),
)
_GICV2_CELLS = (
    *_ARM64_CELLS,
    ("CPU interface as memory", "mem_emulated", "mem_regions", 3,
     [("add_region", 0, 0, 0, 0),
      ("add_region", GICC_BASE, GICC_BASE, 0x1000, DEVICE)]),
    ("list registers as memory", "mem_emulated", "mem_regions", 4,
     [("add_region", 0, 0, 0, 0), ("add_region", 0, 0, 0, 0),
      ("add_region", GICH_BASE, GICH_BASE, 0x1000, DEVICE)]),
)
_CELLS = {"x86-svm": _X86_CELLS, "arm64-gicv3": _GICV3_CELLS,
          "arm64-gicv2": _GICV2_CELLS}


def cells(arch):
    """Return what can be wrong with a cell's configuration."""
    return [Broken(*entry) for entry in (
        ("system's signature", "signature", "cell", 0,
         [("put", "5s", 0, b"JHSYS")]),
        ("older revision", "revision", "cell", 0, [("put", "H", 6, 13)]),
        ("other architecture", "architecture", "cell", 0,
         [("put", "B", 5, arch.other)]),
        ("part of the arrays", "blob_too_short", "cell", 0, [("cut", 8)]),
        ("part of the descriptor", "blob_too_short", "cell", 0, [("cut", 100)]),
        ("array longer than the blob", "blob_too_short", "cell", 0,
         [("put", "I", NUM_REGIONS, 0x08000000)]),
        ("more than 64 KiB", "blob_too_large", "cell", 0,
         [("extend", bytes(65536))]),
        ("no name", "cell_name", "cell", 0, [("rename", "")]),
        ("control character in the name", "cell_name", "cell", 3,
         [("rename", "vio\nlate")]),
        ("required extension unknown", "extension", "cell", 0,
         [("put", "I", FLAGS, 1 << 29), extended(16, (1, 1, 0))]),
        ("extension beyond its table", "extension", "cell", 1,
         [("put", "I", FLAGS, 1 << 29), extended(24, (2, 0, 0), (3, 0, 8))]),
        ("table of extensions cut off", "blob_too_short", "cell", 0,
         [("put", "I", FLAGS, 1 << 29), extended(64)]),
        ("CPU set too large", "cpu_set_size", "cpus", 0,
         [("put", "I", CPU_SET_SIZE, 4104), ("extend", bytes(4096))]),
        ("no CPU", "cpu_set_empty", "cpus", 0, [("set_cpus",)]),
        ("CPU of another cell", "cpu_not_root", "cpus", 1,
         [("set_cpus", 1, 2)]),
        ("CPU that root never had", "cpu_not_root", "cpus", 9,
         [("set_cpus", 2, 9)]),
        ("unequal page offsets", "mem_alignment", "mem_regions", 0,
         [("set_region", 0, {"phys_start": arch.free + 0x10, "flags": RAM})]),
        ("communication region across pages", "mem_alignment", "mem_regions", 1,
         [("set_region", 1, {"virt_start": arch.comm + 0x800})]),
        ("size that wraps", "mem_wrap", "mem_regions", 0,
         [("set_region", 0, {"phys_start": arch.free, "size": END - 0x1000,
                             "flags": RAM})]),
        ("guest address that wraps", "mem_wrap", "mem_regions", 2,
         [("add_region", arch.free, END - 0x1000, 0x2000, RAM)]),
        ("beyond the machine's addresses", "mem_address_width", "mem_regions", 0,
         [("set_region", 0, {"phys_start": 1 << 51, "flags": RAM})], MACHINE),
        ("beyond what guests can address", "mem_address_width", "mem_regions", 1,
         [("set_region", 1, {"virt_start": 1 << 51})], MACHINE),
        ("loadable communication region", "mem_flags", "mem_regions", 1,
         [("set_region", 1, {"flags": READ | WRITE | COMM_REGION | LOADABLE})]),
        ("RAM over RAM", "mem_overlap", "mem_regions", 2,
         [("add_region", arch.free + 0x1000000, 0xff000, 0x1000, RAM | PLACE)]),
        ("RAM below the communication region", "mem_overlap", "mem_regions", 1,
         [("set_region", 0, {"virt_start": arch.comm - 0x80000})]),
        ("the hypervisor's first page", "mem_hypervisor", "mem_regions", 0,
         [("set_region", 0, {"phys_start": "$hypervisor",
                             "flags": RAM | LOADABLE})]),
        ("the hypervisor's last page, shared", "mem_hypervisor", "mem_regions", 2,
         [("add_region", "$hypervisor_last", 0x200000, 0x1000, SHARED)]),
        ("RAM of another cell", "mem_other_cell", "mem_regions", 0,
         [("set_region", 0, {"phys_start": "$rt", "flags": RAM | LOADABLE})]),
        ("RAM of another cell, shared by one", "mem_other_cell", "mem_regions", 2,
         [("add_region", "$rt", 0x200000, 0x1000, SHARED)]),
        ("RAM in use by Linux", "mem_not_reserved", "mem_regions", 0,
         [("set_region", 0, {"phys_start": arch.linux, "flags": RAM | LOADABLE})],
         MACHINE),
        ("communication region of two pages", "mem_comm_size", "mem_regions", 1,
         [("set_region", 1, {"size": 0x2000})]),
        ("two communication regions", "mem_comm_twice", "mem_regions", 2,
         [("add_region", 0, 0x200000, 0x1000, READ | WRITE | COMM_REGION)]),
        ("RAM of parts of pages", "mem_sub_page", "mem_regions", 0,
         [("set_region", 0, {"phys_start": arch.free, "size": 0x100010,
                             "flags": RAM | LOADABLE})]),
        ("device to be placed", "mem_place", "mem_regions", 2,
         [("add_region", arch.free + 0x1000000, 0x200000, 0x1000, DEVICE | PLACE)]),
        ("communication region to be placed", "mem_place", "mem_regions", 1,
         [("set_region", 1, {"flags": READ | WRITE | COMM_REGION | PLACE})]),
        ("shared RAM to be placed", "mem_place", "mem_regions", 0,
         [("set_region", 0, {"flags": RAM | ROOTSHARED | PLACE})]),
        ("more RAM than Linux has", "mem_claim", "mem_regions", 2,
         [("add_region", arch.linux, 1 << 32, 0x60000000, RAM | PLACE)],
         MACHINE),
        ("start outside of memory", "reset_address", "cell", 0,
         [("put", "Q", RESET, 0x7000000)]),
        ("the same pins twice", "irqchip_twice", "irqchips", 1,
         [("add_irqchip", arch.chip, 1 << 6, arch.pin),
          ("add_irqchip", arch.chip, 1 << 7, arch.pin)]),
        ("pin of another cell", "irq_other_cell", "irqchips", 0,
         [("add_irqchip", arch.chip, 1 << 5 | 1 << 6, arch.pin)]),
        ("unknown kind of PCI function", "pci_type", "pci_devices", 0,
         [("add_pci", 4, 0x10)]),
        ("capabilities beyond their array", "pci_caps_slice", "pci_devices", 0,
         [("add_pci", 1, 0x10, {"caps": (0, 1)})]),
        ("PCI function twice", "pci_twice", "pci_devices", 1,
         [("add_pci", 1, 0x10), ("add_pci", 1, 0x10)]),
        ("peer 12 of shared memory", "pci_shmem_peer", "pci_devices", 0,
         [("add_pci", 3, 0x10, {"shmem": (0, 12, 0)})]),
        ("17 vectors of shared memory", "pci_shmem_vectors", "pci_devices", 0,
         [("add_pci", 3, 0x10, {"vectors": 17})]),
        ("shared memory without regions", "pci_shmem_regions", "pci_devices", 0,
         [("add_pci", 3, 0x10, {"shmem": (1, 0, 2)})]),
        ("PCI function", "pci_unsupported", "pci_devices", 0,
         [("add_pci", 1, 0x10)]),
        ("cache region", "cache_unsupported", "cache_regions", 0,
         [("add_cache", 0, 4, 3)]),
        ("stream id", "stream_unsupported", "stream_ids", 0,
         [("add_stream", 8)]),
        ("unknown console", "console_type", "cell", 0,
         [("put", "H", CONSOLE_TYPE, 99)]),
        ("test device", "cell_flags", "cell", 0, [("put", "I", FLAGS, 2)]),
        ("cell of 32-bit Arm", "cell_flags", "cell", 0, [("put", "I", FLAGS, 4)]),
        ("name of another cell", "cell_name_taken", "cell", 0,
         [("rename", "rt")]),
        ("name of the root cell", "cell_name_taken", "cell", 0,
         [("rename", arch.root)]),
        *_CELLS[arch.root],
    )]


# Broken variants of the machine's system configuration.
_X86_SYSTEMS = (
    ("unknown APIC mode", "apic_mode", "header", 0,
     [("put", "B", APIC_MODE, 7)]),
    ("APIC mode that Linux does not use", "apic_mode", "header", 0,
     [("put", "B", APIC_MODE, 2)], MACHINE),
    ("debug console beyond the last port", "console_address", "header", 0,
     [("put", "Q", DEBUG_CONSOLE, 0xfffc)]),
    ("broadcast id as CPU", "cpu_id", "cpus", 255,
     [("put", "Q", ROOT_CPUS + 24, 1 << 63)]),
    ("root's ports beyond the last", "pio_range", "pio_regions", 1,
     [("put", "H", ROOT_CPUS + 32 + 8 * 32 + 32 + 4 + 2, 0xfd01)]),
)

_ARM64_SYSTEMS = (
    ("unknown GIC", "gic_version", "header", 0,
     [("put", "B", GIC_VERSION, 4)]),
    ("SGI for maintenance", "gic_maintenance", "header", 0,
     [("put", "B", GIC_MAINTENANCE, 15)]),
    ("SPI for maintenance", "gic_maintenance", "header", 0,
     [("put", "B", GIC_MAINTENANCE, 32)]),
    ("no distributor", "gic_base", "header", 0, [("put", "Q", GICD, 0)]),
    ("distributor in memory", "gic_base", "header", 0,
     [("put", "Q", GICD, GICV3.free)], MACHINE),
    ("distributor where nothing is", "gic_base", "header", 0,
     [("put", "Q", GICD, NO_DEVICE)], MACHINE),
    ("UART as distributor", "gic_base", "header", 0,
     [("put", "Q", GICD, UART)], MACHINE),
)
_GICV3_SYSTEMS = (
    *_ARM64_SYSTEMS,
    ("GIC of another version", "gic_version", "header", 0,
     [("put", "B", GIC_VERSION, 2), ("put", "Q", GICC, GICC_BASE),
      ("put", "Q", GICH, GICH_BASE), ("put", "Q", GICV, GICV_BASE)], MACHINE),
    ("no redistributors", "gic_base", "header", 1, [("put", "Q", GICR, 0)]),
    ("distributor inside of a frame", "gic_base", "header", 0,
     [("put", "Q", GICD, 0x08001000)]),
    ("redistributors over the distributor", "gic_base", "header", 1,
     [("put", "Q", GICR, GICV3.chip)]),
    ("redistributors where nothing is", "gic_base", "header", 1,
     [("put", "Q", GICR, NO_DEVICE)], MACHINE),
    ("redistributors that wrap", "gic_base", "header", 1,
     [("put", "Q", GICR, END - 0x10000)]),
    ("GICv2 without its parts for hypervisors", "gic_base", "header", 2,
     [("put", "B", GIC_VERSION, 2), ("put", "Q", GICC, GICC_BASE)]),
    ("frames that share a page", "gic_base", "header", 3,
     [("put", "B", GIC_VERSION, 2), ("put", "Q", GICC, GICC_BASE),
      ("put", "Q", GICH, GICH_BASE), ("put", "Q", GICV, GICH_BASE + 0x1000)]),
)
_GICV2_SYSTEMS = (
    *_ARM64_SYSTEMS,
    ("GIC of another version", "gic_version", "header", 0,
     [("put", "B", GIC_VERSION, 3), ("put", "Q", GICR, GICR_BASE)], MACHINE),
    ("no virtual CPU interface", "gic_base", "header", 3,
     [("put", "Q", GICV, 0)]),
    ("distributor inside of a page", "gic_base", "header", 0,
     [("put", "Q", GICD, 0x08000800)]),
    ("list registers over the CPU interface", "gic_base", "header", 2,
     [("put", "Q", GICH, GICC_BASE + 0x1000)]),
    ("CPU interface that wraps", "gic_base", "header", 1,
     [("put", "Q", GICC, END - 0x1000)]),
    ("CPU interface where nothing is", "gic_base", "header", 1,
     [("put", "Q", GICC, NO_DEVICE)], MACHINE),
    ("list registers in memory", "gic_base", "header", 2,
     [("put", "Q", GICH, GICV3.free)], MACHINE),
    ("UART as virtual CPU interface", "gic_base", "header", 3,
     [("put", "Q", GICV, UART)], MACHINE),
)
_SYSTEMS = {"x86-svm": _X86_SYSTEMS, "arm64-gicv3": _GICV3_SYSTEMS,
            "arm64-gicv2": _GICV2_SYSTEMS}


def systems(arch):
    """Return what can be wrong with a system configuration."""
    return [Broken(*entry) for entry in (
        ("cell's signature", "signature", "header", 0,
         [("put", "5s", 0, b"JHCLL")]),
        ("newer revision", "revision", "header", 0, [("put", "H", 6, 15)]),
        ("architecture of 32-bit Arm", "architecture", "header", 0,
         [("put", "B", 5, 1)]),
        # The driver is told no size.
        ("part of the arrays", "blob_too_short", "header", 0, [("cut", 4)],
         HOST),
        ("array longer than any blob", "blob_too_large", "header", 0,
         [("put", "I", ROOT + NUM_REGIONS, 0x08000000)]),
        ("debug console of another architecture", "console_type", "header", 0,
         [("put", "H", DEBUG_TYPE, arch.console)]),
        ("debug console that wraps", "console_address", "header", 0,
         [("put", "Q", DEBUG_CONSOLE, END - 0x800), ("put", "I", DEBUG_SIZE,
                                                    0x1000),
          ("put", "H", DEBUG_FLAGS, 1)]),
        ("hypervisor memory of a page", "hv_mem_size", "header", 0,
         [("put", "Q", HV_SIZE, 0x1000)]),
        ("hypervisor memory smaller than the image", "hv_mem_size", "header", 0,
         [("put", "Q", HV_SIZE, 0x10000)], MACHINE),
        ("hypervisor memory that wraps", "mem_wrap", "header", 0,
         [("put", "Q", HV_START, END - 0x1000)]),
        ("hypervisor memory not aligned", "hv_mem_alignment", "header", 0,
         [("put", "Q", HV_START,
           arch.free + (0x10 if arch is X86 else 0x1000))]),
        ("hypervisor memory beyond the machine's addresses", "mem_address_width",
         "header", 0, [("put", "Q", HV_START, 1 << 51)], MACHINE),
        ("hypervisor memory in use by Linux", "hv_mem_not_reserved", "header", 0,
         [("put", "Q", HV_FLAGS, 0)], MACHINE),
        ("more hypervisor memory than there is room for", "hv_mem_too_large",
         "header", 0, [("put", "Q", HV_SIZE, 0x20001000)]),
        ("more hypervisor memory than Linux has", "hv_mem_claim", "header", 0,
         [("put", "Q", HV_SIZE, 0x20000000)], MACHINE),
        ("no CPU", "cpu_set_empty", "cpus", 0, [("set_cpus",)]),
        ("CPU that is not online", "cpu_not_online", "cpus", 4,
         [("set_cpus", 0, 1, 2, 3, 4)], MACHINE),
        ("CPU that is not listed", "cpu_not_listed", "cpus", 3,
         [("set_cpus", 0, 1, 2)], MACHINE),
        ("root's memory elsewhere", "mem_not_identity", "mem_regions", 2,
         [("set_region", 2, {"virt_start": 0x200000})]),
        ("root's memory that wraps", "mem_wrap", "mem_regions", 3,
         [("set_region", 3, {"size": END - 0x1000})]),
        ("root's memory to be placed", "mem_place", "mem_regions", 4,
         [("set_region", 4, {"flags": RAM | PLACE})]),
        ("communication region of root", "mem_flags", "mem_regions", 0,
         [("set_region", 0, {"flags": READ | COMM_REGION})]),
        *_SYSTEMS[arch.root],
    )]


# Parts of a system configuration that are legal, but not driven by this build:
# accepted with a warning. In a cell's they are refused, see above.
NotDriven = collections.namedtuple("NotDriven", "name changes where printed")


def not_driven(arch):
    """Return the entries for an architecture."""
    return [NotDriven(*entry) for entry in (
        ("PCI function", [("add_pci", 1, 0x10)], "pci_devices", "PCI devices"),
        ("cache region", [("add_cache", 0, 4, 3)], "cache_regions",
         "cache regions"),
        ("stream id", [("add_stream", 8)], "stream_ids", "stream ids"),
        ("IOMMU", [("put", "Q", IOMMU_BASE, 0xfed80000)],
         "header.platform_info.iommu_units", "IOMMUs"),
        ("test device", [("put", "B", ROOT + FLAGS, 2)],
         "cell.flags: TEST_DEVICE", "the test device"),
        ("32-bit Arm", [("put", "B", ROOT + FLAGS, 4)], "cell.flags: AARCH32",
         "AArch32"),
        ("debug console", [("put", "H", DEBUG_TYPE, arch.silent)],
         "header.debug_console.type", "this type of debug console"),
        ("debug console's clock", [("put", "Q", DEBUG_CLOCK, 0xfed00000)],
         "header.debug_console.clock_reg", "the debug console's clock"),
    )]
