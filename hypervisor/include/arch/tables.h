/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the hypervisor's own tables take of the architecture. Inline, in
 * asm/tables.h:
 *
 *	ARCH_PERCPU_PUBLIC	offset of the page in a CPU's area that other
 *				CPUs may access
 *	arch_hv_levels()	number of levels
 *	arch_hv_tables()	the calling CPU's tables
 *	arch_tables_sync()	have the calling CPU see entries where nothing
 *				was mapped before
 */
#ifndef HV_ARCH_TABLES_H
#define HV_ARCH_TABLES_H

#include <tables.h>
#include <asm/tables.h>

/** Map what else the architecture needs. 0 or -ENOMEM. */
int arch_map_more(struct paging_space *space);

/** Have the calling CPU use tables; those that it came with at first. */
void arch_load_tables(u64 root_phys);
void arch_load_boot_tables(void);

#endif
