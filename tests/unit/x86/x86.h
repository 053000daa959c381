/* SPDX-License-Identifier: BSD-2-Clause */
/* What the tested files need of the rest of x86, provided by the tests. */
#ifndef HV_X86_X86_H
#define HV_X86_X86_H

#include <types.h>

#define X86_CR4_MCE		BIT(6)
#define MSR_X2APIC_BASE		0x800

bool rdmsr_safe(u32 msr, u64 *value);
bool wrmsr_safe(u32 msr, u64 value);
void cpuid(u32 leaf, u32 subleaf, u32 *eax, u32 *ebx, u32 *ecx, u32 *edx);

void *map_device(u64 phys, u64 size);
u64 x86_guest_pc(void);

#endif
