// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The memory of cells: windows for regions whose place the driver chooses,
 * and zeroing what changes its owner.
 */
#define pr_fmt(fmt) "jailhouse: " fmt

#include <linux/mm.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/sort.h>

#include "arch.h"
#include "driver.h"

static struct jailhouse_memory *regions(const struct cell *cell)
{
	return (struct jailhouse_memory *)
		jailhouse_cell_mem_regions(cell->config);
}

static u64 region_end(const struct jailhouse_memory *mem)
{
	return mem->phys_start + mem->size;
}

/* By hint; the config check made sure that no end wraps. */
static int compare_hints(const void *a, const void *b)
{
	const struct jailhouse_memory *x = *(struct jailhouse_memory **)a;
	const struct jailhouse_memory *y = *(struct jailhouse_memory **)b;

	if (x->phys_start != y->phys_start)
		return x->phys_start < y->phys_start ? -1 : 1;
	return 0;
}

/* The regions to place, in the order of their hints. */
static unsigned int sort_regions(const struct cell *cell,
				 struct jailhouse_memory **sorted)
{
	struct jailhouse_memory *mem = regions(cell);
	unsigned int i, count = 0;

	for (i = 0; i < cell->config->num_memory_regions; i++)
		if ((mem[i].flags & JAILHOUSE_MEM_PLACE) && mem[i].size > 0)
			sorted[count++] = &mem[i];
	sort(sorted, count, sizeof(*sorted), compare_hints, NULL);
	return count;
}

/*
 * Claim one window for the regions whose hints touch or overlap, from the
 * first on, and keep their distances.
 * Return: number of regions placed, or a negative errno.
 */
static int place_group(struct cell *cell, struct jailhouse_memory **sorted,
		       unsigned int count)
{
	u64 start = sorted[0]->phys_start & PAGE_MASK;
	u64 end = region_end(sorted[0]);
	struct memory_window *window = &cell->windows[cell->num_windows];
	unsigned int i, members;
	int ret;

	for (members = 1; members < count; members++) {
		if (sorted[members]->phys_start > end)
			break;
		end = max(end, region_end(sorted[members]));
	}

	ret = memory_claim(PAGE_ALIGN(end) - start, window);
	if (ret == -EINTR)
		return ret;
	if (ret)
		return refuse(MEM_CLAIM, MEMORY, sorted[0] - regions(cell),
			      (end - start) / SZ_1M,
			      "no %llu KiB of contiguous memory can be had for mem_regions[%td]; free memory, create the cell earlier after boot, split the region, or reserve it at boot",
			      (end - start) / SZ_1K, sorted[0] - regions(cell));
	cell->num_windows++;

	for (i = 0; i < members; i++) {
		sorted[i]->phys_start += window->phys - start;
		sorted[i]->flags &= ~(u64)JAILHOUSE_MEM_PLACE;
	}
	return members;
}

int cell_memory_place(struct cell *cell)
{
	unsigned int num = cell->config->num_memory_regions;
	struct jailhouse_memory **sorted;
	unsigned int count, placed = 0;
	int ret = 0;

	sorted = kvcalloc(num + 1, sizeof(*sorted), GFP_KERNEL);
	cell->windows = kvcalloc(num + 1, sizeof(*cell->windows), GFP_KERNEL);
	if (!sorted || !cell->windows) {
		kvfree(sorted);
		return -ENOMEM;
	}

	count = sort_regions(cell, sorted);
	while (placed < count) {
		ret = place_group(cell, sorted + placed, count - placed);
		if (ret < 0)
			break;
		placed += ret;
	}
	kvfree(sorted);
	if (ret < 0) {
		cell_memory_release(cell);
		return ret;
	}
	return 0;
}

void cell_memory_release(struct cell *cell)
{
	while (cell->num_windows > 0)
		memory_release(&cell->windows[--cell->num_windows]);
}

