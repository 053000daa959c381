/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Configuration blobs, revision 14.
 *
 * All layouts are little endian and packed. A cell blob is a
 * struct jailhouse_cell_desc followed by its arrays, each tightly packed, in
 * this order: CPU set, memory regions, cache regions, irqchips, PIO regions,
 * PCI devices, PCI capabilities, stream ids. A system blob is a
 * struct jailhouse_system, whose last member is the root cell's descriptor,
 * followed by the root cell's arrays.
 */
#ifndef JAILHOUSE_CELL_CONFIG_H
#define JAILHOUSE_CELL_CONFIG_H

#include <jailhouse/inmate-base.h>
#include <jailhouse/types.h>

#ifndef ARRAY_SIZE
#define ARRAY_SIZE(array)	(sizeof(array) / sizeof((array)[0]))
#endif

/* Header */

#define JAILHOUSE_SYSTEM_SIGNATURE	"JHSYS"
#define JAILHOUSE_CELL_DESC_SIGNATURE	"JHCLL"
#define JAILHOUSE_SIGNATURE_LEN		5
#define JAILHOUSE_CONFIG_REVISION	14

#define JAILHOUSE_X86			0
#define JAILHOUSE_ARM			1
#define JAILHOUSE_ARM64			2
#define JAILHOUSE_RISCV64		3

#define JAILHOUSE_SYS_VIRTUAL_DEBUG_CONSOLE	0x0001

#define JAILHOUSE_CELL_NAME_MAXLEN	31

#define JAILHOUSE_CELL_PASSIVE_COMMREG	0x00000001
#define JAILHOUSE_CELL_TEST_DEVICE	0x00000002
#define JAILHOUSE_CELL_AARCH32		0x00000004
#define JAILHOUSE_CELL_EXTENDED		0x20000000
#define JAILHOUSE_CELL_VIRTUAL_CONSOLE_PERMITTED	0x40000000
#define JAILHOUSE_CELL_VIRTUAL_CONSOLE_ACTIVE		0x80000000

/** Largest cell blob that the hypervisor accepts, in bytes. */
#define JAILHOUSE_CELL_CONFIG_MAX_SIZE	0x10000
#define JAILHOUSE_CPU_SET_MAX_SIZE	4096

/* Memory regions */

#define JAILHOUSE_MEM_READ		0x0001
#define JAILHOUSE_MEM_WRITE		0x0002
#define JAILHOUSE_MEM_EXECUTE		0x0004
#define JAILHOUSE_MEM_DMA		0x0008
#define JAILHOUSE_MEM_IO		0x0010
#define JAILHOUSE_MEM_COMM_REGION	0x0020
#define JAILHOUSE_MEM_LOADABLE		0x0040
#define JAILHOUSE_MEM_ROOTSHARED	0x0080
#define JAILHOUSE_MEM_NO_HUGEPAGES	0x0100
/** phys_start is a hint, the driver chooses the window (extension). */
#define JAILHOUSE_MEM_PLACE		0x0200
/* Not on arm64, where device memory takes aligned accesses only. */
#define JAILHOUSE_MEM_IO_UNALIGNED	0x8000
#define JAILHOUSE_MEM_IO_WIDTH_SHIFT	16
#define JAILHOUSE_MEM_IO_8		(1 << JAILHOUSE_MEM_IO_WIDTH_SHIFT)
#define JAILHOUSE_MEM_IO_16		(2 << JAILHOUSE_MEM_IO_WIDTH_SHIFT)
#define JAILHOUSE_MEM_IO_32		(4 << JAILHOUSE_MEM_IO_WIDTH_SHIFT)
#define JAILHOUSE_MEM_IO_64		(8 << JAILHOUSE_MEM_IO_WIDTH_SHIFT)

struct jailhouse_memory {
	__u64 phys_start;
	__u64 virt_start;
	__u64 size;
	__u64 flags;
} __attribute__((packed));

#define JAILHOUSE_COMM_REGION_SIZE	0x1000ULL

/* Cache regions */

#define JAILHOUSE_CACHE_L3_CODE		0x01
#define JAILHOUSE_CACHE_L3_DATA		0x02
#define JAILHOUSE_CACHE_L3		\
	(JAILHOUSE_CACHE_L3_CODE | JAILHOUSE_CACHE_L3_DATA)
#define JAILHOUSE_CACHE_ROOTSHARED	0x0001

struct jailhouse_cache {
	__u32 start;
	__u32 size;
	__u8 type;
	__u8 padding;
	__u16 flags;
} __attribute__((packed));

/* Interrupt controllers */

struct jailhouse_irqchip {
	__u64 address;
	__u32 id;
	__u32 pin_base;
	__u32 pin_bitmap[4];
} __attribute__((packed));

/* x86 I/O ports */

