/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef HV_ARM64_ASM_CPU_H
#define HV_ARM64_ASM_CPU_H

static inline void cpu_relax(void)
{
}

#endif
