/* SPDX-License-Identifier: BSD-2-Clause */
/* What a bench of any architecture does with its samples. */
#include "bench.h"

u32 samples[SAMPLES];

static void sort(u32 *values, unsigned int count)
{
	unsigned int i, j;
	u32 value;

	for (i = 1; i < count; i++) {
		value = values[i];
		for (j = i; j > 0 && values[j - 1] > value; j--)
			values[j] = values[j - 1];
		values[j] = value;
	}
}

void report(const char *name, unsigned int count)
{
	sort(samples, count);
	printk("bench: %s %u %u\n", name, samples[0], samples[count / 2]);
}
