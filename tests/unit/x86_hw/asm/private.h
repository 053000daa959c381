/* SPDX-License-Identifier: BSD-2-Clause */
/* The real layout of per-CPU data, which the test has instead of a CPU. */
#ifndef TEST_X86_HW_PRIVATE_H
#define TEST_X86_HW_PRIVATE_H

#define this_private	hardware_this_private
#define x86_percpu_area	hardware_x86_percpu_area
#include_next <asm/private.h>
#undef this_private
#undef x86_percpu_area

struct private_per_cpu *this_private(void);
u8 *x86_percpu_area(unsigned int cpu);

#endif
