/* SPDX-License-Identifier: BSD-2-Clause */
/* memcpy() and memset(), eight bytes at a time where both ends allow it. */
#include <string.h>

void *memcpy(void *dest, const void *src, size_t n)
{
	const unsigned char *s = src;
	unsigned char *d = dest;

	if (!(((unsigned long)s | (unsigned long)d) & 7))
		for (; n >= 8; n -= 8, s += 8, d += 8)
			*(unsigned long *)d = *(const unsigned long *)s;
	while (n--)
		*d++ = *s++;
	return dest;
}

void *memset(void *dest, int c, size_t n)
{
	unsigned long pattern = (unsigned char)c * 0x0101010101010101UL;
	unsigned char *d = dest;

	for (; n && ((unsigned long)d & 7); n--)
		*d++ = c;
	for (; n >= 8; n -= 8, d += 8)
		*(unsigned long *)d = pattern;
	while (n--)
		*d++ = c;
	return dest;
}
