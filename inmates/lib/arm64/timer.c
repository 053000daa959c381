/* SPDX-License-Identifier: BSD-2-Clause */
/* The virtual timer (Arm ARM D12.2). */
#include <inmate.h>
#include <inmate/gic.h>
#include <inmate/setup.h>

#define TIMER_INTID	27
#define CTL_ENABLE	1

#define NS_PER_SECOND	1000000000ULL

static u64 frequency;

static struct {
	u64 period;
	/** Counter at the next expiry. */
	u64 expiry;
} timer;

void timer_init(void)
{
	frequency = read_register(cntfrq_el0);
}

static u64 counter(void)
{
	cpu_sync();
	return read_register(cntvct_el0);
}

/* Overflows neither for a counter of 10 GHz that has run for a century. */
static u64 to_ns(u64 counts)
{
	return counts / frequency * NS_PER_SECOND +
		counts % frequency * NS_PER_SECOND / frequency;
}

static u64 to_counts(u64 ns)
{
	return ns / NS_PER_SECOND * frequency +
		ns % NS_PER_SECOND * frequency / NS_PER_SECOND;
}

u64 time_ns(void)
{
	return frequency ? to_ns(counter()) : 0;
}

static void expired(void)
{
	u64 late = counter() - timer.expiry;
	struct timer_tick tick = {
		.lateness_ns = to_ns(late),
		.missed = late / timer.period,
	};

	timer.expiry += (tick.missed + 1) * timer.period;
	write_register(cntv_cval_el0, timer.expiry);
	cpu_sync();
	timer_expired(&tick);
}

bool arch_timer_start(u64 period_ns)
{
	timer.period = frequency ? to_counts(period_ns) : 0;
	if (!timer.period)
		return false;
	irq_set_handler(TIMER_INTID, expired);
	timer.expiry = counter() + timer.period;
	write_register(cntv_cval_el0, timer.expiry);
	write_register(cntv_ctl_el0, CTL_ENABLE);
	cpu_sync();
	gic_enable(TIMER_INTID);
	return true;
}

void arch_timer_stop(void)
{
	write_register(cntv_ctl_el0, 0);
	cpu_sync();
	gic_disable(TIMER_INTID);
}
