/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef HV_ARM64_ASM_THIS_CPU_H
#define HV_ARM64_ASM_THIS_CPU_H

#include <asm/private.h>

static inline struct public_per_cpu *this_cpu(void)
{
	return this_private()->public_part;
}

static inline struct public_per_cpu *public_per_cpu(unsigned int cpu)
{
	return (struct public_per_cpu *)(arm64_percpu_area(cpu) +
					 ARM64_PERCPU_PUBLIC);
}

#endif