int cell_memory_check(const struct cell *cell)
{
	const struct jailhouse_memory *mem = regions(cell);
	unsigned int i;

	for (i = 0; i < cell->config->num_memory_regions; i++) {
		if (mem[i].size == 0 ||
		    (mem[i].flags & (JAILHOUSE_MEM_COMM_REGION |
				     JAILHOUSE_MEM_PLACE)))
			continue;
		if (memory_used_by_linux(mem[i].phys_start, mem[i].size))
			return refuse(MEM_NOT_RESERVED, MEMORY, i, 0,
				      "mem_regions[%u] %#llx..%#llx is used by Linux; "
				      ARCH_RESERVE_HINT ", or set the PLACE flag",
				      i, mem[i].phys_start,
				      region_end(&mem[i]) - 1,
				      mem[i].size / SZ_1K, mem[i].phys_start);
	}
	return 0;
}

/* Where regions overlap the last one counts, as for the hypervisor. */
bool root_can_write(u64 phys, u64 size)
{
	const struct jailhouse_cell_desc *root = &hv.config->root_cell;
	const struct jailhouse_memory *mem = jailhouse_cell_mem_regions(root);
	u64 end = phys + size, limit;
	bool writable;
	unsigned int i;

	for (; phys < end; phys = limit) {
		limit = end;
		writable = false;
		for (i = 0; i < root->num_memory_regions; i++) {
			/* Parts of pages are not mapped. */
			if (!PAGE_ALIGNED(mem[i].phys_start) ||
			    !PAGE_ALIGNED(mem[i].size) ||
			    phys >= region_end(&mem[i]))
				continue;
			if (phys < mem[i].phys_start) {
				limit = min(limit, (u64)mem[i].phys_start);
				continue;
			}
			limit = min(limit, region_end(&mem[i]));
			writable = mem[i].flags & JAILHOUSE_MEM_WRITE;
		}
		if (!writable)
			return false;
	}
	return true;
}

/*
 * RAM, and not a device: devices are often listed with the same access rights,
 * and writing zeroes to their registers would be harmful.
 */
static bool is_private_ram(const struct jailhouse_memory *mem)
{
	const u64 access = JAILHOUSE_MEM_READ | JAILHOUSE_MEM_WRITE;

	if (mem->size == 0 || (mem->flags & access) != access ||
	    (mem->flags & (JAILHOUSE_MEM_IO | JAILHOUSE_MEM_COMM_REGION |
			   JAILHOUSE_MEM_ROOTSHARED)) ||
	    !PAGE_ALIGNED(mem->phys_start) || !PAGE_ALIGNED(mem->size))
		return false;
	return (mem->flags & (JAILHOUSE_MEM_EXECUTE | JAILHOUSE_MEM_DMA |
			      JAILHOUSE_MEM_LOADABLE)) ||
		arch_is_ram(mem->phys_start, mem->size);
}

/* Windows hold whole regions or nothing of them. */
static bool in_window(const struct cell *cell,
		      const struct jailhouse_memory *mem)
{
	unsigned int i;

	for (i = 0; i < cell->num_windows; i++)
		if (mem->phys_start - cell->windows[i].phys <
		    cell->windows[i].size)
			return true;
	return false;
}

int cell_memory_zero(const struct cell *cell)
{
	const struct jailhouse_memory *mem = regions(cell);
	unsigned int i;
	int ret;

	for (i = 0; i < cell->config->num_memory_regions; i++) {
		/* What is not root's, the hypervisor zeroes with the cell. */
		if (!is_private_ram(&mem[i]) || in_window(cell, &mem[i]) ||
		    !root_can_write(mem[i].phys_start, mem[i].size))
			continue;
		ret = memory_zero(mem[i].phys_start, mem[i].size);
		if (ret)
			return ret;
	}
	for (i = 0; i < cell->num_windows; i++) {
		ret = memory_zero(cell->windows[i].phys,
				  cell->windows[i].size);
		if (ret)
			return ret;
	}
	return 0;
}
