/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Root configuration of the emulated machine x86-svm: QEMU's q35 with an AMD
 * CPU. Its shape comes from the build:
 *
 *	MACHINE_CPUS	number of CPUs (-smp)
 *	MACHINE_MEMORY	bytes of RAM (-m)
 *
 * and the including file says whether the hypervisor's memory is chosen at run
 * time (HYPERVISOR_FLAGS = JAILHOUSE_MEM_PLACE) or reserved at boot (0).
 *
 * For another board, copy this file and go through it from top to bottom. The
 * rule behind all lists: what is not listed here is out of reach for Linux once
 * the hypervisor is enabled, and what the hypervisor emulates (local APIC,
 * IOAPICs) or uses itself must stay out.
 */
#include <jailhouse/types.h>
#include <jailhouse/cell-config.h>
#include "x86-svm-memory.h"

#if MACHINE_CPUS < 1 || MACHINE_CPUS > 254
#error SMP must be 1..254
#endif
#if MACHINE_MEMORY < 0x20000000 || MACHINE_MEMORY > 0x200000000 || \
	MACHINE_MEMORY % 0x200000
#error MEMORY must be 512M..8G in steps of 2M
#endif

/* q35 splits its RAM: below the PCI hole, and from 4 GiB on what is left. */
#if MACHINE_MEMORY >= 0xb0000000
#define LOW_RAM_END	0x80000000ULL
#define HIGH_RAM_SIZE	(MACHINE_MEMORY - LOW_RAM_END)
#else
#define LOW_RAM_END	(MACHINE_MEMORY + 0ULL)
#define HIGH_RAM_SIZE	0ULL
#endif
#define HIGH_RAM_START	0x100000000ULL

/* The firmware's window for 64-bit BARs, from the next multiple of 1 GiB on. */
#define PCI64_START	((HIGH_RAM_START + HIGH_RAM_SIZE + 0x3fffffff) & \
			 ~0x3fffffffULL)
#define PCI64_SIZE	0x800000000ULL

/* Image, page pool, and 64 KiB per CPU; a multiple of 2 MiB. */
#define HYPERVISOR_SIZE	((0x600000 + MACHINE_CPUS * 0x10000 + 0x1fffff) & \
			 ~0x1fffff)

/* The n-th 64 CPUs of MACHINE_CPUS. */
#define CPU_WORD(n)							\
	(MACHINE_CPUS >= 64 * (n) + 64 ? ~0ULL :			\
	 MACHINE_CPUS <= 64 * (n) ? 0 : (1ULL << (MACHINE_CPUS % 64)) - 1)

#define RAM	(JAILHOUSE_MEM_READ | JAILHOUSE_MEM_WRITE |		\
		 JAILHOUSE_MEM_EXECUTE | JAILHOUSE_MEM_DMA)
#define MMIO	(JAILHOUSE_MEM_READ | JAILHOUSE_MEM_WRITE | JAILHOUSE_MEM_IO)
#define ROM	(JAILHOUSE_MEM_READ | JAILHOUSE_MEM_WRITE |		\
		 JAILHOUSE_MEM_EXECUTE | JAILHOUSE_MEM_IO)

/* Root's memory is the machine's: guest and host addresses are equal. */
#define REGION(start, end, access)					\
	{								\
		.phys_start = (start),					\
		.virt_start = (start),					\
		.size = (end) - (start),				\
		.flags = (access),					\
	}

struct {
	struct jailhouse_system header;
	__u64 cpus[4];
	struct jailhouse_memory mem_regions[8];
	struct jailhouse_irqchip irqchips[1];
	struct jailhouse_pio pio_regions[2];
} __attribute__((packed)) config = {
	.header = {
		.signature = JAILHOUSE_SYSTEM_SIGNATURE,
		.architecture = JAILHOUSE_X86,
		.revision = JAILHOUSE_CONFIG_REVISION,

		/* Makes `jailhouse console` work. */
		.flags = JAILHOUSE_SYS_VIRTUAL_DEBUG_CONSOLE,

		/*
		 * The hypervisor with everything it ever allocates. Taken from
		 * root wherever it lies, also inside root's regions below.
		 */
		.hypervisor_memory = {
			.phys_start = HYPERVISOR_START,
			.size = HYPERVISOR_SIZE,
			.flags = HYPERVISOR_FLAGS,
		},

		/*
		 * Messages also go to COM2, which Linux leaves alone as long as
		 * nobody opens ttyS1. A divider of 0 would keep the rate that
		 * the firmware chose; 1 is 115200 baud.
		 */
		.debug_console = {
			.address = 0x2f8,
			.type = JAILHOUSE_CON_TYPE_8250,
			.flags = JAILHOUSE_CON_ACCESS_PIO |
				 JAILHOUSE_CON_REGDIST_1,
			.divider = 1,
		},

		.platform_info = {
			/*
			 * No pci_mmconfig_base: all PCI functions stay with
			 * root, which finds the window in its memory below.
			 */
			.x86 = {
				/* PM1a base 0x600 + 8, ACPI table FADT. */
				.pm_timer_address = 0x608,
				.apic_mode = JAILHOUSE_APIC_MODE_AUTO,
				/* tsc_khz, apic_khz: what Linux measured. */
			},
		},

		.root_cell = {
			.name = "x86-svm",
			.cpu_set_size = sizeof(config.cpus),
			.num_memory_regions = ARRAY_SIZE(config.mem_regions),
			.num_irqchips = ARRAY_SIZE(config.irqchips),
			.num_pio_regions = ARRAY_SIZE(config.pio_regions),
		},
	},

	/* Exactly the CPUs that are online when the hypervisor is enabled. */
	.cpus = { CPU_WORD(0), CPU_WORD(1), CPU_WORD(2), CPU_WORD(3) },

	.mem_regions = {
		/* Conventional memory. */
		REGION(0, 0xa0000, RAM),
		/* VGA window, option ROMs, BIOS (partly RAM that shadows it). */
		REGION(0xa0000, 0x100000, ROM),
		/* RAM up to the PCI hole. */
		REGION(0x100000, LOW_RAM_END, RAM),
		/* PCI hole: BARs, and configuration space at 0xb0000000. */
		REGION(LOW_RAM_END, 0xfec00000, MMIO),
		/*
		 * Behind the IOAPIC's page: HPET 0xfed00000, chipset
		 * 0xfed1c000, TPM 0xfed40000, IOMMUs 0xfed80000, 0xfed90000.
		 */
		REGION(0xfec01000, 0xfee00000, MMIO),
		/*
		 * 0xfee00000..0xfeefffff is not for root: the local APIC, and
		 * addresses where a write becomes an interrupt. Flash follows.
		 */
		REGION(0xff000000, 0x100000000, ROM),
		/* RAM from 4 GiB on; an empty region if there is none. */
		REGION(HIGH_RAM_START, HIGH_RAM_START + HIGH_RAM_SIZE, RAM),
		/* 64-bit BARs. */
		REGION(PCI64_START, PCI64_START + PCI64_SIZE, MMIO),
	},

	.irqchips = {
		/* The chipset's IOAPIC, all 24 pins. */
		{
			.address = 0xfec00000,
			/* Requester id for interrupt remapping: ff:00.0. */
			.id = 0xff00,
			.pin_bitmap = { 0x00ffffff },
		},
	},

	/*
	 * All ports but COM2. A cell that lists ports closes them in root for
	 * as long as it exists.
	 */
	.pio_regions = {
		PIO_RANGE(0x0000, 0x2f8),
		PIO_RANGE(0x0300, 0xfd00),
	},
};
