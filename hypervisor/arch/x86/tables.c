/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The hypervisor's own page tables, one set per CPU: image W^X, every CPU's
 * public part, the own private part, configuration and page pool, device
 * registers, and one window for arch_tmp_map(). Addresses are those of the
 * boot tables, so that changing from one to the other is a write to CR3.
 */
#include <types.h>
#include <errno.h>
#include <cpu.h>
#include <paging.h>
#include <report.h>
#include <code_page.h>
#include <stage2.h>
#include <x86.h>
#include <arch/cell.h>
#include <jailhouse/image.h>

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

/** Device registers and the temporary window, in one 2 MiB table. */
#define DEVICE_BASE		(JAILHOUSE_HV_BASE + 0x20000000)
#define DEVICE_PAGES		64
#define TMP_WINDOW		(DEVICE_BASE + 0x1ff000)
/** Windows of code_page_keep(). */
#define CODE_WINDOW		(DEVICE_BASE + 0x1fe000)
#define LEAF_WINDOW		(DEVICE_BASE + 0x1fd000)

#define MAX_DEVICES		16

#define CPUID_EXT_FEATURES	0x80000001
#define CPUID_EXT_EDX_PAGE1GB	BIT(26)

extern struct jailhouse_image_header image_header;

static struct {
	u64 phys;
	u64 size;
	u64 virt;
} devices[MAX_DEVICES];
static unsigned int num_devices, used_device_pages;

u64 hv_virt_to_phys(const volatile void *virt)
{
	return (u64)virt - JAILHOUSE_HV_BASE + image_header.phys_start;
}

void *hv_phys_to_virt(u64 phys)
{
	return (void *)(phys - image_header.phys_start + JAILHOUSE_HV_BASE);
}

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
	return entry & PTE_ADDRESS & ~((PAGE_SIZE << (9 * level)) - 1);
}

