/* SPDX-License-Identifier: BSD-2-Clause */
/* What the tested files need of the rest of x86, provided by the tests. */
#ifndef HV_X86_X86_H
#define HV_X86_X86_H

#include <types.h>

void *arch_map_device(u64 phys, u64 size);
u64 x86_guest_pc(void);

#endif
