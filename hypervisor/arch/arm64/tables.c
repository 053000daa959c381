/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the hypervisor's own tables have of this architecture: the page of the
 * entry code at its physical address, registers of the own CPU, one window for
 * arch_tmp_map(), and how a change is made known to the hardware.
 */
#include <types.h>
#include <cell.h>
#include <clean.h>
#include <cpu.h>
#include <paging.h>
#include <pte.h>
#include <stage2.h>
#include <sysreg.h>
#include <arch/cell.h>
#include <arch/tables.h>
#include <jailhouse/image.h>

/** Device registers of the own CPU. */
#define OWN_DEVICE_BASE		(HV_DEVICE_BASE + 0x200000)
#define TMP_WINDOW		HV_WINDOW(0)

int arch_map_more(struct paging_space *space)
{
	u64 entry = image_header.phys_start +
		(image_header.entry_offset & PAGE_MASK);

	return paging_map(space, entry, entry, PAGE_SIZE,
			  PAGING_READ | PAGING_EXECUTE);
}

/* Arm ARM D8.13: new tables are seen once the old translations are gone. */
void arch_load_tables(u64 root_phys)
{
	dsb(ish);
	write_sysreg(root_phys, ttbr0_el2);
	isb();
	tlbi(alle2);
	dsb(nsh);
	isb();
}

void arch_load_boot_tables(void)
{
	arch_load_tables(image_header.phys_start +
			 image_header.boot_tables_offset);
}

void *arm64_map_own_device(u64 phys, u64 size)
{
	if (paging_map(&this_private()->tables.space, phys, OWN_DEVICE_BASE,
		       size, PAGING_READ | PAGING_WRITE | PAGING_DEVICE))
		return NULL;
	arch_tables_sync();
	return (void *)OWN_DEVICE_BASE;
}

/* Break before make, Arm ARM D8.13.1. */
static void set_window(u64 value)
{
	volatile u64 *entry = window_entry(arch_hv_tables(), TMP_WINDOW);

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
	set_window(arch_hv_format.leaf(phys & PAGE_MASK, attrs, 0));
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
	u64 entry = *window_entry(arch_hv_tables(), TMP_WINDOW);

	/* Who reads the page next may do that with caches off. */
	if ((entry & PTE_VALID) && arch_hv_format.attrs(entry) ==
	    (PAGING_READ | PAGING_WRITE))
		arm64_clean((void *)TMP_WINDOW, PAGE_SIZE);
	set_window(0);
}
