// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Rate of the local APIC timer. Linux knows it but does not export it, so it
 * is measured against the TSC.
 */
#include <linux/delay.h>
#include <linux/irqflags.h>
#include <linux/math64.h>
#include <linux/sort.h>
#include <asm/tsc.h>

#include "apic_access.h"
#include "apic_timer.h"

#define MAX_ATTEMPTS	50
#define GOOD_SAMPLES	8

struct sample {
	u64 tsc;
	u32 count;
};

/* TSC and count at one moment; the better of a few tries. */
static struct sample take_sample(void)
{
	struct sample best = { };
	u64 best_width = U64_MAX;
	unsigned int try;

	for (try = 0; try < 4; try++) {
		u64 before = rdtsc_ordered();
		u32 count = apic_get(APIC_TMCCT);
		u64 after = rdtsc_ordered();

		if (after - before < best_width) {
			best_width = after - before;
			best.tsc = before + (after - before) / 2;
			best.count = count;
		}
	}
	return best;
}

/* Divide configuration register: bits 3, 1 and 0; 111b divides by 1. */
static unsigned int timer_divider(void)
{
	u32 value = apic_get(APIC_TDCR);

	return 1 << (((value & 3) | (value >> 1 & 4)) + 1) % 8;
}

/*
 * Watch the timer count for a millisecond. Linux' own countdown is only
 * watched; a timer that Linux doesn't use is started for the moment.
 * Return: the undivided rate in kHz, or 0 when the timer expired meanwhile.
 */
static u64 measure_once(void)
{
	struct sample first, second;
	unsigned long flags;
	bool unused;

	local_irq_save(flags);
	unused = apic_get(APIC_LVTT) & APIC_LVT_MASKED;
	if (unused)
		apic_set(APIC_TMICT, U32_MAX);

	first = take_sample();
	while (rdtsc_ordered() - first.tsc < tsc_khz)
		cpu_relax();
	second = take_sample();

	if (unused)
		apic_set(APIC_TMICT, 0);
	local_irq_restore(flags);

	/* Expired or reloaded meanwhile. */
	if (second.count == 0 || second.count >= first.count)
		return 0;
	return div64_u64((u64)(first.count - second.count) * timer_divider() *
			 tsc_khz, second.tsc - first.tsc);
}

static int compare_rates(const void *a, const void *b)
{
	u64 x = *(const u64 *)a, y = *(const u64 *)b;

	return x < y ? -1 : x > y;
}

u32 apic_timer_khz(void)
{
	u64 samples[GOOD_SAMPLES];
	unsigned int attempt, found = 0;

	for (attempt = 0; attempt < MAX_ATTEMPTS && found < GOOD_SAMPLES;
	     attempt++) {
		u64 khz = measure_once();

		if (khz)
			samples[found++] = khz;
		else
			usleep_range(200, 1000);
	}
	if (found == 0)
		return 0;
	sort(samples, found, sizeof(samples[0]), compare_rates, NULL);
	return samples[found / 2];
}
