/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef HV_X86_ASM_CPU_H
#define HV_X86_ASM_CPU_H

static inline void cpu_relax(void)
{
	__builtin_ia32_pause();
}

#endif
