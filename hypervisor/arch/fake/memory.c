/* SPDX-License-Identifier: BSD-2-Clause */
/* Physical memory and the second stage. */
#include <stdlib.h>
#include <sys/mman.h>
#include <arch/cell.h>
#include <cpu.h>
#include <errno.h>
#include <page_alloc.h>
#include <paging.h>
#include <tables.h>
#include <jailhouse/cell-config.h>

#include "fake.h"

#ifndef __has_feature
#define __has_feature(x)	0
#endif
#if defined(__SANITIZE_ADDRESS__) || __has_feature(address_sanitizer)
#include <sanitizer/asan_interface.h>
#define FAKE_ASAN		1
#else
#define FAKE_ASAN		0

static inline void __asan_poison_memory_region(void *page, unsigned long size)
{
	(void)page;
	(void)size;
}

static inline void __asan_unpoison_memory_region(void *page,
						 unsigned long size)
{
	(void)page;
	(void)size;
}
#endif

/*
 * An entry: bit 0 present, bit 1 table, bits 2..6 PAGING_*, bits 8..10 level,
 * from bit 12 on the address. The level is there to be compared.
 */
#define ENTRY_PRESENT		0x1ULL
#define ENTRY_TABLE		0x2ULL
#define ENTRY_ATTRS_SHIFT	2
#define ENTRY_ATTRS_MASK	0x1fULL
#define ENTRY_LEVEL_SHIFT	8

static u8 *memory;

void *fake_memory(u64 phys)
{
	if (!memory) {
		memory = mmap(NULL, FAKE_MEMORY_SIZE, PROT_READ | PROT_WRITE,
			      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1,
			      0);
		if (memory == MAP_FAILED)
			abort();
	}
	if (phys >= FAKE_MEMORY_SIZE)
		abort();
	return memory + phys;
}

u64 hv_virt_to_phys(const volatile void *virt)
{
	return (u64)((const volatile u8 *)virt - memory);
}

void *hv_phys_to_virt(u64 phys)
{
	return fake_memory(phys);
}

int tables_init(unsigned int cpu)
{
	(void)cpu;
	if (this_cpu()->arch.tables)
		return 0;
	if (__atomic_fetch_sub(&fake.tables_left, 1, __ATOMIC_RELAXED) <= 0)
		return -ENOMEM;
	this_cpu()->arch.tables = true;
	return 0;
}

bool tables_loaded(void)
{
	return this_cpu()->arch.tables;
}

void tables_exit(void)
{
	this_cpu()->arch.tables = false;
}

void *map_device(u64 phys, u64 size)
{
	(void)phys;
	(void)size;
	return NULL;
}

void *arch_tmp_map(u64 phys)
{
	return fake_memory(phys);
}

void *arch_tmp_map_writable(u64 phys, bool device)
{
	static u8 nothing[PAGE_SIZE];

	(void)device;
	return phys < FAKE_MEMORY_SIZE ? fake_memory(phys) : nothing;
}

void arch_tmp_unmap(void)
{
}

void arch_sync_data(const volatile void *data, u64 size)
{
	if (fake.synced)
		fake.synced(hv_virt_to_phys(data), size);
}

bool arch_try(void (*access)(void *arg), void *arg)
{
	if (fake.failing_try && --fake.failing_try == 0)
		return false;
	access(arg);
	return true;
}

/* Free pages must not be touched. */
void page_pool_hook(void *page, unsigned long num, bool in_use)
{
	if (!FAKE_ASAN)
		return;
	if (in_use)
		__asan_unpoison_memory_region(page, num * PAGE_SIZE);
	else
		__asan_poison_memory_region(page, num * PAGE_SIZE);
}

static u64 fake_leaf(u64 phys, unsigned int attrs, unsigned int level)
{
	return phys | ENTRY_PRESENT | (u64)attrs << ENTRY_ATTRS_SHIFT |
		(u64)level << ENTRY_LEVEL_SHIFT;
}

static u64 fake_table(u64 phys)
{
	return phys | ENTRY_PRESENT | ENTRY_TABLE;
}

static bool fake_present(u64 entry)
{
	return entry & ENTRY_PRESENT;
}

static bool fake_is_leaf(u64 entry, unsigned int level)
{
	if (entry & ENTRY_TABLE)
		return false;
	/* A leaf that was made for another level is a bug of the walk. */
	if ((entry >> ENTRY_LEVEL_SHIFT & 7) != level)
		abort();
	return true;
}

static u64 fake_phys(u64 entry, unsigned int level)
{
	(void)level;
	return entry & PAGE_MASK;
}

static unsigned int fake_attrs(u64 entry)
{
	return entry >> ENTRY_ATTRS_SHIFT & ENTRY_ATTRS_MASK;
}

static void fake_write(u64 *entry, u64 value)
{
	*entry = value;
}

static const struct paging_format fake_format = {
	.max_leaf_level = 2,
	.leaf = fake_leaf,
	.table = fake_table,
	.present = fake_present,
	.is_leaf = fake_is_leaf,
	.phys = fake_phys,
	.attrs = fake_attrs,
	.write = fake_write,
};

const struct paging_format *arch_stage2_format(void)
{
	return &fake_format;
}

unsigned int arch_stage2_levels(void)
{
	return 4;
}

unsigned int arch_stage2_root_pages(void)
{
	return 1;
}

unsigned int arch_memory_attrs(u64 mem_flags)
{
	unsigned int attrs = 0;

	if (mem_flags & JAILHOUSE_MEM_READ)
		attrs |= PAGING_READ;
	if (mem_flags & JAILHOUSE_MEM_WRITE)
		attrs |= PAGING_WRITE;
	if (mem_flags & JAILHOUSE_MEM_EXECUTE)
		attrs |= PAGING_EXECUTE;
	if (mem_flags & JAILHOUSE_MEM_IO)
		attrs |= PAGING_DEVICE;
	return attrs;
}
