/* SPDX-License-Identifier: BSD-2-Clause */
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include <inmate/cmdline.h>

/* The value of @name in @line, in a buffer; NULL if absent. */
static const char *find(const char *line, size_t size, const char *name)
{
	static char value[64];
	const char *start;
	size_t length;

	if (!cmdline_find(line, size, name, &start, &length))
		return NULL;
	assert_true(length < sizeof(value));
	memcpy(value, start, length);
	value[length] = 0;
	return value;
}

#define FIND(line, name)	find(line, sizeof(line), name)

static void test_find(void **state)
{
	static const char line[] = " a=1  bc=two\tflag d= e=x=y last";

	(void)state;
	assert_string_equal(FIND(line, "a"), "1");
	assert_string_equal(FIND(line, "bc"), "two");
	assert_string_equal(FIND(line, "flag"), "");
	assert_string_equal(FIND(line, "d"), "");
	assert_string_equal(FIND(line, "e"), "x=y");
	assert_string_equal(FIND(line, "last"), "");
	assert_null(FIND(line, "b"));
	assert_null(FIND(line, "bcd"));
	assert_null(FIND(line, "two"));
	assert_null(FIND("", "a"));
	assert_string_equal(FIND("a=1 a=2", "a"), "1");
}

static void test_line_without_end(void **state)
{
	static const char line[4] = { 'a', ' ', 'b', '=' };

	(void)state;
	assert_string_equal(find(line, 4, "b"), "");
	assert_string_equal(find(line, 3, "b"), "");
	assert_null(find(line, 2, "b"));
}

static void test_number(void **state)
{
	long number = 77;

	(void)state;
	assert_true(cmdline_to_number("0", &number));
	assert_int_equal(number, 0);
	assert_true(cmdline_to_number("-12", &number));
	assert_int_equal(number, -12);
	assert_true(cmdline_to_number("0xFfee0000", &number));
	assert_int_equal(number, 0xffee0000);
	assert_true(cmdline_to_number("18446744073709551615", &number));
	assert_int_equal(number, -1);

	number = 77;
	assert_false(cmdline_to_number("", &number));
	assert_false(cmdline_to_number("-", &number));
	assert_false(cmdline_to_number("0x", &number));
	assert_false(cmdline_to_number("12a", &number));
	assert_false(cmdline_to_number("1 ", &number));
	assert_false(cmdline_to_number("18446744073709551616", &number));
	assert_int_equal(number, 77);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_find),
		cmocka_unit_test(test_line_without_end),
		cmocka_unit_test(test_number),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
