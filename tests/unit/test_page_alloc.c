/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>
#include <errno.h>
#include <page_alloc.h>

#include "machine.h"

#define POOL	0x2000000ULL
#define PAGES_IN_POOL	200

static void init(unsigned long pages)
{
	memset(fake_memory(POOL), 0xaa, pages * PAGE_SIZE);
	CHECK_EQ(page_pool_init(fake_memory(POOL), pages), 0);
}

static bool is_zero(const u8 *page, unsigned long num)
{
	unsigned long n;

	for (n = 0; n < num * PAGE_SIZE; n++)
		if (page[n])
			return false;
	return true;
}

FRESH_TEST(counts_and_zeroes)
{
	u8 *a, *b;

	init(PAGES_IN_POOL);
	CHECK_EQ(page_pool_size(), PAGES_IN_POOL);
	CHECK_EQ(page_pool_used(), 1);
	a = page_alloc(1);
	b = page_alloc(3);
	CHECK(a && b && a != b);
	CHECK_EQ((uintptr_t)a % PAGE_SIZE, 0);
	CHECK(is_zero(a, 1) && is_zero(b, 3));
	CHECK_EQ(page_pool_used(), 5);

	/* What is freed is cleared and comes back clear. */
	memset(b, 0x55, 3 * PAGE_SIZE);
	page_free(b, 3);
	CHECK_EQ(page_pool_used(), 2);
	CHECK(page_alloc(3) == b && is_zero(b, 3));
	page_free(NULL, 1);
	CHECK_EQ(page_pool_used(), 5);
}

FRESH_TEST(runs_out_exactly)
{
	unsigned long n;

	init(PAGES_IN_POOL);
	CHECK(!page_alloc(PAGES_IN_POOL));
	for (n = 1; n < PAGES_IN_POOL; n++)
		CHECK(page_alloc(1));
	CHECK(!page_alloc(1));
	CHECK_EQ(page_pool_used(), PAGES_IN_POOL);
}

FRESH_TEST(finds_runs_between_used_pages)
{
	u8 *pages[12];
	unsigned int n;

	init(13);
	for (n = 0; n < 12; n++)
		pages[n] = page_alloc(1);
	page_free(pages[1], 1);
	page_free(pages[3], 2);
	page_free(pages[7], 3);
	CHECK(!page_alloc(4));
	CHECK(page_alloc(3) == pages[7]);
	CHECK(page_alloc(2) == pages[3]);
	CHECK(page_alloc(1) == pages[1]);
	CHECK(!page_alloc(1));
}

FRESH_TEST(aligns)
{
	unsigned long num;
	u8 *run;

	init(PAGES_IN_POOL);
	page_alloc(1);
	for (num = 1; num <= 32; num *= 2) {
		run = page_alloc_aligned(num);
		CHECK(run);
		CHECK_EQ(((uintptr_t)run / PAGE_SIZE) % num, 0);
		CHECK(is_zero(run, num));
	}
	CHECK(!page_alloc_aligned(128));
}

FRESH_TEST(refuses_tiny_pool)
{
	CHECK_EQ(page_pool_init(fake_memory(POOL), 0), -ENOMEM);
	CHECK_EQ(page_pool_init(fake_memory(POOL), 1), 0);
	CHECK(!page_alloc(1));
}

FRESH_TEST(large_pool_keeps_its_bitmap)
{
	/* 40,000 pages take two pages of bitmap. */
	CHECK_EQ(page_pool_init(fake_memory(POOL), 40000), 0);
	CHECK_EQ(page_pool_used(), 2);
	CHECK(page_alloc(1) == (u8 *)fake_memory(POOL) + 2 * PAGE_SIZE);
}

FRESH_TEST(injects_one_failure)
{
	init(PAGES_IN_POOL);
	page_alloc_fail_at(2);
	CHECK(page_alloc(1));
	CHECK(!page_alloc(1));
	CHECK(page_alloc(1));
}

FRESH_TEST(random_use_never_overlaps)
{
	struct {
		u8 *run;
		unsigned long num;
	} held[20] = { 0 };
	unsigned long used = 1, n;
	unsigned int round, i;

	init(PAGES_IN_POOL);
	srand(1);
	for (round = 0; round < 5000; round++) {
		i = rand() % 20;
		if (held[i].run) {
			for (n = 0; n < held[i].num * PAGE_SIZE; n += 64)
				CHECK_EQ(held[i].run[n], i + 1);
			page_free(held[i].run, held[i].num);
			used -= held[i].num;
			held[i].run = NULL;
		} else {
			held[i].num = 1 + rand() % 20;
			held[i].run = page_alloc(held[i].num);
			if (held[i].run) {
				memset(held[i].run, i + 1,
				       held[i].num * PAGE_SIZE);
				used += held[i].num;
			}
		}
		CHECK_EQ(page_pool_used(), used);
	}
}


static void free_foreign(void *page)
{
	page_free((u8 *)page - 16 * PAGE_SIZE, 1);
}

FRESH_TEST(freeing_wrongly_panics)
{
	fake_power_on(HV_START, HV_SIZE, 1, "", 1);
	fake_be(0);
	init(PAGES_IN_POOL);
	CHECK_EQ(fake_protect(free_foreign, fake_memory(POOL), NULL),
		 FAKE_HALTED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FRESH(counts_and_zeroes),
		FRESH(runs_out_exactly),
		FRESH(finds_runs_between_used_pages),
		FRESH(aligns),
		FRESH(refuses_tiny_pool),
		FRESH(large_pool_keeps_its_bitmap),
		FRESH(injects_one_failure),
		FRESH(random_use_never_overlaps),
		FRESH(freeing_wrongly_panics),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
