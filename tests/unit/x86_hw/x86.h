/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The real header of x86 with registers, CPUID and translations of the test's
 * own instead of this machine's.
 */
#ifndef TEST_X86_HW_H
#define TEST_X86_HW_H

#define cpuid		hardware_cpuid
#define rdmsr		hardware_rdmsr
#define write_cr3	hardware_write_cr3
#define invlpg		hardware_invlpg
#include_next <x86.h>
#undef cpuid
#undef rdmsr
#undef write_cr3
#undef invlpg

void cpuid(u32 leaf, u32 subleaf, u32 *eax, u32 *ebx, u32 *ecx, u32 *edx);
u64 rdmsr(u32 msr);
void write_cr3(u64 value);
void invlpg(const volatile void *address);

#endif
