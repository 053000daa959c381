/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Cell "rt" on the emulated arm64 machines: one CPU and 1 MiB of RAM for the
 * demo inmate rt.bin, a control loop on the virtual timer. It prints through
 * the hypervisor's virtual console and owns no device.
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
		.name = "rt",
		.flags = JAILHOUSE_CELL_VIRTUAL_CONSOLE_PERMITTED |
			 JAILHOUSE_CELL_VIRTUAL_CONSOLE_ACTIVE,

		.cpu_set_size = sizeof(config.cpus),
		.num_memory_regions = ARRAY_SIZE(config.mem_regions),

		/* Where its first CPU starts: the image's first byte. */
		.cpu_reset_address = 0,

		/*
		 * It prints its histogram before it agrees to be stopped, and
		 * emulated CPUs can be slow: the longest time there is.
		 */
		.msg_reply_timeout = 1000000,
	},

	/* Logical CPU 1, which Linux must have online. */
	.cpus = { 1 << 1 },

	.mem_regions = {
		/* RAM at the guest's address 0, where inmates are linked to. */
		{
			.phys_start = RT_START,
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
