/* SPDX-License-Identifier: BSD-2-Clause */
/* Entries of both kinds of tables, literal (Arm ARM D8.3). */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <paging.h>
#include <stage2.h>
#include <stage2_write.h>
#include <tables.h>
#include <arch/cell.h>
#include <jailhouse/cell-config.h>

void stage2_write(u64 *entry, u64 value)
{
	*entry = value;
}

#define RW	(PAGING_READ | PAGING_WRITE)
#define RX	(PAGING_READ | PAGING_EXECUTE)

static void stage2_leaves(void **state)
{
	const struct paging_format *f = arch_stage2_format();

	(void)state;
	/* Page: valid, page, normal, read-write, inner shareable, accessed. */
	assert_true(f->leaf(0x40000000, RW | PAGING_EXECUTE, 0) ==
		    0x00000000400007ffULL);
	assert_true(f->leaf(0x40000000, RX, 0) == 0x000000004000077fULL);
	/* 2 MiB block: bit 1 clear. */
	assert_true(f->leaf(0x40200000, RW | PAGING_EXECUTE, 1) ==
		    0x00000000402007fdULL);
	/* Device nGnRE, not executable. */
	assert_true(f->leaf(0x09000000, RW | PAGING_DEVICE, 0) ==
		    0x00400000090007c7ULL);
	assert_int_equal(f->max_leaf_level, 2);
}

static void el2_leaves(void **state)
{
	const struct paging_format *f = &arch_hv_format;

	(void)state;
	/* Text: read-only, executable. Data: read-write, not. */
	assert_true(f->leaf(0x50001000, RX, 0) == 0x00000000500017c3ULL);
	assert_true(f->leaf(0x50001000, RW, 0) == 0x0040000050001743ULL);
	assert_true(f->leaf(0x50001000, PAGING_READ, 0) ==
		    0x00400000500017c3ULL);
	assert_true(f->leaf(0x08000000, RW | PAGING_DEVICE, 0) ==
		    0x0040000008000747ULL);
}

static void check_round_trip(const struct paging_format *f, unsigned int attrs)
{
	unsigned int level;
	u64 entry;

	for (level = 0; level <= f->max_leaf_level; level++) {
		entry = f->leaf(0x7fc0000000ULL, attrs, level);
		assert_true(f->present(entry));
		assert_true(f->is_leaf(entry, level));
		assert_int_equal(f->attrs(entry), attrs);
		assert_true(f->phys(entry, level) == 0x7fc0000000ULL);
	}
	entry = f->table(0x7fc0001000ULL);
	assert_true(entry == 0x7fc0001003ULL);
	assert_false(f->is_leaf(entry, 1));
	assert_true(f->phys(entry, 1) == 0x7fc0001000ULL);
	assert_false(f->present(0));
}

static void round_trips(void **state)
{
	(void)state;
	check_round_trip(arch_stage2_format(), RW | PAGING_EXECUTE);
	check_round_trip(arch_stage2_format(), PAGING_READ);
	check_round_trip(arch_stage2_format(), RW | PAGING_DEVICE);
	check_round_trip(&arch_hv_format, RW);
	check_round_trip(&arch_hv_format, RX);
	check_round_trip(&arch_hv_format, RW | PAGING_DEVICE);
}

static void flags_of_regions(void **state)
{
	(void)state;
	assert_int_equal(arch_memory_attrs(0), 0);
	assert_int_equal(arch_memory_attrs(JAILHOUSE_MEM_DMA), 0);
	/* RAM is executable whether it says so or not, devices are not. */
	assert_int_equal(arch_memory_attrs(JAILHOUSE_MEM_READ), RX);
	assert_int_equal(arch_memory_attrs(JAILHOUSE_MEM_READ |
					   JAILHOUSE_MEM_WRITE),
			 RW | PAGING_EXECUTE);
	assert_int_equal(arch_memory_attrs(JAILHOUSE_MEM_READ |
					   JAILHOUSE_MEM_WRITE |
					   JAILHOUSE_MEM_EXECUTE |
					   JAILHOUSE_MEM_IO),
			 RW | PAGING_DEVICE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(stage2_leaves),
		cmocka_unit_test(el2_leaves),
		cmocka_unit_test(round_trips),
		cmocka_unit_test(flags_of_regions),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
