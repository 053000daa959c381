/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef HV_FAKE_ASM_THIS_CPU_H
#define HV_FAKE_ASM_THIS_CPU_H

/** Which CPU the calling thread is; see fake_be(). */
extern __thread struct public_per_cpu *fake_this_cpu;

struct public_per_cpu *fake_public(unsigned int cpu);

static inline struct public_per_cpu *this_cpu(void)
{
	return fake_this_cpu;
}

static inline struct public_per_cpu *public_per_cpu(unsigned int cpu)
{
	return fake_public(cpu);
}

#endif
