/* SPDX-License-Identifier: BSD-2-Clause */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include <bitmap.h>

#define BITS 150

static void test_bits(void **state)
{
	unsigned long map[BITMAP_WORDS(BITS)] = { 0 };
	const unsigned char *bytes = (const unsigned char *)map;

	(void)state;
	assert_int_equal(sizeof(map), 24);
	bitmap_set(map, 0);
	bitmap_set(map, 70);
	bitmap_set(map, 149);
	assert_int_equal(bytes[70 / 8], 1 << 70 % 8);
	assert_true(bitmap_test(map, 70));
	assert_false(bitmap_test(map, 71));
	assert_int_equal(bitmap_weight(map, BITS), 3);
	assert_int_equal(bitmap_weight(map, 149), 2);
	bitmap_clear(map, 70);
	assert_false(bitmap_test(map, 70));
	assert_int_equal(bitmap_weight(map, BITS), 2);
}

static void test_find(void **state)
{
	unsigned long map[BITMAP_WORDS(BITS)] = { 0 };

	(void)state;
	assert_int_equal(bitmap_find(map, BITS, 0, true), BITS);
	assert_int_equal(bitmap_find(map, BITS, 0, false), 0);
	bitmap_set(map, 64);
	assert_int_equal(bitmap_find(map, BITS, 0, true), 64);
	assert_int_equal(bitmap_find(map, BITS, 64, true), 64);
	assert_int_equal(bitmap_find(map, BITS, 65, true), BITS);
	assert_int_equal(bitmap_find(map, BITS, 64, false), 65);
	/* Bits behind the end don't count. */
	bitmap_set(map, 150);
	assert_int_equal(bitmap_find(map, BITS, 65, true), BITS);
	memset(map, 0xff, sizeof(map));
	assert_int_equal(bitmap_find(map, BITS, 3, false), BITS);
}

static void test_find_clear_run(void **state)
{
	unsigned long map[BITMAP_WORDS(BITS)] = { 0 };

	(void)state;
	assert_int_equal(bitmap_find_clear_run(map, BITS, 0, BITS), 0);
	assert_int_equal(bitmap_find_clear_run(map, BITS, 0, BITS + 1), BITS);
	bitmap_set(map, 10);
	bitmap_set(map, 80);
	assert_int_equal(bitmap_find_clear_run(map, BITS, 0, 10), 0);
	assert_int_equal(bitmap_find_clear_run(map, BITS, 0, 11), 11);
	assert_int_equal(bitmap_find_clear_run(map, BITS, 0, 69), 11);
	assert_int_equal(bitmap_find_clear_run(map, BITS, 0, 70), BITS);
	assert_int_equal(bitmap_find_clear_run(map, BITS, 5, 6), 11);
	assert_int_equal(bitmap_find_clear_run(map, BITS, 141, 9), 141);
	assert_int_equal(bitmap_find_clear_run(map, BITS, 142, 9), BITS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_bits),
		cmocka_unit_test(test_find),
		cmocka_unit_test(test_find_clear_run),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
