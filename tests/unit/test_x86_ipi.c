/* SPDX-License-Identifier: BSD-2-Clause */
/* The filter of interrupt commands. */
#include "x86/test.h"

#include <ipi.h>

#include "x86/machine.h"

#define VECTOR		0x41
#define BROADCAST	0xff

static struct ipi ipi;

/* Filter what a CPU of a cell writes. */
static enum ipi_action command(const struct cell *cell, unsigned int sender,
			       u32 icr_low, u32 dest)
{
	memset(&ipi, 0x5a, sizeof(ipi));
	ipi_filter(cell, sender, icr_low, dest, &ipi);
	return ipi.action;
}

static void expect_targets(u64 bits)
{
	cpu_set_t expected = cpus(bits);

	assert_memory_equal(&ipi.targets, &expected, sizeof(expected));
}

/* The next thing to send must be this one. */
static void expect_sent(u32 icr_low, u32 dest)
{
	u32 low, where;

	assert_true(ipi_next(&ipi, &low, &where));
	assert_int_equal(low, icr_low);
	assert_int_equal(where, dest);
}

static void expect_end(void)
{
	u32 low, where;

	assert_false(ipi_next(&ipi, &low, &where));
}

#define FIXED_SENT	(APIC_ASSERT | VECTOR)

static int setup(void **state)
{
	(void)state;
	machine_reset();
	/* Root has 0, 1, 4 to 7; the cell 2 and 3. APIC ids are doubled. */
	machine_add_cell(0x0c);
	return 0;
}

static void test_physical(void **state)
{
	(void)state;
	assert_int_equal(command(&root_cell, 0, VECTOR, 2), IPI_SEND);
	expect_sent(FIXED_SENT, 2);
	expect_end();
	/* What hardware ignores is not passed on. */
	assert_int_equal(command(&test_cell, 2, 0xfff12000 | VECTOR, 6),
			 IPI_SEND);
	expect_sent(FIXED_SENT, 6);
	expect_end();
	/* To itself. */
	assert_int_equal(command(&test_cell, 2, VECTOR, 4), IPI_SEND);
	expect_sent(FIXED_SENT, 4);
	expect_end();
}

static void test_foreign(void **state)
{
	(void)state;
	assert_int_equal(command(&root_cell, 0, VECTOR, 4), IPI_DROP);
	assert_int_equal(command(&test_cell, 2, VECTOR, 0), IPI_DROP);
	assert_int_equal(command(&test_cell, 2, VECTOR, 3), IPI_DROP);
	assert_int_equal(command(&test_cell, 2, APIC_DM_NMI, 0), IPI_DROP);
	assert_int_equal(command(&test_cell, 2, APIC_DM_INIT | APIC_ASSERT, 0),
			 IPI_DROP);
	assert_int_equal(command(&test_cell, 2, APIC_DM_SIPI | 0x10, 0),
			 IPI_DROP);
	assert_int_equal(command(&test_cell, 2, APIC_LOGICAL | VECTOR, 0xf3),
			 IPI_DROP);
}

static void test_not_entered(void **state)
{
	(void)state;
	public_per_cpu(3)->entered = false;
	assert_int_equal(command(&test_cell, 2, APIC_DM_SIPI | 0x10, 6),
			 IPI_DROP);
	assert_int_equal(command(&test_cell, 2, VECTOR, 6), IPI_DROP);
	assert_int_equal(command(&test_cell, 2,
				 APIC_SHORTHAND_OTHERS | APIC_DM_INIT |
				 APIC_ASSERT, 0), IPI_DROP);
}

static void test_broadcast(void **state)
{
	(void)state;
	/* Within reach of flat mode: one command. */
	assert_int_equal(command(&root_cell, 0, VECTOR, BROADCAST), IPI_SEND);
	expect_sent(FIXED_SENT | APIC_LOGICAL, 0xf3);
	expect_end();
	assert_int_equal(command(&test_cell, 2, APIC_LOGICAL | VECTOR,
				 BROADCAST), IPI_SEND);
	expect_sent(FIXED_SENT | APIC_LOGICAL, 0x0c);
	expect_end();
	/* Without flat mode, one by one. */
	apic_mode.flat = false;
	assert_int_equal(command(&test_cell, 2, VECTOR, BROADCAST), IPI_SEND);
	expect_sent(FIXED_SENT, 4);
	expect_sent(FIXED_SENT, 6);
	expect_end();
}

