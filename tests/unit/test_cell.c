/* SPDX-License-Identifier: BSD-2-Clause */
/* The life of cells: who owns which CPU, what CPUs are told, what root sees. */
#include <string.h>
#include <errno.h>
#include <core_entry.h>
#include <cpu.h>
#include <page_alloc.h>

#include "machine.h"

static struct cell_spec first, second;

static void boot(void)
{
	machine_spec();
	machine_boot();
	spec_cell(&first);
	spec_other_cell(&second);
	/* Root's memory ends with a page that no large leaf takes. */
	first.mem[0].phys_start = 0x10100000;
	first.mem[0].size = 0x500000;
	first.mem[1].virt_start = 0x1000000;
	second.mem[0].phys_start = 0x10600000;
	second.desc.flags |= JAILHOUSE_CELL_PASSIVE_COMMREG;
	first.desc.flags |= JAILHOUSE_CELL_PASSIVE_COMMREG;
}

static struct arch_public_per_cpu *state_of(unsigned int cpu)
{
	return &public_per_cpu(cpu)->arch;
}

FRESH_TEST(enable_maps_root)
{
	unsigned int cpu;

	boot();
	check_root_memory();
	CHECK_EQ(cell_count(), 1);
	CHECK_EQ(get_state(0), JAILHOUSE_CELL_RUNNING);
	for (cpu = 0; cpu < MACHINE_CPUS; cpu++) {
		CHECK(public_per_cpu(cpu)->cell == &root_cell);
		CHECK(public_per_cpu(cpu)->entered);
		CHECK(cell_owns_cpu(&root_cell, cpu));
	}
	CHECK(!cell_owns_cpu(&root_cell, MACHINE_CPUS));
	CHECK_EQ(root_cell.mmio.count, 1);
}

FRESH_TEST(create_takes_cpu_and_memory)
{
	struct cell *cell;

	boot();
	public_per_cpu(1)->stats[JAILHOUSE_CPU_STAT_VMEXITS_MMIO] = 7;
	CHECK_EQ(create(&first), 0);
	check_root_memory();
	cell = cell_find(1);
	CHECK(cell);
	CHECK_EQ(cell_count(), 2);
	CHECK_EQ(get_state(1), JAILHOUSE_CELL_SHUT_DOWN);
	CHECK(cell_owns_cpu(cell, 1) && !cell_owns_cpu(&root_cell, 1));
	CHECK(public_per_cpu(1)->cell == cell);
	CHECK_EQ(public_per_cpu(1)->stats[JAILHOUSE_CPU_STAT_VMEXITS_MMIO], 0);
	CHECK_EQ(state_of(1)->parks, 1);
	CHECK_EQ(state_of(1)->handovers, 1);
	CHECK(state_of(1)->handover_cell == cell);
	CHECK_EQ(cell->arch.commits, 1);
	CHECK_EQ(cell->arch.resets, 0);
	/* Root's other CPUs, the caller included, forgot translations. */
	CHECK_EQ(state_of(0)->flushes, 1);
	CHECK_EQ(state_of(2)->flushes, 1);
	CHECK_EQ(state_of(3)->flushes, 1);
	CHECK_EQ(state_of(2)->parks, 0);
	CHECK(root_stop_max() > 0);
}

FRESH_TEST(cell_sees_its_memory)
{
	const struct cell *cell;
	unsigned int attrs;

	boot();
	first.mem[first.num_mem++] = (struct jailhouse_memory) {
		.phys_start = 0x20000000,
		.virt_start = 0x80000000,
		.size = 0x3000,
		.flags = JAILHOUSE_MEM_READ | JAILHOUSE_MEM_ROOTSHARED |
			JAILHOUSE_MEM_NO_HUGEPAGES,
	};
	first.mem[first.num_mem++] = (struct jailhouse_memory) { 0 };
	CHECK_EQ(create(&first), 0);
	cell = cell_find(1);
	CHECK_EQ(paging_translate(&cell->space, 0x4fffff, &attrs),
		 0x105fffffULL);
	CHECK_EQ(attrs, PAGING_READ | PAGING_WRITE | PAGING_EXECUTE);
	CHECK_EQ(paging_translate(&cell->space, 0x500000, NULL),
		 PAGING_NOT_MAPPED);
	CHECK_EQ(paging_translate(&cell->space, 0x1000010, &attrs),
		 hv_virt_to_phys(cell->comm) + 0x10);
	CHECK_EQ(attrs, PAGING_READ | PAGING_WRITE);
	CHECK_EQ(paging_translate(&cell->space, 0x80002000, &attrs),
		 0x20002000);
	CHECK_EQ(attrs, PAGING_READ);
	check_root_memory();
}

