/* SPDX-License-Identifier: BSD-2-Clause */
/* Syndromes of data aborts, literal (Arm ARM, ISS of data aborts). */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <abort.h>

static void str_w3(void **state)
{
	struct abort_access access;

	(void)state;
	/* EC 0x24, IL, ISV, 4 bytes, W3, write, translation fault level 3. */
	assert_true(abort_decode(0x93830047, &access));
	assert_int_equal(access.size, 4);
	assert_int_equal(access.reg, 3);
	assert_true(access.is_write);
	assert_false(access.sign_extend);
	assert_false(access.is_64bit);
}

static void ldrsb_x30(void **state)
{
	struct abort_access access;

	(void)state;
	/* 1 byte, sign extend, X30, 64 bits, read. */
	assert_true(abort_decode(0x933e8007, &access));
	assert_int_equal(access.size, 1);
	assert_int_equal(access.reg, 30);
	assert_false(access.is_write);
	assert_true(access.sign_extend);
	assert_true(access.is_64bit);
}

static void ldr_x0(void **state)
{
	struct abort_access access;

	(void)state;
	assert_true(abort_decode(0x93c08007, &access));
	assert_int_equal(access.size, 8);
	assert_int_equal(access.reg, 0);
	assert_true(access.is_64bit);
}

static void pairs_have_no_syndrome(void **state)
{
	struct abort_access access;

	(void)state;
	assert_false(abort_decode(0x92000047, &access));
}

static void short_instructions_are_not_taken(void **state)
{
	struct abort_access access;

	(void)state;
	/* As str_w3, of T32 with 16 bits. */
	assert_false(abort_decode(0x91830047, &access));
}

static void extension(void **state)
{
	struct abort_access access = { .size = 1, .is_64bit = true };

	(void)state;
	assert_int_equal(abort_extend(&access, 0x1280), 0x80);
	access.sign_extend = true;
	assert_true(abort_extend(&access, 0x1280) == 0xffffffffffffff80ULL);
	access.is_64bit = false;
	assert_true(abort_extend(&access, 0x1280) == 0xffffff80ULL);
	access.size = 8;
	access.is_64bit = true;
	assert_true(abort_extend(&access, ~0ULL) == ~0ULL);
	access.size = 4;
	access.sign_extend = false;
	assert_true(abort_extend(&access, ~0ULL) == 0xffffffffULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(str_w3),
		cmocka_unit_test(ldrsb_x30),
		cmocka_unit_test(ldr_x0),
		cmocka_unit_test(pairs_have_no_syndrome),
		cmocka_unit_test(short_instructions_are_not_taken),
		cmocka_unit_test(extension),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
