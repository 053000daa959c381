/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <errno.h>
#include <arch/cell.h>
#include <page_alloc.h>
#include <paging.h>

#include "machine.h"

#define POOL		0x2000000ULL
#define POOL_PAGES	2000

#define MIB		0x100000ULL
#define GIB		0x40000000ULL

/* The model: 64 MiB around an address where 1 GiB blocks meet. */
#define WINDOW		(GIB - 32 * MIB)
#define WINDOW_PAGES	(64 * MIB / PAGE_SIZE)

static struct paging_space space;
static struct {
	u64 phys;
	unsigned int attrs;
} model[WINDOW_PAGES];
static unsigned long pool_base;

static void init(void)
{
	fake_power_on(HV_START, HV_SIZE, 1, "", 1);
	fake_be(0);
	CHECK_EQ(page_pool_init(fake_memory(POOL), POOL_PAGES), 0);
	pool_base = page_pool_used();
	CHECK_EQ(paging_init(&space, arch_stage2_format(), 4, 1), 0);
}

static unsigned long tables(void)
{
	return page_pool_used() - pool_base;
}

static void done(void)
{
	paging_exit(&space);
	CHECK_EQ(page_pool_used(), pool_base);
	CHECK(!space.root);
	paging_exit(&space);
}

static void check_page(u64 virt, u64 phys, unsigned int attrs)
{
	unsigned int found = 0;

	CHECK_EQ(paging_translate(&space, virt, &found), phys);
	if (phys != PAGING_NOT_MAPPED)
		CHECK_EQ(found, attrs);
}

static void check_model(void)
{
	unsigned int n;

	for (n = 0; n < WINDOW_PAGES; n++)
		check_page(WINDOW + n * PAGE_SIZE + n % PAGE_SIZE,
			   model[n].attrs ? model[n].phys + n % PAGE_SIZE :
			   PAGING_NOT_MAPPED, model[n].attrs);
	check_page(WINDOW - 1, PAGING_NOT_MAPPED, 0);
	check_page(WINDOW + 64 * MIB, PAGING_NOT_MAPPED, 0);
}

static void model_set(unsigned int first, unsigned int count, u64 phys,
		      unsigned int attrs)
{
	unsigned int n;

	for (n = 0; n < count; n++) {
		model[first + n].phys = phys + n * PAGE_SIZE;
		model[first + n].attrs = attrs;
	}
}

/* A range of the window, often with ends at blocks of 2 MiB. */
static void random_range(unsigned int *first, unsigned int *count)
{
	*first = rand() % WINDOW_PAGES;
	*count = 1 + rand() % (WINDOW_PAGES - *first);
	if (rand() % 2)
		*first &= ~511U;
	if (rand() % 2)
		*count = (*count + 511) & ~511U;
	if (rand() % 4 == 0)
		*count = 1 + rand() % 20;
	if (*count > WINDOW_PAGES - *first)
		*count = WINDOW_PAGES - *first;
}

static void random_step(void)
{
	unsigned int first, count, attrs = 1 + rand() % 15;
	u64 virt, phys;

	random_range(&first, &count);
	virt = WINDOW + first * PAGE_SIZE;
	phys = virt;
	if (rand() % 4 == 0)
		phys = (u64)(rand() % 0x10000) << PAGE_SHIFT;
	switch (rand() % 4) {
	case 0:
	case 1:
		CHECK_EQ(paging_map(&space, phys, virt, count * PAGE_SIZE,
				    attrs | (rand() % 4 ? 0 :
					     PAGING_NO_HUGE)), 0);
		model_set(first, count, phys, attrs);
		break;
	case 2:
		CHECK_EQ(paging_split(&space, virt), 0);
		CHECK_EQ(paging_split(&space, virt + count * PAGE_SIZE), 0);
		page_alloc_fail_at(1);
		paging_unmap(&space, virt, count * PAGE_SIZE);
		CHECK_EQ(paging_map(&space, virt, virt, count * PAGE_SIZE,
				    PAGING_READ), 0);
		paging_unmap(&space, virt, count * PAGE_SIZE);
		page_alloc_fail_at(0);
		model_set(first, count, 0, 0);
		break;
	case 3:
		paging_merge(&space, virt, count * PAGE_SIZE, NULL, NULL);
		break;
	}
}

