/* SPDX-License-Identifier: BSD-2-Clause */
/* Per-CPU data of the tests: an array. */
#ifndef HV_X86_ASM_PRIVATE_H
#define HV_X86_ASM_PRIVATE_H

#include <types.h>

#define X86_PERCPU_PUBLIC	0

struct public_per_cpu;

struct private_per_cpu {
	struct public_per_cpu *public_part;
};

struct private_per_cpu *this_private(void);
u8 *x86_percpu_area(unsigned int cpu);

#endif
