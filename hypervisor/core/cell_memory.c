/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Who sees which memory. A cell gets what its configuration lists. Root gets
 * what its own configuration lists, less the hypervisor's memory, less what is
 * emulated, less what the cells own: computed for each range anew, so that no
 * order of creating and destroying cells can leave a hole or an overlap.
 */
#include <cell.h>
#include <errno.h>
#include <report.h>
#include <unit.h>
#include <jailhouse/config-access.h>

static bool in_range(u64 addr, u64 start, u64 size)
{
	return addr >= start && addr - start < size;
}

/** Lower a limit to the next edge of a range behind an address. */
static void limit_to(u64 *limit, u64 addr, u64 start, u64 size)
{
	if (start > addr)
		*limit = MIN(*limit, start);
	else if (in_range(addr, start, size) && size - (addr - start) <
		 *limit - addr)
		*limit = start + size;
}

static unsigned int region_attrs(const struct jailhouse_memory *region)
{
	unsigned int attrs = arch_memory_attrs(region->flags);

	if (!(attrs & (PAGING_READ | PAGING_WRITE | PAGING_EXECUTE)))
		return 0;
	if (region->flags & JAILHOUSE_MEM_NO_HUGEPAGES)
		attrs |= PAGING_NO_HUGE;
	return attrs;
}

/** Whether root may lose this region to the cell that has it. */
static bool is_takeable(const struct jailhouse_memory *region)
{
	u64 flags = region->flags;

	if (!region->size || flags & JAILHOUSE_MEM_COMM_REGION)
		return false;
	return !(flags & JAILHOUSE_MEM_ROOTSHARED) ||
		flags & JAILHOUSE_MEM_LOADABLE;
}

/** Whether a region is out of root's reach now. */
static bool is_taken(const struct cell *cell,
		     const struct jailhouse_memory *region)
{
	if (!is_takeable(region))
		return false;
	if (!(region->flags & JAILHOUSE_MEM_LOADABLE))
		return true;
	if (cell->loadable)
		return false;
	/* Shared memory that is loaded is root's until the first start. */
	return !(region->flags & JAILHOUSE_MEM_ROOTSHARED) ||
		cell->state != JAILHOUSE_CELL_SHUT_DOWN;
}

/** What root's own list says. */
static void apply_root_regions(u64 addr, u64 *limit, unsigned int *attrs)
{
	const struct jailhouse_memory *region =
		jailhouse_cell_mem_regions(root_cell.config);
	u32 n;

	for (n = 0; n < root_cell.config->num_memory_regions; n++) {
		if (!region[n].size || CELL_SUB_PAGE(&region[n]))
			continue;
		limit_to(limit, addr, region[n].phys_start, region[n].size);
		if (in_range(addr, region[n].phys_start, region[n].size))
			*attrs = region_attrs(&region[n]);
	}
}

bool root_lists(const struct jailhouse_memory *region)
{
	u64 addr = region->phys_start, end = addr + region->size, limit;
	unsigned int attrs;

	for (; addr < end; addr = limit) {
		limit = end;
		attrs = 0;
		apply_root_regions(addr, &limit, &attrs);
		if (!(attrs & PAGING_WRITE))
			return false;
	}
	return true;
}

static void carve_hypervisor(u64 addr, u64 *limit, unsigned int *attrs)
{
	u64 view = image_header.phys_start + image_header.root_view_offset;
	u64 view_size = PAGE_ALIGN(sizeof(struct jailhouse_root_view));

	limit_to(limit, addr, image_header.phys_start, image_header.size);
	if (!in_range(addr, image_header.phys_start, image_header.size))
		return;
	*attrs = 0;
	limit_to(limit, addr, view, view_size);
	if (in_range(addr, view, view_size))
		*attrs = PAGING_READ;
}

