// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Stage 1 tables of EL2 with which a CPU enters the hypervisor; see
 * boot-arm64.h. Entries: Arm ARM D8.3.
 */
#include <linux/mm.h>

#include <jailhouse/boot-arm64.h>

#include "../../arch.h"
#include "../../boot_tables.h"
#include "../../driver.h"

#define LEVELS		4

#define PTE_EL2_TABLE	0x3ULL
/* A valid page: AP[1] is 1 at EL2, inner shareable, accessed. */
#define PTE_EL2_PAGE	(0x3ULL | JAILHOUSE_ARM64_ATTR_NORMAL << 2 | \
			 BIT_ULL(6) | 3ULL << 8 | BIT_ULL(10))
#define PTE_EL2_RO	BIT_ULL(7)
#define PTE_EL2_XN	BIT_ULL(54)

#define PAGE_EL2_TEXT	(PTE_EL2_PAGE | PTE_EL2_RO)
#define PAGE_EL2_RODATA	(PTE_EL2_PAGE | PTE_EL2_RO | PTE_EL2_XN)
#define PAGE_EL2_DATA	(PTE_EL2_PAGE | PTE_EL2_XN)

static u64 entry_page(void)
{
	return hv.phys + (hv.image.entry_offset & PAGE_MASK);
}

u64 arch_boot_tables_size(u64 size)
{
	return (1 + boot_tables_for(JAILHOUSE_HV_BASE, size, LEVELS) +
		boot_tables_for(entry_page(), PAGE_SIZE, LEVELS)) <<
		PAGE_SHIFT;
}

void arch_boot_tables_build(void)
{
	static const struct boot_page_flags flags = {
		.text = PAGE_EL2_TEXT,
		.rodata = PAGE_EL2_RODATA,
		.data = PAGE_EL2_DATA,
	};

	boot_tables_begin(LEVELS, PTE_EL2_TABLE);
	boot_tables_map_hypervisor(&flags);
	boot_tables_map(entry_page(), entry_page(), PAGE_EL2_TEXT);
	arch_clean_cache(hv.virt, hv.size);
}
