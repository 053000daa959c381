/* SPDX-License-Identifier: BSD-2-Clause */
/* Breakpoints and watchpoints of a CPU that changes its owner. */
#include <types.h>
#include <sysreg.h>
#include <vcpu.h>

#define CLEAR(reg, n)							\
	case n:								\
		write_sysreg(0, reg##n##_el1);				\
		__attribute__((fallthrough))

static void clear_breakpoints(unsigned int last)
{
	switch (last) {
		CLEAR(dbgbcr, 15);
		CLEAR(dbgbcr, 14);
		CLEAR(dbgbcr, 13);
		CLEAR(dbgbcr, 12);
		CLEAR(dbgbcr, 11);
		CLEAR(dbgbcr, 10);
		CLEAR(dbgbcr, 9);
		CLEAR(dbgbcr, 8);
		CLEAR(dbgbcr, 7);
		CLEAR(dbgbcr, 6);
		CLEAR(dbgbcr, 5);
		CLEAR(dbgbcr, 4);
		CLEAR(dbgbcr, 3);
		CLEAR(dbgbcr, 2);
	default:
		break;
	}
}

static void clear_watchpoints(unsigned int last)
{
	switch (last) {
		CLEAR(dbgwcr, 15);
		CLEAR(dbgwcr, 14);
		CLEAR(dbgwcr, 13);
		CLEAR(dbgwcr, 12);
		CLEAR(dbgwcr, 11);
		CLEAR(dbgwcr, 10);
		CLEAR(dbgwcr, 9);
		CLEAR(dbgwcr, 8);
		CLEAR(dbgwcr, 7);
		CLEAR(dbgwcr, 6);
		CLEAR(dbgwcr, 5);
		CLEAR(dbgwcr, 4);
		CLEAR(dbgwcr, 3);
		CLEAR(dbgwcr, 2);
	default:
		break;
	}
}

void vcpu_reset_more_debug(u64 dfr0)
{
	clear_breakpoints(dfr0 >> 12 & 0xf);
	clear_watchpoints(dfr0 >> 20 & 0xf);
}