struct jailhouse_pio {
	__u16 base;
	__u16 length;
} __attribute__((packed));

#define PIO_RANGE(first_port, ports)	\
	{ .base = (first_port), .length = (ports) }

/* PCI */

#define JAILHOUSE_PCI_TYPE_DEVICE	0x01
#define JAILHOUSE_PCI_TYPE_BRIDGE	0x02
#define JAILHOUSE_PCI_TYPE_IVSHMEM	0x03

#define JAILHOUSE_SHMEM_PROTO_UNDEFINED		0x0000
#define JAILHOUSE_SHMEM_PROTO_VETH		0x0001
#define JAILHOUSE_SHMEM_PROTO_CUSTOM		0x4000
#define JAILHOUSE_SHMEM_PROTO_VIRTIO_FRONT	0x8000
#define JAILHOUSE_SHMEM_PROTO_VIRTIO_BACK	0xc000

#define VIRTIO_DEV_NET		1
#define VIRTIO_DEV_BLOCK	2
#define VIRTIO_DEV_CONSOLE	3

#define IVSHMEM_BAR_MASK_INTX		\
	{ 0xfffff000, 0, 0, 0, 0, 0 }
#define IVSHMEM_BAR_MASK_MSIX		\
	{ 0xfffff000, 0xfffff000, 0, 0, 0, 0 }
#define IVSHMEM_BAR_MASK_INTX_64K	\
	{ 0xffff0000, 0, 0, 0, 0, 0 }
#define IVSHMEM_BAR_MASK_MSIX_64K	\
	{ 0xffff0000, 0xffff0000, 0, 0, 0, 0 }

struct jailhouse_pci_device {
	__u8 type;
	__u8 iommu;
	__u16 domain;
	__u16 bdf;
	__u32 bar_mask[6];
	__u16 caps_start;
	__u16 num_caps;
	__u8 num_msi_vectors;
	__u8 msi_64bits:1;
	__u8 msi_maskable:1;
	__u16 num_msix_vectors;
	__u16 msix_region_size;
	__u64 msix_address;
	__u32 shmem_regions_start;
	__u8 shmem_dev_id;
	__u8 shmem_peers;
	__u16 shmem_protocol;
} __attribute__((packed));

/** Regions of one end of an ivshmem network link, virt = phys. */
#define JAILHOUSE_SHMEM_NET_REGIONS(start, dev_id)			\
	{								\
		.phys_start = (start),					\
		.virt_start = (start),					\
		.size = 0x1000,						\
		.flags = JAILHOUSE_MEM_READ | JAILHOUSE_MEM_ROOTSHARED,	\
	},								\
	{ 0 },								\
	{								\
		.phys_start = (start) + 0x1000,				\
		.virt_start = (start) + 0x1000,				\
		.size = 0x7f000,					\
		.flags = JAILHOUSE_MEM_READ | JAILHOUSE_MEM_ROOTSHARED |\
			((dev_id) == 0 ? JAILHOUSE_MEM_WRITE : 0),	\
	},								\
	{								\
		.phys_start = (start) + 0x80000,			\
		.virt_start = (start) + 0x80000,			\
		.size = 0x7f000,					\
		.flags = JAILHOUSE_MEM_READ | JAILHOUSE_MEM_ROOTSHARED |\
			((dev_id) == 1 ? JAILHOUSE_MEM_WRITE : 0),	\
	}

#define JAILHOUSE_PCI_EXT_CAP		0x8000
#define JAILHOUSE_PCICAPS_WRITE		0x0001

#define PCI_CAP_ID_PM		0x01
#define PCI_CAP_ID_VPD		0x03
#define PCI_CAP_ID_MSI		0x05
#define PCI_CAP_ID_HT		0x08
#define PCI_CAP_ID_VNDR		0x09
#define PCI_CAP_ID_DBG		0x0a
#define PCI_CAP_ID_SSVID	0x0d
#define PCI_CAP_ID_SECDEV	0x0f
#define PCI_CAP_ID_EXP		0x10
#define PCI_CAP_ID_MSIX		0x11
#define PCI_CAP_ID_SATA		0x12
#define PCI_CAP_ID_AF		0x13

