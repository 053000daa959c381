/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * memcpy() and memset() by string instructions: small, and fast for the pages
 * and blobs they are used for. EFLAGS.DF is clear by the ABI.
 */
#include <string.h>

void *memcpy(void *dest, const void *src, size_t n)
{
	size_t words = n / 8, bytes = n % 8;
	void *d = dest;

	asm volatile("rep movsq" : "+D" (d), "+S" (src), "+c" (words)
		     : : "memory");
	asm volatile("rep movsb" : "+D" (d), "+S" (src), "+c" (bytes)
		     : : "memory");
	return dest;
}

void *memset(void *dest, int c, size_t n)
{
	unsigned long pattern = (unsigned char)c * 0x0101010101010101UL;
	size_t words = n / 8, bytes = n % 8;
	void *d = dest;

	asm volatile("rep stosq" : "+D" (d), "+c" (words) : "a" (pattern)
		     : "memory");
	asm volatile("rep stosb" : "+D" (d), "+c" (bytes) : "a" (pattern)
		     : "memory");
	return dest;
}