FRESH_TEST(random_steps_agree_with_model)
{
	unsigned int round;

	init();
	srand(2);
	for (round = 0; round < 1500; round++) {
		random_step();
		if (round % 10 == 0)
			check_model();
	}
	check_model();
	done();
}

FRESH_TEST(uses_large_leaves)
{
	init();
	CHECK_EQ(tables(), 1);
	/* 1 GiB leaves at level 2 need one more table. */
	CHECK_EQ(paging_map(&space, GIB, GIB, 2 * GIB, PAGING_READ), 0);
	CHECK_EQ(tables(), 2);
	check_page(GIB, GIB, PAGING_READ);
	check_page(3 * GIB - 1, 3 * GIB - 1, PAGING_READ);
	check_page(3 * GIB, PAGING_NOT_MAPPED, 0);
	/* Addresses that differ below 1 GiB: 2 MiB leaves. */
	CHECK_EQ(paging_map(&space, 2 * MIB, 8 * GIB, GIB, PAGING_WRITE), 0);
	CHECK_EQ(tables(), 3);
	check_page(8 * GIB + GIB - 1, 2 * MIB + GIB - 1, PAGING_WRITE);
	/* Below 2 MiB: pages. */
	CHECK_EQ(paging_map(&space, PAGE_SIZE, 16 * GIB, 2 * MIB, PAGING_READ),
		 0);
	CHECK_EQ(tables(), 5);
	/* And pages on demand. */
	CHECK_EQ(paging_map(&space, 32 * GIB, 32 * GIB, 4 * MIB,
			    PAGING_READ | PAGING_NO_HUGE), 0);
	CHECK_EQ(tables(), 8);
	check_page(32 * GIB, 32 * GIB, PAGING_READ);
	done();
}

FRESH_TEST(split_and_merge_restore)
{
	init();
	CHECK_EQ(paging_map(&space, 0, 0, 4 * GIB, PAGING_READ), 0);
	CHECK_EQ(tables(), 2);
	CHECK_EQ(paging_split(&space, GIB + 5 * PAGE_SIZE), 0);
	CHECK_EQ(tables(), 4);
	CHECK_EQ(paging_split(&space, 2 * GIB), 0);
	CHECK_EQ(tables(), 4);
	CHECK_EQ(paging_split(&space, 3 * GIB + 2 * MIB), 0);
	CHECK_EQ(tables(), 5);
	check_page(GIB + 5 * PAGE_SIZE, GIB + 5 * PAGE_SIZE, PAGING_READ);

	/* A hole keeps the tables above it. */
	paging_unmap(&space, GIB + 4 * PAGE_SIZE, PAGE_SIZE);
	paging_merge(&space, 0, 4 * GIB, NULL, NULL);
	CHECK_EQ(tables(), 4);
	/* So does another attribute, or another address. */
	CHECK_EQ(paging_map(&space, GIB + 4 * PAGE_SIZE, GIB + 4 * PAGE_SIZE,
			    PAGE_SIZE, PAGING_WRITE), 0);
	paging_merge(&space, 0, 4 * GIB, NULL, NULL);
	CHECK_EQ(tables(), 4);
	CHECK_EQ(paging_map(&space, GIB, GIB + 4 * PAGE_SIZE, PAGE_SIZE,
			    PAGING_READ), 0);
	paging_merge(&space, 0, 4 * GIB, NULL, NULL);
	CHECK_EQ(tables(), 4);

	CHECK_EQ(paging_map(&space, GIB + 4 * PAGE_SIZE, GIB + 4 * PAGE_SIZE,
			    PAGE_SIZE, PAGING_READ), 0);
	CHECK_EQ(tables(), 4);
	paging_merge(&space, GIB, PAGE_SIZE, NULL, NULL);
	CHECK_EQ(tables(), 2);
	check_page(GIB + 4 * PAGE_SIZE, GIB + 4 * PAGE_SIZE, PAGING_READ);
	done();
}

static bool keep_one(const void *ctx, u64 virt, u64 size)
{
	u64 address = *(const u64 *)ctx;

	return address >= virt && address - virt < size;
}

