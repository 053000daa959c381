// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Physical memory: windows claimed from the running kernel, and ranges that
 * were reserved at boot.
 */
#define pr_fmt(fmt) "jailhouse: " fmt

#include <linux/gfp.h>
#include <linux/io.h>
#include <linux/ioport.h>
#include <linux/memory_hotplug.h>
#include <linux/mm.h>
#include <linux/page-flags.h>
#include <linux/sched/signal.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/sort.h>

#include "arch.h"
#include "driver.h"

/*
 * Memory is judged in blocks, and windows start at blocks. The kernel groups
 * pages by mobility in blocks of this size or less.
 */
#define CHUNK_SIZE	SZ_4M
#define CHUNK_PAGES	(CHUNK_SIZE >> PAGE_SHIFT)
#define CHUNK_UNUSABLE	U32_MAX

/** The ISA DMA zone is small and precious. */
#define LOWEST_CHUNK	(SZ_16M / CHUNK_SIZE)

/** Every attempt may migrate many pages: give up at some point. */
#define MAX_ATTEMPTS	256

struct candidate {
	u32 block;
	/** Pages that have to be moved. */
	u32 used;
};

static int end_of_ram(struct resource *res, void *end)
{
	*(u64 *)end = max_t(u64, *(u64 *)end, res->end + 1);
	return 0;
}

/*
 * Pages of a block that have to be moved, or CHUNK_UNUSABLE. Looks without
 * locks: a wrong answer costs a failing attempt or a missed window.
 */
static u32 judge_chunk(u64 block)
{
	unsigned long pfn = block * CHUNK_PAGES, i = 0;
	struct zone *zone = NULL;
	u32 used = 0;

	while (i < CHUNK_PAGES) {
		struct page *page = pfn_to_online_page(pfn + i);

		if (!page || PageReserved(page))
			return CHUNK_UNUSABLE;
		if (zone && page_zone(page) != zone)
			return CHUNK_UNUSABLE;
		zone = page_zone(page);

		if (PageBuddy(page)) {
			unsigned long order = page_private(page);

			i += order < 32 ? 1UL << order : 1;
			continue;
		}
		page = compound_head(page);
		if (page_count(page) > 0) {
			if (!PageLRU(page) && !__PageMovable(page))
				return CHUNK_UNUSABLE;
			used++;
		}
		i++;
	}
	return used;
}

static bool same_zone(u64 block, u64 next)
{
	return page_zone(pfn_to_page(block * CHUNK_PAGES)) ==
		page_zone(pfn_to_page(next * CHUNK_PAGES));
}

/* Fewest pages to move first, then the highest address. */
static int compare_candidates(const void *a, const void *b)
{
	const struct candidate *x = a, *y = b;

	if (x->used != y->used)
		return x->used < y->used ? -1 : 1;
	return x->block > y->block ? -1 : x->block < y->block;
}

/*
 * Every place where a window of @blocks blocks could be.
 * Return: their number; the caller frees *candidates with kvfree().
 */
static long find_candidates(u64 blocks, struct candidate **candidates)
{
	u64 end = 0, block, num_blocks, run = 0, used = 0;
	long count = 0;
	u32 *judged;

	walk_iomem_res_desc(IORES_DESC_NONE, IORESOURCE_SYSTEM_RAM, 0, -1,
			    &end, end_of_ram);
	num_blocks = end / CHUNK_SIZE;
	judged = kvmalloc_array(num_blocks + 1, sizeof(*judged), GFP_KERNEL);
	*candidates = kvmalloc_array(num_blocks + 1, sizeof(**candidates),
				     GFP_KERNEL);
	if (!judged || !*candidates) {
		kvfree(judged);
		return -ENOMEM;
	}

	for (block = LOWEST_CHUNK; block < num_blocks; block++) {
		judged[block] = judge_chunk(block);
		cond_resched();
		if (judged[block] == CHUNK_UNUSABLE) {
			run = used = 0;
			continue;
		}
		if (run > 0 && !same_zone(block - 1, block))
			run = used = 0;
		used += judged[block];
		if (++run > blocks)
			used -= judged[block - blocks];
		if (run < blocks)
			continue;
		(*candidates)[count].block = block - blocks + 1;
		(*candidates)[count++].used = used;
	}
	kvfree(judged);
	return count;
}

