/* SPDX-License-Identifier: BSD-2-Clause */
/* A cell's configuration as boards have them; it uses what root.c does not. */
#include <jailhouse/types.h>
#include <jailhouse/cell-config.h>

#define CAPABILITY(capability)						\
	{								\
		.id = capability,					\
		.start = 0x40,						\
		.len = 8,						\
		.flags = JAILHOUSE_PCICAPS_WRITE,			\
	}

struct {
	struct jailhouse_cell_desc cell;
	__u64 cpus[1];
	struct jailhouse_memory mem_regions[4];
	struct jailhouse_cache cache_regions[1];
	struct jailhouse_irqchip irqchips[1];
	struct jailhouse_pci_device pci_devices[6];
	struct jailhouse_pci_capability pci_caps[42];
	union jailhouse_stream_id stream_ids[1];
} __attribute__((packed)) config = {
	.cell = {
		.signature = JAILHOUSE_CELL_DESC_SIGNATURE,
		.architecture = JAILHOUSE_ARM64,
		.revision = JAILHOUSE_CONFIG_REVISION,
		.name = "board-cell",
		.flags = JAILHOUSE_CELL_PASSIVE_COMMREG |
			 JAILHOUSE_CELL_AARCH32 |
			 JAILHOUSE_CELL_VIRTUAL_CONSOLE_PERMITTED |
			 JAILHOUSE_CELL_VIRTUAL_CONSOLE_ACTIVE,
		.cpu_set_size = sizeof(config.cpus),
		.num_memory_regions = ARRAY_SIZE(config.mem_regions),
		.num_cache_regions = ARRAY_SIZE(config.cache_regions),
		.num_irqchips = ARRAY_SIZE(config.irqchips),
		.num_pio_regions = 0,
		.num_pci_devices = ARRAY_SIZE(config.pci_devices),
		.num_pci_caps = ARRAY_SIZE(config.pci_caps),
		.num_stream_ids = ARRAY_SIZE(config.stream_ids),
		.vpci_irq_base = 140 - 32,
		.cpu_reset_address = CONFIG_INMATE_BASE,
		.msg_reply_timeout = 1000,
		.console = {
			.address = 0xff010000,
			.size = 0x1000,
			.type = JAILHOUSE_CON_TYPE_XUARTPS,
			.flags = JAILHOUSE_CON_ACCESS_MMIO |
				 JAILHOUSE_CON_REGDIST_4,
		},
	},

	.cpus = { 1 << 3 },

	.mem_regions = {
		/* A part of a page. */
		{
			.phys_start = 0xff0a0010,
			.virt_start = 0xff0a0010,
			.size = 0x20,
			.flags = JAILHOUSE_MEM_READ | JAILHOUSE_MEM_WRITE |
				 JAILHOUSE_MEM_IO | JAILHOUSE_MEM_ROOTSHARED |
				 JAILHOUSE_MEM_IO_8 | JAILHOUSE_MEM_IO_16 |
				 JAILHOUSE_MEM_IO_32 | JAILHOUSE_MEM_IO_64 |
				 JAILHOUSE_MEM_IO_UNALIGNED,
		},
		{
			.phys_start = 0x89fe00000,
			.virt_start = CONFIG_INMATE_BASE,
			.size = 0x10000,
			.flags = JAILHOUSE_MEM_READ | JAILHOUSE_MEM_WRITE |
				 JAILHOUSE_MEM_EXECUTE | JAILHOUSE_MEM_LOADABLE,
		},
		{ 0 },
		{
			.virt_start = 0x80000000,
			.size = 0x1000,
			.flags = JAILHOUSE_MEM_READ | JAILHOUSE_MEM_WRITE |
				 JAILHOUSE_MEM_COMM_REGION,
		},
	},

	.cache_regions = {
		{
			.start = 0,
			.size = 2,
			.type = JAILHOUSE_CACHE_L3,
			.flags = JAILHOUSE_CACHE_ROOTSHARED,
		},
	},

	.irqchips = {
		{
			.address = 0xf9010000,
			.id = 0,
			.pin_base = 32,
			.pin_bitmap = { 1 << (54 - 32), 0, 0, 0xf << 12 },
		},
	},

	.pci_devices = {
		{
			.type = JAILHOUSE_PCI_TYPE_DEVICE,
			.iommu = 1,
			.domain = 0x0,
			.bdf = 0x100,
			.bar_mask = {
				0xfffe0000, 0x00000000, 0x00000000,
				0xffffc000, 0xffffffff, 0x00000000,
			},
			.caps_start = 0,
			.num_caps = ARRAY_SIZE(config.pci_caps),
			.num_msi_vectors = 1,
			.msi_64bits = 1,
			.msi_maskable = 1,
			.num_msix_vectors = 5,
			.msix_region_size = 0x4000,
			.msix_address = 0xe0400000,
		},
		{ .type = JAILHOUSE_PCI_TYPE_BRIDGE, .bdf = 0x08 },
		{
			.type = JAILHOUSE_PCI_TYPE_IVSHMEM,
			.bar_mask = IVSHMEM_BAR_MASK_MSIX,
			.shmem_protocol = JAILHOUSE_SHMEM_PROTO_UNDEFINED,
		},
		{
			.type = JAILHOUSE_PCI_TYPE_IVSHMEM,
			.bar_mask = IVSHMEM_BAR_MASK_INTX_64K,
			.shmem_protocol = JAILHOUSE_SHMEM_PROTO_CUSTOM + 1,
		},
		{
			.type = JAILHOUSE_PCI_TYPE_IVSHMEM,
			.bar_mask = IVSHMEM_BAR_MASK_MSIX_64K,
			.shmem_protocol = JAILHOUSE_SHMEM_PROTO_VIRTIO_FRONT +
				VIRTIO_DEV_CONSOLE,
		},
		{
			.type = JAILHOUSE_PCI_TYPE_IVSHMEM,
			.bar_mask = IVSHMEM_BAR_MASK_INTX,
			.shmem_protocol = JAILHOUSE_SHMEM_PROTO_VIRTIO_BACK +
				VIRTIO_DEV_BLOCK,
		},
	},

	.pci_caps = {
		CAPABILITY(PCI_CAP_ID_PM),
		CAPABILITY(PCI_CAP_ID_VPD),
		CAPABILITY(PCI_CAP_ID_MSI),
		CAPABILITY(PCI_CAP_ID_HT),
		CAPABILITY(PCI_CAP_ID_VNDR),
		CAPABILITY(PCI_CAP_ID_DBG),
		CAPABILITY(PCI_CAP_ID_SSVID),
		CAPABILITY(PCI_CAP_ID_SECDEV),
		CAPABILITY(PCI_CAP_ID_EXP),
		CAPABILITY(PCI_CAP_ID_MSIX),
		CAPABILITY(PCI_CAP_ID_SATA),
		CAPABILITY(PCI_CAP_ID_AF),
		CAPABILITY(PCI_EXT_CAP_ID_ERR),
		CAPABILITY(PCI_EXT_CAP_ID_VC),
		CAPABILITY(PCI_EXT_CAP_ID_DSN),
		CAPABILITY(PCI_EXT_CAP_ID_PWR),
		CAPABILITY(PCI_EXT_CAP_ID_RCLD),
		CAPABILITY(PCI_EXT_CAP_ID_RCILC),
		CAPABILITY(PCI_EXT_CAP_ID_RCEC),
		CAPABILITY(PCI_EXT_CAP_ID_MFVC),
		CAPABILITY(PCI_EXT_CAP_ID_VC9),
		CAPABILITY(PCI_EXT_CAP_ID_RCRB),
		CAPABILITY(PCI_EXT_CAP_ID_VNDR),
		CAPABILITY(PCI_EXT_CAP_ID_CAC),
		CAPABILITY(PCI_EXT_CAP_ID_ACS),
		CAPABILITY(PCI_EXT_CAP_ID_ARI),
		CAPABILITY(PCI_EXT_CAP_ID_ATS),
		CAPABILITY(PCI_EXT_CAP_ID_SRIOV),
		CAPABILITY(PCI_EXT_CAP_ID_MRIOV),
		CAPABILITY(PCI_EXT_CAP_ID_MCAST),
		CAPABILITY(PCI_EXT_CAP_ID_PRI),
		CAPABILITY(PCI_EXT_CAP_ID_AMD_XXX),
		CAPABILITY(PCI_EXT_CAP_ID_REBAR),
		CAPABILITY(PCI_EXT_CAP_ID_DPA),
		CAPABILITY(PCI_EXT_CAP_ID_TPH),
		CAPABILITY(PCI_EXT_CAP_ID_LTR),
		CAPABILITY(PCI_EXT_CAP_ID_SECPCI),
		CAPABILITY(PCI_EXT_CAP_ID_PMUX),
		CAPABILITY(PCI_EXT_CAP_ID_PASID),
		CAPABILITY(PCI_EXT_CAP_ID_DPC),
		CAPABILITY(PCI_EXT_CAP_ID_L1SS),
		CAPABILITY(PCI_EXT_CAP_ID_PTM),
	},

	.stream_ids = {
		{ .id = 0x870 },
	},
};