FRESH_TEST(merge_respects_veto)
{
	u64 kept = 5 * MIB;

	init();
	CHECK_EQ(paging_map(&space, 0, 0, GIB, PAGING_READ), 0);
	CHECK_EQ(paging_split(&space, 3 * MIB), 0);
	CHECK_EQ(paging_split(&space, 5 * MIB), 0);
	CHECK_EQ(tables(), 5);
	paging_merge(&space, 0, GIB, keep_one, &kept);
	CHECK_EQ(tables(), 4);
	page_alloc_fail_at(1);
	paging_unmap(&space, 5 * MIB, PAGE_SIZE);
	done();
}

FRESH_TEST(merge_frees_empty_tables)
{
	init();
	CHECK_EQ(paging_split(&space, PAGE_SIZE), 0);
	CHECK_EQ(tables(), 4);
	paging_merge(&space, 0, 2 * PAGE_SIZE, NULL, NULL);
	CHECK_EQ(tables(), 1);
	done();
}

FRESH_TEST(misaligned_blocks_do_not_merge)
{
	init();
	CHECK_EQ(paging_map(&space, PAGE_SIZE, 0, 2 * MIB, PAGING_READ), 0);
	CHECK_EQ(tables(), 4);
	paging_merge(&space, 0, 2 * MIB, NULL, NULL);
	CHECK_EQ(tables(), 4);
	check_page(0, PAGE_SIZE, PAGING_READ);
	done();
}

FRESH_TEST(split_guarantees_remapping)
{
	unsigned int n;

	init();
	/* Nothing is mapped there yet, and still pieces must fit later. */
	CHECK_EQ(paging_split(&space, 3 * MIB), 0);
	CHECK_EQ(paging_split(&space, 7 * MIB), 0);
	page_alloc_fail_at(1);
	for (n = 0; n < 3; n++) {
		CHECK_EQ(paging_map(&space, 3 * MIB, 3 * MIB, 4 * MIB,
				    PAGING_READ), 0);
		check_page(3 * MIB - 1, PAGING_NOT_MAPPED, 0);
		check_page(7 * MIB - 1, 7 * MIB - 1, PAGING_READ);
		check_page(7 * MIB, PAGING_NOT_MAPPED, 0);
		paging_unmap(&space, 3 * MIB, 4 * MIB);
		check_page(4 * MIB, PAGING_NOT_MAPPED, 0);
	}
	done();
}

static void unmap_part(void *arg)
{
	(void)arg;
	paging_unmap(&space, 0, PAGE_SIZE);
}

static void unmap_tail(void *arg)
{
	(void)arg;
	paging_unmap(&space, PAGE_SIZE, 2 * MIB - PAGE_SIZE);
}

FRESH_TEST(unmapping_part_of_a_leaf_panics)
{
	init();
	CHECK_EQ(paging_map(&space, 0, 0, 2 * MIB, PAGING_READ), 0);
	CHECK_EQ(fake_protect(unmap_part, NULL, NULL), FAKE_HALTED);
	CHECK_EQ(fake_protect(unmap_tail, NULL, NULL), FAKE_HALTED);
	check_page(0, 0, PAGING_READ);
}

FRESH_TEST(addresses_beyond_the_space)
{
	const u64 end = 1ULL << 48;

	init();
	CHECK_EQ(paging_map(&space, 0, 0, PAGE_SIZE, PAGING_READ), 0);
	check_page(end, PAGING_NOT_MAPPED, 0);
	check_page(~0ULL, PAGING_NOT_MAPPED, 0);
	CHECK_EQ(paging_map(&space, 0, end - PAGE_SIZE, PAGE_SIZE,
			    PAGING_READ), 0);
	check_page(end - 1, PAGE_SIZE - 1, PAGING_READ);
	CHECK_EQ(paging_map(&space, 0, end - PAGE_SIZE, 2 * PAGE_SIZE,
			    PAGING_READ), -EINVAL);
	CHECK_EQ(paging_map(&space, 0, end, PAGE_SIZE, PAGING_READ), -EINVAL);
	CHECK_EQ(paging_split(&space, end), 0);
	paging_unmap(&space, end, 2 * PAGE_SIZE);
	paging_merge(&space, end, PAGE_SIZE, NULL, NULL);
	check_page(0, 0, PAGING_READ);
	done();
}

