/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Cell "violate" on the emulated arm64 machines: home of an inmate that, on command,
 * touches what it does not own. It has a CPU of its own where the machine has
 * three or more, so that it can run beside the cell "rt"; on two CPUs only one
 * of them can exist at a time.
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
		.name = "violate",
		.flags = JAILHOUSE_CELL_VIRTUAL_CONSOLE_PERMITTED |
			 JAILHOUSE_CELL_VIRTUAL_CONSOLE_ACTIVE,

		.cpu_set_size = sizeof(config.cpus),
		.num_memory_regions = ARRAY_SIZE(config.mem_regions),
	},

	.cpus = { MACHINE_CPUS > 2 ? 1 << 2 : 1 << 1 },

	.mem_regions = {
		/* RAM at the guest's address 0, where inmates are linked to. */
		{
			.phys_start = VIOLATE_START,
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
