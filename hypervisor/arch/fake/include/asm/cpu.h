/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef HV_FAKE_ASM_CPU_H
#define HV_FAKE_ASM_CPU_H

/** Lets time pass and runs the test's hook, or yields to other threads. */
void fake_relax(void);

static inline void cpu_relax(void)
{
	fake_relax();
}

#endif