FRESH_TEST(start_runs_and_closes_memory)
{
	struct cell *cell;

	boot();
	first.cpus[0] = 1 << 1 | 1 << 3;
	CHECK_EQ(create(&first), 0);
	cell = cell_find(1);
	CHECK_EQ(set_loadable(1), 0);
	check_root_memory();
	CHECK_EQ(get_state(1), JAILHOUSE_CELL_SHUT_DOWN);
	CHECK_EQ(cell->arch.resets, 1);
	CHECK_EQ(state_of(1)->parks, 2);

	memset(cell->comm, 0xff, PAGE_SIZE);
	CHECK_EQ(start(1), 0);
	check_root_memory();
	CHECK_EQ(get_state(1), JAILHOUSE_CELL_RUNNING);
	CHECK_EQ(cell->arch.resets, 2);
	/* The lowest CPU starts, the other waits. */
	CHECK_EQ(state_of(1)->resets, 1);
	CHECK(state_of(1)->reset_cell == cell && !state_of(1)->parked);
	CHECK_EQ(state_of(3)->resets, 0);
	CHECK(state_of(3)->parked);
	CHECK_EQ(memcmp(cell->comm->signature, "JHCOMM", 6), 0);
	CHECK_EQ(cell->comm->revision, 2);
	CHECK_EQ(cell->comm->num_cpus, 2);
	CHECK_EQ(cell->comm->msg_to_cell, 0);
	CHECK_EQ(((u8 *)cell->comm)[PAGE_SIZE - 1], 0);
}

static unsigned int kicks_of_root, flushes_of_root;

static bool root_was_stopped(void)
{
	bool kicked = state_of(2)->kicks > kicks_of_root;
	bool flushed = state_of(0)->flushes > flushes_of_root &&
		state_of(2)->flushes > flushes_of_root;

	CHECK_EQ(kicked, flushed);
	kicks_of_root = state_of(2)->kicks;
	flushes_of_root = state_of(2)->flushes;
	return kicked;
}

FRESH_TEST(root_is_stopped_when_its_view_changes)
{
	boot();
	CHECK_EQ(create(&first), 0);
	CHECK(root_was_stopped());
	CHECK_EQ(set_loadable(1), 0);
	CHECK(root_was_stopped());
	CHECK_EQ(set_loadable(1), 0);
	CHECK(!root_was_stopped());
	CHECK_EQ(start(1), 0);
	CHECK(root_was_stopped());
	CHECK_EQ(destroy(1), 0);
	CHECK(root_was_stopped());
	/* Nothing loadable, nothing to change. */
	first.mem[0].flags = RAM;
	CHECK_EQ(create(&first), 0);
	CHECK(root_was_stopped());
	CHECK_EQ(set_loadable(1), 0);
	CHECK_EQ(start(1), 0);
	CHECK(!root_was_stopped());
}

FRESH_TEST(restart_leaves_root_alone)
{
	u32 kicks;

	boot();
	CHECK_EQ(create(&first), 0);
	CHECK_EQ(start(1), 0);
	check_root_memory();
	kicks = state_of(2)->kicks;
	CHECK_EQ(start(1), 0);
	CHECK_EQ(state_of(2)->kicks, kicks);
	CHECK_EQ(state_of(1)->resets, 2);
	check_root_memory();
}

