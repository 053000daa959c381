/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Cache maintenance by address (Arm ARM D7.4): which lines, in which order with
 * barriers, and all of a cell's RAM whatever answers there.
 */
#include "arm64/machine.h"
#include "arm64/sysregs.h"

#include <string.h>

#include <clean.h>
#include <sysreg.h>
#include <arch/cell.h>

#define RAM_PHYS	0x50000000UL
#define RAM_FLAGS	(JAILHOUSE_MEM_READ | JAILHOUSE_MEM_WRITE | \
			 JAILHOUSE_MEM_EXECUTE)
#define DATA_FLAGS	(JAILHOUSE_MEM_READ | JAILHOUSE_MEM_WRITE)
/* DminLine of CTR_EL0: words, as a power of two. */
#define CTR_LINE(power)	((u64)(power) << 16)
#define MAX_PAGES	64

static struct {
	struct jailhouse_cell_desc desc;
	u8 cpus[8];
	struct jailhouse_memory memory[8];
} __packed config;

/* Lines of the range, or of the page that was mapped last. */
static u64 lines[256];
static unsigned int num_lines;
static const char *first_barrier, *last_barrier;

/* Pages of a cell that were cleaned, in order. */
static u64 pages[MAX_PAGES];
static unsigned int num_pages;
static u8 window[PAGE_SIZE] __aligned(PAGE_SIZE);
static u64 mapped;
static bool is_mapped;
/* Where there is nothing: at which byte of each such page. */
static u64 nothing_from, nothing_to, error_at;
static jmp_buf leave;

void fake_barrier(const char *text)
{
	if (!num_lines)
		first_barrier = text;
	last_barrier = text;
}

void fake_maintain(const char *text, u64 at)
{
	assert_string_equal(text, "dc civac");
	assert_string_equal(last_barrier, "dmb sy");
	if (is_mapped && mapped >= nothing_from && mapped < nothing_to &&
	    at >= (u64)window + error_at)
		longjmp(leave, 1);
	if (num_lines < ARRAY_SIZE(lines))
		lines[num_lines] = at;
	num_lines++;
}

bool arch_try(void (*access)(void *arg), void *arg)
{
	if (setjmp(leave))
		return false;
	access(arg);
	return true;
}

void *arch_tmp_map(u64 phys)
{
	assert_true(num_pages < MAX_PAGES);
	assert_int_equal(phys & PAGE_OFFS_MASK, 0);
	pages[num_pages++] = phys;
	mapped = phys;
	is_mapped = true;
	num_lines = 0;
	return window;
}

void arch_tmp_unmap(void)
{
	is_mapped = false;
}

static int setup(void **state)
{
	(void)state;
	machine_reset(3);
	sysregs_reset();
	sysreg_set("ctr_el0", CTR_LINE(4));
	memset(&config, 0, sizeof(config));
	config.desc.cpu_set_size = sizeof(config.cpus);
	test_cell.config = &config.desc;
	num_lines = num_pages = 0;
	first_barrier = last_barrier = "";
	nothing_from = nothing_to = error_at = 0;
	is_mapped = false;
	return 0;
}

static void add(u64 phys, u64 size, u64 flags)
{
	config.memory[config.desc.num_memory_regions++] =
		(struct jailhouse_memory) {
			.phys_start = phys,
			.virt_start = phys & PAGE_OFFS_MASK,
			.size = size,
			.flags = flags,
		};
}

static void pages_are(unsigned int from, u64 phys, unsigned int number)
{
	unsigned int n;

	assert_true(from + number <= num_pages);
	for (n = 0; n < number; n++)
		assert_int_equal(pages[from + n], phys + n * PAGE_SIZE);
}

/* --- Ranges --- */

static void lines_are(u64 start, u64 size, u64 first, unsigned int number,
		      u64 step)
{
	unsigned int n;

	num_lines = 0;
	arm64_clean((const void *)start, size);
	assert_int_equal(num_lines, number);
	for (n = 0; n < number; n++)
		assert_int_equal(lines[n], first + n * step);
}

