/* SPDX-License-Identifier: BSD-2-Clause */
/* Root's memory with cells in all positions, against the model. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <cpu.h>
#include <page_alloc.h>

#include "machine.h"

#define MIB	0x100000ULL

static struct cell_spec first, second;

static void boot(void)
{
	machine_spec();
	machine_boot();
	spec_cell(&first);
	spec_other_cell(&second);
	first.desc.flags |= JAILHOUSE_CELL_PASSIVE_COMMREG;
	second.desc.flags |= JAILHOUSE_CELL_PASSIVE_COMMREG;
	first.mem[1].virt_start = 0x70000000;
	second.mem[1].virt_start = 0x70000000;
}

static void add(struct cell_spec *spec, u64 phys, u64 size, u64 flags)
{
	spec->mem[spec->num_mem] = (struct jailhouse_memory) {
		.phys_start = phys,
		.virt_start = 0x80000000 + phys,
		.size = size,
		.flags = flags,
	};
	spec->num_mem++;
}

/* A whole life; nothing in it may fail, and nothing may stay behind. */
static void live_and_check(struct cell_spec *spec)
{
	u32 id = spec->desc.id;
	unsigned int cpu;
	struct snapshot *before = take_snapshot();
	u32 parks[MACHINE_CPUS];

	for (cpu = 0; cpu < MACHINE_CPUS; cpu++)
		parks[cpu] = public_per_cpu(cpu)->arch.parks;
	CHECK_EQ(create(spec), 0);
	check_root_memory();
	/* After the create nothing allocates. */
	page_alloc_fail_at(1);
	CHECK_EQ(set_loadable(id), 0);
	check_root_memory();
	CHECK_EQ(start(id), 0);
	check_root_memory();
	CHECK_EQ(set_loadable(id), 0);
	check_root_memory();
	CHECK_EQ(start(id), 0);
	check_root_memory();
	CHECK_EQ(destroy(id), 0);
	page_alloc_fail_at(0);
	check_root_memory();
	for (cpu = 0; cpu < MACHINE_CPUS; cpu++)
		public_per_cpu(cpu)->arch.parks = parks[cpu];
	check_snapshot(before);
}

FRESH_TEST(unaligned_ends)
{
	boot();
	first.mem[0].phys_start = 0x10001000;
	first.mem[0].size = 3 * MIB;
	live_and_check(&first);
}

FRESH_TEST(aligned_to_large_pages)
{
	boot();
	first.mem[0].phys_start = 0x10000000;
	first.mem[0].size = 8 * MIB;
	live_and_check(&first);
}

FRESH_TEST(regions_that_touch)
{
	boot();
	first.mem[0].phys_start = 0x10000000;
	first.mem[0].size = 3 * MIB;
	add(&first, 0x10300000, MIB, RAM);
	add(&first, 0x10400000, 5 * MIB, RAM | JAILHOUSE_MEM_LOADABLE);
	add(&first, 0x10900000, PAGE_SIZE, RAM | JAILHOUSE_MEM_LOADABLE);
	live_and_check(&first);
}

FRESH_TEST(memory_root_never_had)
{
	boot();
	add(&first, 0x3f000000, 4 * MIB, RAM);
	/* Half of it is root's: 0x3c600000 is where root's memory ends. */
	add(&first, 0x3c400000, 4 * MIB, RAM | JAILHOUSE_MEM_LOADABLE);
	/* Beyond all of root's memory and beyond the machine's. */
	add(&first, 0x1000000000, 2 * MIB, RAM);
	live_and_check(&first);
}

FRESH_TEST(shared_memory_stays)
{
	boot();
	add(&first, 0x10000000, MIB, RAM | JAILHOUSE_MEM_ROOTSHARED);
	/* Loaded and shared: closed by the first start. */
	add(&first, 0x10101000, MIB,
	    RAM | JAILHOUSE_MEM_ROOTSHARED | JAILHOUSE_MEM_LOADABLE);
	live_and_check(&first);
}

FRESH_TEST(root_attributes_differ_inside)
{
	struct cell_spec *root = &machine_system.root;

	machine_spec();
	root->mem[root->num_mem++] = (struct jailhouse_memory) {
		.phys_start = 0x10080000,
		.virt_start = 0x10080000,
		.size = 0x100000,
		.flags = JAILHOUSE_MEM_READ,
	};
	root->mem[root->num_mem++] = (struct jailhouse_memory) {
		.phys_start = 0x10400000,
		.virt_start = 0x10400000,
		.size = 0x400000,
		.flags = RAM | JAILHOUSE_MEM_NO_HUGEPAGES,
	};
	machine_boot();
	spec_cell(&first);
	first.desc.flags |= JAILHOUSE_CELL_PASSIVE_COMMREG;
	first.mem[1].virt_start = 0x70000000;
	first.mem[0].phys_start = 0x10000000;
	first.mem[0].size = 0x500000;
	check_root_memory();
	live_and_check(&first);
	first.mem[0].phys_start = 0x10081000;
	live_and_check(&first);
}

FRESH_TEST(root_regions_touch_inside)
{
	struct cell_spec *root = &machine_system.root;

	machine_spec();
	/* The same as what surrounds it: one large leaf. */
	root->mem[root->num_mem++] = (struct jailhouse_memory) {
		.phys_start = 0x10080000,
		.virt_start = 0x10080000,
		.size = 0x1000,
		.flags = RAM,
	};
	machine_boot();
	spec_cell(&first);
	first.desc.flags |= JAILHOUSE_CELL_PASSIVE_COMMREG;
	first.mem[1].virt_start = 0x70000000;
	first.mem[0].phys_start = 0x10000000;
	first.mem[0].size = 0x400000;
	live_and_check(&first);
}