/*
 * Offline pages are skipped by /proc/kcore, dumps and hibernation, and don't
 * count as memory of the system.
 */
static void mark_offline(unsigned long pfn, unsigned long pages)
{
	unsigned long i;

	page_offline_begin();
	for (i = 0; i < pages; i++)
		__SetPageOffline(pfn_to_page(pfn + i));
	page_offline_end();
	adjust_managed_page_count(pfn_to_page(pfn), -(long)pages);
}

static void mark_online(unsigned long pfn, unsigned long pages)
{
	unsigned long i;

	page_offline_begin();
	for (i = 0; i < pages; i++)
		__ClearPageOffline(pfn_to_page(pfn + i));
	page_offline_end();
	adjust_managed_page_count(pfn_to_page(pfn), pages);
}

static int claim_one_of(const struct candidate *candidates, long count,
			unsigned long pages, struct memory_window *window)
{
	long i;

	for (i = 0; i < min_t(long, count, MAX_ATTEMPTS); i++) {
		unsigned long pfn = (u64)candidates[i].block * CHUNK_PAGES;
		int ret;

		if (fatal_signal_pending(current))
			return -EINTR;
		ret = alloc_contig_range(pfn, pfn + pages, MIGRATE_MOVABLE,
					 GFP_KERNEL | __GFP_NOWARN);
		if (ret)
			continue;
		mark_offline(pfn, pages);
		window->phys = PFN_PHYS(pfn);
		window->size = (u64)pages << PAGE_SHIFT;
		return 0;
	}
	return -ENOMEM;
}

int memory_claim(u64 size, struct memory_window *window)
{
	struct candidate *candidates = NULL;
	long count;
	int ret;

	if (size == 0 || size > PFN_PHYS(totalram_pages()))
		return -ENOMEM;

	count = find_candidates(DIV_ROUND_UP_ULL(size, CHUNK_SIZE),
				&candidates);
	if (count < 0) {
		ret = count;
	} else {
		sort(candidates, count, sizeof(*candidates),
		     compare_candidates, NULL);
		ret = claim_one_of(candidates, count, PFN_UP(size), window);
	}
	kvfree(candidates);
	return ret;
}

void memory_release(const struct memory_window *window)
{
	unsigned long pfn = PHYS_PFN(window->phys);
	unsigned long pages = window->size >> PAGE_SHIFT;

	mark_online(pfn, pages);
	free_contig_range(pfn, pages);
}

void memory_zero_mapped(void *virt, u64 size)
{
	u64 piece;

	for (; size > 0; size -= piece, virt += piece) {
		piece = min_t(u64, size, SZ_256K);
		memset(virt, 0, piece);
		arch_clean_cache(virt, piece);
		cond_resched();
	}
}

int memory_zero(u64 phys, u64 size)
{
	while (size > 0) {
		u64 piece = min_t(u64, size, CHUNK_SIZE);
		void *virt = memremap(phys, piece, MEMREMAP_WB);

		if (!virt) {
			pr_err("can't map %#llx..%#llx to zero it; is that memory?\n",
			       phys, phys + piece - 1);
			return -ENOMEM;
		}
		memory_zero_mapped(virt, piece);
		memunmap(virt);
		phys += piece;
		size -= piece;
	}
	return 0;
}

/* Pages that were never given to the allocator. */
static bool all_reserved(u64 phys, u64 size)
{
	unsigned long pfn;

	for (pfn = PHYS_PFN(phys); PFN_PHYS(pfn) < phys + size; pfn++) {
		struct page *page = pfn_to_online_page(pfn);

		if (!page || !PageReserved(page))
			return false;
		if (pfn % CHUNK_PAGES == 0)
			cond_resched();
	}
	return true;
}

bool memory_used_by_linux(u64 phys, u64 size)
{
	if (region_intersects(phys, size, IORESOURCE_SYSTEM_RAM,
			      IORES_DESC_NONE) == REGION_DISJOINT)
		return false;
	return !arch_is_reserved(phys, size) || !all_reserved(phys, size);
}