FRESH_TEST(failed_split_changes_no_mapping)
{
	unsigned long n;
	int err;

	init();
	CHECK_EQ(paging_map(&space, 0, 0, GIB, PAGING_READ), 0);
	for (n = 1;; n++) {
		page_alloc_fail_at(n);
		err = paging_split(&space, 5 * PAGE_SIZE);
		page_alloc_fail_at(0);
		check_page(0, 0, PAGING_READ);
		check_page(5 * PAGE_SIZE, 5 * PAGE_SIZE, PAGING_READ);
		check_page(GIB - 1, GIB - 1, PAGING_READ);
		if (!err)
			break;
		CHECK_EQ(err, -ENOMEM);
		paging_merge(&space, 0, PAGE_SIZE, NULL, NULL);
		CHECK_EQ(tables(), 2);
	}
	CHECK_EQ(n, 3);
	done();
}

FRESH_TEST(failed_map_can_be_taken_back)
{
	unsigned long n;
	int err;

	init();
	page_alloc_fail_at(1);
	{
		struct paging_space other = { 0 };

		CHECK_EQ(paging_init(&other, arch_stage2_format(), 4, 1), -ENOMEM);
		other.levels = 4;
		paging_exit(&other);
	}
	for (n = 1;; n++) {
		page_alloc_fail_at(n);
		err = paging_map(&space, GIB - PAGE_SIZE, GIB - PAGE_SIZE,
				 2 * PAGE_SIZE, PAGING_READ);
		page_alloc_fail_at(0);
		if (!err)
			break;
		CHECK_EQ(err, -ENOMEM);
		check_page(GIB, PAGING_NOT_MAPPED, 0);
		done();
		CHECK_EQ(paging_init(&space, arch_stage2_format(), 4, 1), 0);
	}
	CHECK_EQ(n, 6);
	done();
}

FRESH_TEST(root_of_several_tables)
{
	const u64 top = 1ULL << 39;
	struct paging_space wide = { 0 };
	unsigned long before;

	init();
	before = page_pool_used();
	CHECK_EQ(paging_init(&wide, arch_stage2_format(), 3, 4), 0);
	CHECK_EQ((unsigned long)wide.root & (4 * PAGE_SIZE - 1), 0);
	CHECK_EQ(paging_map(&wide, 0, top - PAGE_SIZE, 2 * PAGE_SIZE,
			    PAGING_READ), 0);
	CHECK_EQ(paging_map(&wide, 0, 4 * top - PAGE_SIZE, PAGE_SIZE,
			    PAGING_READ), 0);
	CHECK_EQ(paging_map(&wide, 0, 4 * top - PAGE_SIZE, 2 * PAGE_SIZE,
			    PAGING_READ), -EINVAL);
	CHECK_EQ(paging_translate(&wide, top, NULL), PAGE_SIZE);
	CHECK_EQ(paging_translate(&wide, 0, NULL), PAGING_NOT_MAPPED);
	CHECK_EQ(paging_translate(&wide, 4 * top - 1, NULL), PAGE_SIZE - 1);
	paging_unmap(&wide, top, PAGE_SIZE);
	CHECK_EQ(paging_translate(&wide, top, NULL), PAGING_NOT_MAPPED);
	CHECK_EQ(paging_translate(&wide, top - 1, NULL), PAGE_SIZE - 1);
	paging_exit(&wide);
	CHECK_EQ(page_pool_used(), before);
	done();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FRESH(random_steps_agree_with_model),
		FRESH(uses_large_leaves),
		FRESH(split_and_merge_restore),
		FRESH(merge_respects_veto),
		FRESH(merge_frees_empty_tables),
		FRESH(misaligned_blocks_do_not_merge),
		FRESH(split_guarantees_remapping),
		FRESH(unmapping_part_of_a_leaf_panics),
		FRESH(addresses_beyond_the_space),
		FRESH(failed_split_changes_no_mapping),
		FRESH(failed_map_can_be_taken_back),
		FRESH(root_of_several_tables),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