static void test_beyond_flat(void **state)
{
	(void)state;
	test_cell.cpus = cpus(0x180);
	assert_int_equal(command(&test_cell, 7, APIC_SHORTHAND_ALL | VECTOR, 0),
			 IPI_SEND);
	expect_sent(FIXED_SENT, 14);
	expect_sent(FIXED_SENT, 16);
	expect_end();
	/* CPU 8 has no logical id. */
	assert_int_equal(command(&test_cell, 7, APIC_LOGICAL | VECTOR, 0xfe),
			 IPI_SEND);
	expect_sent(FIXED_SENT, 14);
	expect_end();
	/* All ones mean everybody. */
	assert_int_equal(command(&test_cell, 7, APIC_LOGICAL | VECTOR, 0xff),
			 IPI_SEND);
	expect_sent(FIXED_SENT, 14);
	expect_sent(FIXED_SENT, 16);
	expect_end();
}

static void test_shorthands(void **state)
{
	(void)state;
	assert_int_equal(command(&root_cell, 1, APIC_SHORTHAND_SELF | VECTOR,
				 0), IPI_SEND);
	expect_sent(FIXED_SENT, 2);
	expect_end();
	assert_int_equal(command(&root_cell, 1, APIC_SHORTHAND_ALL | VECTOR,
				 4), IPI_SEND);
	expect_sent(FIXED_SENT | APIC_LOGICAL, 0xf3);
	expect_end();
	assert_int_equal(command(&root_cell, 1, APIC_SHORTHAND_OTHERS | VECTOR,
				 4), IPI_SEND);
	expect_sent(FIXED_SENT | APIC_LOGICAL, 0xf1);
	expect_end();
	assert_int_equal(command(&test_cell, 2, APIC_SHORTHAND_OTHERS | VECTOR,
				 0), IPI_SEND);
	expect_sent(FIXED_SENT, 6);
	expect_end();
	/* Nobody else there. */
	test_cell.cpus = cpus(4);
	assert_int_equal(command(&test_cell, 2, APIC_SHORTHAND_OTHERS | VECTOR,
				 0), IPI_DROP);
}

static void test_shorthand_modes(void **state)
{
	static const u32 modes[] = { APIC_DM_LOWEST | VECTOR, APIC_DM_NMI,
				     APIC_DM_INIT | APIC_ASSERT,
				     APIC_DM_SIPI | 8 };
	unsigned int i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(modes); i++) {
		assert_int_equal(command(&root_cell, 0,
					 APIC_SHORTHAND_SELF | modes[i], 0),
				 IPI_DROP);
		assert_int_equal(command(&root_cell, 0,
					 APIC_SHORTHAND_ALL | modes[i], 0),
				 IPI_DROP);
		assert_int_not_equal(command(&root_cell, 0,
					     APIC_SHORTHAND_OTHERS | modes[i],
					     0), IPI_DROP);
	}
}

static void test_logical_flat(void **state)
{
	(void)state;
	assert_int_equal(command(&root_cell, 0, APIC_LOGICAL | VECTOR, 0x3e),
			 IPI_SEND);
	expect_sent(FIXED_SENT | APIC_LOGICAL, 0x32);
	expect_end();
	assert_int_equal(command(&root_cell, 0, APIC_LOGICAL | VECTOR, 0x10),
			 IPI_SEND);
	expect_sent(FIXED_SENT, 8);
	expect_end();
	assert_int_equal(command(&root_cell, 0, APIC_LOGICAL | VECTOR, 0),
			 IPI_DROP);
	apic_mode.flat = false;
	assert_int_equal(command(&root_cell, 0, APIC_LOGICAL | VECTOR, 0x3e),
			 IPI_DROP);
}

static void test_lowest_priority(void **state)
{
	(void)state;
	assert_int_equal(command(&root_cell, 0,
				 APIC_LOGICAL | APIC_DM_LOWEST | VECTOR, 0x3e),
			 IPI_SEND);
	expect_sent(FIXED_SENT, 2);
	expect_end();
	assert_int_equal(command(&root_cell, 0,
				 APIC_LOGICAL | APIC_DM_LOWEST | VECTOR, 0x03),
			 IPI_SEND);
	expect_sent(FIXED_SENT, 0);
	expect_end();
}

