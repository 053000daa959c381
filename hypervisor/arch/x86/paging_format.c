/* SPDX-License-Identifier: BSD-2-Clause */
/* How entries look: the hypervisor's own tables, and nested paging. */
#include <types.h>
#include <paging.h>
#include <pte.h>
#include <tables.h>
#include <x86.h>
#include <arch/cell.h>

#define CPUID_EXT_FEATURES	0x80000001
#define CPUID_EXT_EDX_PAGE1GB	BIT(26)

static u64 hv_leaf(u64 phys, unsigned int attrs, unsigned int level)
{
	return phys | PTE_PRESENT | PTE_ACCESSED | PTE_DIRTY |
		(attrs & PAGING_WRITE ? PTE_WRITE : 0) |
		(attrs & PAGING_EXECUTE ? 0 : PTE_NX) |
		(attrs & PAGING_DEVICE ? PTE_PCD | PTE_PWT : 0) |
		(level > 0 ? PTE_LARGE : 0);
}

static u64 hv_table(u64 phys)
{
	return phys | PTE_PRESENT | PTE_WRITE | PTE_ACCESSED;
}

static bool x86_present(u64 entry)
{
	return entry & PTE_PRESENT;
}

static bool x86_is_leaf(u64 entry, unsigned int level)
{
	return level == 0 || (entry & PTE_LARGE);
}

static u64 x86_phys(u64 entry, unsigned int level)
{
	if (!x86_is_leaf(entry, level))
		return entry & PTE_ADDRESS;
	return entry & PTE_ADDRESS & ~((PAGE_SIZE << (9 * level)) - 1);
}

static unsigned int x86_attrs(u64 entry)
{
	return PAGING_READ | (entry & PTE_WRITE ? PAGING_WRITE : 0) |
		(entry & PTE_NX ? 0 : PAGING_EXECUTE) |
		(entry & PTE_PCD ? PAGING_DEVICE : 0);
}

static void x86_write(u64 *entry, u64 value)
{
	*(volatile u64 *)entry = value;
}

const struct paging_format arch_hv_format = {
	.max_leaf_level = 1,
	.leaf = hv_leaf,
	.table = hv_table,
	.present = x86_present,
	.is_leaf = x86_is_leaf,
	.phys = x86_phys,
	.attrs = x86_attrs,
	.write = x86_write,
};

/*
 * Nested page tables (APM volume 2, 15.25.5): accesses count as user ones.
 * Memory types are the guest's.
 */
static u64 npt_leaf(u64 phys, unsigned int attrs, unsigned int level)
{
	return hv_leaf(phys, attrs & ~PAGING_DEVICE, level) | PTE_USER;
}

static u64 npt_table(u64 phys)
{
	return hv_table(phys) | PTE_USER;
}

#define NPT_FORMAT(max_level) {						\
	.max_leaf_level = max_level,					\
	.leaf = npt_leaf,						\
	.table = npt_table,						\
	.present = x86_present,						\
	.is_leaf = x86_is_leaf,						\
	.phys = x86_phys,						\
	.attrs = x86_attrs,						\
	.write = x86_write,						\
}

const struct paging_format *arch_stage2_format(void)
{
	static const struct paging_format up_to_2m = NPT_FORMAT(1);
	static const struct paging_format up_to_1g = NPT_FORMAT(2);
	u32 eax, ebx, ecx, edx;

	cpuid(CPUID_EXT_FEATURES, 0, &eax, &ebx, &ecx, &edx);
	return edx & CPUID_EXT_EDX_PAGE1GB ? &up_to_1g : &up_to_2m;
}

unsigned int arch_stage2_levels(void)
{
	return x86_paging_levels();
}

unsigned int arch_stage2_root_pages(void)
{
	return 1;
}

unsigned int arch_memory_attrs(u64 mem_flags)
{
	unsigned int attrs = 0;

	if (mem_flags & (JAILHOUSE_MEM_READ | JAILHOUSE_MEM_WRITE))
		attrs |= PAGING_READ;
	if (mem_flags & JAILHOUSE_MEM_WRITE)
		attrs |= PAGING_WRITE;
	if (mem_flags & JAILHOUSE_MEM_EXECUTE)
		attrs |= PAGING_READ | PAGING_EXECUTE;
	if (mem_flags & JAILHOUSE_MEM_NO_HUGEPAGES)
		attrs |= PAGING_NO_HUGE;
	return attrs;
}
