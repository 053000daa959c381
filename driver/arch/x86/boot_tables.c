// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The page tables with which a CPU enters the hypervisor: hypervisor memory
 * at its link address, and the entry code and data at their kernel addresses.
 * Everything is mapped by 4 KiB pages and nothing is global.
 */
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/pgtable.h>
#include <linux/vmalloc.h>

#include "../../arch.h"
#include "../../boot_tables.h"
#include "../../driver.h"
#include "entry_area.h"

/* Accessed and dirty in advance: nothing needs to write the tables. */
#define PAGE_TABLE	(_PAGE_PRESENT | _PAGE_RW | _PAGE_ACCESSED)
#define PAGE_TEXT	(_PAGE_PRESENT | _PAGE_ACCESSED | _PAGE_DIRTY)
#define PAGE_RODATA	(PAGE_TEXT | _PAGE_NX)
#define PAGE_DATA	(PAGE_RODATA | _PAGE_RW)

static unsigned int levels(void)
{
	/* CR4.LA57 can't change in long mode. */
	return pgtable_l5_enabled() ? 5 : 4;
}

static u64 entry_text_start(void)
{
	return (u64)entry_text_begin & PAGE_MASK;
}

static u64 entry_text_size(void)
{
	return PAGE_ALIGN((u64)entry_text_end + 1) - entry_text_start();
}

u64 arch_boot_tables_size(u64 size)
{
	unsigned long data_size;
	void *data = entry_areas(&data_size);

	return (1 + boot_tables_for(JAILHOUSE_HV_BASE, size, levels()) +
		boot_tables_for(entry_text_start(), entry_text_size(),
				levels()) +
		boot_tables_for((u64)data, data_size, levels())) << PAGE_SHIFT;
}

void arch_boot_tables_build(void)
{
	static const struct boot_page_flags flags = {
		.text = PAGE_TEXT,
		.rodata = PAGE_RODATA,
		.data = PAGE_DATA,
	};
	unsigned long data_size;
	void *data = entry_areas(&data_size);
	u64 cr3 = boot_tables_begin(levels(), PAGE_TABLE), offset;

	boot_tables_map_hypervisor(&flags);
	for (offset = 0; offset < entry_text_size(); offset += PAGE_SIZE) {
		u64 virt = entry_text_start() + offset;

		boot_tables_map(virt,
				page_to_phys(vmalloc_to_page((void *)virt)),
				PAGE_TEXT);
	}
	for (offset = 0; offset < data_size; offset += PAGE_SIZE)
		boot_tables_map((u64)data + offset,
				page_to_phys(vmalloc_to_page(data + offset)),
				PAGE_DATA);
	entry_set_boot_cr3(cr3);
}
