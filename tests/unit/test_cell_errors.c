/* SPDX-License-Identifier: BSD-2-Clause */
/* Every refusal leaves everything as it was. */
#include <errno.h>
#include <string.h>
#include <console.h>
#include <cpu.h>
#include <page_alloc.h>

#include "machine.h"

static struct cell_spec first, second;
static struct snapshot *before;

static void boot(void)
{
	machine_spec();
	machine_boot();
	spec_cell(&first);
	spec_other_cell(&second);
	first.desc.flags |= JAILHOUSE_CELL_PASSIVE_COMMREG;
	second.desc.flags |= JAILHOUSE_CELL_PASSIVE_COMMREG;
}

/** A create is refused by a rule, and nothing changed. */
static void refused(const struct cell_spec *spec, long err, u32 rule)
{
	before = take_snapshot();
	CHECK_EQ(create(spec), err);
	CHECK_EQ(last_rule(), rule);
	check_snapshot(before);
}

FRESH_TEST(blob_that_root_cannot_read)
{
	boot();
	before = take_snapshot();
	/* The hypervisor's memory, nothing at all, the end of everything. */
	CHECK_EQ(create_at(HV_START + 0x20000), -EINVAL);
	CHECK_EQ(last_rule(), JAILHOUSE_RULE_BLOB_TOO_SHORT);
	CHECK_EQ(create_at(0x3f000000), -EINVAL);
	CHECK_EQ(last_rule(), JAILHOUSE_RULE_BLOB_TOO_SHORT);
	CHECK_EQ(create_at(~0ULL - 8), -EINVAL);
	CHECK_EQ(last_rule(), JAILHOUSE_RULE_BLOB_TOO_SHORT);
	CHECK_EQ(create_at(1ULL << 48), -EINVAL);
	CHECK_EQ(last_rule(), JAILHOUSE_RULE_BLOB_TOO_SHORT);
	/* The header is readable, the rest is not. */
	put_blob(BLOB_ADDRESS, &first);
	memcpy(fake_memory(HV_START - sizeof(first.desc)),
	       fake_memory(BLOB_ADDRESS), sizeof(first.desc));
	CHECK_EQ(create_at(HV_START - sizeof(first.desc)), -EINVAL);
	CHECK_EQ(last_rule(), JAILHOUSE_RULE_BLOB_TOO_SHORT);
	check_snapshot(before);
}

FRESH_TEST(blob_that_root_may_only_write)
{
	struct cell_spec *root = &machine_system.root;

	machine_spec();
	root->mem[root->num_mem++] = (struct jailhouse_memory) {
		.phys_start = BLOB_ADDRESS,
		.virt_start = BLOB_ADDRESS,
		.size = 0x1000,
		.flags = JAILHOUSE_MEM_WRITE,
	};
	machine_boot();
	spec_cell(&first);
	CHECK_EQ(create(&first), -EINVAL);
	CHECK_EQ(last_rule(), JAILHOUSE_RULE_BLOB_TOO_SHORT);
}

FRESH_TEST(blob_in_a_device)
{
	struct cell_spec *root = &machine_system.root;

	machine_spec();
	root->mem[root->num_mem++] = (struct jailhouse_memory) {
		.phys_start = BLOB_ADDRESS,
		.virt_start = BLOB_ADDRESS,
		.size = 0x1000,
		.flags = RAM | JAILHOUSE_MEM_IO,
	};
	machine_boot();
	spec_cell(&first);
	CHECK_EQ(create(&first), -EINVAL);
	CHECK_EQ(last_rule(), JAILHOUSE_RULE_BLOB_TOO_SHORT);
}

FRESH_TEST(blob_where_nothing_answers)
{
	unsigned int nth;

	boot();
	for (nth = 1; nth <= 2; nth++) {
		fake.failing_try = nth;
		refused(&first, -EINVAL, JAILHOUSE_RULE_BLOB_TOO_SHORT);
		CHECK_EQ(fake.failing_try, 0);
	}
}

static unsigned int deaf_cpu;

/* It hangs in an access and never answers; root's CPUs must not notice. */
static void stop_all_but_one(unsigned int cpu)
{
	CHECK(cpu != 1);
	if (cpu != deaf_cpu)
		public_per_cpu(cpu)->stopped =
			public_per_cpu(cpu)->stop_request != 0;
}

static void withdrawn(long result, u32 rule)
{
	unsigned int cpu;

	CHECK_EQ(result, -EBUSY);
	CHECK_EQ(last_rule(), rule);
	for (cpu = 0; cpu < MACHINE_CPUS; cpu++)
		CHECK_EQ(public_per_cpu(cpu)->stop_request, 0);
	CHECK_EQ(cell_find(1)->state, JAILHOUSE_CELL_RUNNING);
	fake_settle();
}