static void lines_of_a_range(void **state)
{
	(void)state;
	lines_are(0x10000, 0x1000, 0x10000, 64, 64);
	lines_are(0x10000, 1, 0x10000, 1, 64);
	lines_are(0x1003f, 1, 0x10000, 1, 64);
	/* Parts of lines at both ends. */
	lines_are(0x1003f, 2, 0x10000, 2, 64);
	lines_are(0x10020, 0x40, 0x10000, 2, 64);
	lines_are(0x10020, 0x20, 0x10000, 1, 64);
	lines_are(0x10020, 0x21, 0x10000, 2, 64);
}

static void lines_as_long_as_the_cpus(void **state)
{
	(void)state;
	/* The other fields of CTR_EL0 don't count. */
	sysreg_set("ctr_el0", 0xfff0ffff | CTR_LINE(3));
	lines_are(0x10000, 0x80, 0x10000, 4, 32);
	sysreg_set("ctr_el0", CTR_LINE(0));
	lines_are(0x10002, 8, 0x10000, 3, 4);
	sysreg_set("ctr_el0", CTR_LINE(9));
	lines_are(0x10fff, 2, 0x10800, 2, 2048);
}

static void barriers_around(void **state)
{
	(void)state;
	arm64_clean((const void *)0x10000, 0x100);
	assert_string_equal(first_barrier, "dmb sy");
	assert_string_equal(last_barrier, "dsb sy");
	setup(state);
	arch_sync_data((const void *)0x10000, 0x100);
	assert_int_equal(num_lines, 4);
	assert_string_equal(last_barrier, "dsb sy");
}

/* --- RAM of a cell --- */

static void each_page_is_cleaned(void **state)
{
	(void)state;
	add(RAM_PHYS, 3 * PAGE_SIZE, RAM_FLAGS);
	add(RAM_PHYS + 0x100000, PAGE_SIZE, DATA_FLAGS | JAILHOUSE_MEM_DMA);
	assert_true(clean_cell(&test_cell));
	assert_int_equal(num_pages, 4);
	pages_are(0, RAM_PHYS, 3);
	pages_are(3, RAM_PHYS + 0x100000, 1);
	assert_int_equal(num_lines, 64);
	assert_int_equal(lines[0], (u64)window);
	assert_int_equal(lines[63], (u64)window + 63 * 64);
	assert_string_equal(last_barrier, "dsb sy");
	assert_false(is_mapped);
}

static void region_counts(u64 flags, bool is_ram)
{
	setup(NULL);
	add(RAM_PHYS, PAGE_SIZE, flags);
	add(RAM_PHYS + PAGE_SIZE, PAGE_SIZE, RAM_FLAGS);
	assert_true(clean_cell(&test_cell));
	assert_int_equal(num_pages, is_ram ? 2 : 1);
	pages_are(num_pages - 1, RAM_PHYS + PAGE_SIZE, 1);
}

static void what_is_ram(void **state)
{
	(void)state;
	region_counts(DATA_FLAGS | JAILHOUSE_MEM_EXECUTE, true);
	region_counts(DATA_FLAGS | JAILHOUSE_MEM_DMA, true);
	region_counts(DATA_FLAGS | JAILHOUSE_MEM_LOADABLE, true);
	region_counts(DATA_FLAGS | JAILHOUSE_MEM_ROOTSHARED, true);
	/* A device may have these. */
	region_counts(DATA_FLAGS, false);
	region_counts(RAM_FLAGS | JAILHOUSE_MEM_IO, false);
	region_counts(RAM_FLAGS | JAILHOUSE_MEM_COMM_REGION, false);
}

static void parts_of_pages_are_devices(void **state)
{
	(void)state;
	add(RAM_PHYS + 0x100, 0x100, RAM_FLAGS);
	add(RAM_PHYS + PAGE_SIZE, 0x100, RAM_FLAGS);
	assert_true(clean_cell(&test_cell));
	assert_int_equal(num_pages, 0);
}