static void carve_emulated(const struct mmio_table *table, u64 addr,
			   u64 *limit, unsigned int *attrs)
{
	const struct mmio_region *region;
	unsigned int n;
	u64 start, size;

	for (n = 0; n < table->count; n++) {
		region = &table->regions[n];
		start = region->start & PAGE_MASK;
		size = PAGE_ALIGN(region->start + region->size - start);
		limit_to(limit, addr, start, size);
		if (in_range(addr, start, size))
			*attrs = 0;
	}
}

/** @parts: regions that are parts of pages count, too. */
static void carve_cells(u64 addr, bool parts, u64 *limit, unsigned int *attrs)
{
	const struct jailhouse_memory *region;
	const struct cell *cell;
	u32 n;

	for_each_non_root_cell(cell) {
		region = jailhouse_cell_mem_regions(cell->config);
		for (n = 0; n < cell->config->num_memory_regions; n++) {
			if ((CELL_SUB_PAGE(&region[n]) && !parts) ||
			    !is_taken(cell, &region[n]))
				continue;
			limit_to(limit, addr, region[n].phys_start,
				 region[n].size);
			if (in_range(addr, region[n].phys_start,
				     region[n].size))
				*attrs = 0;
		}
	}
}

u64 root_memory_piece(u64 addr, u64 limit, unsigned int *attrs)
{
	*attrs = 0;
	apply_root_regions(addr, &limit, attrs);
	carve_hypervisor(addr, &limit, attrs);
	carve_emulated(&root_cell.mmio, addr, &limit, attrs);
	carve_cells(addr, false, &limit, attrs);
	return limit;
}

bool root_emulates(u64 addr)
{
	unsigned int attrs = PAGING_READ;
	u64 limit = addr + 1;

	carve_emulated(&root_cell.mmio, addr, &limit, &attrs);
	return !attrs;
}

bool root_owns(u64 addr, u64 size)
{
	unsigned int attrs = PAGING_WRITE;
	u64 limit = addr + size;

	carve_hypervisor(addr, &limit, &attrs);
	carve_emulated(&root_cell.mmio, addr, &limit, &attrs);
	carve_cells(addr, true, &limit, &attrs);
	/* The piece that starts here has one owner, and holds it all. */
	return attrs == PAGING_WRITE && limit == addr + size;
}

/** As root_memory_piece(), but the longest range with the same answer. */
static u64 root_memory_run(u64 addr, u64 limit, unsigned int *attrs)
{
	u64 end = root_memory_piece(addr, limit, attrs), next;
	unsigned int next_attrs;

	while (end < limit) {
		next = root_memory_piece(end, limit, &next_attrs);
		if (next_attrs != *attrs)
			break;
		end = next;
	}
	return end;
}

/** End of everything that root's configuration lists. */
static u64 root_memory_end(void)
{
	const struct jailhouse_memory *region =
		jailhouse_cell_mem_regions(root_cell.config);
	u64 end = image_header.phys_start + image_header.size;
	u32 n;

	for (n = 0; n < root_cell.config->num_memory_regions; n++)
		if (region[n].size && !CELL_SUB_PAGE(&region[n]))
			end = MAX(end, region[n].phys_start + region[n].size);
	return end;
}

static int map_root(void)
{
	u64 end = root_memory_end(), addr, next;
	unsigned int attrs;
	int err;

	for (addr = 0; addr < end; addr = next) {
		next = root_memory_run(addr, end, &attrs);
		if (!attrs)
			continue;
		err = paging_map(&root_cell.space, addr, addr, next - addr,
				 attrs);
		if (err)
			return err;
	}
	return 0;
}

/** Close the pages of a cell that are emulated. */
static int unmap_emulated(struct cell *cell)
{
	const struct mmio_region *region;
	unsigned int n;
	u64 start, size;

	for (n = 0; n < cell->mmio.count; n++) {
		region = &cell->mmio.regions[n];
		start = region->start & PAGE_MASK;
		size = PAGE_ALIGN(region->start + region->size - start);
		if (paging_split(&cell->space, start) ||
		    paging_split(&cell->space, start + size))
			return -ENOMEM;
		paging_unmap(&cell->space, start, size);
	}
	return 0;
}