FRESH_TEST(cpu_that_does_not_stop)
{
	boot();
	first.cpus[0] = 1 << 2 | 1 << 3;
	CHECK_EQ(create(&first), 0);
	CHECK_EQ(start(1), 0);
	fake.kicked = stop_all_but_one;
	/* The clock of the machine counts looks. */
	fake.time_step = 10;
	for (deaf_cpu = 2; deaf_cpu <= 3; deaf_cpu++) {
		withdrawn(start(1), JAILHOUSE_RULE_CPU_STUCK);
		withdrawn(set_loadable(1), JAILHOUSE_RULE_CPU_STUCK);
		withdrawn(destroy(1), JAILHOUSE_RULE_CPU_STUCK);
	}
	/* Whatever it was, it is over. */
	deaf_cpu = 0;
	fake.kicked = NULL;
	CHECK_EQ(destroy(1), 0);
	CHECK_EQ(cell_count(), 1);
}

FRESH_TEST(blob_across_pages)
{
	boot();
	put_blob(BLOB_ADDRESS + PAGE_SIZE - 77, &first);
	CHECK_EQ(create_at(BLOB_ADDRESS + PAGE_SIZE - 77), 0);
	CHECK_EQ(strcmp(cell_find(1)->config->name, "first"), 0);
	CHECK_EQ(cell_find(1)->config_size, sizeof(struct jailhouse_cell_desc) +
		 8 + 2 * sizeof(struct jailhouse_memory));
}

FRESH_TEST(copy_is_what_counts)
{
	boot();
	CHECK_EQ(create(&first), 0);
	memset(fake_memory(BLOB_ADDRESS), 0xff, PAGE_SIZE);
	CHECK_EQ(cell_find(1)->config->num_memory_regions, 2);
	CHECK_EQ(start(1), 0);
	CHECK_EQ(destroy(1), 0);
	check_root_memory();
}

FRESH_TEST(blob_too_large)
{
	struct jailhouse_cell_desc *desc = fake_memory(BLOB_ADDRESS);

	boot();
	before = take_snapshot();
	put_blob(BLOB_ADDRESS, &first);
	desc->num_memory_regions = 0x10000 / sizeof(struct jailhouse_memory);
	CHECK_EQ(create_at(BLOB_ADDRESS), -E2BIG);
	CHECK_EQ(last_rule(), JAILHOUSE_RULE_BLOB_TOO_LARGE);
	desc->num_memory_regions = 0xffffffff;
	CHECK_EQ(create_at(BLOB_ADDRESS), -E2BIG);
	CHECK_EQ(last_rule(), JAILHOUSE_RULE_BLOB_TOO_LARGE);
	check_snapshot(before);
}

FRESH_TEST(extension_table)
{
	struct jailhouse_cell_desc *desc = fake_memory(BLOB_ADDRESS);
	struct jailhouse_extension_table *table;
	struct jailhouse_extension *entry;
	u64 size;

	boot();
	size = put_blob(BLOB_ADDRESS, &first);
	desc->flags |= JAILHOUSE_CELL_EXTENDED;
	table = fake_memory(BLOB_ADDRESS + ((size + 7) & ~7ULL));
	entry = (struct jailhouse_extension *)(table + 1);
	table->size = sizeof(*table) + sizeof(*entry) + 8;
	entry->type = 77;
	entry->flags = JAILHOUSE_EXTENSION_REQUIRED;
	entry->size = 5;
	CHECK_EQ(create_at(BLOB_ADDRESS), -EINVAL);
	CHECK_EQ(last_rule(), JAILHOUSE_RULE_EXTENSION);
	table->size = 0x10000;
	CHECK_EQ(create_at(BLOB_ADDRESS), -E2BIG);
	CHECK_EQ(last_rule(), JAILHOUSE_RULE_BLOB_TOO_LARGE);
	table->size = 0xffffffff;
	CHECK_EQ(create_at(BLOB_ADDRESS), -E2BIG);
	CHECK_EQ(last_rule(), JAILHOUSE_RULE_BLOB_TOO_LARGE);
	table->size = 3;
	CHECK_EQ(create_at(BLOB_ADDRESS), -EINVAL);
	CHECK_EQ(last_rule(), JAILHOUSE_RULE_EXTENSION);
	table->size = sizeof(*table) + sizeof(*entry) + 8;
	entry->flags = 0;
	CHECK_EQ(create_at(BLOB_ADDRESS), 0);
}