FRESH_TEST(destroy_gives_everything_back)
{
	struct snapshot *before;

	boot();
	before = take_snapshot();
	CHECK_EQ(create(&first), 0);
	CHECK_EQ(set_loadable(1), 0);
	CHECK_EQ(start(1), 0);
	public_per_cpu(1)->stats[0] = 5;
	CHECK_EQ(destroy(1), 0);
	check_root_memory();
	CHECK(!cell_find(1));
	CHECK(public_per_cpu(1)->cell == &root_cell);
	CHECK_EQ(public_per_cpu(1)->stats[0], 0);
	CHECK_EQ(state_of(1)->handovers, 2);
	CHECK(state_of(1)->handover_cell == &root_cell);
	CHECK(state_of(1)->parked);
	CHECK_EQ(root_cell.arch.releases, 1);
	state_of(1)->parks = 0;
	check_snapshot(before);
	CHECK_EQ(destroy(1), -ENOENT);
}

FRESH_TEST(two_cells_twenty_times)
{
	struct snapshot *before;
	unsigned int round, cpu;

	boot();
	before = take_snapshot();
	for (round = 0; round < 20; round++) {
		CHECK_EQ(create(&first), 0);
		CHECK_EQ(create(&second), 0);
		CHECK_EQ(cell_count(), 3);
		CHECK_EQ(set_loadable(1), 0);
		CHECK_EQ(set_loadable(2), 0);
		CHECK_EQ(start(2), 0);
		CHECK_EQ(start(1), 0);
		if (round % 5 == 0)
			check_root_memory();
		CHECK_EQ(destroy(1 + round % 2), 0);
		CHECK_EQ(destroy(2 - round % 2), 0);
	}
	for (cpu = 0; cpu < MACHINE_CPUS; cpu++)
		state_of(cpu)->parks = 0;
	check_snapshot(before);
}

FRESH_TEST(other_cells_are_not_stopped)
{
	u32 kicks;

	boot();
	CHECK_EQ(create(&second), 0);
	CHECK_EQ(start(2), 0);
	kicks = state_of(2)->kicks;
	CHECK_EQ(create(&first), 0);
	CHECK_EQ(set_loadable(1), 0);
	CHECK_EQ(start(1), 0);
	CHECK_EQ(destroy(1), 0);
	CHECK_EQ(state_of(2)->kicks, kicks);
	CHECK_EQ(state_of(2)->resets, 1);
}

FRESH_TEST(failure_stops_the_whole_cell)
{
	struct cell *cell;

	boot();
	first.cpus[0] = 1 << 1 | 1 << 3;
	CHECK_EQ(create(&first), 0);
	CHECK_EQ(start(1), 0);
	cell = cell_find(1);

	fake_be(1);
	cell_fail(cell);
	cpu_handle_events();
	fake_be(0);
	CHECK(state_of(1)->parked && state_of(3)->parked);
	CHECK(public_per_cpu(1)->failed && public_per_cpu(3)->failed);
	CHECK_EQ(cell->comm->cell_state, JAILHOUSE_CELL_FAILED);
	CHECK_EQ(get_state(1), JAILHOUSE_CELL_FAILED);
	/* What the cell may have written last does not count. */
	cell->comm->cell_state = JAILHOUSE_CELL_RUNNING_LOCKED;
	CHECK_EQ(get_state(1), JAILHOUSE_CELL_FAILED);
	/* The architecture's events do not wake a failed CPU. */
	cpu_post_events(1, 1 << CPU_EVENT_ARCH_SHIFT);
	CHECK_EQ(state_of(1)->arch_events, 0);

	CHECK_EQ(start(1), 0);
	CHECK_EQ(get_state(1), JAILHOUSE_CELL_RUNNING);
	CHECK(!public_per_cpu(1)->failed && !state_of(1)->parked);
	cpu_post_events(1, 1 << CPU_EVENT_ARCH_SHIFT);
	CHECK_EQ(state_of(1)->arch_events, 1 << CPU_EVENT_ARCH_SHIFT);

	/* The next owner gets CPUs that have not failed. */
	fake_be(3);
	cell_fail(cell);
	fake_be(0);
	CHECK_EQ(destroy(1), 0);
	CHECK(!public_per_cpu(1)->failed && !public_per_cpu(3)->failed);
}

