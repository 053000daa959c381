/* SPDX-License-Identifier: BSD-2-Clause */
/* Translation tables of EL2 and of the second stage. */
#ifndef HV_ARM64_STAGE2_H
#define HV_ARM64_STAGE2_H

#include <types.h>
#include <paging.h>

/**
 * Take the calling CPU's size of physical addresses into account. On all CPUs
 * before any of the functions that depend on it, arm64_phys_bits() included.
 */
void stage2_note_cpu(void);

/** VTCR_EL2 for the tables of arch_stage2_format. */
u64 stage2_vtcr(void);

/** Drop all translations of the current VMID on this CPU. */
void stage2_flush(void);

/**
 * Map device registers that only the calling CPU uses, in place of those mapped
 * before. @size: at most ARM64_OWN_DEVICE_SIZE. NULL: no memory.
 */
void *arm64_map_own_device(u64 phys, u64 size);
#define ARM64_OWN_DEVICE_SIZE	0x40000

#endif
