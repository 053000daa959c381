/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Cell "gic" on the emulated arm64 machines: a CPU, RAM, and a device with its
 * interrupt for the demo inmate gic.bin: the real-time clock. Linux has to let go
 * of it first:
 *
 *	echo 9010000.pl031 > /sys/bus/amba/drivers/rtc-pl031/unbind
 *
 * On four and more CPUs it runs beside the cell "rt"; on fewer only one of them
 * can exist at a time.
 */
#include <jailhouse/types.h>
#include <jailhouse/cell-config.h>
#include "arm64-virt-memory.h"

struct {
	struct jailhouse_cell_desc cell;
	__u64 cpus[1];
	struct jailhouse_memory mem_regions[3];
	struct jailhouse_irqchip irqchips[1];
} __attribute__((packed)) config = {
	.cell = {
		.signature = JAILHOUSE_CELL_DESC_SIGNATURE,
		.architecture = JAILHOUSE_ARM64,
		.revision = JAILHOUSE_CONFIG_REVISION,
		.name = "gic",
		.flags = JAILHOUSE_CELL_VIRTUAL_CONSOLE_PERMITTED |
			 JAILHOUSE_CELL_VIRTUAL_CONSOLE_ACTIVE,

		.cpu_set_size = sizeof(config.cpus),
		.num_memory_regions = ARRAY_SIZE(config.mem_regions),
		.num_irqchips = ARRAY_SIZE(config.irqchips),
	},

	.cpus = { MACHINE_CPUS > 3 ? 1 << 3 : 1 << 1 },

	.mem_regions = {
		/* RAM at the guest's address 0, where inmates are linked to. */
		{
			.phys_start = GIC_START,
			.virt_start = 0,
			.size = 0x100000,
			.flags = JAILHOUSE_MEM_READ | JAILHOUSE_MEM_WRITE |
				 JAILHOUSE_MEM_EXECUTE | JAILHOUSE_MEM_DMA |
				 JAILHOUSE_MEM_LOADABLE | JAILHOUSE_MEM_PLACE,
		},
		/* PL031, the real-time clock. */
		{
			.phys_start = 0x09010000,
			.virt_start = 0x09010000,
			.size = 0x1000,
			.flags = JAILHOUSE_MEM_READ | JAILHOUSE_MEM_WRITE |
				 JAILHOUSE_MEM_IO,
		},
		/* Communication region. */
		{
			.virt_start = 0x80000000,
			.size = 0x1000,
			.flags = JAILHOUSE_MEM_READ | JAILHOUSE_MEM_WRITE |
				 JAILHOUSE_MEM_COMM_REGION,
		},
	},

	.irqchips = {
		{
			.address = 0x08000000,
			.pin_base = 32,
			/*
			 * INTID 34: the clock's alarm. INTIDs 78 and 79: no
			 * device of the machine; the demo raises them itself.
			 */
			.pin_bitmap = { 1 << (34 - 32), 3 << (78 - 64) },
		},
	},
};
