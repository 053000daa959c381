/* SPDX-License-Identifier: BSD-2-Clause */
/* The filters of local vector table and IOAPIC entries. */
#include "x86/test.h"

#include <ipi.h>

#include "x86/machine.h"

#define VECTOR	0x41

static int setup(void **state)
{
	(void)state;
	machine_reset();
	machine_add_cell(0x0c);
	return 0;
}

static void lvt_becomes(unsigned int offset, u32 value, bool root, u32 expected)
{
	u32 filtered = 0x5a5a5a5a;

	assert_true(lvt_filter(offset, value, root, &filtered));
	assert_int_equal(filtered, expected);
}

static void lvt_refused(unsigned int offset, u32 value, bool root)
{
	u32 filtered = 0x5a5a5a5a;

	assert_false(lvt_filter(offset, value, root, &filtered));
	assert_int_equal(filtered, 0x5a5a5a5a);
}

static const unsigned int with_mode[] = {
	APIC_LVT_CMCI, APIC_LVT_THERMAL, APIC_LVT_PERF, APIC_LVT_LINT0,
	APIC_LVT_LINT1, APIC_LVT_EXT_FIRST, APIC_LVT_EXT_LAST,
};

static void test_lvt_allowed(void **state)
{
	unsigned int i, root;

	(void)state;
	for (root = 0; root <= 1; root++) {
		for (i = 0; i < ARRAY_SIZE(with_mode); i++) {
			lvt_becomes(with_mode[i], VECTOR, root, VECTOR);
			lvt_becomes(with_mode[i], APIC_DM_NMI, root,
				    APIC_DM_NMI);
			lvt_becomes(with_mode[i], APIC_MASKED | VECTOR, root,
				    APIC_MASKED | VECTOR);
		}
	}
}

static void test_lvt_refused(void **state)
{
	static const u32 modes[] = { APIC_DM_LOWEST, APIC_DM_SMI,
				     3 << APIC_DM_SHIFT, APIC_DM_INIT,
				     APIC_DM_SIPI, APIC_DM_EXTINT };
	unsigned int i, m, root;

	(void)state;
	for (root = 0; root <= 1; root++) {
		for (i = 0; i < ARRAY_SIZE(with_mode); i++) {
			for (m = 0; m < ARRAY_SIZE(modes); m++) {
				if (root && with_mode[i] == APIC_LVT_LINT0 &&
				    modes[m] == APIC_DM_EXTINT)
					continue;
				lvt_refused(with_mode[i], modes[m] | VECTOR,
					    root);
				/* Masked it can do no harm, as fixed. */
				lvt_becomes(with_mode[i], APIC_MASKED |
					    modes[m] | VECTOR, root,
					    APIC_MASKED | VECTOR);
			}
		}
	}
	lvt_becomes(APIC_LVT_LINT0, APIC_DM_EXTINT, true, APIC_DM_EXTINT);
	lvt_becomes(APIC_LVT_LINT0, APIC_MASKED | APIC_DM_EXTINT, true,
		    APIC_MASKED | APIC_DM_EXTINT);
}

static void test_lvt_bits(void **state)
{
	(void)state;
	/* Timer and error have no mode: those bits are reserved. */
	lvt_becomes(APIC_LVT_TIMER, ~0U, false, 0x000700ff);
	lvt_becomes(APIC_LVT_TIMER, APIC_DM_SMI | 0x40000 | VECTOR, false,
		    0x40000 | VECTOR);
	lvt_becomes(APIC_LVT_ERROR, APIC_DM_SMI | VECTOR, false, VECTOR);
	lvt_becomes(APIC_LVT_ERROR, ~0U, true, 0x000100ff);
	lvt_becomes(APIC_LVT_LINT1, ~(u32)APIC_DM_MASK, false, 0x0001a0ff);
	lvt_becomes(APIC_LVT_PERF, ~(u32)APIC_DM_MASK, false, 0x000100ff);
}

/* --- IOAPIC --- */

#define DEST(id)	((u64)(id) << 56)

static void entry_becomes(const struct cell *cell, u64 entry, u64 expected)
{
	u64 filtered = 0x5a5a;

	assert_true(ioapic_entry_filter(&cell->cpus, entry, &filtered));
	assert_int_equal(filtered, expected);
}

static void entry_refused(const struct cell *cell, u64 entry)
{
	u64 filtered = 0x5a5a;

	assert_false(ioapic_entry_filter(&cell->cpus, entry, &filtered));
	assert_int_equal(filtered, 0x5a5a);
}

