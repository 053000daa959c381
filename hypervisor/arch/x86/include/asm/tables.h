/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef HV_X86_ASM_TABLES_H
#define HV_X86_ASM_TABLES_H

#include <cpu.h>
#include <x86.h>

#define ARCH_PERCPU_PUBLIC	X86_PERCPU_PUBLIC

static inline unsigned int arch_hv_levels(void)
{
	return x86_paging_levels();
}

static inline struct hv_tables *arch_hv_tables(void)
{
	return &this_private()->tables;
}

/* Entries that are not present are not cached (APM volume 2, 5.5.2). */
static inline void arch_tables_sync(void)
{
}

#endif
