/* SPDX-License-Identifier: BSD-2-Clause */
/* What holds even if another layer, or a CPU, is late or wrong. */
#include <cpu.h>

#include "machine.h"

static struct cell_spec first;

static void boot(void)
{
	machine_spec();
	machine_boot();
	spec_cell(&first);
	first.desc.flags |= JAILHOUSE_CELL_PASSIVE_COMMREG;
}

/* What a unit emulates is closed, whatever the configuration puts there. */
FRESH_TEST(emulated_pages_are_closed)
{
	const struct cell *cell;

	boot();
	fake.emulates_for_cells = true;
	first.mem[first.num_mem++] = (struct jailhouse_memory) {
		.phys_start = 0x20000000,
		.virt_start = FAKE_DEVICE - PAGE_SIZE,
		.size = 3 * PAGE_SIZE,
		.flags = RAM,
	};
	CHECK_EQ(create(&first), 0);
	cell = cell_find(1);
	CHECK_EQ(paging_translate(&cell->space, FAKE_DEVICE - 1, NULL),
		 0x20000fff);
	CHECK_EQ(paging_translate(&cell->space, FAKE_DEVICE, NULL),
		 PAGING_NOT_MAPPED);
	CHECK_EQ(paging_translate(&cell->space, FAKE_DEVICE + PAGE_SIZE - 1,
				  NULL), PAGING_NOT_MAPPED);
	CHECK_EQ(paging_translate(&cell->space, FAKE_DEVICE + PAGE_SIZE, NULL),
		 0x20002000);
}

/* In place of the kicked CPU's reaction: it waits, CPU 1 with events owed. */
static void owe(unsigned int cpu)
{
	if (cpu == 1)
		cpu_set_events(cpu, CPU_EVENT_HANDOVER | CPU_EVENT_FLUSH);
	public_per_cpu(cpu)->stopped = 1;
}

/* A CPU that has not yet come to them, when its cell is started. */
FRESH_TEST(owed_events_survive_a_start)
{
	const struct arch_public_per_cpu *arch;
	u32 flushes, handovers;

	boot();
	arch = &public_per_cpu(1)->arch;
	CHECK_EQ(create(&first), 0);
	flushes = arch->flushes;
	handovers = arch->handovers;
	fake.kicked = owe;
	CHECK_EQ(start(1), 0);
	fake.kicked = NULL;
	CHECK_EQ(arch->flushes, flushes + 1);
	CHECK_EQ(arch->handovers, handovers + 1);
	CHECK_EQ(arch->resets, 1);
	CHECK(!arch->parked);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FRESH(emulated_pages_are_closed),
		FRESH(owed_events_survive_a_start),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
