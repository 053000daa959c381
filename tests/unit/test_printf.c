/* SPDX-License-Identifier: BSD-2-Clause */
#include <limits.h>
#include <setjmp.h>
#include <stdio.h>
#include <string.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <printf.h>

/* The C library is the reference. */
#define SAME(...)							\
do {									\
	char ours[128], theirs[128];					\
	int length = snprintf(theirs, sizeof(theirs), __VA_ARGS__);	\
									\
	assert_int_equal(format_buffer(ours, sizeof(ours), __VA_ARGS__),\
			 length);					\
	assert_string_equal(ours, theirs);				\
} while (0)

static void test_integers(void **state)
{
	(void)state;
	SAME("%d %i %u", 0, -1, 42u);
	SAME("%d %d", INT_MIN, INT_MAX);
	SAME("%ld %ld", LONG_MIN, LONG_MAX);
	SAME("%lld %llu", LLONG_MIN, ULLONG_MAX);
	SAME("%u %lu %zu", UINT_MAX, ULONG_MAX, SIZE_MAX);
	SAME("%x %X %lx %llX", 0xdeadu, 0xBEEFu, ~0ul, 0x123456789abcdefull);
}

static void test_width(void **state)
{
	(void)state;
	SAME("[%5d] [%-5d] [%05d]", 42, 42, 42);
	SAME("[%5d] [%-5d] [%05d]", -42, -42, -42);
	SAME("[%2d] [%02d]", 12345, 12345);
	SAME("[%4d] [%-4d] [%04d] [%3d]", 123, 123, 123, 123);
	SAME("[%016lx] [%16lx] [%-16lx]", 0xabcul, 0xabcul, 0xabcul);
	SAME("[%1x] [%01x]", 0u, 0u);
}

static void test_strings(void **state)
{
	const char cut[3] = { 'a', 'b', 'c' };

	(void)state;
	SAME("%s", "");
	SAME("[%s] [%5s] [%-5s]", "abc", "abc", "abc");
	SAME("[%.2s] [%5.2s] [%-5.2s] [%.0s]", "abc", "abc", "abc", "abc");
	/* The precision bounds what is read. */
	SAME("%.3s", cut);
	SAME("%c%c [%3c] [%-3c]", 'x', 'y', 'z', 'w');
	SAME("100%%");
}

static void test_pointers_and_null(void **state)
{
	/* Hidden from the compiler, which would complain. */
	const char *volatile null = NULL;
	char text[32];

	(void)state;
	SAME("%p", (void *)0x1234);
	SAME("[%12p]", (void *)0x1234);
	format_buffer(text, sizeof(text), "%p", (void *)0);
	assert_string_equal(text, "0x0");
	format_buffer(text, sizeof(text), "[%8s]", null);
	assert_string_equal(text, "[  (null)]");
}

static void test_truncation(void **state)
{
	char text[4] = "xxx";

	(void)state;
	assert_int_equal(format_buffer(text, 0, "%s", "abc"), 3);
	assert_string_equal(text, "xxx");
	assert_int_equal(format_buffer(text, 1, "%s", "abc"), 3);
	assert_string_equal(text, "");
	assert_int_equal(format_buffer(text, 4, "%s", "abc"), 3);
	assert_string_equal(text, "abc");
	assert_int_equal(format_buffer(text, 4, "%s", "abcdef"), 6);
	assert_string_equal(text, "abc");
}

static void test_odd_conversions(void **state)
{
	/* Hidden from the compiler, which would complain. */
	const char *volatile fmt;
	char text[32];

	(void)state;
	fmt = "%y %5q|%-08d|%";
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
#pragma GCC diagnostic ignored "-Wformat-security"
	format_buffer(text, sizeof(text), fmt, 7);
#pragma GCC diagnostic pop
	assert_string_equal(text, "%y %5q|7       |%");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_integers),
		cmocka_unit_test(test_width),
		cmocka_unit_test(test_strings),
		cmocka_unit_test(test_pointers_and_null),
		cmocka_unit_test(test_truncation),
		cmocka_unit_test(test_odd_conversions),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