static void test_entry_physical(void **state)
{
	(void)state;
	entry_becomes(&root_cell, DEST(2) | VECTOR, DEST(2) | VECTOR);
	entry_becomes(&test_cell, DEST(6) | VECTOR, DEST(6) | VECTOR);
	entry_becomes(&test_cell, DEST(6) | APIC_LEVEL | APIC_POLARITY | VECTOR,
		      DEST(6) | APIC_LEVEL | APIC_POLARITY | VECTOR);
	entry_refused(&root_cell, DEST(4) | VECTOR);
	entry_refused(&test_cell, DEST(2) | VECTOR);
	entry_refused(&test_cell, DEST(3) | VECTOR);
	/* Broadcast would reach foreign CPUs. */
	entry_refused(&root_cell, DEST(0xff) | VECTOR);
}

static void test_entry_modes(void **state)
{
	static const u32 good[] = { APIC_DM_FIXED, APIC_DM_LOWEST,
				    APIC_DM_NMI };
	static const u32 bad[] = { APIC_DM_SMI, 3 << APIC_DM_SHIFT,
				   APIC_DM_INIT, APIC_DM_SIPI,
				   APIC_DM_EXTINT };
	unsigned int i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(good); i++)
		entry_becomes(&root_cell, DEST(2) | good[i] | VECTOR,
			      DEST(2) | good[i] | VECTOR);
	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		entry_refused(&root_cell, DEST(2) | bad[i] | VECTOR);
		entry_refused(&test_cell, DEST(6) | bad[i] | VECTOR);
		entry_becomes(&test_cell, DEST(9) | APIC_MASKED | bad[i] | 1,
			      DEST(9) | APIC_MASKED | 1);
	}
}

static void test_entry_bits(void **state)
{
	(void)state;
	/* Status and remote IRR are read-only, the middle is reserved. */
	entry_becomes(&test_cell, 0x06fffffffffff8ffULL & ~(u64)APIC_LOGICAL,
		      DEST(6) | 0x0001a0ff);
	entry_becomes(&test_cell, DEST(6) | 0x00fffffffffe5000ULL | VECTOR,
		      DEST(6) | VECTOR);
	/* Masked entries keep where they point to. */
	entry_becomes(&test_cell, DEST(0) | APIC_MASKED,
		      DEST(0) | APIC_MASKED);
	entry_becomes(&test_cell, DEST(0xff) | APIC_LOGICAL | APIC_MASKED,
		      DEST(0xff) | APIC_LOGICAL | APIC_MASKED);
}

static void test_entry_logical(void **state)
{
	const u64 entry = APIC_LOGICAL | APIC_DM_LOWEST | VECTOR;

	(void)state;
	entry_becomes(&root_cell, DEST(0xff) | entry, DEST(0xf3) | entry);
	entry_becomes(&root_cell, DEST(0x1e) | entry, DEST(0x12) | entry);
	entry_becomes(&test_cell, DEST(0xff) | entry, DEST(0x0c) | entry);
	entry_refused(&test_cell, DEST(0xf3) | entry);
	entry_refused(&test_cell, DEST(0) | entry);
	/* CPU 8 has no logical id. */
	test_cell.cpus = cpus(0x101);
	entry_becomes(&test_cell, DEST(0xff) | entry, DEST(0x01) | entry);
	test_cell.cpus = cpus(0x100);
	entry_refused(&test_cell, DEST(0xff) | entry);
	apic_mode.flat = false;
	entry_refused(&root_cell, DEST(0xff) | entry);
}

static void test_entry_x2apic(void **state)
{
	(void)state;
	/* Root's APIC ids below 8: 0 and 2; the cell's: 4 and 6. */
	apic_mode = (struct apic_mode) { .x2apic = true };
	entry_becomes(&root_cell, DEST(0xff) | APIC_LOGICAL | VECTOR,
		      DEST(0x05) | APIC_LOGICAL | VECTOR);
	entry_becomes(&test_cell, DEST(0xf0) | APIC_LOGICAL | VECTOR,
		      DEST(0x50) | APIC_LOGICAL | VECTOR);
	entry_refused(&test_cell, DEST(0xaf) | APIC_LOGICAL | VECTOR);
	entry_becomes(&test_cell, DEST(4) | VECTOR, DEST(4) | VECTOR);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_lvt_allowed, setup),
		cmocka_unit_test_setup(test_lvt_refused, setup),
		cmocka_unit_test_setup(test_lvt_bits, setup),
		cmocka_unit_test_setup(test_entry_physical, setup),
		cmocka_unit_test_setup(test_entry_modes, setup),
		cmocka_unit_test_setup(test_entry_bits, setup),
		cmocka_unit_test_setup(test_entry_logical, setup),
		cmocka_unit_test_setup(test_entry_x2apic, setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
