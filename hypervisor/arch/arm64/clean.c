/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Cache maintenance by address, for guests whose caches are off; the rules are
 * in Documentation/arm64-caches.md.
 */
#include <types.h>
#include <cell.h>
#include <clean.h>
#include <sysreg.h>
#include <arch/cell.h>
#include <jailhouse/config-access.h>

/** Between two looks at who wants the CPU to stop: some tens of us. */
#define PAGES_PER_PIECE		16

void arm64_clean(const volatile void *start, u64 size)
{
	/* DminLine of CTR_EL0: words, as a power of two. */
	u64 line = 4UL << (read_sysreg(ctr_el0) >> 16 & 0xf);
	u64 at = (u64)start & ~(line - 1);

	/* What is written before is written back, too. */
	dmb(sy);
	for (; at < (u64)start + size; at += line)
		dc(civac, at);
	dsb(sy);
}

void arch_sync_data(const volatile void *data, u64 size)
{
	arm64_clean(data, size);
}

/** As in scrub.c: devices may have the same rights as data. */
static bool is_ram(const struct jailhouse_memory *region)
{
	const u64 other = JAILHOUSE_MEM_IO | JAILHOUSE_MEM_COMM_REGION;
	const u64 ram = JAILHOUSE_MEM_EXECUTE | JAILHOUSE_MEM_DMA |
		JAILHOUSE_MEM_LOADABLE | JAILHOUSE_MEM_ROOTSHARED;

	return region->flags & ram && !(region->flags & other) &&
		!CELL_SUB_PAGE(region);
}

static void clean_page(void *page)
{
	arm64_clean(page, PAGE_SIZE);
}

bool clean_cell(struct cell *cell)
{
	const struct jailhouse_memory *region =
		jailhouse_cell_mem_regions(cell->config);
	struct arch_cell *arch = &cell->arch;
	unsigned int pages = 0;

	for (; arch->clean_region < cell->config->num_memory_regions;
	     arch->clean_region++, arch->clean_offset = 0) {
		const struct jailhouse_memory *ram =
			&region[arch->clean_region];

		for (; is_ram(ram) && arch->clean_offset < ram->size;
		     arch->clean_offset += PAGE_SIZE) {
			if (pages++ == PAGES_PER_PIECE)
				return false;
			arch_try(clean_page,
				 arch_tmp_map(ram->phys_start +
					      arch->clean_offset));
			arch_tmp_unmap();
		}
	}
	return true;
}
