/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From root's memory to a trusted copy. Root may change the blob while it is
 * copied, so only the copy is validated, and nothing is read twice.
 */
#include <cell.h>
#include <config_check.h>
#include <cpu.h>
#include <page_alloc.h>
#include <report.h>
#include <string.h>
#include <unit.h>

#include "cell_private.h"

struct copy {
	void *dest;
	const u8 *source;
	u32 size;
};

static void do_copy(void *arg)
{
	const struct copy *copy = arg;

	memcpy(copy->dest, copy->source, copy->size);
}

/**
 * Copy from root's memory. Return: false if root can't read that, or if it is
 * no memory: reading registers has effects.
 */
static bool copy_from_root(void *dest, u64 address, u32 size)
{
	unsigned int attrs;
	struct copy copy = { .dest = dest };
	u64 phys;
	bool ok;

	for (; size; size -= copy.size) {
		phys = paging_translate(&root_cell.space, address, &attrs);
		if (phys == PAGING_NOT_MAPPED || !(attrs & PAGING_READ) ||
		    attrs & PAGING_DEVICE)
			return false;
		copy.size = MIN(PAGE_SIZE - (phys & PAGE_OFFS_MASK), size);
		copy.source = (u8 *)arch_tmp_map(phys & PAGE_MASK) +
			(phys & PAGE_OFFS_MASK);
		ok = arch_try(do_copy, &copy);
		arch_tmp_unmap();
		if (!ok)
			return false;
		copy.dest = (u8 *)copy.dest + copy.size;
		address += copy.size;
	}
	return true;
}

static int too_short(u64 needed)
{
	return refuse(JAILHOUSE_RULE_BLOB_TOO_SHORT, JAILHOUSE_ARRAY_CELL, 0,
		      needed);
}

/** Learn a blob's size from its header and, if it has one, extension table. */
static int fetch_size(u64 address, u64 *size)
{
	struct jailhouse_extension_table table;
	struct jailhouse_cell_desc header;

	if (!copy_from_root(&header, address, sizeof(header)))
		return too_short(sizeof(header));
	*size = jailhouse_cell_config_size(&header);
	if (header.flags & JAILHOUSE_CELL_EXTENDED &&
	    *size <= JAILHOUSE_CELL_CONFIG_MAX_SIZE) {
		*size = (*size + 7) & ~7ULL;
		if (!copy_from_root(&table, address + *size, sizeof(table)))
			return too_short(*size + sizeof(table));
		*size += MAX(table.size, sizeof(table));
	}
	if (*size > JAILHOUSE_CELL_CONFIG_MAX_SIZE)
		return refuse(JAILHOUSE_RULE_BLOB_TOO_LARGE,
			      JAILHOUSE_ARRAY_CELL, 0,
			      JAILHOUSE_CELL_CONFIG_MAX_SIZE);
	return 0;
}

/** CPUs must be root's now, and not the one that runs this. */
static int check_cpus(const struct jailhouse_cell_desc *config)
{
	struct cell *owner;
	unsigned int cpu;

	for (cpu = 0; cpu < image_header.max_cpus; cpu++) {
		if (!jailhouse_cell_has_cpu(config, cpu))
			continue;
		if (!cell_owns_cpu(&root_cell, cpu)) {
			for_each_non_root_cell(owner)
				if (cell_owns_cpu(owner, cpu))
					break;
			return refuse(JAILHOUSE_RULE_CPU_NOT_ROOT,
				      JAILHOUSE_ARRAY_CPUS, cpu,
				      owner ? owner->id : ~0U);
		}
		if (cpu == this_cpu()->cpu_id)
			return refuse(JAILHOUSE_RULE_CPU_CALLER,
				      JAILHOUSE_ARRAY_CPUS, cpu, 0);
	}
	return 0;
}

/** Ids are the driver's choice, the checker does not look at them. */
static int check_id(const struct jailhouse_cell_desc *config)
{
	if (cell_find(config->id))
		return refuse(JAILHOUSE_RULE_CELL_ID_TAKEN,
			      JAILHOUSE_ARRAY_CELL, 0, config->id);
	return 0;
}

static int check_config(const struct jailhouse_cell_desc *config, u32 size)
{
	struct jailhouse_config_error error;
	const struct cell *cell;
	int err;

	if (config_check_cell(config, size, arch_config_machine(), &error))
		return refuse_error(&error);
	if (config_check_cell_system(config, system_config, &error))
		return refuse_error(&error);
	for_each_non_root_cell(cell)
		if (config_check_cell_cell(config, cell->config, &error))
			return refuse_error(&error);
	err = check_id(config);
	if (!err)
		err = check_cpus(config);
	if (err)
		return err;
	if (units_check(config, &error))
		return refuse_error(&error);
	return 0;
}

int cell_config_fetch(u64 address, struct jailhouse_cell_desc **config,
		      u32 *size)
{
	struct jailhouse_cell_desc *copy;
	u64 needed = 0;
	int err = fetch_size(address, &needed);

	if (err)
		return err;
	copy = page_alloc(PAGES(needed));
	if (!copy)
		return pool_exhausted();
	if (!copy_from_root(copy, address, needed))
		err = too_short(needed);
	else
		err = check_config(copy, needed);
	if (err) {
		cell_config_free(copy, needed);
		return err;
	}
	copy->name[JAILHOUSE_CELL_NAME_MAXLEN] = 0;
	*config = copy;
	*size = needed;
	return 0;
}

void cell_config_free(const struct jailhouse_cell_desc *config, u32 size)
{
	page_free((void *)config, PAGES(size));
}
