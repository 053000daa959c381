/* SPDX-License-Identifier: BSD-2-Clause */
/* Which guest may access which model-specific register. Pure functions. */
#ifndef HV_X86_MSR_H
#define HV_X86_MSR_H

#include <types.h>

enum msr_action {
	/** #GP for root, reported at a limited rate; a violation for cells. */
	MSR_FORBID,
	/**
	 * The guest accesses the hardware. On an exit (register outside of what
	 * the permission map covers, or no map) the access is done for it, and
	 * a #GP that this raises is the guest's.
	 */
	MSR_PASS,
	/** Decided by code: x86 exit handling. */
	MSR_EMULATE,
	/** Reads 0, writes are dropped without a word. */
	MSR_IGNORE,
	/** Writes only: as MSR_PASS, but only msr_write_mask() bits change. */
	MSR_MASK,
};

/** Size of a permission map in bytes (APM volume 2, 15.11). */
#define MSR_BITMAP_SIZE		8192

/**
 * What happens on an access.
 * @root: accessed by the root cell.
 */
enum msr_action msr_policy(u32 msr, bool is_write, bool root);

/** Bits that root may change in a register whose policy is MSR_MASK; else 0. */
u64 msr_write_mask(u32 msr);

/**
 * Fill in a permission map: everything but MSR_PASS is intercepted.
 * @bitmap: two pages.
 */
void msr_build_bitmap(u8 bitmap[MSR_BITMAP_SIZE], bool root);

/**
 * Open a map for what needs no filter while the local APIC is in x2APIC mode:
 * reads of all registers, and writes of task priority, EOI, error status, timer
 * count and divider, and self IPI (APM volume 2, 16.11). Not in xAPIC mode,
 * where cells are redirected to the xAPIC's page.
 */
void msr_bitmap_open_x2apic(u8 bitmap[MSR_BITMAP_SIZE]);

/**
 * MSRs that MSR_PASS lets guests write and that keep their value when a CPU
 * changes owner, with the value to give them then. Some don't exist on a given
 * CPU: a #GP on writing them is to be ignored. What VMLOAD replaces anyway, and
 * the state of the local APIC and the PAT are not listed.
 */
struct msr_reset {
	u32 first;
	u32 last;
	u64 value;
};

extern const struct msr_reset msr_handover[];
extern const unsigned int msr_handover_count;

/** Legal memory types are 0, 1 and 4 to 7 (APM volume 2, 7.8.1). */
static inline bool msr_pat_is_legal(u64 value)
{
	/* Bit 1 only together with bit 2. */
	return !(value & 0xf8f8f8f8f8f8f8f8ULL) &&
		(value | (value & 0x0202020202020202ULL) << 1) == value;
}

#endif
