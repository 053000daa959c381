/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef HV_ARM64_ASM_TABLES_H
#define HV_ARM64_ASM_TABLES_H

#include <cpu.h>
#include <sysreg.h>

static inline unsigned int arch_hv_levels(void)
{
	return 4;
}

static inline struct hv_tables *arch_hv_tables(void)
{
	return &this_private()->tables;
}

static inline u64 arch_percpu_public(void)
{
	return ARM64_PERCPU_PUBLIC;
}

/* Arm ARM D8.13: the entry is written before a walk may read it. */
static inline void arch_tables_sync(void)
{
	dsb(ish);
	isb();
}

#endif