FRESH_TEST(blob_that_is_broken)
{
	boot();
	first.desc.signature[0] = 'X';
	refused(&first, -EINVAL, JAILHOUSE_RULE_SIGNATURE);
	spec_cell(&first);
	first.desc.revision = 13;
	refused(&first, -EINVAL, JAILHOUSE_RULE_REVISION);
	spec_cell(&first);
	first.mem[0].size = 0x100800;
	refused(&first, -EINVAL, JAILHOUSE_RULE_MEM_SUB_PAGE);
	spec_cell(&first);
	first.mem[0].flags |= JAILHOUSE_MEM_PLACE;
	refused(&first, -EINVAL, JAILHOUSE_RULE_MEM_NOT_PLACED);
	spec_cell(&first);
	first.mem[0].phys_start = HV_START;
	refused(&first, -EINVAL, JAILHOUSE_RULE_MEM_HYPERVISOR);
	spec_cell(&first);
	first.cpus[0] = 0;
	refused(&first, -EINVAL, JAILHOUSE_RULE_CPU_SET_EMPTY);
}

FRESH_TEST(cpu_that_root_does_not_have)
{
	boot();
	first.cpus[0] = 1 << 1 | 1 << 5;
	refused(&first, -EBUSY, JAILHOUSE_RULE_CPU_NOT_ROOT);
	CHECK_EQ(root_view.last_error.index, 5);
	first.cpus[0] = 1 << 1;
	CHECK_EQ(create(&second), 0);
	first.cpus[0] = 1 << 1 | 1 << 2;
	refused(&first, -EBUSY, JAILHOUSE_RULE_CPU_NOT_ROOT);
	CHECK_EQ(root_view.last_error.index, 2);
	CHECK_EQ(root_view.last_error.other, 2);
}

FRESH_TEST(cpu_of_the_caller)
{
	boot();
	put_blob(BLOB_ADDRESS, &first);
	before = take_snapshot();
	CHECK_EQ(call(1, JAILHOUSE_HC_CELL_CREATE, BLOB_ADDRESS, 0), -EBUSY);
	CHECK_EQ(last_rule(), JAILHOUSE_RULE_CPU_CALLER);
	CHECK_EQ(root_view.last_error.index, 1);
	check_snapshot(before);
}

FRESH_TEST(name_and_id_taken)
{
	boot();
	CHECK_EQ(create(&first), 0);
	strcpy(second.desc.name, "first");
	refused(&second, -EEXIST, JAILHOUSE_RULE_CELL_NAME_TAKEN);
	CHECK_EQ(root_view.last_error.other, 1);
	strcpy(second.desc.name, "RootCell");
	refused(&second, -EEXIST, JAILHOUSE_RULE_CELL_NAME_TAKEN);
	strcpy(second.desc.name, "second");
	second.desc.id = 1;
	refused(&second, -EEXIST, JAILHOUSE_RULE_CELL_ID_TAKEN);
	second.desc.id = 0;
	refused(&second, -EEXIST, JAILHOUSE_RULE_CELL_ID_TAKEN);
	CHECK_EQ(root_view.last_error.other, 0);
	second.desc.id = 2;
	CHECK_EQ(create(&second), 0);
}

FRESH_TEST(memory_of_another_cell)
{
	boot();
	CHECK_EQ(create(&first), 0);
	second.mem[0].phys_start = first.mem[0].phys_start - 0x80000;
	refused(&second, -EBUSY, JAILHOUSE_RULE_MEM_OTHER_CELL);
	CHECK_EQ(root_view.last_error.other, 1);
	/* Also while the other cell is loaded. */
	CHECK_EQ(set_loadable(1), 0);
	refused(&second, -EBUSY, JAILHOUSE_RULE_MEM_OTHER_CELL);
	CHECK_EQ(destroy(1), 0);
	CHECK_EQ(create(&second), 0);
}

FRESH_TEST(ports_of_another_cell)
{
	boot();
	first.pio[0] = (struct jailhouse_pio)PIO_RANGE(0x3f8, 8);
	first.num_pio = 1;
	second.pio[0] = (struct jailhouse_pio)PIO_RANGE(0x3ff, 1);
	second.num_pio = 1;
	CHECK_EQ(create(&first), 0);
	refused(&second, -EBUSY, JAILHOUSE_RULE_PIO_OTHER_CELL);
}

FRESH_TEST(units_that_refuse)
{
	boot();
	fake.unit_check_result = -EINVAL;
	refused(&first, -EINVAL, JAILHOUSE_RULE_PIO_RESERVED);
	CHECK_EQ(root_view.last_error.other, 2);
	fake.unit_check_result = 0;
	fake.unit_prepare_result = -EINVAL;
	refused(&first, -EINVAL, JAILHOUSE_RULE_PIO_RESERVED);
	fake.unit_prepare_result = 0;
	CHECK_EQ(create(&first), 0);
}

