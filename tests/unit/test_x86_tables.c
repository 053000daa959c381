/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Page tables of x86: entries as the AMD manual has them (APM volume 2, 5.3.3
 * and 5.3.4), attributes of cells' memory, and what the hypervisor's own tables
 * let it write and execute.
 */
#include <stdlib.h>

#include "x86/test.h"

#include <cpu.h>
#include <page_alloc.h>
#include <paging.h>
#include <report.h>
#include <tables.h>
#include <x86.h>
#include <arch/cell.h>
#include <jailhouse/image.h>

#define PHYS		0x40000000UL
#define MAX_CPUS_HERE	3
#define OWN		1

#define TEXT		0x2000UL
#define TEXT_SIZE	0x3000UL
#define RODATA		0x5000UL
#define RODATA_SIZE	0x1000UL
#define CORE_SIZE	0x9000UL
#define POOL		(CORE_SIZE + MAX_CPUS_HERE * X86_PERCPU_SIZE)
#define POOL_END	(POOL + 0x10000UL)

#define READ_ONLY	PAGING_READ
#define DATA		(PAGING_READ | PAGING_WRITE)
#define CODE		(PAGING_READ | PAGING_EXECUTE)

struct jailhouse_image_header image_header;

static struct private_per_cpu private;
static struct public_per_cpu public;
static bool has_1g_pages;
static u64 cr3;
static unsigned int pages_in_use;

struct private_per_cpu *this_private(void)
{
	return &private;
}

u8 *x86_percpu_area(unsigned int cpu)
{
	fail_msg("area of CPU %u", cpu);
	return NULL;
}

void cpuid(u32 leaf, u32 subleaf, u32 *eax, u32 *ebx, u32 *ecx, u32 *edx)
{
	assert_int_equal(leaf, 0x80000001);
	(void)subleaf;
	*eax = *ebx = *ecx = 0;
	*edx = has_1g_pages ? ~0U : (u32)~BIT(26);
}

void write_cr3(u64 value)
{
	cr3 = value;
}

void invlpg(const volatile void *address)
{
	(void)address;
}

unsigned int x86_paging_levels(void)
{
	return 4;
}

void *page_alloc(unsigned long num)
{
	void *pages = aligned_alloc(PAGE_SIZE, num * PAGE_SIZE);

	assert_non_null(pages);
	memset(pages, 0, num * PAGE_SIZE);
	pages_in_use += num;
	return pages;
}

void *page_alloc_aligned(unsigned long num)
{
	assert_int_equal(num, 1);
	return page_alloc(num);
}

void page_free(void *page, unsigned long num)
{
	free(page);
	pages_in_use -= num;
}

void __noreturn hv_panic(const char *fmt, ...)
{
	fail_msg("%s", fmt);
	abort();
}

static int setup(void **state)
{
	(void)state;
	memset(&private, 0, sizeof(private));
	private.public_part = &public;
	private.saved_context.boot_cr3 = 0x1234000;
	image_header = (struct jailhouse_image_header) {
		.core_size = CORE_SIZE,
		.text_offset = TEXT, .text_size = TEXT_SIZE,
		.rodata_offset = RODATA, .rodata_size = RODATA_SIZE,
		.percpu_size = X86_PERCPU_SIZE, .max_cpus = MAX_CPUS_HERE,
		.phys_start = PHYS, .boot_tables_offset = POOL_END,
	};
	return 0;
}

/* P 0, RW 1, US 2, PWT 3, PCD 4, A 5, D 6, PS 7, NX 63 */
static void test_own_leaves(void **state)
{
	u64 (*leaf)(u64, unsigned int, unsigned int) = arch_hv_format.leaf;

	(void)state;
	assert_int_equal(leaf(0x123000, READ_ONLY, 0), 0x8000000000123061);
	assert_int_equal(leaf(0x123000, DATA, 0), 0x8000000000123063);
	assert_int_equal(leaf(0x123000, CODE, 0), 0x0000000000123061);
	assert_int_equal(leaf(0xffff123456000, DATA | PAGING_DEVICE, 0),
			 0x800ffff12345607b);
	assert_int_equal(leaf(0x40000000, DATA, 1), 0x80000000400000e3);
	assert_int_equal(arch_hv_format.table(0x123000), 0x123023);
	assert_int_equal(arch_hv_format.max_leaf_level, 1);
}