FRESH_TEST(beside_a_neighbour_in_the_same_large_page)
{
	unsigned int loadable;

	boot();
	first.mem[0].phys_start = 0x10000000;
	first.mem[0].size = 0x80000;
	second.mem[0].phys_start = 0x10080000;
	second.mem[0].size = 0x80000;
	CHECK_EQ(create(&second), 0);
	for (loadable = 0; loadable < 2; loadable++) {
		live_and_check(&first);
		/* Root's part is whole again, but must not be merged. */
		CHECK_EQ(set_loadable(2), 0);
		live_and_check(&first);
		page_alloc_fail_at(1);
		CHECK_EQ(start(2), 0);
		page_alloc_fail_at(0);
		check_root_memory();
	}
	CHECK_EQ(destroy(2), 0);
	check_root_memory();
}

FRESH_TEST(neighbour_splits_a_taken_block)
{
	boot();
	/* Both load into memory that they share with root, in one block. */
	add(&first, 0x10000000, 2 * MIB,
	    RAM | JAILHOUSE_MEM_ROOTSHARED | JAILHOUSE_MEM_LOADABLE);
	add(&second, 0x10080000, 0x1000,
	    RAM | JAILHOUSE_MEM_ROOTSHARED | JAILHOUSE_MEM_LOADABLE);
	CHECK_EQ(create(&first), 0);
	CHECK_EQ(start(1), 0);
	CHECK_EQ(create(&second), 0);
	CHECK_EQ(start(2), 0);
	check_root_memory();
	page_alloc_fail_at(1);
	CHECK_EQ(destroy(1), 0);
	check_root_memory();
	CHECK_EQ(set_loadable(2), 0);
	check_root_memory();
	CHECK_EQ(start(2), 0);
	check_root_memory();
	CHECK_EQ(destroy(2), 0);
	check_root_memory();
}

FRESH_TEST(random_lives)
{
	struct snapshot *before;
	unsigned int round, n, cpu;

	boot();
	before = take_snapshot();
	srand(3);
	for (round = 0; round < 25; round++) {
		second.mem[0].phys_start = 0x10000000 +
			(u64)(rand() % 1024) * PAGE_SIZE;
		second.mem[0].size = (1 + rand() % 1024) * PAGE_SIZE;
		CHECK_EQ(create(&second), 0);
		if (rand() % 2)
			CHECK_EQ(set_loadable(2), 0);
		first.mem[0].phys_start = second.mem[0].phys_start +
			second.mem[0].size;
		first.mem[0].size = (1 + rand() % 1024) * PAGE_SIZE;
		for (n = first.num_mem = 2; n < 5; n++)
			add(&first, first.mem[n == 2 ? 0 : n - 1].phys_start +
			    first.mem[n == 2 ? 0 : n - 1].size,
			    (1 + rand() % 700) * PAGE_SIZE,
			    RAM | (rand() % 2 ? JAILHOUSE_MEM_LOADABLE : 0));
		live_and_check(&first);
		CHECK_EQ(destroy(2), 0);
	}
	for (cpu = 0; cpu < MACHINE_CPUS; cpu++)
		public_per_cpu(cpu)->arch.parks = 0;
	check_snapshot(before);
}

FRESH_TEST(pieces_by_construction)
{
	const u64 view = HV_START + FAKE_ROOT_VIEW_OFFSET;
	unsigned int attrs;

	boot();
	CHECK_EQ(root_memory_piece(0, 0x1000, &attrs), 0x1000);
	CHECK_EQ(attrs, PAGING_READ | PAGING_WRITE | PAGING_EXECUTE);
	CHECK_EQ(root_memory_piece(FAKE_DEVICE - 1, ~0ULL, &attrs),
		 FAKE_DEVICE);
	CHECK_EQ(root_memory_piece(FAKE_DEVICE, ~0ULL, &attrs),
		 FAKE_DEVICE + PAGE_SIZE);
	CHECK_EQ(attrs, 0);
	CHECK_EQ(root_memory_piece(HV_START, ~0ULL, &attrs), view);
	CHECK_EQ(attrs, 0);
	CHECK_EQ(root_memory_piece(view, ~0ULL, &attrs),
		 view + sizeof(struct jailhouse_root_view));
	CHECK_EQ(attrs, PAGING_READ);
	/* Root lists a page there, and does not get it. */
	CHECK_EQ(root_memory_piece(0x3b200000, ~0ULL, &attrs), 0x3b201000);
	CHECK_EQ(attrs, 0);
	CHECK_EQ(root_memory_piece(0x50000000, ~0ULL, &attrs), ~0ULL);
	CHECK_EQ(attrs, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FRESH(unaligned_ends),
		FRESH(aligned_to_large_pages),
		FRESH(regions_that_touch),
		FRESH(memory_root_never_had),
		FRESH(shared_memory_stays),
		FRESH(root_attributes_differ_inside),
		FRESH(root_regions_touch_inside),
		FRESH(beside_a_neighbour_in_the_same_large_page),
		FRESH(neighbour_splits_a_taken_block),
		FRESH(random_lives),
		FRESH(pieces_by_construction),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
