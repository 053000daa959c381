/* SPDX-License-Identifier: BSD-2-Clause */
/* Walk of a guest's own page tables, to fetch its instructions. */
#ifndef HV_X86_GUEST_PAGING_H
#define HV_X86_GUEST_PAGING_H

#include <types.h>

/** The registers that decide how a guest translates. */
struct guest_paging {
	u64 cr0;
	u64 cr3;
	u64 cr4;
	u64 efer;
};

/**
 * Read a page table entry of the guest.
 * @gpa:	guest-physical address, aligned to @size.
 * @size:	4 or 8 bytes.
 *
 * Return: false if the guest has no memory there.
 */
typedef bool (*guest_read_entry)(void *ctx, u64 gpa, unsigned int size,
				 u64 *entry);

/**
 * Translate an address as the guest's CPU does (APM volume 2, 5.2 and 5.3):
 * without paging, 32-bit, PAE, four- and five-level tables, pages of any size.
 * @linear:	linear address; bits 63:32 are ignored outside long mode. In
 *		compatibility mode the caller cuts it to 32 bits.
 * @gpa:	guest-physical address.
 *
 * Permissions, accessed and dirty bits are not looked at: the CPU has fetched
 * from there already. At most five calls of @read_entry.
 *
 * Return: 0, or -EINVAL if the address is not mapped, not canonical, an entry
 * has reserved bits set, or @read_entry failed.
 */
int guest_translate(const struct guest_paging *paging, u64 linear,
		    guest_read_entry read_entry, void *ctx, u64 *gpa);

#endif
