/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Page tables of any format. All walks are loops: a table is found again from
 * the root for each piece, where a piece is the largest run of entries of one
 * table.
 */
#include <errno.h>
#include <page_alloc.h>
#include <paging.h>
#include <report.h>

#define TABLE_SHIFT	9
#define TABLE_ENTRIES	(1U << TABLE_SHIFT)
#define MAX_LEVELS	5

static u64 level_size(unsigned int level)
{
	return 1ULL << (PAGE_SHIFT + TABLE_SHIFT * level);
}

/** How much of a range lies below the end of a space. */
static u64 clip(const struct paging_space *space, u64 virt, u64 size)
{
	u64 end = level_size(space->levels - 1) * TABLE_ENTRIES *
		space->root_pages;

	if (virt >= end)
		return 0;
	return MIN(size, end - virt);
}

static unsigned int entry_index(u64 virt, unsigned int level)
{
	return virt >> (PAGE_SHIFT + TABLE_SHIFT * level) & (TABLE_ENTRIES - 1);
}

static bool is_table(const struct paging_format *format, u64 entry,
		     unsigned int level)
{
	return level > 0 && format->present(entry) &&
		!format->is_leaf(entry, level);
}

static u64 *table_of(const struct paging_format *format, u64 entry,
		     unsigned int level)
{
	return hv_phys_to_virt(format->phys(entry, level));
}

/** Replace an entry that is empty or a leaf by a table that says the same. */
static u64 *make_table(const struct paging_format *format, u64 *entry,
		       unsigned int level)
{
	u64 *table = page_alloc(1);
	unsigned int attrs, n;
	u64 phys;

	if (!table)
		return NULL;
	if (format->present(*entry)) {
		phys = format->phys(*entry, level);
		attrs = format->attrs(*entry);
		for (n = 0; n < TABLE_ENTRIES; n++)
			format->write(&table[n],
				      format->leaf(phys +
						   n * level_size(level - 1),
						   attrs, level - 1));
	}
	format->write(entry, format->table(hv_virt_to_phys(table)));
	return table;
}

/**
 * Walk down to the entry for an address, as far as tables exist.
 * @level: in: the wanted level; out: the entry's, at least that.
 */
static u64 *find_entry(const struct paging_space *space, u64 virt,
		       unsigned int *level)
{
	unsigned int at = space->levels - 1;
	u64 *entry = &space->root[virt / level_size(at)];

	while (at > *level && is_table(space->format, *entry, at)) {
		entry = table_of(space->format, *entry, at);
		at--;
		entry += entry_index(virt, at);
	}
	*level = at;
	return entry;
}

/** As find_entry(), making the tables that lack. NULL: no memory. */
static u64 *make_entry(struct paging_space *space, u64 virt,
		       unsigned int level)
{
	unsigned int at = level;
	u64 *entry = find_entry(space, virt, &at);

	while (at > level) {
		entry = make_table(space->format, entry, at);
		if (!entry)
			return NULL;
		at--;
		entry += entry_index(virt, at);
	}
	return entry;
}

int paging_init(struct paging_space *space, const struct paging_format *format,
		unsigned int levels, unsigned int root_pages)
{
	hv_assert(levels >= 1 && levels <= MAX_LEVELS);
	space->format = format;
	space->levels = levels;
	space->root_pages = root_pages;
	space->root = page_alloc_aligned(root_pages);
	return space->root ? 0 : -ENOMEM;
}

void paging_exit(struct paging_space *space)
{
	u64 *tables[MAX_LEVELS];
	unsigned int next[MAX_LEVELS];
	unsigned int level = space->levels - 1, pages;
	u64 entry;

	if (!space->root)
		return;
	tables[level] = space->root;
	next[level] = 0;
	while (level < space->levels) {
		pages = level == space->levels - 1 ? space->root_pages : 1;
		if (level == 0 || next[level] == TABLE_ENTRIES * pages) {
			page_free(tables[level], pages);
			level++;
			continue;
		}
		entry = tables[level][next[level]++];
		if (is_table(space->format, entry, level)) {
			tables[level - 1] = table_of(space->format, entry,
						     level);
			next[level - 1] = 0;
			level--;
		}
	}
	space->root = NULL;
}

/** Whether a range starts with a whole block of a level. */
static bool fits(u64 phys, u64 virt, u64 size, unsigned int level)
{
	return size >= level_size(level) &&
		((phys | virt) & (level_size(level) - 1)) == 0;
}

/** Largest level at which a range can start with a leaf. */
static unsigned int leaf_level(const struct paging_format *format, u64 phys,
			       u64 virt, u64 size, unsigned int attrs)
{
	unsigned int level = format->max_leaf_level;

	if (attrs & PAGING_NO_HUGE)
		return 0;
	while (level > 0 && !fits(phys, virt, size, level))
		level--;
	return level;
}

