/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The page whose code last accessed an emulated register, kept mapped for this
 * CPU. Finding an instruction takes a walk through the guest's page tables, of
 * which every level is translated and mapped; yet it nearly always lies in the
 * same page as the last one.
 *
 * The leaf entry of the guest's tables is compared each time, as it may have
 * changed without notice. What changes the memory of the cell or the meaning of
 * entries drops the page: vcpu_flush(). A guest that exchanges a table behind
 * unchanged CR3 and leaf is served what the old tables say, and so may only
 * betray itself: what it accesses is filtered all the same.
 */
#ifndef HV_X86_CODE_PAGE_H
#define HV_X86_CODE_PAGE_H

#include <types.h>

struct code_page {
	/** Linear address of the page; CODE_PAGE_NONE if there is none. */
	u64 linear;
	u64 cr3;
	/** The leaf entry, and what it was. */
	const volatile u64 *leaf;
	u64 leaf_value;
	const u8 *bytes;
};

/** Not canonical, whatever the paging mode: nothing is executed near it. */
#define CODE_PAGE_NONE	BIT(63)

/**
 * Keep a page. Only for guests in 64-bit mode.
 * @linear: address in it; @phys: the same in physical memory.
 * @leaf_phys: of the 8 bytes of the leaf entry @leaf_value.
 */
void code_page_keep(u64 linear, u64 phys, u64 cr3, u64 leaf_phys,
		    u64 leaf_value);
/** Unmap what is kept: the pages may be somebody else's by now. */
void code_page_forget(void);

#endif
