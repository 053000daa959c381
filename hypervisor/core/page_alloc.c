/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The page pool: a bitmap, first fit. Allocation is part of management, never
 * of an exit path, so the search need not be clever.
 */
#include <bitmap.h>
#include <errno.h>
#include <page_alloc.h>
#include <report.h>
#include <spinlock.h>
#include <string.h>

static spinlock_t pool_lock = SPINLOCK_INIT;
static u8 *pool_start;
static unsigned long pool_pages;
static unsigned long pool_used;
static unsigned long *pool_map;

#ifdef HV_UNIT_TEST
static unsigned long fail_countdown;

void page_alloc_fail_at(unsigned long nth)
{
	fail_countdown = nth;
}

static bool injected_failure(void)
{
	return fail_countdown && --fail_countdown == 0;
}
#else
#define page_pool_hook(page, num, in_use)	do { } while (0)

static bool injected_failure(void)
{
	return false;
}
#endif

int page_pool_init(void *start, unsigned long pages)
{
	unsigned long map_pages = PAGES((pages + 7) / 8);
	unsigned long page;

	if (pages == 0 || map_pages > pages)
		return -ENOMEM;

	pool_start = start;
	pool_pages = pages;
	pool_used = map_pages;
	pool_map = start;
	memset(pool_map, 0, map_pages * PAGE_SIZE);
	for (page = 0; page < map_pages; page++)
		bitmap_set(pool_map, page);
	page_pool_hook(pool_start + map_pages * PAGE_SIZE, pages - map_pages,
		       false);
	return 0;
}

/** First page of a free run; pool_pages if there is none. Pool lock held. */
static unsigned long find_run(unsigned long num, unsigned long align)
{
	unsigned long base = (unsigned long)pool_start >> PAGE_SHIFT;
	unsigned long page = 0, aligned;

	for (;;) {
		page = bitmap_find_clear_run(pool_map, pool_pages, page, num);
		if (page >= pool_pages)
			return pool_pages;
		aligned = ((base + page + align - 1) & ~(align - 1)) - base;
		if (aligned == page)
			return page;
		page = aligned;
	}
}

static void *alloc_run(unsigned long num, unsigned long align)
{
	unsigned long page, n;
	void *run = NULL;

	spin_lock(&pool_lock);
	page = injected_failure() ? pool_pages : find_run(num, align);
	if (page < pool_pages) {
		for (n = 0; n < num; n++)
			bitmap_set(pool_map, page + n);
		pool_used += num;
		run = pool_start + page * PAGE_SIZE;
		page_pool_hook(run, num, true);
	}
	spin_unlock(&pool_lock);

	/* What was in this memory before the pool existed is unknown. */
	if (run)
		memset(run, 0, num * PAGE_SIZE);
	return run;
}

void *page_alloc(unsigned long num)
{
	return alloc_run(num, 1);
}

void *page_alloc_aligned(unsigned long num)
{
	return alloc_run(num, num);
}

void page_free(void *page, unsigned long num)
{
	unsigned long first, n;

	if (!page)
		return;

	first = (unsigned long)((u8 *)page - pool_start) >> PAGE_SHIFT;
	hv_assert(first < pool_pages && num <= pool_pages - first);
	memset(page, 0, num * PAGE_SIZE);

	spin_lock(&pool_lock);
	for (n = 0; n < num; n++) {
		hv_assert(bitmap_test(pool_map, first + n));
		bitmap_clear(pool_map, first + n);
	}
	pool_used -= num;
	page_pool_hook(page, num, false);
	spin_unlock(&pool_lock);
}

unsigned long page_pool_size(void)
{
	return pool_pages;
}

unsigned long page_pool_used(void)
{
	return pool_used;
}