FRESH_TEST(locked_cell_blocks_others)
{
	boot();
	CHECK_EQ(create(&first), 0);
	CHECK_EQ(start(1), 0);
	cell_find(1)->comm->cell_state = JAILHOUSE_CELL_RUNNING_LOCKED;
	refused(&second, -EPERM, JAILHOUSE_RULE_CELL_LOCKED);
	CHECK_EQ(root_view.last_error.other, 1);
	cell_find(1)->comm->cell_state = JAILHOUSE_CELL_RUNNING;
	CHECK_EQ(create(&second), 0);
	cell_find(1)->comm->cell_state = JAILHOUSE_CELL_RUNNING_LOCKED;
	before = take_snapshot();
	CHECK_EQ(destroy(2), -EPERM);
	CHECK_EQ(last_rule(), JAILHOUSE_RULE_CELL_LOCKED);
	check_snapshot(before);
	/* Its own destruction, and other cells' starts, are not concerned. */
	CHECK_EQ(start(2), 0);
	CHECK_EQ(destroy(1), 0);
	CHECK_EQ(destroy(2), 0);
}

FRESH_TEST(cells_that_are_not_there)
{
	boot();
	CHECK_EQ(start(1), -ENOENT);
	CHECK_EQ(set_loadable(1), -ENOENT);
	CHECK_EQ(destroy(1), -ENOENT);
	CHECK_EQ(start(0), -EINVAL);
	CHECK_EQ(set_loadable(0), -EINVAL);
	CHECK_EQ(destroy(0), -EINVAL);
	CHECK_EQ(call(0, JAILHOUSE_HC_CELL_START, 1ULL << 32, 0), -ENOENT);
	CHECK_EQ(call(0, JAILHOUSE_HC_CELL_START, 1ULL << 32 | 1, 0), -ENOENT);
}

/* Let the nth allocation of a create fail, for all n. */
static unsigned long inject(const struct cell_spec *spec)
{
	unsigned long n;
	long err;

	for (n = 1;; n++) {
		before = take_snapshot();
		page_alloc_fail_at(n);
		err = create(spec);
		page_alloc_fail_at(0);
		if (!err)
			return n;
		CHECK_EQ(err, -ENOMEM);
		CHECK_EQ(last_rule(), JAILHOUSE_RULE_POOL_EXHAUSTED);
		check_snapshot(before);
		if (n % 4 == 1)
			check_root_memory();
	}
}

FRESH_TEST(allocation_fails_at_every_point)
{
	boot();
	first.mem[0].phys_start = 0x10001000;
	first.mem[0].size = 0x400000;
	first.mem[1].virt_start = 0x70000000;
	first.mem[2] = (struct jailhouse_memory) {
		.phys_start = 0x20001000,
		.virt_start = 0x80000000,
		.size = 0x80000000ULL >> 6,
		.flags = RAM,
	};
	first.num_mem = 3;
	/* Configuration, cell, region, unit, tables of the cell and of root. */
	CHECK(inject(&first) > 15);
	check_root_memory();
	CHECK_EQ(destroy(1), 0);
	check_root_memory();
	/* Beside a neighbour in the same blocks. */
	second.mem[0].phys_start = 0x10401000;
	second.mem[0].size = 0x3000;
	CHECK_EQ(create(&second), 0);
	CHECK(inject(&first) > 12);
	CHECK_EQ(destroy(2), 0);
	CHECK_EQ(destroy(1), 0);
	check_root_memory();
}

FRESH_TEST(pool_runs_dry)
{
	unsigned long used;

	boot();
	used = page_pool_used();
	while (page_alloc(1))
		;
	put_blob(BLOB_ADDRESS, &first);
	CHECK_EQ(create_at(BLOB_ADDRESS), -ENOMEM);
	CHECK_EQ(last_rule(), JAILHOUSE_RULE_POOL_EXHAUSTED);
	CHECK_EQ(root_view.last_error.other, 0);
	CHECK(page_pool_used() > used);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FRESH(blob_that_root_cannot_read),
		FRESH(blob_that_root_may_only_write),
		FRESH(blob_in_a_device),
		FRESH(blob_where_nothing_answers),
		FRESH(cpu_that_does_not_stop),
		FRESH(blob_across_pages),
		FRESH(copy_is_what_counts),
		FRESH(blob_too_large),
		FRESH(extension_table),
		FRESH(blob_that_is_broken),
		FRESH(cpu_that_root_does_not_have),
		FRESH(cpu_of_the_caller),
		FRESH(name_and_id_taken),
		FRESH(memory_of_another_cell),
		FRESH(ports_of_another_cell),
		FRESH(units_that_refuse),
		FRESH(locked_cell_blocks_others),
		FRESH(cells_that_are_not_there),
		FRESH(allocation_fails_at_every_point),
		FRESH(pool_runs_dry),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
