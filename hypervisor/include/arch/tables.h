/* SPDX-License-Identifier: BSD-2-Clause */
/* What the hypervisor's own tables take of the architecture. */
#ifndef HV_ARCH_TABLES_H
#define HV_ARCH_TABLES_H

#include <types.h>
#include <tables.h>

/** How entries look, and the number of levels. */
extern const struct paging_format arch_hv_format;
unsigned int arch_hv_levels(void);

/** The calling CPU's tables. */
struct hv_tables *arch_hv_tables(void);

/** Offset of the page in a CPU's area that other CPUs may access. */
u64 arch_percpu_public(void);

/** Map what else the architecture needs. 0 or -ENOMEM. */
int arch_map_more(struct paging_space *space);

/** Have the calling CPU use tables; those that it came with at first. */
void arch_load_tables(u64 root_phys);
void arch_load_boot_tables(void);

/** Have the calling CPU see entries where nothing was mapped before. */
void arch_tables_sync(void);

#endif
