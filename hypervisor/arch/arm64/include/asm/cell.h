/* SPDX-License-Identifier: BSD-2-Clause */
/* What arm64 adds to a cell. */
#ifndef HV_ARM64_ASM_CELL_H
#define HV_ARM64_ASM_CELL_H

#include <types.h>

#define GIC_MAX_INTIDS		1024

/** Device memory takes no others, for reports. */
#define ARCH_UNALIGNED_IO	", and an aligned address,"

struct arch_cell {
	/** VTTBR_EL2: second stage and VMID. */
	u64 vttbr;
	/** SPIs that the cell owns now, by INTID. */
	u32 spis[GIC_MAX_INTIDS / 32];
	/** GICD_CTLR as the cell wrote it. */
	u32 gicd_ctlr;
	/** A CPU of the cell does what SYSTEM_RESET asked for. */
	u32 restarting;
	/** How far clean_cell() is: region and offset in it. */
	u32 clean_region;
	u64 clean_offset;
};

#endif
