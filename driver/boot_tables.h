/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * Page tables at the top of hypervisor memory, for any architecture with 512
 * entries of 8 bytes per table. Everything is mapped by 4 KiB pages.
 */
#ifndef JAILHOUSE_DRIVER_BOOT_TABLES_H
#define JAILHOUSE_DRIVER_BOOT_TABLES_H

#include <linux/types.h>

/** Tables below the root that a range needs if it shares none of them. */
u64 boot_tables_for(u64 start, u64 size, unsigned int levels);

/**
 * Begin with an empty root table.
 * @table_flags: of entries that point to tables.
 * Return: the root's physical address.
 */
u64 boot_tables_begin(unsigned int levels, u64 table_flags);

/** Map a page; @flags complete its entry. */
void boot_tables_map(u64 virt, u64 phys, u64 flags);

/** Flags of the pages of hypervisor memory, by what is in them. */
struct boot_page_flags {
	u64 text;
	u64 rodata;
	u64 data;
};

/** Map hypervisor memory at its link address. */
void boot_tables_map_hypervisor(const struct boot_page_flags *flags);

#endif
