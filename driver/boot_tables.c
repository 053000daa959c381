// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include <linux/bug.h>
#include <linux/mm.h>

#include "boot_tables.h"
#include "driver.h"

#define TABLE_SHIFT	9
#define TABLE_ENTRIES	(1 << TABLE_SHIFT)
#define ENTRY_ADDRESS	0x000ffffffffff000ULL

static u64 *root;
static unsigned int num_levels;
static u64 flags_of_tables;
/** Tables are taken from here on; an offset into hypervisor memory. */
static u64 next_table;

u64 boot_tables_for(u64 start, u64 size, unsigned int levels)
{
	unsigned int shift = PAGE_SHIFT + TABLE_SHIFT;
	unsigned int level;
	u64 count = 0;

	for (level = 1; level < levels; level++, shift += TABLE_SHIFT)
		count += ((start + size - 1) >> shift) - (start >> shift) + 1;
	return count;
}

static u64 *new_table(u64 *phys)
{
	u64 *table = hv.virt + next_table;

	*phys = hv.phys + next_table;
	next_table += PAGE_SIZE;
	WARN_ON(next_table > hv.size);
	return table;
}

u64 boot_tables_begin(unsigned int levels, u64 table_flags)
{
	u64 phys;

	next_table = hv.image.boot_tables_offset;
	num_levels = levels;
	flags_of_tables = table_flags;
	root = new_table(&phys);
	return phys;
}

void boot_tables_map(u64 virt, u64 phys, u64 flags)
{
	unsigned int level = num_levels;
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
			table = hv.virt + ((*entry & ENTRY_ADDRESS) - hv.phys);
			continue;
		}
		table = new_table(&next);
		*entry = next | flags_of_tables;
	}
}

static u64 page_flags(const struct boot_page_flags *flags, u64 offset)
{
	const struct jailhouse_image_header *image = &hv.image;

	if (offset - image->text_offset < image->text_size)
		return flags->text;
	if (offset - image->rodata_offset < image->rodata_size)
		return flags->rodata;
	return flags->data;
}

void boot_tables_map_hypervisor(const struct boot_page_flags *flags)
{
	u64 offset;

	for (offset = 0; offset < hv.size; offset += PAGE_SIZE)
		boot_tables_map(JAILHOUSE_HV_BASE + offset, hv.phys + offset,
				page_flags(flags, offset));
}
