/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the hypervisor's own tables have of this architecture: windows of
 * arch_tmp_map() and code_page_keep(), and the change to other tables.
 */
#include <types.h>
#include <code_page.h>
#include <paging.h>
#include <pte.h>
#include <x86.h>
#include <arch/cell.h>
#include <arch/tables.h>

#define TMP_WINDOW	HV_WINDOW(0)
#define CODE_WINDOW	HV_WINDOW(1)
#define LEAF_WINDOW	HV_WINDOW(2)

int arch_map_more(struct paging_space *space)
{
	(void)space;
	return 0;
}

void arch_load_tables(u64 root_phys)
{
	write_cr3(root_phys);
}

void arch_load_boot_tables(void)
{
	write_cr3(this_private()->saved_context.boot_cr3);
}

static void set_entry(u64 window, u64 value)
{
	*(volatile u64 *)window_entry(arch_hv_tables(), window) = value;
	invlpg((void *)window);
}

/* Read-only unless the flags say otherwise, instead of what was there. */
static void *window_map(u64 window, u64 phys, u64 flags)
{
	set_entry(window, (phys & PTE_ADDRESS) | PTE_PRESENT |
		  PTE_ACCESSED | PTE_NX | flags);
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
	set_entry(LEAF_WINDOW, 0);
	set_entry(CODE_WINDOW, 0);
}

void arch_tmp_unmap(void)
{
	set_entry(TMP_WINDOW, 0);
}

/* Where nothing is, ones are read; other errors are machine checks. */
bool arch_try(void (*access)(void *arg), void *arg)
{
	access(arg);
	return true;
}
