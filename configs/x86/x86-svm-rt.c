/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Cell "rt" on machine x86-svm: one CPU and 1 MiB of RAM for the demo inmate
 * rt.bin, a control loop on the local APIC's timer. It prints through the
 * hypervisor's virtual console and owns no device.
 */
#include <jailhouse/types.h>
#include <jailhouse/cell-config.h>
#include "x86-svm-memory.h"

/* The variant with a boot reservation sets this to 0. */
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
		.architecture = JAILHOUSE_X86,
		.revision = JAILHOUSE_CONFIG_REVISION,
		.name = "rt",

		/*
		 * The inmate may print through the hypervisor, and is told to
		 * do so instead of using a UART.
		 */
		.flags = JAILHOUSE_CELL_VIRTUAL_CONSOLE_PERMITTED |
			 JAILHOUSE_CELL_VIRTUAL_CONSOLE_ACTIVE,

		.cpu_set_size = sizeof(config.cpus),
		.num_memory_regions = ARRAY_SIZE(config.mem_regions),

		/* Where its CPUs start, in real mode: the image's first byte. */
		.cpu_reset_address = 0,

		/*
		 * It prints its histogram before it agrees to be stopped, and
		 * emulated CPUs can be slow: the longest time there is.
		 */
		.msg_reply_timeout = 1000000,
	},

	/* Logical CPU 1, which Linux must have online. CPU 0 stays with it. */
	.cpus = { 1 << 1 },

	.mem_regions = {
		/*
		 * RAM at the guest's address 0, where inmates are linked to
		 * and start. LOADABLE lets `jailhouse cell load` write it.
		 */
		{
			.phys_start = RT_START,
			.virt_start = 0,
			.size = 0x100000,
			.flags = JAILHOUSE_MEM_READ | JAILHOUSE_MEM_WRITE |
				 JAILHOUSE_MEM_EXECUTE | JAILHOUSE_MEM_DMA |
				 JAILHOUSE_MEM_LOADABLE | PLACE,
		},
		/*
		 * Communication region, a page of the hypervisor's: state,
		 * messages, clock rates. Inmates expect it behind their RAM.
		 */
		{
			.virt_start = 0x100000,
			.size = 0x1000,
			.flags = JAILHOUSE_MEM_READ | JAILHOUSE_MEM_WRITE |
				 JAILHOUSE_MEM_COMM_REGION,
		},
	},
};