#define PCI_EXT_CAP_ID_ERR	(0x01 | JAILHOUSE_PCI_EXT_CAP)
#define PCI_EXT_CAP_ID_VC	(0x02 | JAILHOUSE_PCI_EXT_CAP)
#define PCI_EXT_CAP_ID_DSN	(0x03 | JAILHOUSE_PCI_EXT_CAP)
#define PCI_EXT_CAP_ID_PWR	(0x04 | JAILHOUSE_PCI_EXT_CAP)
#define PCI_EXT_CAP_ID_RCLD	(0x05 | JAILHOUSE_PCI_EXT_CAP)
#define PCI_EXT_CAP_ID_RCILC	(0x06 | JAILHOUSE_PCI_EXT_CAP)
#define PCI_EXT_CAP_ID_RCEC	(0x07 | JAILHOUSE_PCI_EXT_CAP)
#define PCI_EXT_CAP_ID_MFVC	(0x08 | JAILHOUSE_PCI_EXT_CAP)
#define PCI_EXT_CAP_ID_VC9	(0x09 | JAILHOUSE_PCI_EXT_CAP)
#define PCI_EXT_CAP_ID_RCRB	(0x0a | JAILHOUSE_PCI_EXT_CAP)
#define PCI_EXT_CAP_ID_VNDR	(0x0b | JAILHOUSE_PCI_EXT_CAP)
#define PCI_EXT_CAP_ID_CAC	(0x0c | JAILHOUSE_PCI_EXT_CAP)
#define PCI_EXT_CAP_ID_ACS	(0x0d | JAILHOUSE_PCI_EXT_CAP)
#define PCI_EXT_CAP_ID_ARI	(0x0e | JAILHOUSE_PCI_EXT_CAP)
#define PCI_EXT_CAP_ID_ATS	(0x0f | JAILHOUSE_PCI_EXT_CAP)
#define PCI_EXT_CAP_ID_SRIOV	(0x10 | JAILHOUSE_PCI_EXT_CAP)
#define PCI_EXT_CAP_ID_MRIOV	(0x11 | JAILHOUSE_PCI_EXT_CAP)
#define PCI_EXT_CAP_ID_MCAST	(0x12 | JAILHOUSE_PCI_EXT_CAP)
#define PCI_EXT_CAP_ID_PRI	(0x13 | JAILHOUSE_PCI_EXT_CAP)
#define PCI_EXT_CAP_ID_AMD_XXX	(0x14 | JAILHOUSE_PCI_EXT_CAP)
#define PCI_EXT_CAP_ID_REBAR	(0x15 | JAILHOUSE_PCI_EXT_CAP)
#define PCI_EXT_CAP_ID_DPA	(0x16 | JAILHOUSE_PCI_EXT_CAP)
#define PCI_EXT_CAP_ID_TPH	(0x17 | JAILHOUSE_PCI_EXT_CAP)
#define PCI_EXT_CAP_ID_LTR	(0x18 | JAILHOUSE_PCI_EXT_CAP)
#define PCI_EXT_CAP_ID_SECPCI	(0x19 | JAILHOUSE_PCI_EXT_CAP)
#define PCI_EXT_CAP_ID_PMUX	(0x1a | JAILHOUSE_PCI_EXT_CAP)
#define PCI_EXT_CAP_ID_PASID	(0x1b | JAILHOUSE_PCI_EXT_CAP)
#define PCI_EXT_CAP_ID_DPC	(0x1d | JAILHOUSE_PCI_EXT_CAP)
#define PCI_EXT_CAP_ID_L1SS	(0x1e | JAILHOUSE_PCI_EXT_CAP)
#define PCI_EXT_CAP_ID_PTM	(0x1f | JAILHOUSE_PCI_EXT_CAP)

struct jailhouse_pci_capability {
	__u16 id;
	__u16 start;
	__u16 len;
	__u16 flags;
} __attribute__((packed));

/* IOMMUs */

#define JAILHOUSE_MAX_IOMMU_UNITS	8

#define JAILHOUSE_IOMMU_AMD		1
#define JAILHOUSE_IOMMU_INTEL		2
#define JAILHOUSE_IOMMU_SMMUV3		3
#define JAILHOUSE_IOMMU_PVU		4
#define JAILHOUSE_IOMMU_ARM_MMU500	5

struct jailhouse_iommu {
	__u32 type;
	__u64 base;
	__u32 size;
	union {
		struct {
			__u16 bdf;
			__u8 base_cap;
			__u8 msi_cap;
			__u32 features;
		} __attribute__((packed)) amd;
		struct {
			__u64 tlb_base;
			__u32 tlb_size;
		} __attribute__((packed)) tipvu;
	};
} __attribute__((packed));

union jailhouse_stream_id {
	__u32 id;
	struct {
		__u16 id;
		__u16 mask_out;
	} __attribute__((packed)) mmu500;
} __attribute__((packed));

/* Console */

#define JAILHOUSE_CON_TYPE_NONE		0
#define JAILHOUSE_CON_TYPE_EFIFB	1
#define JAILHOUSE_CON_TYPE_8250		2
#define JAILHOUSE_CON_TYPE_PL011	3
#define JAILHOUSE_CON_TYPE_XUARTPS	4
#define JAILHOUSE_CON_TYPE_MVEBU	5
#define JAILHOUSE_CON_TYPE_HSCIF	6
#define JAILHOUSE_CON_TYPE_SCIFA	7
#define JAILHOUSE_CON_TYPE_IMX		8
#define JAILHOUSE_CON_TYPE_IMX_LPUART	9
#define JAILHOUSE_CON_TYPE_SCIF		10