static int map_cell(struct cell *cell)
{
	const struct jailhouse_memory *region =
		jailhouse_cell_mem_regions(cell->config);
	unsigned int attrs;
	u64 phys;
	int err;
	u32 n;

	for (n = 0; n < cell->config->num_memory_regions; n++, region++) {
		attrs = region_attrs(region);
		if (!region->size || CELL_SUB_PAGE(region) || !attrs)
			continue;
		phys = region->phys_start;
		if (region->flags & JAILHOUSE_MEM_COMM_REGION)
			phys = hv_virt_to_phys(cell->comm);
		err = paging_map(&cell->space, phys, region->virt_start,
				 region->size, attrs);
		if (err)
			return err;
	}
	return unmap_emulated(cell);
}

int cell_memory_map(struct cell *cell)
{
	int err = cell == &root_cell ? map_root() : map_cell(cell);

	return err ? err : units_map(cell);
}

void root_memory_refresh(const struct cell *cell)
{
	const struct jailhouse_memory *region =
		jailhouse_cell_mem_regions(cell->config);
	u64 addr, next, end;
	unsigned int attrs;
	int err;
	u32 n;

	for (n = 0; n < cell->config->num_memory_regions; n++, region++) {
		if (!is_takeable(region) || CELL_SUB_PAGE(region))
			continue;
		end = region->phys_start + region->size;
		for (addr = region->phys_start; addr < end; addr = next) {
			next = root_memory_run(addr, end, &attrs);
			if (!attrs) {
				paging_unmap(&root_cell.space, addr,
					     next - addr);
				continue;
			}
			err = paging_map(&root_cell.space, addr, addr,
					 next - addr, attrs);
			hv_assert(!err);
		}
	}
}

/** Split at an address if root's configuration has memory on both sides. */
static int split_root(u64 addr)
{
	unsigned int below = 0, above = 0;
	u64 limit = ~0ULL;

	if (addr == 0)
		return 0;
	apply_root_regions(addr - PAGE_SIZE, &limit, &below);
	limit = ~0ULL;
	apply_root_regions(addr, &limit, &above);
	return below && above ? paging_split(&root_cell.space, addr) : 0;
}

int root_memory_prepare(const struct cell *cell)
{
	const struct jailhouse_memory *region =
		jailhouse_cell_mem_regions(cell->config);
	int err;
	u32 n;

	for (n = 0; n < cell->config->num_memory_regions; n++, region++) {
		if (!is_takeable(region) || CELL_SUB_PAGE(region))
			continue;
		err = split_root(region->phys_start);
		if (err)
			return err;
		err = split_root(region->phys_start + region->size);
		if (err)
			return err;
	}
	return 0;
}

static bool overlaps(u64 a, u64 a_size, u64 b, u64 b_size)
{
	return a_size && b_size && (a < b ? b - a < a_size : a - b < b_size);
}

/**
 * Leaves must not grow where a cell may still take or return parts of them,
 * nor where root's configuration forbids large ones.
 */
static bool keep_split(const void *ctx, u64 virt, u64 size)
{
	const struct jailhouse_memory *region;
	const struct cell *cell;
	u32 n;

	(void)ctx;
	for_each_cell(cell) {
		region = jailhouse_cell_mem_regions(cell->config);
		for (n = 0; n < cell->config->num_memory_regions; n++) {
			if (cell == &root_cell ?
			    !(region[n].flags & JAILHOUSE_MEM_NO_HUGEPAGES) :
			    !is_takeable(&region[n]))
				continue;
			if (overlaps(virt, size, region[n].phys_start,
				     region[n].size))
				return true;
		}
	}
	return false;
}

void root_memory_rollback(const struct cell *cell)
{
	const struct jailhouse_memory *region =
		jailhouse_cell_mem_regions(cell->config);
	u32 n;

	for (n = 0; n < cell->config->num_memory_regions; n++, region++)
		if (is_takeable(region) && !CELL_SUB_PAGE(region))
			paging_merge(&root_cell.space, region->phys_start,
				     region->size, keep_split, NULL);
}
