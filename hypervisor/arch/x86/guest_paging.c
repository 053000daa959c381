/* SPDX-License-Identifier: BSD-2-Clause */
#include <guest_paging.h>
#include <errno.h>
#include <pte.h>

#define CR0_PG			(1ULL << 31)
#define CR4_PSE			(1ULL << 4)
#define CR4_PAE			(1ULL << 5)
#define CR4_LA57		(1ULL << 12)
#define EFER_LMA		(1ULL << 10)

/** Reserved in the four entries that CR3 points to with PAE. */
#define PDPTE_PAE_RESERVED	0x00000000000001e6ULL

/** Where a walk stands. */
struct walk {
	const struct guest_paging *paging;
	guest_read_entry read_entry;
	void *ctx;
	u64 linear;
	u64 *gpa;
};

/* Make the result of the leaf's address and the offset in the page. */
static int finish(const struct walk *walk, u64 page, unsigned int shift)
{
	u64 offset = (1ULL << shift) - 1;

	*walk->gpa = (page & ~offset) | (walk->linear & offset);
	return 0;
}

static int read_present(const struct walk *walk, u64 address, unsigned int size,
			u64 *entry)
{
	if (!walk->read_entry(walk->ctx, address, size, entry) ||
	    !(*entry & PTE_PRESENT))
		return -EINVAL;
	return 0;
}

static int walk_32bit(const struct walk *walk)
{
	u64 table = walk->paging->cr3 & 0xfffff000ULL;
	u64 entry, page;
	int err;

	err = read_present(walk, table + (walk->linear >> 22) * 4, 4, &entry);
	if (err)
		return err;
	if ((entry & PTE_LARGE) && (walk->paging->cr4 & CR4_PSE)) {
		/* PSE-36: bits 20:13 are bits 39:32 of the address. */
		if (entry & (1ULL << 21))
			return -EINVAL;
		page = (entry & 0xffc00000ULL) |
			(entry >> 13 & 0xffULL) << 32;
		return finish(walk, page, 22);
	}

	table = entry & 0xfffff000ULL;
	err = read_present(walk, table + (walk->linear >> 12 & 0x3ff) * 4, 4,
			   &entry);
	if (err)
		return err;
	return finish(walk, entry & 0xfffff000ULL, 12);
}

/*
 * Tables with 512 entries of 8 bytes, from the level whose entries each cover
 * 1 << @shift bytes.
 */
static int walk_64bit(const struct walk *walk, u64 table, unsigned int shift)
{
	u64 entry, reserved;
	int err;

	for (;; shift -= 9) {
		err = read_present(walk, table +
				   (walk->linear >> shift & 0x1ff) * 8, 8,
				   &entry);
		if (err)
			return err;
		if (shift == 12)
			break;
		if (entry & PTE_LARGE) {
			/* Bit 12 is PAT, from 13 up to the page it is 0. */
			reserved = (1ULL << shift) - (1ULL << 13);
			if (shift > 30 || (entry & reserved))
				return -EINVAL;
			break;
		}
		table = entry & PTE_ADDRESS;
	}
	return finish(walk, entry & PTE_ADDRESS, shift);
}

static int walk_pae(const struct walk *walk)
{
	u64 table = walk->paging->cr3 & 0xffffffe0ULL;
	u64 entry;
	int err;

	err = read_present(walk, table + (walk->linear >> 30) * 8, 8, &entry);
	if (err)
		return err;
	if (entry & PDPTE_PAE_RESERVED)
		return -EINVAL;
	return walk_64bit(walk, entry & PTE_ADDRESS, 21);
}

static int walk_long(const struct walk *walk)
{
	unsigned int bits = walk->paging->cr4 & CR4_LA57 ? 57 : 48;
	u64 upper = walk->linear >> (bits - 1);

	if (upper != 0 && upper != ~0ULL >> (bits - 1))
		return -EINVAL;
	return walk_64bit(walk, walk->paging->cr3 & PTE_ADDRESS, bits - 9);
}

int guest_translate(const struct guest_paging *paging, u64 linear,
		    guest_read_entry read_entry, void *ctx, u64 *gpa)
{
	struct walk walk = {
		.paging = paging,
		.read_entry = read_entry,
		.ctx = ctx,
		.linear = linear,
		.gpa = gpa,
	};

	if ((paging->cr0 & CR0_PG) && (paging->efer & EFER_LMA))
		return walk_long(&walk);

	walk.linear &= 0xffffffffULL;
	if (!(paging->cr0 & CR0_PG)) {
		*gpa = walk.linear;
		return 0;
	}
	if (paging->cr4 & CR4_PAE)
		return walk_pae(&walk);
	return walk_32bit(&walk);
}
