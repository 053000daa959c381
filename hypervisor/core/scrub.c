/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a cell leaves in memory that root can't reach must not be found by the
 * next cell. Everything else is zeroed by the driver, outside of here.
 */
#include <cell.h>
#include <core_entry.h>
#include <string.h>
#include <jailhouse/config-access.h>

#include "cell_private.h"

/** Zeroed before root's CPU may take its interrupts: some tens of us. */
#define PAGES_PER_CALL		16

/*
 * RAM of the cell alone. Devices may have the same access rights as data, but
 * are neither executed nor loaded nor the target of DMA.
 */
static bool is_private_ram(const struct jailhouse_memory *region)
{
	const u64 access = JAILHOUSE_MEM_READ | JAILHOUSE_MEM_WRITE;
	const u64 shared = JAILHOUSE_MEM_IO | JAILHOUSE_MEM_COMM_REGION |
		JAILHOUSE_MEM_ROOTSHARED;

	return (region->flags & access) == access &&
		!(region->flags & shared) && !CELL_SUB_PAGE(region) &&
		region->flags & (JAILHOUSE_MEM_EXECUTE | JAILHOUSE_MEM_DMA |
				 JAILHOUSE_MEM_LOADABLE);
}

static void zero_page(void *page)
{
	memset(page, 0, PAGE_SIZE);
}

int cell_scrub(struct cell *cell)
{
	const struct jailhouse_memory *region =
		jailhouse_cell_mem_regions(cell->config);
	unsigned int pages = 0;
	int err;
	u32 n;

	for (; cell->scrub_region < cell->config->num_memory_regions;
	     cell->scrub_region++, cell->scrub_offset = 0) {
		n = cell->scrub_region;
		if (!is_private_ram(&region[n]) || root_lists(&region[n]))
			continue;
		err = cell_halt(cell);
		if (err)
			return err;
		for (; cell->scrub_offset < region[n].size;
		     cell->scrub_offset += PAGE_SIZE) {
			if (pages++ == PAGES_PER_CALL)
				return HYPERCALL_REPEAT;
			/* What answers with an error keeps nothing. */
			arch_try(zero_page,
				 arch_tmp_map_writable(region[n].phys_start +
						       cell->scrub_offset,
						       false));
			arch_tmp_unmap();
		}
	}
	return 0;
}
