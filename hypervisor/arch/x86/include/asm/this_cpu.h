/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The calling CPU's data is found from the stack pointer: its stack lies at
 * the end of a block of fixed alignment that starts with the private data.
 */
#ifndef HV_X86_ASM_THIS_CPU_H
#define HV_X86_ASM_THIS_CPU_H

#include <asm/private.h>

static inline struct public_per_cpu *this_cpu(void)
{
	return this_private()->public_part;
}

static inline struct public_per_cpu *public_per_cpu(unsigned int cpu)
{
	return (struct public_per_cpu *)(x86_percpu_area(cpu) +
					 X86_PERCPU_PUBLIC);
}

#endif