static u64 x86_table_phys(u64 entry, unsigned int level)
{
	if (!x86_is_leaf(entry, level))
		return entry & PTE_ADDRESS;
	return x86_phys(entry, level);
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

const struct paging_format x86_hv_format = {
	.max_leaf_level = 1,
	.leaf = hv_leaf,
	.table = hv_table,
	.present = x86_present,
	.is_leaf = x86_is_leaf,
	.phys = x86_table_phys,
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
	.phys = x86_table_phys,						\
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

/* Tables cover the translated bits; the rest of an address repeats bit 47. */
static int map_canonical(struct paging_space *space, u64 phys, u64 virt,
			 u64 size, unsigned int attrs)
{
	u64 mask = (PAGE_SIZE << (9 * space->levels)) - 1;

	return paging_map(space, phys, virt & mask, size, attrs);
}

static int map_image_part(struct paging_space *space, u64 offset, u64 size,
			  unsigned int attrs)
{
	if (size == 0)
		return 0;
	return map_canonical(space, image_header.phys_start + offset,
			     JAILHOUSE_HV_BASE + offset, size, attrs);
}

static int map_image(struct paging_space *space)
{
	const unsigned int data = PAGING_READ | PAGING_WRITE;
	int err;

	err = map_image_part(space, 0, image_header.core_size, data);
	if (!err)
		err = map_image_part(space, image_header.text_offset,
				     image_header.text_size,
				     PAGING_READ | PAGING_EXECUTE);
	if (!err)
		err = map_image_part(space, image_header.rodata_offset,
				     image_header.rodata_size, PAGING_READ);
	return err;
}

static int map_percpu(struct paging_space *space, unsigned int own)
{
	const unsigned int data = PAGING_READ | PAGING_WRITE;
	unsigned int cpu;
	u64 area;
	int err;

	for (cpu = 0; cpu < image_header.max_cpus; cpu++) {
		area = image_header.core_size + (u64)cpu * X86_PERCPU_SIZE;
		if (cpu == own)
			err = map_image_part(space, area, X86_PERCPU_SIZE,
					     data);
		else
			err = map_image_part(space, area + X86_PERCPU_PUBLIC,
					     PAGE_SIZE, data);
		if (err)
			return err;
	}
	return 0;
}

static int map_pool(struct paging_space *space)
{
	u64 start = image_header.core_size +
		(u64)image_header.max_cpus * X86_PERCPU_SIZE;

	return map_image_part(space, start,
			      image_header.boot_tables_offset - start,
			      PAGING_READ | PAGING_WRITE);
}

static int map_device(struct paging_space *space, unsigned int index)
{
	return map_canonical(space, devices[index].phys, devices[index].virt,
			     devices[index].size,
			     PAGING_READ | PAGING_WRITE | PAGING_DEVICE |
			     PAGING_NO_HUGE);
}

/*
 * The window's table must exist before the window is used: mapping it once to
 * anything creates it.
 */
static int map_window(struct paging_space *space)
{
	return map_canonical(space, image_header.phys_start, TMP_WINDOW,
			     PAGE_SIZE, PAGING_READ | PAGING_NO_HUGE);
}

int x86_tables_init(unsigned int cpu)
{
	struct private_per_cpu *private = this_private();
	struct paging_space *space = &private->space;
	unsigned int n;
	int err;

	if (space->root)
		return 0;
	err = paging_init(space, &x86_hv_format, x86_paging_levels(), 1);
	if (err)
		return err;
	err = map_image(space);
	if (!err)
		err = map_percpu(space, cpu);
	if (!err)
		err = map_pool(space);
	for (n = 0; !err && n < num_devices; n++)
		err = map_device(space, n);
	if (!err)
		err = map_window(space);
	if (err) {
		paging_exit(space);
		return err;
	}
	write_cr3(hv_virt_to_phys(space->root));
	arch_tmp_unmap();
	return 0;
}

void x86_tables_exit(void)
{
	struct private_per_cpu *private = this_private();

	if (!private->space.root)
		return;
	write_cr3(private->saved_context.boot_cr3);
	paging_exit(&private->space);
}

void *arch_map_device(u64 phys, u64 size)
{
	u64 start = phys & PAGE_MASK;
	u64 pages = PAGES(phys + size - start);
	unsigned int n;

	for (n = 0; n < num_devices; n++)
		if (devices[n].phys == start)
			return (void *)(devices[n].virt + (phys - start));
	if (num_devices == MAX_DEVICES ||
	    used_device_pages + pages > DEVICE_PAGES)
		return NULL;
	devices[n].phys = start;
	devices[n].size = pages * PAGE_SIZE;
	devices[n].virt = DEVICE_BASE + used_device_pages * PAGE_SIZE;
	if (map_device(&this_private()->space, n))
		return NULL;
	num_devices++;
	used_device_pages += pages;
	return (void *)(devices[n].virt + (phys - start));
}

/* The level 0 entry of a window in this CPU's tables. */
static u64 *window_entry(u64 window)
{
	const struct paging_space *space = &this_private()->space;
	u64 *table = space->root;
	unsigned int level;

	for (level = space->levels - 1; level > 0; level--)
		table = hv_phys_to_virt(
			table[window >> (12 + 9 * level) & 511] &
			PTE_ADDRESS);
	return &table[window >> 12 & 511];
}

/* Read-only unless the flags say otherwise, instead of what was there. */
static void *window_map(u64 window, u64 phys, u64 flags)
{
	x86_write(window_entry(window), (phys & PTE_ADDRESS) | PTE_PRESENT |
		  PTE_ACCESSED | PTE_NX | flags);
	invlpg((void *)window);
	return (void *)(window + (phys & PAGE_OFFS_MASK));
}

void *arch_tmp_map(u64 phys)
{
	return window_map(TMP_WINDOW, phys, 0);
}

void *arch_tmp_map_writable(u64 phys, bool device)
{
	return window_map(TMP_WINDOW, phys, PTE_WRITE | PTE_DIRTY |
			  (device ? PTE_PCD | PTE_PWT : 0));
}

void code_page_keep(u64 linear, u64 phys, u64 cr3, u64 leaf_phys,
		    u64 leaf_value)
{
	this_private()->code_page = (struct code_page) {
		.linear = linear & PAGE_MASK,
		.cr3 = cr3,
		.leaf = window_map(LEAF_WINDOW, leaf_phys, 0),
		.leaf_value = leaf_value,
		.bytes = window_map(CODE_WINDOW, phys & PAGE_MASK, 0),
	};
}

void code_page_forget(void)
{
	this_private()->code_page.linear = CODE_PAGE_NONE;
	x86_write(window_entry(LEAF_WINDOW), 0);
	invlpg((void *)LEAF_WINDOW);
	x86_write(window_entry(CODE_WINDOW), 0);
	invlpg((void *)CODE_WINDOW);
}

void arch_tmp_unmap(void)
{
	x86_write(window_entry(TMP_WINDOW), 0);
	invlpg((void *)TMP_WINDOW);
}

/* Where nothing is, ones are read; other errors are machine checks. */
bool arch_try(void (*access)(void *arg), void *arg)
{
	access(arg);
	return true;
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

bool stage2_translate(const struct paging_space *space, u64 gpa, u64 *phys)
{
	const u64 *table = space->root;
	unsigned int level = space->levels, shift;
	u64 entry, size;

	if (gpa >> (PAGE_SHIFT + 9 * space->levels))
		return false;
	while (level-- > 0) {
		shift = PAGE_SHIFT + 9 * level;
		entry = table[gpa >> shift & 511];
		if (!(entry & PTE_PRESENT))
			return false;
		if (level == 0 || (entry & PTE_LARGE)) {
			size = 1UL << shift;
			*phys = (entry & PTE_ADDRESS & ~(size - 1)) |
				(gpa & (size - 1));
			return true;
		}
		table = hv_phys_to_virt(entry & PTE_ADDRESS);
	}
	return false;
}
