/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A periodic control loop on the CPU's timer. Once a second, counted by its own
 * ticks, it prints how late the loop was called.
 *
 * Parameters:
 *	period=US	time between two ticks, default 1000
 *	histogram=N	print the histogram with every Nth report; without a
 *			number with every one
 *
 * The histogram is also printed at shutdown.
 */
#include <inmate.h>

#define US_PER_SECOND	1000000
#define MAX_PERIOD_US	US_PER_SECOND

/* Bucket n holds latencies of 2^n .. 2^(n+1) - 1 ns, bucket 0 also 0 ns. */
#define BUCKETS		40

struct statistics {
	u64 ticks;
	u64 missed;
	u64 sum;
	u64 min;
	u64 max;
	u64 histogram[BUCKETS];
};

/* Written by the tick; read with interrupts off. */
static struct statistics statistics = { .min = -1ULL };

static unsigned int bucket_of(u64 ns)
{
	unsigned int n = ns ? 63 - __builtin_clzll(ns) : 0;

	return n < BUCKETS ? n : BUCKETS - 1;
}

/* The control loop: a real one reads sensors and drives actuators here. */
static void control(const struct timer_tick *tick)
{
	struct statistics *s = &statistics;

	s->ticks++;
	s->missed += tick->missed;
	s->sum += tick->lateness_ns;
	s->min = MIN(s->min, tick->lateness_ns);
	s->max = MAX(s->max, tick->lateness_ns);
	s->histogram[bucket_of(tick->lateness_ns)]++;
}

static void print_report(const struct statistics *s)
{
	printk("rt: tick %llu latency min %llu avg %llu max %llu ns\n",
	       s->ticks, s->min, s->sum / s->ticks, s->max);
	if (s->missed)
		printk("rt: missed %llu\n", s->missed);
}

static void print_histogram(const struct statistics *s)
{
	unsigned int n;

	for (n = 0; n < BUCKETS; n++)
		if (s->histogram[n])
			printk("rt: histogram %llu..%llu ns: %llu\n",
			       n ? 1ULL << n : 0, (2ULL << n) - 1,
			       s->histogram[n]);
}

static void run(u64 ticks_per_report, unsigned long reports_per_histogram)
{
	static struct statistics snapshot;
	u64 next_report = ticks_per_report;
	unsigned long reports = 0;

	irq_disable();
	while (!comm_shutdown_requested()) {
		cpu_wait_irq();
		if (statistics.ticks < next_report)
			continue;
		next_report += ticks_per_report;
		snapshot = statistics;
		irq_enable();
		print_report(&snapshot);
		if (reports_per_histogram &&
		    ++reports % reports_per_histogram == 0)
			print_histogram(&snapshot);
		irq_disable();
	}
}

void inmate_main(void)
{
	long period_us = cmdline_number("period", 1000);
	long reports_per_histogram =
		cmdline_number("histogram", cmdline_bool("histogram", false));

	if (period_us <= 0 || period_us > MAX_PERIOD_US ||
	    reports_per_histogram < 0) {
		printk("rt: period must be 1 to %u us, histogram not negative\n",
		       MAX_PERIOD_US);
		inmate_stop(JAILHOUSE_CELL_FAILED);
	}
	printk("rt: period %ld us\n", period_us);
	if (!timer_start(period_us * 1000, control)) {
		printk("rt: the timer can't run with this period\n");
		inmate_stop(JAILHOUSE_CELL_FAILED);
	}

	run(US_PER_SECOND / period_us, reports_per_histogram);

	timer_stop();
	if (statistics.ticks)
		print_report(&statistics);
	print_histogram(&statistics);
	printk("rt: shut down\n");
	comm_approve_shutdown();
}