/* What only some boards have. */
_Static_assert(JAILHOUSE_X86 == 0, "ABI");
_Static_assert(JAILHOUSE_ARM == 1, "ABI");
_Static_assert(JAILHOUSE_MAX_IOMMU_UNITS == 8, "ABI");
_Static_assert(JAILHOUSE_IOMMU_AMD == 1, "ABI");
_Static_assert(JAILHOUSE_IOMMU_INTEL == 2, "ABI");
_Static_assert(JAILHOUSE_CELL_TEST_DEVICE == 2, "ABI");
_Static_assert(JAILHOUSE_CACHE_L3_CODE == 1, "ABI");
_Static_assert(JAILHOUSE_CACHE_L3_DATA == 2, "ABI");
_Static_assert(JAILHOUSE_PCI_EXT_CAP == 0x8000, "ABI");
_Static_assert(VIRTIO_DEV_NET == 1, "ABI");
_Static_assert(JAILHOUSE_CON_TYPE_NONE == 0, "ABI");
_Static_assert(JAILHOUSE_CON_TYPE_EFIFB == 1, "ABI");
_Static_assert(JAILHOUSE_CON_TYPE_PL011 == 3, "ABI");
_Static_assert(JAILHOUSE_CON_TYPE_MVEBU == 5, "ABI");
_Static_assert(JAILHOUSE_CON_TYPE_HSCIF == 6, "ABI");
_Static_assert(JAILHOUSE_CON_TYPE_SCIFA == 7, "ABI");
_Static_assert(JAILHOUSE_CON_TYPE_IMX == 8, "ABI");
_Static_assert(JAILHOUSE_CON_TYPE_IMX_LPUART == 9, "ABI");
_Static_assert(JAILHOUSE_CON_TYPE_SCIF == 0xa, "ABI");
_Static_assert(JAILHOUSE_CON_ACCESS_PIO == 0, "ABI");
_Static_assert(JAILHOUSE_CON_REGDIST_1 == 0, "ABI");
_Static_assert(JAILHOUSE_CON_FB_1024x768 == 0, "ABI");
_Static_assert(JAILHOUSE_CON_FB_1920x1080 == 4, "ABI");
_Static_assert(JAILHOUSE_APIC_MODE_AUTO == 0, "ABI");
_Static_assert(JAILHOUSE_APIC_MODE_XAPIC == 1, "ABI");
_Static_assert(JAILHOUSE_APIC_MODE_X2APIC == 2, "ABI");
