// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Rate of the local APIC timer. Linux knows it but does not export it, so it
 * is measured against the TSC.
 */
#include <linux/irqflags.h>
#include <linux/math64.h>
#include <linux/sched.h>
#include <linux/sort.h>
#include <asm/tsc.h>

#include "apic_access.h"
#include "apic_timer.h"

#define SAMPLES	8

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
 * In periodic mode Linux' countdown begins anew; in one-shot mode it goes on,
 * shorter by what was counted. One that has ended ends once more, as its
 * interrupt may have been masked: Linux looks at the time then.
 */
static void give_back(u32 mode, u32 initial, u32 left, u32 counted)
{
	apic_set(APIC_LVTT, mode);
	if (mode & APIC_LVT_TIMER_PERIODIC)
		apic_set(APIC_TMICT, initial);
	else if (initial)
		apic_set(APIC_TMICT, left > counted ? left - counted : 1);
	else
		apic_set(APIC_TMICT, 0);
}

/*
 * Count for a millisecond. Return: the undivided rate in kHz, or 0 if the
 * timer does not count.
 */
static u64 measure_once(void)
{
	struct sample first, second;
	u32 mode, initial, left;
	unsigned long flags;

	local_irq_save(flags);
	mode = apic_get(APIC_LVTT);
	initial = apic_get(APIC_TMICT);
	left = apic_get(APIC_TMCCT);
	apic_set(APIC_LVTT, mode | APIC_LVT_MASKED);
	apic_set(APIC_TMICT, U32_MAX);

	first = take_sample();
	while (rdtsc_ordered() - first.tsc < tsc_khz)
		cpu_relax();
	second = take_sample();

	give_back(mode, initial, left, U32_MAX - second.count);
	local_irq_restore(flags);

	/* Ended meanwhile, or does not count. */
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
	u64 samples[SAMPLES];
	unsigned int n;

	for (n = 0; n < SAMPLES; n++) {
		samples[n] = measure_once();
		cond_resched();
	}
	sort(samples, SAMPLES, sizeof(samples[0]), compare_rates, NULL);
	return samples[SAMPLES / 2];
}
