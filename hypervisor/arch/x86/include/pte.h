/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef HV_X86_PTE_H
#define HV_X86_PTE_H

#include <types.h>

/* Entries (APM volume 2, 5.3) */
#define PTE_PRESENT		BIT(0)
#define PTE_WRITE		BIT(1)
#define PTE_USER		BIT(2)
#define PTE_PWT			BIT(3)
#define PTE_PCD			BIT(4)
#define PTE_ACCESSED		BIT(5)
#define PTE_DIRTY		BIT(6)
#define PTE_LARGE		BIT(7)
#define PTE_NX			BIT(63)
#define PTE_ADDRESS		0x000ffffffffff000UL

#endif
