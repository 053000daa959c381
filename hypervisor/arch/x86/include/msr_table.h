/* SPDX-License-Identifier: BSD-2-Clause */
/* The table behind msr.h; for msr.c and tests. */
#ifndef HV_X86_MSR_TABLE_H
#define HV_X86_MSR_TABLE_H

#include <msr.h>

/** Threshold registers, but for interrupt type (SMI is one), LVT offset. */
#define MSR_THRESHOLD_BITS	(~(3ULL << 49 | 0xfULL << 52))

/** Machine check banks, four registers each; with SMCA the first four of below. */
#define MSR_MCA_FIRST		0x400
#define MSR_MCA_LAST		0x47f
/** Scalable machine check banks, 16 registers each. */
#define MSR_SMCA_FIRST		0xc0002000
#define MSR_SMCA_LAST		0xc00023ff

struct msr_rule {
	u32 first;
	u32 last;
	/** enum msr_action */
	u8 root_read;
	u8 root_write;
	u8 cell_read;
	u8 cell_write;
	/** For MSR_MASK. */
	u64 mask;
};

/** Ascending, without overlap. */
extern const struct msr_rule msr_rules[];
extern const unsigned int msr_rule_count;

#endif
