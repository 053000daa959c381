/* SPDX-License-Identifier: BSD-2-Clause */
/* What guests see of CPUID. Pure function. */
#ifndef HV_X86_CPUID_H
#define HV_X86_CPUID_H

#include <types.h>

struct cpuid_regs {
	u32 eax;
	u32 ebx;
	u32 ecx;
	u32 edx;
};

/** Leaves kept free for hypervisors; hardware has nothing there. */
#define CPUID_HYPERVISOR_FIRST	0x40000000U
#define CPUID_HYPERVISOR_LAST	0x4fffffffU

/**
 * Turn the hardware's answer into the guest's.
 * @leaf:	EAX of the guest.
 * @subleaf:	ECX of the guest.
 * @root:	for the root cell.
 * @guest_cr4:	CR4 of the guest.
 * @regs:	in: what CPUID returned here, with the guest's XCR0 and XSS in
 *		force (not needed for hypervisor leaves); out: for the guest.
 */
void cpuid_filter(u32 leaf, u32 subleaf, bool root, u64 guest_cr4,
		  struct cpuid_regs *regs);

/**
 * Does a leaf need no filter, whoever asks? Only some of those that don't are
 * told: leaves 1 and 7 mirror CR4, extended ones are looked at by
 * cpuid_filter().
 */
static inline bool cpuid_is_plain(u32 leaf)
{
	return leaf < 32 && !((BIT(1) | BIT(7)) >> leaf & 1);
}

#endif
