/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Trapped system registers by their encodings (Arm ARM D17, ISS of class 0x18),
 * and exceptions delivered to EL1 (D1.3).
 */
#include "arm64/machine.h"
#include "arm64/sysregs.h"

#include <exits.h>
#include <gic.h>
#include <sysreg.h>

#define READ		1UL
#define RT(n)		((u64)(n) << 5)
/* ISS: Op0 21:20, Op2 19:17, Op1 16:14, CRn 13:10, CRm 4:1. */
#define ACTLR_EL1	0x320400UL
#define ICC_SGI1R_EL1	0x3a3016UL
#define ICC_ASGI1R_EL1	0x3c3016UL
#define ICC_SGI0R_EL1	0x3e3016UL
#define ERRIDR_EL1	0x301406UL
#define ERRSELR_EL1	0x321406UL
#define OSLAR_EL1	0x280400UL
#define OSLSR_EL1	0x280402UL
#define OSDLR_EL1	0x280406UL
#define DBGPRCR_EL1	0x280408UL
/* DC CISW, DBGBVR0_EL1, S3_0_C15_C2_0, PMCR_EL0 */
#define FORBIDDEN	{ 0x141c1cUL, 0x280000UL, 0x303c04UL, 0x30e418UL }

#define PC		0xffff800008081234UL
#define VBAR		0xffff800008010000UL

static struct guest_regs regs;

/** Instructions that the guest was taken past. */
static u64 skips(void)
{
	return (fake_sysreg("elr_el2") - PC) / 4;
}

static u64 sgi1r;

void gicv3_guest_sgi1r(u64 value)
{
	sgi1r = value;
}

static int setup(void **state)
{
	unsigned int n;

	(void)state;
	sysregs_reset();
	sgi1r = 0;
	for (n = 0; n < 31; n++)
		regs.x[n] = 0x1000 + n;
	regs.x[31] = 0xdead;
	sysreg_set("elr_el2", PC);
	sysreg_set("vbar_el1", VBAR);
	/* EL1h, IRQs open, flags. */
	sysreg_set("spsr_el2", 0x60000005);
	return 0;
}

static void trap(u64 iss)
{
	exit_sysreg(&regs, 0x18UL << 26 | 1UL << 25 | iss);
}

static void is_undefined(void)
{
	assert_int_equal(fake_sysreg("esr_el1"), 0x02000000);
	assert_int_equal(fake_sysreg("elr_el1"), PC);
	assert_int_equal(fake_sysreg("spsr_el1"), 0x60000005);
	assert_int_equal(fake_sysreg("elr_el2"), VBAR + 0x200);
	assert_int_equal(fake_sysreg("spsr_el2"), 0x3c5);
}

static void sgis_are_filtered(void **state)
{
	(void)state;
	trap(ICC_SGI1R_EL1 | RT(7));
	assert_int_equal(sgi1r, 0x1007);
	trap(ICC_SGI1R_EL1 | RT(31));
	assert_int_equal(sgi1r, 0);
	assert_int_equal(skips(), 2);
}

static void secure_sgis_are_dropped(void **state)
{
	(void)state;
	trap(ICC_ASGI1R_EL1 | RT(1));
	trap(ICC_SGI0R_EL1 | RT(1));
	assert_int_equal(sgi1r, 0);
	assert_int_equal(skips(), 2);
}

static void tuning_can_be_read_only(void **state)
{
	(void)state;
	sysreg_set("actlr_el1", 0x42);
	trap(ACTLR_EL1 | READ | RT(30));
	assert_int_equal(regs.x[30], 0x42);
	trap(ACTLR_EL1 | RT(3));
	assert_int_equal(fake_sysreg("actlr_el1"), 0x42);
	/* To XZR: dropped. */
	trap(ACTLR_EL1 | READ | RT(31));
	assert_int_equal(regs.x[31], 0xdead);
	assert_int_equal(skips(), 3);
}

/* A CPU whose OS lock is closed can be halted by a debugger. */
static void os_lock_stays_open(void **state)
{
	static const u64 locks[] = { OSLAR_EL1, OSDLR_EL1, DBGPRCR_EL1 };
	unsigned int n;

	(void)state;
	for (n = 0; n < ARRAY_SIZE(locks); n++)
		trap(locks[n] | RT(1));
	assert_int_equal(fake_sysreg("oslar_el1"), 0);
	trap(OSLSR_EL1 | READ | RT(2));
	assert_int_equal(regs.x[2], 8);
	trap(OSDLR_EL1 | READ | RT(2));
	assert_int_equal(regs.x[2], 0);
	regs.x[2] = 1;
	trap(DBGPRCR_EL1 | READ | RT(2));
	assert_int_equal(regs.x[2], 0);
	assert_int_equal(skips(), 6);
	sysreg_set("elr_el2", PC);
	trap(OSLAR_EL1 | READ | RT(2));
	is_undefined();
}

static void there_are_no_error_records(void **state)
{
	(void)state;
	trap(ERRIDR_EL1 | READ | RT(2));
	assert_int_equal(regs.x[2], 0);
	trap(ERRSELR_EL1 | RT(3));
	trap(ERRSELR_EL1 | READ | RT(3));
	assert_int_equal(regs.x[3], 0);
	assert_int_equal(skips(), 3);
}

static void the_rest_is_undefined(void **state)
{
	static const u64 encodings[] = FORBIDDEN;
	unsigned int n;

	for (n = 0; n < ARRAY_SIZE(encodings); n++) {
		setup(state);
		trap(encodings[n] | RT(4));
		is_undefined();
		setup(state);
		trap(encodings[n] | READ | RT(4));
		is_undefined();
		assert_int_equal(regs.x[4], 0x1004);
	}
	/* What can be written only, and read only. */
	setup(state);
	trap(ICC_SGI1R_EL1 | READ | RT(4));
	is_undefined();
	setup(state);
	trap(ERRIDR_EL1 | RT(4));
	is_undefined();
}

static void abort_is(u64 spsr, bool instruction, u64 esr, u64 offset)
{
	setup(NULL);
	sysreg_set("spsr_el2", spsr);
	guest_inject_abort(instruction, 0x70001238);
	assert_int_equal(fake_sysreg("esr_el1"), esr);
	assert_int_equal(fake_sysreg("far_el1"), 0x70001238);
	assert_int_equal(fake_sysreg("elr_el1"), PC);
	assert_int_equal(fake_sysreg("spsr_el1"), spsr);
	assert_int_equal(fake_sysreg("elr_el2"), VBAR + offset);
	assert_int_equal(fake_sysreg("spsr_el2"), 0x3c5);
}

/* Synchronous external aborts, from EL1 and from EL0. */
static void aborts(void **state)
{
	(void)state;
	abort_is(0x5, false, 0x96000010, 0x200);
	abort_is(0x5, true, 0x86000010, 0x200);
	abort_is(0x4, false, 0x96000010, 0x000);
	abort_is(0x0, false, 0x92000010, 0x400);
	abort_is(0x0, true, 0x82000010, 0x400);
	/* A 32-bit program. */
	abort_is(0x10, false, 0x92000010, 0x600);
	abort_is(0x1f, true, 0x82000010, 0x600);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(sgis_are_filtered, setup),
		cmocka_unit_test_setup(secure_sgis_are_dropped, setup),
		cmocka_unit_test_setup(tuning_can_be_read_only, setup),
		cmocka_unit_test_setup(os_lock_stays_open, setup),
		cmocka_unit_test_setup(there_are_no_error_records, setup),
		cmocka_unit_test_setup(the_rest_is_undefined, setup),
		cmocka_unit_test_setup(aborts, setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
