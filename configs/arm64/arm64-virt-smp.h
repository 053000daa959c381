/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Cell "smp" on the emulated arm64 machines: two CPUs for the inmate smp.bin, which
 * starts the second one by PSCI and sends interrupts between them. On four and
 * more CPUs it runs beside the cell "rt"; on fewer only one of them can exist at
 * a time.
 */
#include <jailhouse/types.h>
#include <jailhouse/cell-config.h>
#include "arm64-virt-memory.h"

/* The variant with memory set aside at boot sets this to 0. */
#ifndef PLACE
#define PLACE		JAILHOUSE_MEM_PLACE
#endif

struct {
	struct jailhouse_cell_desc cell;
	__u64 cpus[1];
	struct jailhouse_memory mem_regions[2];
} __attribute__((packed)) config = {
	.cell = {
		.signature = JAILHOUSE_CELL_DESC_SIGNATURE,
		.architecture = JAILHOUSE_ARM64,
		.revision = JAILHOUSE_CONFIG_REVISION,
		.name = "smp",
		.flags = JAILHOUSE_CELL_VIRTUAL_CONSOLE_PERMITTED |
			 JAILHOUSE_CELL_VIRTUAL_CONSOLE_ACTIVE,

		.cpu_set_size = sizeof(config.cpus),
		.num_memory_regions = ARRAY_SIZE(config.mem_regions),
	},

	.cpus = { MACHINE_CPUS > 3 ? 1 << 2 | 1 << 3 : 1 << 1 | 1 << 2 },

	.mem_regions = {
		/* RAM at the guest's address 0, where inmates are linked to. */
		{
			.phys_start = SMP_START,
			.virt_start = 0,
			.size = 0x100000,
			.flags = JAILHOUSE_MEM_READ | JAILHOUSE_MEM_WRITE |
				 JAILHOUSE_MEM_EXECUTE | JAILHOUSE_MEM_DMA |
				 JAILHOUSE_MEM_LOADABLE | PLACE,
		},
		/* Communication region, where inmates expect it. */
		{
			.virt_start = 0x80000000,
			.size = 0x1000,
			.flags = JAILHOUSE_MEM_READ | JAILHOUSE_MEM_WRITE |
				 JAILHOUSE_MEM_COMM_REGION,
		},
	},
};
