/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Test cases that each run in a process of their own, so that core/ starts
 * from its initial state and may end in a panic.
 */
#ifndef FRESH_H
#define FRESH_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

/** Run a case in a child. Return: 0 if it came to its end. */
int fresh_child(void (*test)(void));

/** Print what is wrong and end the child. */
void fresh_fail(const char *file, int line, const char *text,
		long long a, long long b) __attribute__((noreturn));

#define CHECK(condition)						\
	do {								\
		if (!(condition))					\
			fresh_fail(__FILE__, __LINE__, #condition,	\
				   0, 0);				\
	} while (0)

#define CHECK_EQ(a, b)							\
	do {								\
		long long check_a = (long long)(a);			\
		long long check_b = (long long)(b);			\
									\
		if (check_a != check_b)					\
			fresh_fail(__FILE__, __LINE__, #a " == " #b,	\
				   check_a, check_b);			\
	} while (0)

/** Define a case: FRESH_TEST(name) { ... } */
#define FRESH_TEST(name)						\
	static void name(void);						\
	static void run_##name(void **state)				\
	{								\
		(void)state;						\
		assert_int_equal(fresh_child(name), 0);			\
	}								\
	static void name(void)

/** Its entry in the table for cmocka. */
#define FRESH(name)	{ #name, run_##name, NULL, NULL, NULL }

#endif