static void test_nmi(void **state)
{
	(void)state;
	assert_int_equal(command(&root_cell, 0, APIC_DM_NMI | 5, 2), IPI_SEND);
	expect_sent(APIC_ASSERT | APIC_DM_NMI, 2);
	expect_end();
	assert_int_equal(command(&root_cell, 0,
				 APIC_SHORTHAND_OTHERS | APIC_DM_NMI, 0),
			 IPI_SEND);
	expect_sent(APIC_ASSERT | APIC_DM_NMI | APIC_LOGICAL, 0xf2);
	expect_end();
}

static void test_vectors(void **state)
{
	(void)state;
	assert_int_equal(command(&root_cell, 0, 15, 0), IPI_DROP);
	assert_int_equal(command(&root_cell, 0, APIC_DM_LOWEST | 15, 0),
			 IPI_DROP);
	assert_int_equal(command(&root_cell, 0, 16, 0), IPI_SEND);
	expect_sent(APIC_ASSERT | 16, 0);
	assert_int_equal(command(&root_cell, 0, 255, 0), IPI_SEND);
	expect_sent(APIC_ASSERT | 255, 0);
}

static void test_init_sipi(void **state)
{
	(void)state;
	assert_int_equal(command(&root_cell, 0, APIC_DM_INIT | APIC_ASSERT |
				 APIC_LEVEL, 8), IPI_INIT);
	expect_targets(0x10);
	assert_int_equal(command(&root_cell, 0, APIC_DM_INIT, 8), IPI_INIT);
	/* De-assert. */
	assert_int_equal(command(&root_cell, 0, APIC_DM_INIT | APIC_LEVEL, 8),
			 IPI_DROP);
	assert_int_equal(command(&root_cell, 0,
				 APIC_SHORTHAND_ALL | APIC_DM_INIT | APIC_LEVEL,
				 0), IPI_DROP);
	assert_int_equal(command(&root_cell, 0,
				 APIC_SHORTHAND_OTHERS | APIC_DM_INIT |
				 APIC_ASSERT, 0), IPI_INIT);
	expect_targets(0xf2);

	assert_int_equal(command(&test_cell, 2, APIC_DM_SIPI | 0x9a, 6),
			 IPI_SIPI);
	expect_targets(0x08);
	assert_int_equal(ipi.vector, 0x9a);
	/* Vectors below 16 are fine here. */
	assert_int_equal(command(&test_cell, 2, APIC_DM_SIPI | 0, BROADCAST),
			 IPI_SIPI);
	expect_targets(0x0c);
	assert_int_equal(ipi.vector, 0);
}

static void test_violations(void **state)
{
	static const u32 modes[] = { APIC_DM_SMI, 3 << APIC_DM_SHIFT,
				     APIC_DM_EXTINT };
	unsigned int i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(modes); i++) {
		assert_int_equal(command(&root_cell, 0, modes[i] | VECTOR, 0),
				 IPI_VIOLATION);
		/* Nobody need be reached. */
		assert_int_equal(command(&test_cell, 2, modes[i], 99),
				 IPI_VIOLATION);
		assert_int_equal(command(&test_cell, 2,
					 APIC_SHORTHAND_SELF | modes[i], 0),
				 IPI_VIOLATION);
	}
}

