/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The images' own string functions, under other names beside the C library's,
 * which is the reference.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

void *lib_memcpy(void *dest, const void *src, size_t n);
void *lib_memmove(void *dest, const void *src, size_t n);
void *lib_memset(void *dest, int c, size_t n);
int lib_memcmp(const void *a, const void *b, size_t n);
size_t lib_strlen(const char *s);
int lib_strcmp(const char *a, const char *b);
int lib_strncmp(const char *a, const char *b, size_t n);

#undef memcpy
#undef memmove
#undef memset
#undef strncmp
#define memcpy lib_memcpy
#define memmove lib_memmove
#define memset lib_memset
#define memcmp lib_memcmp
#define strlen lib_strlen
#define strcmp lib_strcmp
#define strncmp lib_strncmp
#include "../../hypervisor/lib/string.c"
#if defined(__x86_64__)
#include "../../hypervisor/arch/x86/string.c"
#endif
#undef memcpy
#undef memmove
#undef memset
#undef memcmp
#undef strlen
#undef strcmp
#undef strncmp

#define SIZE 64

static void fill(unsigned char *p)
{
	unsigned int i;

	for (i = 0; i < SIZE; i++)
		p[i] = (unsigned char)(i * 7 + 1);
}

static void test_memmove(void **state)
{
	unsigned char ours[SIZE], theirs[SIZE];
	size_t from, to, n;

	(void)state;
	for (from = 0; from < 20; from++)
		for (to = 0; to < 20; to++)
			for (n = 0; n < 40; n++) {
				fill(ours);
				fill(theirs);
				assert_ptr_equal(lib_memmove(ours + to,
							     ours + from, n),
						 ours + to);
				memmove(theirs + to, theirs + from, n);
				assert_memory_equal(ours, theirs, SIZE);
			}
}

static void test_memcpy_memset(void **state)
{
	unsigned char ours[SIZE], theirs[SIZE], source[SIZE];
	size_t to, n;

	(void)state;
	fill(source);
	for (to = 0; to < 10; to++)
		for (n = 0; n < 40; n++) {
			fill(ours);
			fill(theirs);
			assert_ptr_equal(lib_memset(ours + to, 0x1a5, n),
					 ours + to);
			memset(theirs + to, 0x1a5, n);
			assert_memory_equal(ours, theirs, SIZE);
			assert_ptr_equal(lib_memcpy(ours + to, source + 3, n),
					 ours + to);
			memcpy(theirs + to, source + 3, n);
			assert_memory_equal(ours, theirs, SIZE);
		}
}

static int sign(int value)
{
	return (value > 0) - (value < 0);
}

static void test_compare(void **state)
{
	static const char *const words[] = {
		"", "a", "ab", "abc", "abd", "b", "\x7f", "\x80", "\xff"
	};
	size_t i, j, n;

	(void)state;
	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		assert_int_equal(lib_strlen(words[i]), strlen(words[i]));
		for (j = 0; j < sizeof(words) / sizeof(words[0]); j++) {
			assert_int_equal(sign(lib_strcmp(words[i], words[j])),
					 sign(strcmp(words[i], words[j])));
			for (n = 0; n < 5; n++)
				assert_int_equal(
					sign(lib_strncmp(words[i], words[j], n)),
					sign(strncmp(words[i], words[j], n)));
		}
	}
	assert_int_equal(lib_memcmp("a\0b", "a\0b", 3), 0);
	assert_true(lib_memcmp("a\0b", "a\0c", 3) < 0);
	assert_true(lib_memcmp("\xff", "\x01", 1) > 0);
	assert_int_equal(lib_memcmp("x", "y", 0), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_memmove),
		cmocka_unit_test(test_memcpy_memset),
		cmocka_unit_test(test_compare),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
