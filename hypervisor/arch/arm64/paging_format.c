/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How entries look: stage 1 of EL2, and stage 2 (Arm ARM D8.3). Levels count
 * from 0 for pages upwards, the manual's from 3 downwards.
 */
#include <types.h>
#include <paging.h>
#include <pte.h>
#include <stage2.h>
#include <stage2_write.h>
#include <tables.h>
#include <arch/cell.h>
#include <jailhouse/boot-arm64.h>
#include <jailhouse/cell-config.h>

static bool is_present(u64 entry)
{
	return entry & PTE_VALID;
}

static bool is_leaf(u64 entry, unsigned int level)
{
	return level == 0 || !(entry & PTE_TABLE);
}

static u64 entry_phys(u64 entry, unsigned int level)
{
	if (!is_leaf(entry, level))
		return entry & PTE_ADDRESS;
	return entry & PTE_ADDRESS & ~((PAGE_SIZE << (9 * level)) - 1);
}

static u64 table_entry(u64 phys)
{
	return phys | PTE_TABLE | PTE_VALID;
}

static u64 leaf_bits(u64 phys, unsigned int level)
{
	return phys | PTE_VALID | PTE_ACCESSED | PTE_SH_INNER |
		(level == 0 ? PTE_TABLE : 0);
}

static u64 hv_leaf(u64 phys, unsigned int attrs, unsigned int level)
{
	return leaf_bits(phys, level) | PTE_AP_RES1 |
		PTE_ATTR(attrs & PAGING_DEVICE ? JAILHOUSE_ARM64_ATTR_DEVICE :
						 JAILHOUSE_ARM64_ATTR_NORMAL) |
		(attrs & PAGING_WRITE ? 0 : PTE_READ_ONLY) |
		(attrs & PAGING_EXECUTE ? 0 : PTE_XN);
}

static unsigned int hv_attrs(u64 entry)
{
	return PAGING_READ |
		(entry & PTE_READ_ONLY ? 0 : PAGING_WRITE) |
		(entry & PTE_XN ? 0 : PAGING_EXECUTE) |
		(entry & PTE_ATTR(JAILHOUSE_ARM64_ATTR_DEVICE) ?
		 PAGING_DEVICE : 0);
}

/* Tables of one CPU, changed by that CPU where nothing is mapped yet. */
static void hv_write(u64 *entry, u64 value)
{
	*(volatile u64 *)entry = value;
}

/*
 * All leaves are pages, as in the boot tables: the change from one set to the
 * other never changes the size of a translation that may be cached.
 */
const struct paging_format arch_hv_format = {
	.max_leaf_level = 0,
	.leaf = hv_leaf,
	.table = table_entry,
	.present = is_present,
	.is_leaf = is_leaf,
	.phys = entry_phys,
	.attrs = hv_attrs,
	.write = hv_write,
};

static u64 stage2_leaf(u64 phys, unsigned int attrs, unsigned int level)
{
	return leaf_bits(phys, level) |
		(attrs & PAGING_DEVICE ? S2_MEMATTR_DEVICE :
					 S2_MEMATTR_NORMAL) |
		(attrs & PAGING_READ ? S2_READ : 0) |
		(attrs & PAGING_WRITE ? S2_WRITE : 0) |
		(attrs & PAGING_EXECUTE ? 0 : S2_XN);
}

static unsigned int stage2_attrs(u64 entry)
{
	return (entry & S2_READ ? PAGING_READ : 0) |
		(entry & S2_WRITE ? PAGING_WRITE : 0) |
		(entry & S2_XN ? 0 : PAGING_EXECUTE) |
		((entry & S2_MEMATTR_MASK) == S2_MEMATTR_DEVICE ?
		 PAGING_DEVICE : 0);
}

static const struct paging_format stage2_format = {
	.max_leaf_level = 2,
	.leaf = stage2_leaf,
	.table = table_entry,
	.present = is_present,
	.is_leaf = is_leaf,
	.phys = entry_phys,
	.attrs = stage2_attrs,
	.write = stage2_write,
};

const struct paging_format *arch_stage2_format(void)
{
	return &stage2_format;
}

/* RAM is executable whatever the flags say (ABI section 1), devices are not. */
unsigned int arch_memory_attrs(u64 mem_flags)
{
	unsigned int attrs = 0;

	if (mem_flags & (JAILHOUSE_MEM_READ | JAILHOUSE_MEM_WRITE |
			 JAILHOUSE_MEM_EXECUTE))
		attrs |= PAGING_READ;
	if (mem_flags & JAILHOUSE_MEM_WRITE)
		attrs |= PAGING_WRITE;
	if (mem_flags & JAILHOUSE_MEM_IO)
		attrs |= attrs ? PAGING_DEVICE : 0;
	else if (attrs)
		attrs |= PAGING_EXECUTE;
	return attrs;
}