/* CPU 1 fails after it was told to start, before it does. */
FRESH_TEST(failure_beats_a_pending_start)
{
	boot();
	CHECK_EQ(create(&first), 0);
	cpu_set_events(1, CPU_EVENT_RESET);
	cpu_set_events(1, CPU_EVENT_PARK);
	fake_settle();
	CHECK_EQ(state_of(1)->resets, 0);
	CHECK(state_of(1)->parked);
}

/* A start overrules what the CPUs were told before, but not their cleaning. */
FRESH_TEST(start_replaces_pending_events)
{
	boot();
	CHECK_EQ(create(&first), 0);
	public_per_cpu(1)->events = CPU_EVENT_PARK | CPU_EVENT_HANDOVER |
		CPU_EVENT_FLUSH | 1 << CPU_EVENT_ARCH_SHIFT;
	/* Deaf until the stop holds it. */
	CHECK_EQ(public_per_cpu(1)->stop_request, 0);
	CHECK_EQ(start(1), 0);
	CHECK_EQ(state_of(1)->resets, 1);
	CHECK_EQ(state_of(1)->handovers, 2);
	CHECK_EQ(state_of(1)->arch_events, 0);
	CHECK(!state_of(1)->parked);
}

FRESH_TEST(states_the_cell_writes)
{
	struct cell *cell;

	boot();
	first.desc.flags &= ~JAILHOUSE_CELL_PASSIVE_COMMREG;
	CHECK_EQ(create(&first), 0);
	cell = cell_find(1);
	cell->comm->cell_state = JAILHOUSE_CELL_RUNNING;
	CHECK_EQ(get_state(1), JAILHOUSE_CELL_SHUT_DOWN);
	CHECK_EQ(start(1), 0);
	cell->comm->cell_state = JAILHOUSE_CELL_RUNNING_LOCKED;
	CHECK_EQ(get_state(1), JAILHOUSE_CELL_RUNNING_LOCKED);
	cell->comm->cell_state = JAILHOUSE_CELL_FAILED_COMM_REV;
	CHECK_EQ(get_state(1), JAILHOUSE_CELL_FAILED_COMM_REV);
	cell->comm->cell_state = 5;
	CHECK_EQ(get_state(1), -EINVAL);
	cell->comm->cell_state = 0xffffffff;
	CHECK_EQ(get_state(1), -EINVAL);
	cell->comm->cell_state = JAILHOUSE_CELL_SHUT_DOWN;
	CHECK_EQ(get_state(1), JAILHOUSE_CELL_SHUT_DOWN);
	CHECK_EQ(get_state(2), -ENOENT);
	CHECK_EQ(destroy(1), 0);
}

FRESH_TEST(stop_of_root_is_measured)
{
	u64 longest;

	boot();
	CHECK_EQ(root_stop_max(), 0);
	CHECK_EQ(create(&first), 0);
	longest = root_stop_max();
	CHECK(longest > 0);
	CHECK_EQ(start(1), 0);
	/* A stop without root does not count, however long. */
	fake.time_step = 1000;
	CHECK_EQ(start(1), 0);
	CHECK_EQ(root_stop_max(), longest);
	CHECK_EQ(destroy(1), 0);
	CHECK(root_stop_max() >= 1000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FRESH(enable_maps_root),
		FRESH(create_takes_cpu_and_memory),
		FRESH(cell_sees_its_memory),
		FRESH(start_runs_and_closes_memory),
		FRESH(root_is_stopped_when_its_view_changes),
		FRESH(restart_leaves_root_alone),
		FRESH(destroy_gives_everything_back),
		FRESH(two_cells_twenty_times),
		FRESH(other_cells_are_not_stopped),
		FRESH(failure_stops_the_whole_cell),
		FRESH(failure_beats_a_pending_start),
		FRESH(start_replaces_pending_events),
		FRESH(states_the_cell_writes),
		FRESH(stop_of_root_is_measured),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