/* The CPU looks who wants it to stop after 16 pages. */
static void in_pieces(void **state)
{
	(void)state;
	add(RAM_PHYS, 10 * PAGE_SIZE, RAM_FLAGS);
	add(0x60000000, PAGE_SIZE, DATA_FLAGS);
	add(0x70000000, 30 * PAGE_SIZE, RAM_FLAGS);
	assert_false(clean_cell(&test_cell));
	assert_int_equal(num_pages, 16);
	assert_false(clean_cell(&test_cell));
	assert_int_equal(num_pages, 32);
	assert_true(clean_cell(&test_cell));
	/* None is left out, none comes twice. */
	assert_int_equal(num_pages, 40);
	pages_are(0, RAM_PHYS, 10);
	pages_are(10, 0x70000000, 30);
}

/* The last page of a piece may be the last of all. */
static void a_piece_that_is_all(void **state)
{
	(void)state;
	add(RAM_PHYS, 16 * PAGE_SIZE, RAM_FLAGS);
	assert_true(clean_cell(&test_cell));
	assert_int_equal(num_pages, 16);
	/* It is all from then on, until somebody begins again. */
	assert_true(clean_cell(&test_cell));
	assert_int_equal(num_pages, 16);
	test_cell.arch.clean_region = 0;
	test_cell.arch.clean_offset = 0;
	assert_true(clean_cell(&test_cell));
	assert_int_equal(num_pages, 32);
	pages_are(16, RAM_PHYS, 16);
}

static void errors_stop_nothing(u64 at)
{
	setup(NULL);
	nothing_from = RAM_PHYS + PAGE_SIZE;
	nothing_to = RAM_PHYS + 3 * PAGE_SIZE;
	error_at = at;
	add(RAM_PHYS, 3 * PAGE_SIZE, RAM_FLAGS);
	add(0x70000000, 20 * PAGE_SIZE, RAM_FLAGS);
	assert_false(clean_cell(&test_cell));
	assert_true(clean_cell(&test_cell));
	assert_int_equal(num_pages, 23);
	pages_are(0, RAM_PHYS, 3);
	pages_are(3, 0x70000000, 20);
	assert_int_equal(num_lines, 64);
	assert_string_equal(last_barrier, "dsb sy");
	assert_false(is_mapped);
}

/* A region need not be there: hardware answers with errors, at once or within
 * a page. */
static void pages_that_are_not_there(void **state)
{
	(void)state;
	errors_stop_nothing(0);
	errors_stop_nothing(0x800);
	errors_stop_nothing(PAGE_SIZE - 64);
}

/* Of the last page, too. */
static void nothing_is_there(void **state)
{
	(void)state;
	nothing_from = RAM_PHYS;
	nothing_to = RAM_PHYS + 20 * PAGE_SIZE;
	add(RAM_PHYS, 20 * PAGE_SIZE, RAM_FLAGS);
	assert_false(clean_cell(&test_cell));
	assert_true(clean_cell(&test_cell));
	assert_int_equal(num_pages, 20);
	pages_are(0, RAM_PHYS, 20);
	assert_int_equal(num_lines, 0);
	assert_false(is_mapped);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(lines_of_a_range, setup),
		cmocka_unit_test_setup(lines_as_long_as_the_cpus, setup),
		cmocka_unit_test_setup(barriers_around, setup),
		cmocka_unit_test_setup(each_page_is_cleaned, setup),
		cmocka_unit_test_setup(what_is_ram, setup),
		cmocka_unit_test_setup(parts_of_pages_are_devices, setup),
		cmocka_unit_test_setup(in_pieces, setup),
		cmocka_unit_test_setup(a_piece_that_is_all, setup),
		cmocka_unit_test_setup(pages_that_are_not_there, setup),
		cmocka_unit_test_setup(nothing_is_there, setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
