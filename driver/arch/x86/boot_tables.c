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
#include "../../driver.h"
#include "entry_area.h"

#define TABLE_SHIFT	9
#define TABLE_ENTRIES	(1 << TABLE_SHIFT)

/* Accessed and dirty in advance: nothing needs to write the tables. */
#define PAGE_TABLE	(_PAGE_PRESENT | _PAGE_RW | _PAGE_ACCESSED)
#define PAGE_TEXT	(_PAGE_PRESENT | _PAGE_ACCESSED | _PAGE_DIRTY)
#define PAGE_RODATA	(PAGE_TEXT | _PAGE_NX)
#define PAGE_DATA	(PAGE_RODATA | _PAGE_RW)

/** Tables are taken from here on; an offset into hypervisor memory. */
static u64 next_table;

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

/* Tables below the root that a range needs if it shares none of them. */
static u64 tables_for(u64 start, u64 size)
{
	unsigned int shift = PAGE_SHIFT + TABLE_SHIFT;
	unsigned int level;
	u64 count = 0;

	for (level = 1; level < levels(); level++, shift += TABLE_SHIFT)
		count += ((start + size - 1) >> shift) - (start >> shift) + 1;
	return count;
}

u64 arch_boot_tables_size(u64 size)
{
	unsigned long data_size;
	void *data = entry_areas(&data_size);

	return (1 + tables_for(JAILHOUSE_HV_BASE, size) +
		tables_for(entry_text_start(), entry_text_size()) +
		tables_for((u64)data, data_size)) << PAGE_SHIFT;
}

static u64 *new_table(u64 *phys)
{
	u64 *table = hv.virt + next_table;

	*phys = hv.phys + next_table;
	next_table += PAGE_SIZE;
	return table;
}

static void map_page(u64 *root, u64 virt, u64 phys, u64 flags)
{
	unsigned int level = levels();
	u64 *table = root;

	while (true) {
		unsigned int shift = PAGE_SHIFT + --level * TABLE_SHIFT;
		u64 *entry = &table[(virt >> shift) & (TABLE_ENTRIES - 1)];
		u64 next;

		if (level == 0) {
			*entry = phys | flags;
			return;
		}
		if (*entry) {
			table = hv.virt + ((*entry & PTE_PFN_MASK) - hv.phys);
			continue;
		}
		table = new_table(&next);
		*entry = next | PAGE_TABLE;
	}
}

static u64 hypervisor_page_flags(u64 offset)
{
	const struct jailhouse_image_header *image = &hv.image;

	if (offset - image->text_offset < image->text_size)
		return PAGE_TEXT;
	if (offset - image->rodata_offset < image->rodata_size)
		return PAGE_RODATA;
	return PAGE_DATA;
}

void arch_boot_tables_build(void)
{
	unsigned long data_size;
	void *data = entry_areas(&data_size);
	u64 offset, cr3;
	u64 *root;

	next_table = hv.image.boot_tables_offset;
	root = new_table(&cr3);

	for (offset = 0; offset < hv.size; offset += PAGE_SIZE)
		map_page(root, JAILHOUSE_HV_BASE + offset, hv.phys + offset,
			 hypervisor_page_flags(offset));
	for (offset = 0; offset < entry_text_size(); offset += PAGE_SIZE) {
		u64 virt = entry_text_start() + offset;

		map_page(root, virt, page_to_phys(vmalloc_to_page((void *)virt)),
			 PAGE_TEXT);
	}
	for (offset = 0; offset < data_size; offset += PAGE_SIZE)
		map_page(root, (u64)data + offset,
			 page_to_phys(vmalloc_to_page(data + offset)),
			 PAGE_DATA);

	WARN_ON(next_table > hv.size);
	entry_set_boot_cr3(cr3);
}
