/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef HV_ARM64_ASM_TABLES_H
#define HV_ARM64_ASM_TABLES_H

#include <cpu.h>
#include <sysreg.h>

#define ARCH_PERCPU_PUBLIC	ARM64_PERCPU_PUBLIC

static inline unsigned int arch_hv_levels(void)
{
	return 4;
}

static inline struct hv_tables *arch_hv_tables(void)
{
	return &this_private()->tables;
}

/* Arm ARM D8.13: the entry is written before a walk may read it. */
static inline void arch_tables_sync(void)
{
	dsb(ish);
	isb();
}

#endif
