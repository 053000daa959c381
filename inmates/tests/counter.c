/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Counts the expiries of its timer, to prove that a cell lives on.
 *
 * Parameters:
 *	period=US	default 1000
 *	every=N		expiries between two lines, default 100
 *
 * Prints "counter: N" with N counted; "counter: N lost L" if the timer's
 * interrupts were kept from it.
 */
#include <inmate.h>

static volatile u64 ticks, lost;

static void count(const struct timer_tick *tick)
{
	ticks++;
	lost += tick->missed;
}

void inmate_main(void)
{
	u64 every = cmdline_number("every", 100), next = every;

	if (!every || !timer_start(cmdline_number("period", 1000) * 1000,
				   count)) {
		printk("counter: the timer can't run like this\n");
		inmate_stop(JAILHOUSE_CELL_FAILED);
	}
	irq_disable();
	while (!comm_shutdown_requested()) {
		cpu_wait_irq();
		if (ticks < next)
			continue;
		next += every;
		irq_enable();
		if (lost)
			printk("counter: %llu lost %llu\n", ticks, lost);
		else
			printk("counter: %llu\n", ticks);
		irq_disable();
	}
	timer_stop();
	printk("counter: shut down\n");
	comm_approve_shutdown();
}