int paging_map(struct paging_space *space, u64 phys, u64 virt, u64 size,
	       unsigned int attrs)
{
	const struct paging_format *format = space->format;
	unsigned int level;
	u64 *entry, step;

	if (clip(space, virt, size) != size)
		return -EINVAL;
	while (size) {
		level = leaf_level(format, phys, virt, size, attrs);
		if (level >= space->levels)
			level = space->levels - 1;
		entry = make_entry(space, virt, level);
		if (!entry)
			return -ENOMEM;
		while (is_table(format, *entry, level)) {
			entry = table_of(format, *entry, level);
			level--;
			entry += entry_index(virt, level);
		}
		step = level_size(level);
		do {
			format->write(entry++,
				      format->leaf(phys,
						   attrs & ~PAGING_NO_HUGE,
						   level));
			phys += step;
			virt += step;
			size -= step;
		} while (entry_index(virt, level) && size &&
			 leaf_level(format, phys, virt, size, attrs) == level &&
			 !is_table(format, *entry, level));
	}
	return 0;
}

int paging_split(struct paging_space *space, u64 virt)
{
	unsigned int level = 0;

	if (!clip(space, virt, 1))
		return 0;
	while (level < space->levels - 1 &&
	       (virt & (level_size(level + 1) - 1)) == 0)
		level++;
	return make_entry(space, virt, level) ? 0 : -ENOMEM;
}

void paging_unmap(struct paging_space *space, u64 virt, u64 size)
{
	const struct paging_format *format = space->format;
	unsigned int level;
	u64 *entry, step, block;

	size = clip(space, virt, size);
	while (size) {
		level = 0;
		entry = find_entry(space, virt, &level);
		block = level_size(level);
		step = block - (virt & (block - 1));
		if (format->present(*entry)) {
			hv_assert(step == block && size >= block);
			format->write(entry, 0);
		}
		step = MIN(step, size);
		virt += step;
		size -= step;
	}
}

/**
 * What a table can be replaced by.
 * @level: of the table's entries.
 *
 * Return: true if it can, then @value is 0 or a leaf of the level above.
 */
static bool merged_entry(const struct paging_format *format, const u64 *table,
			 unsigned int level, u64 *value)
{
	bool present = format->present(table[0]);
	unsigned int attrs = 0, n;
	u64 phys = 0;

	*value = 0;
	if (present) {
		if (level >= format->max_leaf_level ||
		    !format->is_leaf(table[0], level))
			return false;
		phys = format->phys(table[0], level);
		attrs = format->attrs(table[0]);
		if (phys & (level_size(level + 1) - 1))
			return false;
		*value = format->leaf(phys, attrs, level + 1);
	}
	for (n = 1; n < TABLE_ENTRIES; n++) {
		if (format->present(table[n]) != present)
			return false;
		/* Hardware sets bits in entries: compare what they mean. */
		if (present &&
		    (!format->is_leaf(table[n], level) ||
		     format->attrs(table[n]) != attrs ||
		     format->phys(table[n], level) !=
				phys + n * level_size(level)))
			return false;
	}
	return true;
}

/** Merge the table below one entry, if that is possible and wanted. */
static void merge_entry(struct paging_space *space, u64 *entry, u64 virt,
			unsigned int level, paging_keep keep, const void *ctx)
{
	u64 *table, value;

	if (!is_table(space->format, *entry, level))
		return;
	if (keep && keep(ctx, virt, level_size(level)))
		return;
	table = table_of(space->format, *entry, level);
	if (!merged_entry(space->format, table, level - 1, &value))
		return;
	space->format->write(entry, value);
	page_free(table, 1);
}

void paging_merge(struct paging_space *space, u64 virt, u64 size,
		  paging_keep keep, const void *ctx)
{
	unsigned int level, found;
	u64 at, last, block;
	u64 *entry;

	size = clip(space, virt, size);
	if (!size)
		return;
	for (level = 1; level < space->levels; level++) {
		at = virt & ~(level_size(level) - 1);
		last = (virt + size - 1) & ~(level_size(level) - 1);
		for (;;) {
			found = level;
			entry = find_entry(space, at, &found);
			if (found == level)
				merge_entry(space, entry, at, level, keep, ctx);
			/* Nothing below an entry that is no table. */
			block = level_size(found);
			if (last - at < block - (at & (block - 1)))
				break;
			at += block - (at & (block - 1));
		}
	}
}

u64 paging_translate(const struct paging_space *space, u64 virt,
		     unsigned int *attrs)
{
	unsigned int level = 0;
	u64 entry;

	if (!clip(space, virt, 1))
		return PAGING_NOT_MAPPED;
	entry = *find_entry(space, virt, &level);
	if (!space->format->present(entry))
		return PAGING_NOT_MAPPED;
	if (attrs)
		*attrs = space->format->attrs(entry);
	return space->format->phys(entry, level) |
		(virt & (level_size(level) - 1));
}
