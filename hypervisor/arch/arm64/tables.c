/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The hypervisor's own tables, one set per CPU: image W^X, every CPU's public
 * part, the own private part, configuration and page pool, device registers,
 * one window for arch_tmp_map(), and the page of the entry code at its physical
 * address. All leaves are pages, as in the boot tables: the change from one set
 * to the other never changes the size of a translation that may be cached.
 */
#include <types.h>
#include <errno.h>
#include <cell.h>
#include <clean.h>
#include <cpu.h>
#include <paging.h>
#include <pte.h>
#include <report.h>
#include <stage2.h>
#include <sysreg.h>
#include <arch/cell.h>
#include <jailhouse/image.h>

/** Device registers of all CPUs, then the window, in one 2 MiB table. */
#define DEVICE_BASE		(JAILHOUSE_HV_BASE + 0x40000000)
#define DEVICE_PAGES		500
#define TMP_WINDOW		(DEVICE_BASE + 0x1ff000)
/** Device registers of the own CPU. */
#define OWN_DEVICE_BASE		(DEVICE_BASE + 0x200000)

#define MAX_DEVICES		16
#define LEVELS			4

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

static int map_pages(struct paging_space *space, u64 phys, u64 virt, u64 size,
		     unsigned int attrs)
{
	if (size == 0)
		return 0;
	return paging_map(space, phys, virt, size, attrs | PAGING_NO_HUGE);
}

static int map_image_part(struct paging_space *space, u64 offset, u64 size,
			  unsigned int attrs)
{
	return map_pages(space, image_header.phys_start + offset,
			 JAILHOUSE_HV_BASE + offset, size, attrs);
}

static int map_image(struct paging_space *space)
{
	const unsigned int data = PAGING_READ | PAGING_WRITE;
	const unsigned int text = PAGING_READ | PAGING_EXECUTE;
	u64 entry = image_header.phys_start +
		(image_header.entry_offset & PAGE_MASK);
	int err;

	err = map_image_part(space, 0, image_header.core_size, data);
	if (!err)
		err = map_image_part(space, image_header.text_offset,
				     image_header.text_size, text);
	if (!err)
		err = map_image_part(space, image_header.rodata_offset,
				     image_header.rodata_size, PAGING_READ);
	if (!err)
		err = map_pages(space, entry, entry, PAGE_SIZE, text);
	return err;
}

static int map_percpu(struct paging_space *space, unsigned int own)
{
	const unsigned int data = PAGING_READ | PAGING_WRITE;
	unsigned int cpu;
	u64 area;
	int err;

	for (cpu = 0; cpu < image_header.max_cpus; cpu++) {
		area = image_header.core_size + (u64)cpu * ARM64_PERCPU_SIZE;
		if (cpu == own)
			err = map_image_part(space, area, ARM64_PERCPU_SIZE,
					     data);
		else
			err = map_image_part(space,
					     area + ARM64_PERCPU_PUBLIC,
					     PAGE_SIZE, data);
		if (err)
			return err;
	}
	return 0;
}

static int map_pool(struct paging_space *space)
{
	u64 start = image_header.core_size +
		(u64)image_header.max_cpus * ARM64_PERCPU_SIZE;

	return map_image_part(space, start,
			      image_header.boot_tables_offset - start,
			      PAGING_READ | PAGING_WRITE);
}

static int map_device(struct paging_space *space, unsigned int index)
{
	return map_pages(space, devices[index].phys, devices[index].virt,
			 devices[index].size,
			 PAGING_READ | PAGING_WRITE | PAGING_DEVICE);
}

/* The window's table must exist before the window is used. */
static int map_window(struct paging_space *space)
{
	return map_pages(space, image_header.phys_start, TMP_WINDOW, PAGE_SIZE,
			 PAGING_READ);
}

/* Arm ARM D8.13: new tables are seen once the old translations are gone. */
static void load_tables(u64 root)
{
	dsb(ish);
	write_sysreg(root, ttbr0_el2);
	isb();
	tlbi(alle2);
	dsb(nsh);
	isb();
}

int arm64_tables_init(unsigned int cpu)
{
	struct paging_space *space = &this_private()->space;
	unsigned int n;
	int err;

	if (space->root)
		return 0;
	err = paging_init(space, &arm64_hv_format, LEVELS, 1);
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
	load_tables(hv_virt_to_phys(space->root));
	arch_tmp_unmap();
	return 0;
}

void arm64_tables_exit(void)
{
	struct private_per_cpu *private = this_private();

	if (!private->space.root)
		return;
	load_tables(image_header.phys_start + image_header.boot_tables_offset);
	paging_exit(&private->space);
}

void *arch_map_device(u64 phys, u64 size)
{
	u64 start = phys & PAGE_MASK;
	u64 pages = PAGES(phys + size - start);
	unsigned int n;

	for (n = 0; n < num_devices; n++)
		if (devices[n].phys == start &&
		    devices[n].size >= pages * PAGE_SIZE)
			return (void *)(devices[n].virt + (phys - start));
	if (num_devices == MAX_DEVICES ||
	    used_device_pages + pages > DEVICE_PAGES)
		return NULL;
	devices[n].phys = start;
	devices[n].size = pages * PAGE_SIZE;
	devices[n].virt = DEVICE_BASE + used_device_pages * PAGE_SIZE;
	if (map_device(&this_private()->space, n))
		return NULL;
	dsb(ish);
	isb();
	num_devices++;
	used_device_pages += pages;
	return (void *)(devices[n].virt + (phys - start));
}

void *arm64_map_own_device(u64 phys, u64 size)
{
	if (map_pages(&this_private()->space, phys, OWN_DEVICE_BASE, size,
		      PAGING_READ | PAGING_WRITE | PAGING_DEVICE))
		return NULL;
	dsb(ish);
	isb();
	return (void *)OWN_DEVICE_BASE;
}

/* The level 0 entry of the window in this CPU's tables. */
static u64 *window_entry(void)
{
	u64 *table = this_private()->space.root;
	unsigned int level;

	for (level = LEVELS - 1; level > 0; level--)
		table = hv_phys_to_virt(
			table[TMP_WINDOW >> (12 + 9 * level) & 511] &
			PTE_ADDRESS);
	return &table[TMP_WINDOW >> 12 & 511];
}

/* Break before make, Arm ARM D8.13.1. */
static void set_window(u64 value)
{
	volatile u64 *entry = window_entry();

	*entry = 0;
	dsb(nshst);
	asm volatile("tlbi vae2, %0" : : "r" (TMP_WINDOW >> 12) : "memory");
	dsb(nsh);
	*entry = value;
	dsb(nshst);
	isb();
}

static void *map_window_to(u64 phys, unsigned int attrs)
{
	set_window(arm64_hv_format.leaf(phys & PAGE_MASK, attrs, 0));
	return (void *)(TMP_WINDOW + (phys & PAGE_OFFS_MASK));
}

void *arch_tmp_map(u64 phys)
{
	return map_window_to(phys, PAGING_READ);
}

void *arch_tmp_map_writable(u64 phys, bool device)
{
	return map_window_to(phys, PAGING_READ | PAGING_WRITE |
			     (device ? PAGING_DEVICE : 0));
}

void arch_tmp_unmap(void)
{
	u64 entry = *window_entry();

	/* Who reads the page next may do that with caches off. */
	if ((entry & PTE_VALID) && arm64_hv_format.attrs(entry) ==
	    (PAGING_READ | PAGING_WRITE))
		arm64_clean((void *)TMP_WINDOW, PAGE_SIZE);
	set_window(0);
}
