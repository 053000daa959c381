/* SPDX-License-Identifier: BSD-2-Clause */
/* Who else may have raised the NMI that came with a kick. */
#include "x86/test.h"

#include <apic.h>
#include <asm/io.h>
#include <ipi.h>
#include <nmi.h>
#include <x86.h>

#include "x86/fake_msrs.h"
#include "x86/machine.h"

#define ARMED		0x500000ULL
#define COUNTING	0xfffffffff000ULL
#define OVERFLOWN	0x123ULL

static u32 lvt_perf;
static u8 port_61;

u32 apic_read(unsigned int reg)
{
	assert_int_equal(reg, 0x34);
	return lvt_perf;
}

u8 inb(u16 port)
{
	assert_int_equal(port, 0x61);
	return port_61;
}

static int setup(void **state)
{
	unsigned int n;

	(void)state;
	machine_reset();
	msrs_reset();
	lvt_perf = APIC_DM_NMI;
	port_61 = 0x30;
	for (n = 0; n < 4; n++) {
		msr_set(0xc0010000 + n, 0);
		msr_set(0xc0010004 + n, 0);
	}
	return 0;
}

static void extended_counters(void)
{
	unsigned int n;

	for (n = 0; n < 12; n++)
		msr_set(0xc0010200 + n, 0);
}

static void test_idle(void **state)
{
	(void)state;
	assert_false(nmi_source_pending());
	extended_counters();
	msr_set(0xc0011030, 0);
	msr_set(0xc0011033, 0);
	assert_false(nmi_source_pending());
}

/* @ctl and @ctr belong together, and to no other counter. */
static void check_counter(u32 ctl, u32 ctr)
{
	msr_set(ctl, ARMED);
	msr_set(ctr, COUNTING);
	assert_false(nmi_source_pending());
	msr_set(ctr, OVERFLOWN);
	assert_true(nmi_source_pending());
	/* Neither bit alone. */
	msr_set(ctl, ARMED & ~(1ULL << 20));
	assert_false(nmi_source_pending());
	msr_set(ctl, ARMED & ~(1ULL << 22));
	assert_false(nmi_source_pending());
	/* Whose interrupt is none, or no NMI. */
	msr_set(ctl, ARMED | 0x43ffffULL);
	lvt_perf = APIC_DM_NMI | APIC_MASKED;
	assert_false(nmi_source_pending());
	lvt_perf = 0xf0;
	assert_false(nmi_source_pending());
	lvt_perf = APIC_DM_NMI;
	assert_true(nmi_source_pending());
	msr_set(ctl, 0);
}

static void test_counters(void **state)
{
	unsigned int n;

	(void)state;
	for (n = 0; n < 4; n++)
		check_counter(0xc0010000 + n, 0xc0010004 + n);
	extended_counters();
	for (n = 0; n < 6; n++)
		check_counter(0xc0010200 + 2 * n, 0xc0010201 + 2 * n);
}

static void test_sampling(void **state)
{
	(void)state;
	lvt_perf = APIC_MASKED;
	msr_set(0xc0011030, 1ULL << 49);
	msr_set(0xc0011033, 1ULL << 18);
	assert_false(nmi_source_pending());
	msr_set(0xc0011030, 3ULL << 48);
	assert_true(nmi_source_pending());
	msr_set(0xc0011030, 1ULL << 48);
	assert_false(nmi_source_pending());
	msr_set(0xc0011033, 3ULL << 17);
	assert_true(nmi_source_pending());
}

static void test_chipset(void **state)
{
	(void)state;
	port_61 = 0x7f;
	assert_true(nmi_source_pending());
	port_61 = 0x80;
	assert_true(nmi_source_pending());
	/* Not for cells. */
	machine_add_cell(1);
	this_cpu()->cell = &test_cell;
	assert_false(nmi_source_pending());
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_idle, setup),
		cmocka_unit_test_setup(test_counters, setup),
		cmocka_unit_test_setup(test_sampling, setup),
		cmocka_unit_test_setup(test_chipset, setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
