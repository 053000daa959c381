/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef HV_ARM64_ASM_LINUX_EL2_H
#define HV_ARM64_ASM_LINUX_EL2_H

#include <types.h>

/** EL2 registers as Linux' stub had them. */
struct arm64_linux_el2 {
	u64 sctlr;
	u64 tcr;
	u64 mair;
	u64 ttbr0;
	u64 vbar;
	u64 tpidr;
	u64 sp;
	/* From here on saved by C. */
	u64 hcr;
	u64 cptr;
	u64 mdcr;
	u64 hstr;
	u64 vtcr;
	u64 vttbr;
	u64 vpidr;
	u64 vmpidr;
	u64 cnthctl;
	u64 cntvoff;
	/* Where the CPU has them; traps.c. */
	u64 hcrx;
	u64 hfgrtr;
	u64 hfgwtr;
	u64 hfgitr;
	u64 hdfgrtr;
	u64 hdfgwtr;
	u64 hafgrtr;
	u64 mpam2;
	u64 hdfgrtr2;
	u64 hdfgwtr2;
	u64 hfgrtr2;
	u64 hfgwtr2;
	u64 hfgitr2;
};

#endif