static void test_x2apic(void **state)
{
	(void)state;
	apic_mode.x2apic = true;
	public_per_cpu(3)->arch.apic_id = 0x123;
	/* 0xff is no broadcast now. */
	assert_int_equal(command(&test_cell, 2, VECTOR, 0xff), IPI_DROP);
	assert_int_equal(command(&test_cell, 2, VECTOR, 0x123), IPI_SEND);
	expect_sent(FIXED_SENT, 0x123);
	expect_end();
	assert_int_equal(command(&test_cell, 2, VECTOR, ~0U), IPI_SEND);
	expect_sent(FIXED_SENT, 4);
	expect_sent(FIXED_SENT, 0x123);
	expect_end();
	assert_int_equal(command(&test_cell, 2, APIC_LOGICAL | VECTOR, ~0U),
			 IPI_SEND);
	expect_targets(0x0c);
	/* Clusters: APIC id 0x123 is member 3 of cluster 0x12. */
	assert_int_equal(command(&test_cell, 2, APIC_LOGICAL | VECTOR,
				 0x12000f), IPI_SEND);
	expect_sent(FIXED_SENT, 0x123);
	expect_end();
	assert_int_equal(command(&test_cell, 2, APIC_LOGICAL | VECTOR,
				 0x12fff7), IPI_DROP);
	assert_int_equal(command(&test_cell, 2, APIC_LOGICAL | VECTOR,
				 0x110008), IPI_DROP);
	assert_int_equal(command(&test_cell, 2, APIC_LOGICAL | VECTOR, 0x10),
			 IPI_SEND);
	expect_sent(FIXED_SENT, 4);
	/* Root's members of cluster 0: 0, 2, 8, 10, 12, 14. */
	assert_int_equal(command(&root_cell, 0, APIC_LOGICAL | VECTOR, 0xffff),
			 IPI_SEND);
	expect_targets(0xf3);
}

static void test_x2apic_modes(void **state)
{
	(void)state;
	apic_mode = (struct apic_mode) { .x2apic = true };
	/* Lowest priority: one of those that the destination names. */
	assert_int_equal(command(&root_cell, 0, APIC_LOGICAL | APIC_DM_LOWEST |
				 VECTOR, 0xffff), IPI_SEND);
	expect_sent(FIXED_SENT, 0);
	expect_end();
	assert_int_equal(command(&test_cell, 2, APIC_LOGICAL | APIC_DM_LOWEST |
				 VECTOR, 0x40), IPI_SEND);
	expect_sent(FIXED_SENT, 6);
	expect_end();
	assert_int_equal(command(&test_cell, 2, APIC_LOGICAL | APIC_DM_LOWEST |
				 VECTOR, 0xf), IPI_DROP);
	/* NMI: to one, to all of a cluster, to the others. */
	assert_int_equal(command(&test_cell, 2, APIC_DM_NMI, 6), IPI_SEND);
	expect_targets(0x08);
	assert_int_equal(command(&test_cell, 2, APIC_LOGICAL | APIC_DM_NMI,
				 0xffff), IPI_SEND);
	expect_targets(0x0c);
	assert_int_equal(command(&root_cell, 4, APIC_DM_NMI |
				 APIC_SHORTHAND_OTHERS, 0), IPI_SEND);
	expect_targets(0xe3);
	assert_int_equal(command(&test_cell, 2, APIC_DM_NMI, 0), IPI_DROP);
	/* Shorthands. */
	assert_int_equal(command(&test_cell, 3, APIC_SHORTHAND_SELF | VECTOR,
				 0), IPI_SEND);
	expect_sent(FIXED_SENT, 6);
	expect_end();
	assert_int_equal(command(&test_cell, 3, APIC_SHORTHAND_ALL | VECTOR,
				 0), IPI_SEND);
	expect_sent(FIXED_SENT, 4);
	expect_sent(FIXED_SENT, 6);
	expect_end();
	assert_int_equal(command(&test_cell, 3, APIC_SHORTHAND_OTHERS | VECTOR,
				 0), IPI_SEND);
	expect_sent(FIXED_SENT, 4);
	expect_end();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_physical, setup),
		cmocka_unit_test_setup(test_foreign, setup),
		cmocka_unit_test_setup(test_not_entered, setup),
		cmocka_unit_test_setup(test_broadcast, setup),
		cmocka_unit_test_setup(test_beyond_flat, setup),
		cmocka_unit_test_setup(test_shorthands, setup),
		cmocka_unit_test_setup(test_shorthand_modes, setup),
		cmocka_unit_test_setup(test_logical_flat, setup),
		cmocka_unit_test_setup(test_lowest_priority, setup),
		cmocka_unit_test_setup(test_nmi, setup),
		cmocka_unit_test_setup(test_vectors, setup),
		cmocka_unit_test_setup(test_init_sipi, setup),
		cmocka_unit_test_setup(test_violations, setup),
		cmocka_unit_test_setup(test_x2apic, setup),
		cmocka_unit_test_setup(test_x2apic_modes, setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
