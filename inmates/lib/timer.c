/* SPDX-License-Identifier: BSD-2-Clause */
/* What time is used for; how it is measured is the architecture's matter. */
#include <inmate.h>
#include <inmate/setup.h>

#define IDLE_NS		10000000ULL

static void (*tick_handler)(const struct timer_tick *tick);

void delay_us(u64 microseconds)
{
	u64 start = time_ns();

	while (start && time_ns() - start < microseconds * 1000)
		cpu_relax();
}

bool timer_start(u64 period_ns, void (*tick)(const struct timer_tick *tick))
{
	void (*previous)(const struct timer_tick *tick) = tick_handler;

	tick_handler = tick;
	if (arch_timer_start(period_ns))
		return true;
	tick_handler = previous;
	return false;
}

void timer_stop(void)
{
	tick_handler = NULL;
	arch_timer_stop();
}

void timer_expired(const struct timer_tick *tick)
{
	/* One that was pending when the timer was stopped. */
	if (tick_handler)
		tick_handler(tick);
}

static void idle_tick(const struct timer_tick *tick)
{
	(void)tick;
}

void cpu_idle(void)
{
	if (tick_handler || timer_start(IDLE_NS, idle_tick))
		cpu_wait_irq();
	else
		cpu_relax();
}