/* User pages, or nested accesses fault (15.25.5); types are the guest's. */
static void test_nested_leaves(void **state)
{
	const struct paging_format *format = arch_stage2_format();

	(void)state;
	assert_int_equal(format->max_leaf_level, 1);
	assert_int_equal(format->leaf(0x123000, READ_ONLY, 0),
			 0x8000000000123065);
	assert_int_equal(format->leaf(0x123000, DATA, 0), 0x8000000000123067);
	assert_int_equal(format->leaf(0x123000, CODE, 0), 0x0000000000123065);
	assert_int_equal(format->leaf(0x123000, DATA | PAGING_DEVICE, 0),
			 0x8000000000123067);
	assert_int_equal(format->leaf(0x40200000, DATA | PAGING_EXECUTE, 1),
			 0x00000000402000e7);
	assert_int_equal(format->leaf(0x40000000, READ_ONLY, 2),
			 0x80000000400000e5);
	assert_int_equal(format->table(0x123000), 0x123027);
}

static void test_1g_leaves_where_there_are_some(void **state)
{
	(void)state;
	has_1g_pages = true;
	assert_int_equal(arch_stage2_format()->max_leaf_level, 2);
	has_1g_pages = false;
	assert_int_equal(arch_stage2_format()->max_leaf_level, 1);
}

/* What hardware adds to entries does not matter. */
static void test_entries_are_read(void **state)
{
	const struct paging_format *format = arch_stage2_format();

	(void)state;
	assert_false(format->present(0x8000000000123064));
	assert_true(format->present(0x1));
	assert_true(format->is_leaf(0x123065, 0));
	assert_false(format->is_leaf(0x123027, 1));
	assert_true(format->is_leaf(0x2000e5, 1));
	assert_int_equal(format->phys(0x8000000000123fff, 0), 0x123000);
	/* The PAT bit of large pages is no address (5.3.4). */
	assert_int_equal(format->phys(0x80000000402010e7, 1), 0x40200000);
	assert_int_equal(format->phys(0x123027, 1), 0x123000);
	assert_int_equal(format->attrs(0x8000000000123067), DATA);
	assert_int_equal(format->attrs(0x8000000000123065), READ_ONLY);
	assert_int_equal(format->attrs(0x123065), CODE);
}

/* NX for all that is not marked as executable; x86 can't forbid reading. */
static void test_attributes_of_memory(void **state)
{
	(void)state;
	assert_int_equal(arch_memory_attrs(0), 0);
	assert_int_equal(arch_memory_attrs(JAILHOUSE_MEM_READ), 1);
	assert_int_equal(arch_memory_attrs(JAILHOUSE_MEM_WRITE), 3);
	assert_int_equal(arch_memory_attrs(JAILHOUSE_MEM_READ |
					   JAILHOUSE_MEM_WRITE), 3);
	assert_int_equal(arch_memory_attrs(JAILHOUSE_MEM_EXECUTE), 5);
	assert_int_equal(arch_memory_attrs(JAILHOUSE_MEM_READ |
					   JAILHOUSE_MEM_EXECUTE), 5);
	assert_int_equal(arch_memory_attrs(JAILHOUSE_MEM_READ |
					   JAILHOUSE_MEM_DMA |
					   JAILHOUSE_MEM_IO |
					   JAILHOUSE_MEM_LOADABLE |
					   JAILHOUSE_MEM_ROOTSHARED), 1);
	assert_int_equal(arch_memory_attrs(JAILHOUSE_MEM_READ |
					   JAILHOUSE_MEM_NO_HUGEPAGES), 0x11);
}

/* What the tables say about a place in the hypervisor's memory. */
static void mapped(u64 offset, unsigned int attrs)
{
	u64 virt = (JAILHOUSE_HV_BASE + offset) & 0xffffffffffffUL;
	unsigned int found = 0;

	assert_int_equal(paging_translate(&private.tables.space, virt, &found),
			 PHYS + offset);
	assert_int_equal(found, attrs);
}

static void not_mapped(u64 offset)
{
	u64 virt = (JAILHOUSE_HV_BASE + offset) & 0xffffffffffffUL;

	assert_int_equal(paging_translate(&private.tables.space, virt, NULL),
			 PAGING_NOT_MAPPED);
}

