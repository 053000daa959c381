/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Root configuration of the emulated machines arm64-gicv3 and arm64-gicv2:
 * QEMU's virt. Their shape comes from the build:
 *
 *	MACHINE_CPUS	number of CPUs (-smp)
 *	MACHINE_MEMORY	bytes of RAM (-m)
 *
 * and the including file says which GIC there is (GIC_VERSION) and what the
 * root cell is called (MACHINE_NAME); HYPERVISOR_FLAGS without
 * JAILHOUSE_MEM_PLACE if its memory was set aside at boot.
 *
 * The rule behind all lists: what is not listed here is out of reach for Linux
 * once the hypervisor is enabled, and what the hypervisor emulates (the GIC) or
 * uses itself must stay out.
 */
#include <jailhouse/types.h>
#include <jailhouse/cell-config.h>
#include "arm64-virt-memory.h"

#if MACHINE_CPUS < 1 || MACHINE_CPUS > (GIC_VERSION == 2 ? 8 : 123)
#error SMP must be 1..123, with GICv2 1..8
#endif
#if MACHINE_MEMORY < 0x20000000 || MACHINE_MEMORY % 0x200000
#error MEMORY must be at least 512M in steps of 2M
#endif

#ifndef HYPERVISOR_FLAGS
#define HYPERVISOR_FLAGS	JAILHOUSE_MEM_PLACE
#endif

/* Image, page pool, and tables per CPU; a multiple of 2 MiB. */
#define HYPERVISOR_SIZE	((0x600000 + MACHINE_CPUS * 0x10000 + 0x1fffff) & \
			 ~0x1fffff)

/* The n-th 64 CPUs of MACHINE_CPUS. */
#define CPU_WORD(n)							\
	(MACHINE_CPUS >= 64 * (n) + 64 ? ~0ULL :			\
	 MACHINE_CPUS <= 64 * (n) ? 0 : (1ULL << (MACHINE_CPUS % 64)) - 1)

#define RAM	(JAILHOUSE_MEM_READ | JAILHOUSE_MEM_WRITE |		\
		 JAILHOUSE_MEM_EXECUTE | JAILHOUSE_MEM_DMA)
#define MMIO	(JAILHOUSE_MEM_READ | JAILHOUSE_MEM_WRITE | JAILHOUSE_MEM_IO)

#define REGION(start, end, access)					\
	{								\
		.phys_start = (start),					\
		.virt_start = (start),					\
		.size = (end) - (start),				\
		.flags = (access),					\
	}

#define RAM_START	0x40000000ULL

struct {
	struct jailhouse_system header;
	__u64 cpus[2];
	struct jailhouse_memory mem_regions[6 + (GIC_VERSION == 3)];
	struct jailhouse_irqchip irqchips[2];
} __attribute__((packed)) config = {
	.header = {
		.signature = JAILHOUSE_SYSTEM_SIGNATURE,
		.architecture = JAILHOUSE_ARM64,
		.revision = JAILHOUSE_CONFIG_REVISION,

		/* Makes `jailhouse console` work. */
		.flags = JAILHOUSE_SYS_VIRTUAL_DEBUG_CONSOLE,

		.hypervisor_memory = {
			.phys_start = HYPERVISOR_START,
			.size = HYPERVISOR_SIZE,
			.flags = HYPERVISOR_FLAGS,
		},

		/*
		 * The PL011, which Linux leaves alone as long as nobody opens
		 * ttyAMA0: its console is a PCI card.
		 */
		.debug_console = {
			.address = 0x09000000,
			.size = 0x1000,
			.type = JAILHOUSE_CON_TYPE_PL011,
			.flags = JAILHOUSE_CON_ACCESS_MMIO |
				 JAILHOUSE_CON_REGDIST_4,
		},

		.platform_info = {
			.arm = {
				/* PPI 9 */
				.maintenance_irq = 25,
				.gic_version = GIC_VERSION,
				.gicd_base = 0x08000000,
#if GIC_VERSION == 2
				.gicc_base = 0x08010000,
				.gich_base = 0x08030000,
				.gicv_base = 0x08040000,
#else
				.gicr_base = 0x080a0000,
#endif
			},
		},

		.root_cell = {
			.name = MACHINE_NAME,
			.cpu_set_size = sizeof(config.cpus),
			.num_memory_regions = ARRAY_SIZE(config.mem_regions),
			.num_irqchips = ARRAY_SIZE(config.irqchips),
		},
	},

	/* Exactly the CPUs that are online when the hypervisor is enabled. */
	.cpus = { CPU_WORD(0), CPU_WORD(1) },

	.mem_regions = {
		/* Flash. */
		REGION(0, 0x08000000, MMIO),
		/* UART, RTC, firmware configuration, GPIO, virtio slots. */
		REGION(0x09000000, 0x10000000, MMIO),
		/* PCI: 32-bit BARs and ports. */
		REGION(0x10000000, 0x3f000000, MMIO),
		REGION(RAM_START, RAM_START + MACHINE_MEMORY, RAM),
		/* PCI: configuration space. */
		REGION(0x4010000000, 0x4020000000, MMIO),
		/* PCI: 64-bit BARs. */
		REGION(0x8000000000, 0x10000000000, MMIO),
#if GIC_VERSION == 3
		/*
		 * Control registers of the ITS: LPIs are root's. What devices
		 * write to (its second frame, GICv2's message frame) is not for
		 * CPUs. Without its=on there is nothing here.
		 */
		REGION(0x08080000, 0x08090000, MMIO),
#endif
	},

	/* All SPIs: 32 to 287. */
	.irqchips = {
		{
			.address = 0x08000000,
			.pin_base = 32,
			.pin_bitmap = { ~0U, ~0U, ~0U, ~0U },
		},
		{
			.address = 0x08000000,
			.pin_base = 160,
			.pin_bitmap = { ~0U, ~0U, ~0U, ~0U },
		},
	},
};
