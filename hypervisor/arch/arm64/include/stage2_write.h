/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef HV_ARM64_STAGE2_WRITE_H
#define HV_ARM64_STAGE2_WRITE_H

#include <types.h>
#include <paging.h>

/**
 * Store a second-stage entry. Where a valid entry becomes another valid one it
 * is invalid in between (break before make, Arm ARM D8.13.1): CPUs that run on
 * the tables may fault then, and exit_memory.c sends them back. Such tables are
 * root's, and the calling CPU is one of root's, so that its VMID is the right
 * one for the invalidation.
 */
void stage2_write(u64 *entry, u64 value);

/**
 * Whether an access that faulted is to be repeated: it is allowed, or it can't
 * be known yet because an entry is just being replaced.
 * @needed: PAGING_*
 */
bool stage2_allows(const struct paging_space *space, u64 address,
		   unsigned int needed);

#endif
