/* SPDX-License-Identifier: BSD-2-Clause */
#include "../violate.h"

#define SIMPLE(name, instruction)					\
static const char *name(void)						\
{									\
	asm volatile(instruction : : : "memory");			\
	return NULL;							\
}

/* Linux' calls to the stub that it left at EL2. */
SIMPLE(act_hvc_stub, "mov x0, #0; mov x1, #0; hvc #0")
SIMPLE(act_hvc_other, "hvc #1")
SIMPLE(act_hang, "msr daifset, #15; 1: wfi; b 1b")
SIMPLE(act_spin, "msr daifset, #15; 1: b 1b")

const struct violation_case instruction_cases[] = {
	{ "hvc-stub", act_hvc_stub, STOPPED },
	{ "hvc-other", act_hvc_other, STOPPED },
	{ "hang", act_hang, MISBEHAVES },
	{ "spin", act_spin, MISBEHAVES },
	{ NULL, NULL, STOPPED },
};
