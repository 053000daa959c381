/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Per-CPU data. <asm/percpu.h> defines struct arch_public_per_cpu.
 */
#ifndef HV_ARCH_PERCPU_H
#define HV_ARCH_PERCPU_H

#include <asm/percpu.h>

struct public_per_cpu;

/** Public part of the calling CPU. */
static inline struct public_per_cpu *this_cpu(void);

/** Public part of any CPU below the image header's max_cpus. */
static inline struct public_per_cpu *public_per_cpu(unsigned int cpu);

#include <asm/this_cpu.h>

#endif