static void test_nothing_is_written_and_executed(void **state)
{
	u64 offset;

	(void)state;
	assert_int_equal(tables_init(OWN), 0);
	for (offset = 0; offset < CORE_SIZE; offset += PAGE_SIZE) {
		if (offset >= TEXT && offset < TEXT + TEXT_SIZE)
			mapped(offset, CODE);
		else if (offset >= RODATA && offset < RODATA + RODATA_SIZE)
			mapped(offset, READ_ONLY);
		else
			mapped(offset, DATA);
	}
	for (offset = POOL; offset < POOL_END; offset += PAGE_SIZE)
		mapped(offset, DATA);
	not_mapped(POOL_END);
	not_mapped((u64)-PAGE_SIZE);
	tables_exit();
}

static void test_private_parts_are_private(void **state)
{
	unsigned int cpu;
	u64 area, offset;

	(void)state;
	assert_int_equal(tables_init(OWN), 0);
	for (cpu = 0; cpu < MAX_CPUS_HERE; cpu++) {
		area = CORE_SIZE + cpu * X86_PERCPU_SIZE;
		for (offset = 0; offset < X86_PERCPU_SIZE; offset += PAGE_SIZE)
			if (cpu == OWN || offset == X86_PERCPU_PUBLIC)
				mapped(area + offset, DATA);
			else
				not_mapped(area + offset);
	}
	tables_exit();
}

static void test_tables_come_and_go(void **state)
{
	(void)state;
	assert_int_equal(tables_init(OWN), 0);
	assert_int_equal(cr3, hv_virt_to_phys(private.tables.space.root));
	assert_int_equal(tables_init(OWN), 0);
	tables_exit();
	assert_int_equal(cr3, 0x1234000);
	assert_int_equal(pages_in_use, 0);
}

/* The window is neither executable nor, unless asked for, writable. */
static void test_window(void **state)
{
	unsigned int attrs;
	u64 virt;

	(void)state;
	assert_int_equal(tables_init(OWN), 0);
	virt = (u64)arch_tmp_map(0x777123) & 0xffffffffffffUL;
	assert_int_equal(paging_translate(&private.tables.space, virt, &attrs),
			 0x777123);
	assert_int_equal(attrs, READ_ONLY);
	virt = (u64)arch_tmp_map_writable(0x777123, true) & 0xffffffffffffUL;
	assert_int_equal(paging_translate(&private.tables.space, virt, &attrs),
			 0x777123);
	assert_int_equal(attrs, DATA | PAGING_DEVICE);
	arch_tmp_unmap();
	assert_int_equal(paging_translate(&private.tables.space, virt, NULL),
			 PAGING_NOT_MAPPED);
	tables_exit();
}

static void test_second_stage_is_walked(void **state)
{
	static const u64 unmapped[] = { 0x401000, 0x1ff000, 0x1000000200000 };
	struct paging_space space;
	unsigned int n;

	(void)state;
	assert_int_equal(paging_init(&space, arch_stage2_format(), 4, 1), 0);
	assert_int_equal(paging_map(&space, 0x40000000, 0x200000, 0x201000,
				    DATA), 0);
	assert_int_equal(paging_translate(&space, 0x234567, NULL), 0x40034567);
	assert_int_equal(paging_translate(&space, 0x400abc, NULL), 0x40200abc);
	for (n = 0; n < ARRAY_SIZE(unmapped); n++)
		assert_int_equal(paging_translate(&space, unmapped[n], NULL),
				 PAGING_NOT_MAPPED);
	paging_exit(&space);
	assert_int_equal(pages_in_use, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_own_leaves, setup),
		cmocka_unit_test_setup(test_nested_leaves, setup),
		cmocka_unit_test_setup(test_1g_leaves_where_there_are_some,
				       setup),
		cmocka_unit_test_setup(test_entries_are_read, setup),
		cmocka_unit_test_setup(test_attributes_of_memory, setup),
		cmocka_unit_test_setup(test_nothing_is_written_and_executed,
				       setup),
		cmocka_unit_test_setup(test_private_parts_are_private, setup),
		cmocka_unit_test_setup(test_tables_come_and_go, setup),
		cmocka_unit_test_setup(test_window, setup),
		cmocka_unit_test_setup(test_second_stage_is_walked, setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
