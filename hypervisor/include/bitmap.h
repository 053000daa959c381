/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Bits in arrays of unsigned long, not atomic. Bit n is bit n % 64 of word
 * n / 64, which on little endian is bit n % 8 of byte n / 8.
 */
#ifndef BITMAP_H
#define BITMAP_H

#include <stdbool.h>

#define BITS_PER_LONG		(8 * sizeof(unsigned long))
#define BITMAP_WORDS(bits)	(((bits) + BITS_PER_LONG - 1) / BITS_PER_LONG)

static inline bool bitmap_test(const unsigned long *map, unsigned long bit)
{
	return map[bit / BITS_PER_LONG] >> (bit % BITS_PER_LONG) & 1;
}

static inline void bitmap_set(unsigned long *map, unsigned long bit)
{
	map[bit / BITS_PER_LONG] |= 1UL << (bit % BITS_PER_LONG);
}

static inline void bitmap_clear(unsigned long *map, unsigned long bit)
{
	map[bit / BITS_PER_LONG] &= ~(1UL << (bit % BITS_PER_LONG));
}

/** First bit at or above @from with value @value; @bits if there is none. */
unsigned long bitmap_find(const unsigned long *map, unsigned long bits,
			  unsigned long from, bool value);

/**
 * First @count consecutive clear bits at or above @from.
 * Return: index of the first of them, or @bits if there are none.
 */
unsigned long bitmap_find_clear_run(const unsigned long *map,
				    unsigned long bits, unsigned long from,
				    unsigned long count);

/** Number of set bits below @bits. */
unsigned long bitmap_weight(const unsigned long *map, unsigned long bits);

#endif
