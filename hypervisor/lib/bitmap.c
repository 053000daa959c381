/* SPDX-License-Identifier: BSD-2-Clause */
#include <bitmap.h>

unsigned long bitmap_find(const unsigned long *map, unsigned long bits,
			  unsigned long from, bool value)
{
	unsigned long word, bit = from;

	while (bit < bits) {
		word = map[bit / BITS_PER_LONG];
		word = (value ? word : ~word) >> (bit % BITS_PER_LONG);
		if (word) {
			bit += __builtin_ctzl(word);
			return bit < bits ? bit : bits;
		}
		bit = (bit / BITS_PER_LONG + 1) * BITS_PER_LONG;
	}
	return bits;
}

unsigned long bitmap_find_clear_run(const unsigned long *map,
				    unsigned long bits, unsigned long from,
				    unsigned long count)
{
	unsigned long start = from, end;

	for (;;) {
		start = bitmap_find(map, bits, start, false);
		if (start >= bits || count > bits - start)
			return bits;
		end = bitmap_find(map, bits, start, true);
		if (end - start >= count)
			return start;
		start = end;
	}
}

unsigned long bitmap_weight(const unsigned long *map, unsigned long bits)
{
	unsigned long weight = 0, bit = 0;

	for (;;) {
		bit = bitmap_find(map, bits, bit, true);
		if (bit >= bits)
			return weight;
		weight++;
		bit++;
	}
}
