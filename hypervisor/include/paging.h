/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Page tables of any format with 512 entries of 8 bytes per table: a walk over
 * pieces; the format says how an entry looks. Used for the hypervisor's own
 * tables and for the cells' second stage.
 *
 * Levels count from 0 (4 KiB leaves) upwards. Mapping and unmapping never free
 * a table: where one exists, its entries are used. Tables vanish only in
 * paging_merge() and paging_exit(), so a range whose ends were split can be
 * unmapped and mapped as often as one likes without failing. The caller
 * serialises changes of a space and flushes TLBs (see cpu.h).
 */
#ifndef HV_PAGING_H
#define HV_PAGING_H

#include <types.h>

#define PAGING_READ		0x01
#define PAGING_WRITE		0x02
#define PAGING_EXECUTE		0x04
/** Device memory, where the stage's entries decide memory types. */
#define PAGING_DEVICE		0x08
/** Do not use leaves above level 0 (not stored in entries). */
#define PAGING_NO_HUGE		0x10

/** How entries look. Constant; none of these functions is on an exit path. */
struct paging_format {
	/** Highest level whose entries may be leaves. */
	unsigned int max_leaf_level;
	/** Make a leaf. @attrs: PAGING_*, without NO_HUGE. */
	u64 (*leaf)(u64 phys, unsigned int attrs, unsigned int level);
	/** Make a pointer to a table. */
	u64 (*table)(u64 phys);
	bool (*present)(u64 entry);
	/** Both only for present entries. */
	bool (*is_leaf)(u64 entry, unsigned int level);
	u64 (*phys)(u64 entry, unsigned int level);
	/** PAGING_* of a leaf. */
	unsigned int (*attrs)(u64 entry);
	/** Store an entry so that table walks see it. */
	void (*write)(u64 *entry, u64 value);
};

struct paging_space {
	const struct paging_format *format;
	/** Number of levels; the root table is of level levels - 1. */
	unsigned int levels;
	/** Pages of the root table: several tables that continue each other. */
	unsigned int root_pages;
	u64 *root;
};

/**
 * Allocate an empty root table of @root_pages pages, a power of two, aligned to
 * its size.
 * Return: 0 or -ENOMEM.
 */
int paging_init(struct paging_space *space, const struct paging_format *format,
		unsigned int levels, unsigned int root_pages);

/** Free all tables of a space, not what they map. Undo of paging_init(). */
void paging_exit(struct paging_space *space);

/**
 * Map a range; existing mappings in it are replaced.
 * @phys, @virt, @size: page aligned, the end does not wrap.
 *
 * Return: 0, -EINVAL if the range is not inside the space (then nothing is
 * changed), or -ENOMEM with part of the range mapped. Cannot fail if
 * paging_split() succeeded for both ends of the range, and nothing was merged
 * there since.
 */
int paging_map(struct paging_space *space, u64 phys, u64 virt, u64 size,
	       unsigned int attrs);

/**
 * Make sure that no leaf crosses an address, now or after any mapping, by
 * having tables down to the level whose entries start there.
 * @virt: page aligned.
 *
 * Mappings do not change. Return: 0 or -ENOMEM (then nothing changed but
 * perhaps the size of leaves).
 */
int paging_split(struct paging_space *space, u64 virt);

/** Whether the table that covers a block of addresses has to stay. */
typedef bool (*paging_keep)(const void *ctx, u64 virt, u64 size);

/**
 * Undo paging_split() in the tables that cover a range: a table full of leaves
 * that continue each other with equal attributes becomes one leaf, an empty
 * table vanishes.
 * @keep, @ctx: may veto; NULL: never.
 *
 * The freed tables may still be in other CPUs' paging-structure caches: those
 * must be stopped, and flush before they go on.
 */
void paging_merge(struct paging_space *space, u64 virt, u64 size,
		  paging_keep keep, const void *ctx);

/**
 * Unmap a range. @virt, @size page aligned. Leaves that cross an end must have
 * been split before (asserted); then it cannot fail.
 */
void paging_unmap(struct paging_space *space, u64 virt, u64 size);

/**
 * Translate an address.
 * @attrs: PAGING_* of the leaf, may be NULL.
 *
 * Return: the physical address, or PAGING_NOT_MAPPED.
 */
u64 paging_translate(const struct paging_space *space, u64 virt,
		     unsigned int *attrs);

#define PAGING_NOT_MAPPED	(~0ULL)

/**
 * Between hypervisor memory's addresses and physical ones; constant offset.
 * Only for addresses inside hypervisor memory. Provided by arch (or fake).
 */
u64 hv_virt_to_phys(const volatile void *virt);
void *hv_phys_to_virt(u64 phys);

#endif