#define JAILHOUSE_CON_ACCESS_PIO	0x0000
#define JAILHOUSE_CON_ACCESS_MMIO	0x0001
#define JAILHOUSE_CON_REGDIST_1		0x0000
#define JAILHOUSE_CON_REGDIST_4		0x0002
#define JAILHOUSE_CON_FB_1024x768	0x0000
#define JAILHOUSE_CON_FB_1920x1080	0x0004
#define JAILHOUSE_CON_INVERTED_GATE	0x1000
#define JAILHOUSE_CON_MDR_QUIRK		0x2000

struct jailhouse_console {
	__u64 address;
	__u32 size;
	__u16 type;
	__u16 flags;
	__u32 divider;
	__u32 gate_nr;
	__u64 clock_reg;
} __attribute__((packed));

/* Descriptors */

struct jailhouse_cell_desc {
	char signature[5];
	__u8 architecture;
	__u16 revision;

	char name[JAILHOUSE_CELL_NAME_MAXLEN + 1];
	__u32 id;
	__u32 flags;

	__u32 cpu_set_size;
	__u32 num_memory_regions;
	__u32 num_cache_regions;
	__u32 num_irqchips;
	__u32 num_pio_regions;
	__u32 num_pci_devices;
	__u32 num_pci_caps;
	__u32 num_stream_ids;

	__u32 vpci_irq_base;

	__u64 cpu_reset_address;
	__u64 msg_reply_timeout;

	struct jailhouse_console console;
} __attribute__((packed));

/*
 * Extensions of a cell with JAILHOUSE_CELL_EXTENDED: a table at the next offset
 * divisible by 8, counted from the start of the blob, after the stream ids. The
 * entries follow its header, each padded to a multiple of 8 bytes.
 */

/** Refuse the blob if the type is unknown; otherwise the entry is skipped. */
#define JAILHOUSE_EXTENSION_REQUIRED	0x0001

struct jailhouse_extension_table {
	/** Bytes, this header and all entries included. */
	__u32 size;
	__u32 padding;
} __attribute__((packed));

struct jailhouse_extension {
	__u16 type;
	__u16 flags;
	/** Bytes of data behind this header, padding not counted. */
	__u32 size;
} __attribute__((packed));

#define JAILHOUSE_APIC_MODE_AUTO	0
#define JAILHOUSE_APIC_MODE_XAPIC	1
#define JAILHOUSE_APIC_MODE_X2APIC	2

struct jailhouse_system {
	char signature[5];
	__u8 architecture;
	__u16 revision;
	__u32 flags;

	struct jailhouse_memory hypervisor_memory;
	struct jailhouse_console debug_console;

	struct {
		__u64 pci_mmconfig_base;
		__u8 pci_mmconfig_end_bus;
		__u8 pci_is_virtual;
		__u16 pci_domain;
		struct jailhouse_iommu iommu_units[JAILHOUSE_MAX_IOMMU_UNITS];
		union {
			struct {
				__u16 pm_timer_address;
				__u8 apic_mode;
				__u8 padding;
				__u32 vtd_interrupt_limit;
				__u32 tsc_khz;
				__u32 apic_khz;
			} __attribute__((packed)) x86;
			struct {
				__u8 maintenance_irq;
				__u8 gic_version;
				__u8 padding[2];
				__u64 gicd_base;
				__u64 gicc_base;
				__u64 gich_base;
				__u64 gicv_base;
				__u64 gicr_base;
			} __attribute__((packed)) arm;
		};
	} __attribute__((packed)) platform_info;

	struct jailhouse_cell_desc root_cell;
} __attribute__((packed));

_Static_assert(sizeof(struct jailhouse_memory) == 32, "ABI");
_Static_assert(sizeof(struct jailhouse_cache) == 12, "ABI");
_Static_assert(sizeof(struct jailhouse_irqchip) == 32, "ABI");
_Static_assert(sizeof(struct jailhouse_pio) == 4, "ABI");
_Static_assert(sizeof(struct jailhouse_pci_device) == 56, "ABI");
_Static_assert(sizeof(struct jailhouse_pci_capability) == 8, "ABI");
_Static_assert(sizeof(struct jailhouse_iommu) == 28, "ABI");
_Static_assert(sizeof(union jailhouse_stream_id) == 4, "ABI");
_Static_assert(sizeof(struct jailhouse_console) == 32, "ABI");
_Static_assert(sizeof(struct jailhouse_cell_desc) == 132, "ABI");
_Static_assert(sizeof(struct jailhouse_system) == 488, "ABI");

#endif
