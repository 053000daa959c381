/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The second stage: VTCR_EL2 by literal values (Arm ARM D17.2), and the order
 * of stores, invalidations and barriers (D8.13.1).
 */
#include "arm64/machine.h"
#include "arm64/sysregs.h"

#include <string.h>

#include <pte.h>
#include <stage2.h>
#include <stage2_write.h>
#include <sysreg.h>
#include <arch/cell.h>

/* What happened, with the entry's value at that moment. */
static struct {
	const char *what;
	u64 entry;
} events[16];
static unsigned int num_events;
static u64 entry;

/* What tables say, and what happens while they are walked. */
static u64 found;
static unsigned int found_attrs, walks;
static void (*while_walking)(void);

void fake_barrier(const char *text)
{
	assert_true(num_events < ARRAY_SIZE(events));
	events[num_events].what = text;
	events[num_events++].entry = entry;
	if (while_walking)
		while_walking();
}

u64 paging_translate(const struct paging_space *space, u64 virt,
		     unsigned int *attrs)
{
	(void)space;
	(void)virt;
	walks++;
	*attrs = found_attrs;
	if (while_walking)
		while_walking();
	return found;
}

static int setup(void **state)
{
	(void)state;
	sysregs_reset();
	num_events = walks = 0;
	while_walking = NULL;
	entry = 0;
	return 0;
}

static void event_is(unsigned int n, const char *what, u64 value)
{
	assert_true(n < num_events);
	assert_string_equal(events[n].what, what);
	assert_int_equal(events[n].entry, value);
}

static void break_before_make(void **state)
{
	const u64 old = 0x40000000 | PTE_VALID, new = 0x50000000 | PTE_VALID;

	(void)state;
	entry = old;
	stage2_write(&entry, new);
	event_is(0, "dsb ishst", 0);
	event_is(1, "tlbi vmalls12e1is", 0);
	event_is(2, "dsb ish", 0);
	event_is(3, "dsb ishst", new);
	assert_int_equal(num_events, 4);
	assert_int_equal(entry, new);
}

/* From invalid, to invalid, or to the same: nothing can be held of it. */
static void only_where_it_must_be(void **state)
{
	const u64 value = 0x40000000 | PTE_VALID;

	(void)state;
	stage2_write(&entry, value);
	event_is(0, "dsb ishst", value);
	stage2_write(&entry, value);
	event_is(1, "dsb ishst", value);
	stage2_write(&entry, 0);
	event_is(2, "dsb ishst", 0);
	assert_int_equal(num_events, 3);
}

static void flush(void **state)
{
	(void)state;
	stage2_flush();
	event_is(0, "dsb ishst", 0);
	event_is(1, "tlbi vmalls12e1", 0);
	event_is(2, "dsb nsh", 0);
	event_is(3, "isb", 0);
	assert_int_equal(num_events, 4);
}

static bool allows(void)
{
	return stage2_allows(NULL, 0, PAGING_READ | PAGING_WRITE);
}

static void allowed_is_what_tables_say(void **state)
{
	(void)state;
	found = 0x40000000;
	found_attrs = PAGING_READ | PAGING_WRITE | PAGING_EXECUTE;
	assert_true(allows());
	found_attrs = PAGING_READ;
	assert_false(allows());
	found = PAGING_NOT_MAPPED;
	found_attrs = PAGING_READ | PAGING_WRITE;
	assert_false(allows());
	assert_int_equal(walks, 3);
}

static bool seen_while_replaced;

static void look(void)
{
	while_walking = NULL;
	if (!entry)
		seen_while_replaced = allows();
}

/* An access that faults meanwhile is repeated, though nothing is mapped. */
static void unknown_while_it_is_replaced(void **state)
{
	(void)state;
	found = PAGING_NOT_MAPPED;
	entry = 0x40000000 | PTE_VALID;
	seen_while_replaced = false;
	while_walking = look;
	stage2_write(&entry, 0x50000000 | PTE_VALID);
	assert_true(seen_while_replaced);
	assert_false(allows());
}

static void replace_once(void)
{
	static u64 other = 0x40000000 | PTE_VALID;

	while_walking = NULL;
	stage2_write(&other, other + 0x1000);
}

/* What a walk found across a change is not trusted. */
static void walked_again_after_a_change(void **state)
{
	(void)state;
	found = 0x40000000;
	found_attrs = PAGING_READ | PAGING_WRITE;
	while_walking = replace_once;
	assert_true(allows());
	assert_int_equal(walks, 2);
}

/** A CPU with that PARange arrives. */
static void vtcr_is(unsigned int parange, unsigned int bits, u64 vtcr,
		    unsigned int levels, unsigned int root_pages)
{
	sysreg_set("id_aa64mmfr0_el1", 0xf0 | parange);
	stage2_note_cpu();
	/* Whichever CPU asks. */
	sysreg_set("id_aa64mmfr0_el1", 0xf5);
	assert_int_equal(arm64_phys_bits(), bits);
	assert_int_equal(stage2_vtcr(), vtcr);
	assert_int_equal(arch_stage2_levels(), levels);
	assert_int_equal(arch_stage2_root_pages(), root_pages);
}

static void vtcr(void **state)
{
	(void)state;
	/* T0SZ, SL0 level 0, then level 1; 4 KiB, write-back, inner sh.; PS.
	 * 52 bits need another format. */
	vtcr_is(6, 48, 0x80053590, 4, 1);
	vtcr_is(5, 48, 0x80053590, 4, 1);
	vtcr_is(4, 44, 0x80043594, 4, 1);
	vtcr_is(3, 42, 0x80033556, 3, 8);
	vtcr_is(2, 40, 0x80023558, 3, 2);
	vtcr_is(1, 36, 0x8001355c, 3, 1);
	vtcr_is(0, 32, 0x80003560, 3, 1);
	/* The least of all counts. */
	vtcr_is(4, 32, 0x80003560, 3, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(break_before_make, setup),
		cmocka_unit_test_setup(only_where_it_must_be, setup),
		cmocka_unit_test_setup(flush, setup),
		cmocka_unit_test_setup(allowed_is_what_tables_say, setup),
		cmocka_unit_test_setup(unknown_while_it_is_replaced, setup),
		cmocka_unit_test_setup(walked_again_after_a_change, setup),
		cmocka_unit_test_setup(vtcr, setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
