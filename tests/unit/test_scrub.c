/* SPDX-License-Identifier: BSD-2-Clause */
/* What a cell leaves behind in memory that root can't reach. */
#include <errno.h>
#include <string.h>
#include <core_entry.h>
#include <cpu.h>

#include "machine.h"

#define MIB		0x100000ULL
/* Root's memory ends at 0x3c600000. */
#define OUTSIDE		0x3e000000ULL
#define HALF_OUTSIDE	0x3c500000ULL
#define SECRET		0xa5

static struct cell_spec first;

static void add(u64 phys, u64 size, u64 flags)
{
	first.mem[first.num_mem++] = (struct jailhouse_memory) {
		.phys_start = phys,
		.virt_start = 0x80000000 + phys,
		.size = size,
		.flags = flags,
	};
}

static void boot(void)
{
	machine_spec();
	machine_boot();
	spec_cell(&first);
	first.desc.flags |= JAILHOUSE_CELL_PASSIVE_COMMREG;
}

static void fill(u64 phys, u64 size)
{
	memset(fake_memory(phys), SECRET, size);
}

static bool all(u64 phys, u64 size, u8 value)
{
	const u8 *byte = fake_memory(phys);

	while (size--)
		if (*byte++ != value)
			return false;
	return true;
}

static void run(void)
{
	CHECK_EQ(create(&first), 0);
	CHECK_EQ(start(1), 0);
}

FRESH_TEST(what_root_cannot_reach_is_zeroed)
{
	boot();
	add(OUTSIDE, MIB, RAM);
	add(OUTSIDE + MIB, MIB, JAILHOUSE_MEM_READ | JAILHOUSE_MEM_WRITE |
	    JAILHOUSE_MEM_DMA);
	add(HALF_OUTSIDE, 2 * MIB, RAM | JAILHOUSE_MEM_LOADABLE);
	run();
	fill(OUTSIDE, 2 * MIB);
	fill(HALF_OUTSIDE, 2 * MIB);
	fill(first.mem[0].phys_start, MIB);
	CHECK_EQ(destroy(1), 0);
	CHECK(all(OUTSIDE, 2 * MIB, 0));
	/* The driver skips what is not wholly root's. */
	CHECK(all(HALF_OUTSIDE, 2 * MIB, 0));
	/* And does the rest itself. */
	CHECK(all(first.mem[0].phys_start, MIB, SECRET));
	/* 1024 pages, 16 at a time. */
	CHECK_EQ(machine_repeats, 64 - 1);
}

FRESH_TEST(only_private_memory)
{
	const u64 data = JAILHOUSE_MEM_READ | JAILHOUSE_MEM_WRITE;

	boot();
	add(OUTSIDE, PAGE_SIZE, RAM | JAILHOUSE_MEM_ROOTSHARED);
	add(OUTSIDE + PAGE_SIZE, PAGE_SIZE, RAM | JAILHOUSE_MEM_IO);
	add(OUTSIDE + 2 * PAGE_SIZE, PAGE_SIZE, data);
	add(OUTSIDE + 3 * PAGE_SIZE, PAGE_SIZE,
	    JAILHOUSE_MEM_READ | JAILHOUSE_MEM_EXECUTE);
	add(OUTSIDE + 4 * PAGE_SIZE, 0x10, data | JAILHOUSE_MEM_DMA);
	run();
	fill(OUTSIDE, 5 * PAGE_SIZE);
	CHECK_EQ(destroy(1), 0);
	CHECK(all(OUTSIDE, 5 * PAGE_SIZE, SECRET));
	CHECK_EQ(machine_repeats, 0);
}

FRESH_TEST(nobody_is_stopped_meanwhile)
{
	unsigned int cpu, calls = 0;
	long result;

	boot();
	add(OUTSIDE, MIB, RAM);
	run();
	CHECK(!public_per_cpu(1)->arch.parked);
	do {
		result = call_once(calls++ % 2 ? 2 : 0,
				   JAILHOUSE_HC_CELL_DESTROY, 1, 0);
		for (cpu = 0; cpu < MACHINE_CPUS; cpu++)
			CHECK_EQ(public_per_cpu(cpu)->stop_request, 0);
		if (result != HYPERCALL_REPEAT)
			break;
		/* The cell does not write any more. */
		CHECK(public_per_cpu(1)->arch.parked);
		CHECK_EQ(get_state(1), JAILHOUSE_CELL_SHUT_DOWN);
	} while (true);
	CHECK_EQ(result, 0);
	CHECK_EQ(calls, 16);
	CHECK_EQ(public_per_cpu(2)->arch.parks, 0);
	CHECK_EQ(get_state(1), -ENOENT);
}

FRESH_TEST(a_start_in_between_begins_anew)
{
	boot();
	add(OUTSIDE, MIB, RAM);
	run();
	CHECK_EQ(call_once(0, JAILHOUSE_HC_CELL_DESTROY, 1, 0),
		 HYPERCALL_REPEAT);
	CHECK_EQ(call_once(0, JAILHOUSE_HC_CELL_DESTROY, 1, 0),
		 HYPERCALL_REPEAT);
	CHECK_EQ(start(1), 0);
	CHECK(!public_per_cpu(1)->arch.parked);
	fill(OUTSIDE, MIB);
	CHECK_EQ(destroy(1), 0);
	CHECK(all(OUTSIDE, MIB, 0));
}

FRESH_TEST(cells_that_failed_or_never_ran)
{
	boot();
	add(OUTSIDE, MIB, RAM);
	CHECK_EQ(create(&first), 0);
	fill(OUTSIDE, MIB);
	CHECK_EQ(destroy(1), 0);
	CHECK(all(OUTSIDE, MIB, 0));
	run();
	fill(OUTSIDE, MIB);
	fake_be(1);
	cell_fail(cell_find(1));
	fake_be(0);
	CHECK_EQ(destroy(1), 0);
	CHECK(all(OUTSIDE, MIB, 0));
}

FRESH_TEST(what_answers_with_an_error_is_skipped)
{
	boot();
	add(OUTSIDE, MIB, RAM);
	run();
	fill(OUTSIDE, MIB);
	fake.failing_try = 3;
	CHECK_EQ(destroy(1), 0);
	CHECK(all(OUTSIDE, 2 * PAGE_SIZE, 0));
	CHECK(all(OUTSIDE + 2 * PAGE_SIZE, PAGE_SIZE, SECRET));
	CHECK(all(OUTSIDE + 3 * PAGE_SIZE, MIB - 3 * PAGE_SIZE, 0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FRESH(what_root_cannot_reach_is_zeroed),
		FRESH(only_private_memory),
		FRESH(nobody_is_stopped_meanwhile),
		FRESH(a_start_in_between_begins_anew),
		FRESH(cells_that_failed_or_never_ran),
		FRESH(what_answers_with_an_error_is_skipped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
