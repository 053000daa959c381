/* SPDX-License-Identifier: BSD-2-Clause */
/* Descriptors of the VMSAv8-64 tables, 4 KiB granule (Arm ARM D8.3). */
#ifndef HV_ARM64_PTE_H
#define HV_ARM64_PTE_H

#include <types.h>

#define PTE_VALID		BIT(0)
/** A table, or a page at level 0; blocks have it clear. */
#define PTE_TABLE		BIT(1)
#define PTE_SH_INNER		(3UL << 8)
#define PTE_ACCESSED		BIT(10)
#define PTE_ADDRESS		0x0000fffffffff000UL

/* Stage 1 of EL2 */
#define PTE_ATTR(index)		((u64)(index) << 2)
#define PTE_AP_RES1		BIT(6)
#define PTE_READ_ONLY		BIT(7)
#define PTE_XN			BIT(54)

/* Stage 2 */
#define S2_MEMATTR_MASK		(0xfUL << 2)
#define S2_MEMATTR_NORMAL	(0xfUL << 2)
#define S2_MEMATTR_DEVICE	(0x1UL << 2)	/* nGnRE */
#define S2_READ			BIT(6)
#define S2_WRITE		BIT(7)
#define S2_XN			BIT(54)

#endif
