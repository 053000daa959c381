/* SPDX-License-Identifier: BSD-2-Clause */
/* Image, bring-up, and what the core wants to know of the architecture. */
#include <stdlib.h>
#include <string.h>
#include <arch/cell.h>
#include <arch/setup.h>
#include <cell.h>
#include <config_check.h>
#include <console.h>
#include <cpu.h>
#include <errno.h>
#include <report.h>

#include "fake.h"

struct jailhouse_image_header image_header = {
	.signature = JAILHOUSE_IMAGE_SIGNATURE,
	.boot_revision = JAILHOUSE_BOOT_REVISION,
	.architecture = JAILHOUSE_X86,
	.version = "test",
	.core_size = FAKE_CORE_SIZE,
	.percpu_size = FAKE_PERCPU_SIZE,
	.root_view_offset = FAKE_ROOT_VIEW_OFFSET,
};

struct fake_machine fake = {
	.time_step = 1,
	.uart_room = FAKE_UART_SIZE,
	.failing_cpu = ~0U,
	.tables_left = FAKE_MAX_CPUS,
};

static const struct config_machine machine = {
	.phys_bits = 40,
	.architecture = JAILHOUSE_X86,
	.unsupported = CONFIG_BUILD_UNSUPPORTED,
	.placed = true,
};

_Static_assert(sizeof(struct public_per_cpu) <= FAKE_PERCPU_SIZE,
	       "public part fits");

void fake_power_on(u64 hv_start, u64 hv_size, unsigned int cpus,
		   const void *config, u32 config_size)
{
	if (cpus > FAKE_MAX_CPUS)
		abort();
	image_header.phys_start = hv_start;
	image_header.size = hv_size;
	image_header.boot_tables_offset = hv_size - PAGE_SIZE;
	image_header.config_size = config_size;
	image_header.max_cpus = cpus;
	image_header.online_cpus = cpus;
	memcpy(fake_memory(hv_start + FAKE_CORE_SIZE +
			   cpus * FAKE_PERCPU_SIZE), config, config_size);
}

const struct config_machine *arch_config_machine(void)
{
	return &machine;
}

int arch_cpu_check(unsigned int cpu)
{
	if (!fake.check_result || cpu != fake.failing_cpu)
		return 0;
	refuse(JAILHOUSE_RULE_CPU_NO_VIRTUALIZATION, JAILHOUSE_ARRAY_CPUS, cpu,
	       0);
	return fake.check_result;
}

int arch_init(void)
{
	if (!fake.arch_init_result)
		fake.arch_inits++;
	return fake.arch_init_result;
}

void arch_exit(void)
{
	fake.arch_exits++;
}

int arch_cpu_init(void)
{
	this_cpu()->arch.initialised = true;
	return this_cpu()->cpu_id == fake.failing_cpu ? fake.init_result : 0;
}

void arch_cpu_exit(void)
{
	this_cpu()->arch.initialised = false;
	__atomic_fetch_add(&fake.cpu_exits, 1, __ATOMIC_RELAXED);
}

void arch_comm_region_init(struct cell *cell,
			   struct jailhouse_comm_region *comm)
{
	unsigned int cpu;

	for_each_cpu(cpu, &cell->cpus)
		comm->num_cpus++;
	comm->tsc_khz = FAKE_KHZ;
}

bool arch_cpu_starts(const struct cell *cell, unsigned int cpu)
{
	/* As on arm64: the lowest, the others wait. */
	return cpu == next_cpu(0, &cell->cpus);
}
