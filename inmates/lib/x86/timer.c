/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The APIC timer: periodic where the hypervisor tells its rate, so that the
 * steady state needs no write to re-arm it; else the TSC deadline (Intel SDM
 * vol. 3 section 11.5.4).
 */
#include <inmate.h>
#include <inmate/apic.h>
#include <inmate/setup.h>

#define TIMER_VECTOR		0xee

#define NS_PER_MS		1000000ULL
#define MAX_DIVISOR_SHIFT	7

/* CPUID.01H:ECX */
#define CPUID_TSC_DEADLINE	(1U << 24)

/* Divide configuration for 1, 2, 4, … 128; bit 2 of the value is reserved. */
static const u8 divide_config[MAX_DIVISOR_SHIFT + 1] = {
	0xb, 0x0, 0x1, 0x2, 0x3, 0x8, 0x9, 0xa
};

/* Rates in kHz, undivided; 0 if unknown. */
static u32 tsc_khz;
static u32 apic_khz;

static struct {
	bool deadline_mode;
	/** Counts of the APIC timer per millisecond, and per period. */
	u64 khz;
	u64 period;
	u64 period_tsc;
	/** TSC at the last expiry; in deadline mode that was programmed. */
	u64 last_expiry;
} timer;

void timer_init(void)
{
	tsc_khz = comm_region->tsc_khz;
	apic_khz = comm_region->apic_khz;
}

/* Overflows neither for a TSC of 10 GHz that has run for a century. */
static u64 tsc_to_ns(u64 tsc)
{
	return tsc / tsc_khz * NS_PER_MS + tsc % tsc_khz * NS_PER_MS / tsc_khz;
}

static u64 ns_to_counts(u64 ns, u64 khz)
{
	return ns / NS_PER_MS * khz + ns % NS_PER_MS * khz / NS_PER_MS;
}

u64 time_ns(void)
{
	return tsc_khz ? tsc_to_ns(read_tsc()) : 0;
}

static void periodic_tick(void)
{
	u64 counts = timer.period - apic_read(APIC_REG_TIMER_CURRENT);
	u64 now = read_tsc(), expiry;
	struct timer_tick tick;
	s64 periods = 1;

	tick.lateness_ns = counts * NS_PER_MS / timer.khz;
	if (tsc_khz) {
		expiry = now - ns_to_counts(tick.lateness_ns, tsc_khz);
		periods = (s64)(expiry - timer.last_expiry +
				timer.period_tsc / 2) / (s64)timer.period_tsc;
		timer.last_expiry = expiry;
	}
	tick.missed = periods > 1 ? periods - 1 : 0;
	timer_expired(&tick);
}

static void deadline_tick(void)
{
	u64 late = read_tsc() - timer.last_expiry;
	struct timer_tick tick = {
		.lateness_ns = tsc_to_ns(late),
		.missed = late / timer.period_tsc,
	};

	timer.last_expiry += (tick.missed + 1) * timer.period_tsc;
	write_msr(MSR_TSC_DEADLINE, timer.last_expiry);
	timer_expired(&tick);
}

/* Finest divisor with which the period fits in the 32-bit counter. */
static bool choose_divisor(u64 period_ns)
{
	unsigned int shift;

	for (shift = 0; shift <= MAX_DIVISOR_SHIFT; shift++) {
		timer.khz = apic_khz >> shift;
		timer.period = ns_to_counts(period_ns, timer.khz);
		if (timer.period && timer.period <= 0xffffffff) {
			apic_write(APIC_REG_TIMER_DIVIDE, divide_config[shift]);
			return true;
		}
	}
	return false;
}

static bool has_deadline_mode(void)
{
	return cpuid(1, 0).ecx & CPUID_TSC_DEADLINE;
}

bool arch_timer_start(u64 period_ns)
{
	timer.deadline_mode = apic_khz == 0;
	timer.period_tsc = ns_to_counts(period_ns, tsc_khz);
	if (tsc_khz && !timer.period_tsc)
		return false;

	if (timer.deadline_mode) {
		if (!tsc_khz || !has_deadline_mode())
			return false;
		irq_set_handler(TIMER_VECTOR, deadline_tick);
		apic_write(APIC_REG_LVT_TIMER,
			   APIC_LVT_DEADLINE | TIMER_VECTOR);
		/* In xAPIC mode the LVT must be seen before the deadline. */
		asm volatile("mfence" : : : "memory");
		timer.last_expiry = read_tsc() + timer.period_tsc;
		write_msr(MSR_TSC_DEADLINE, timer.last_expiry);
		return true;
	}

	if (!choose_divisor(period_ns))
		return false;
	irq_set_handler(TIMER_VECTOR, periodic_tick);
	apic_write(APIC_REG_LVT_TIMER, APIC_LVT_PERIODIC | TIMER_VECTOR);
	timer.last_expiry = read_tsc();
	apic_write(APIC_REG_TIMER_INITIAL, (u32)timer.period);
	return true;
}

void arch_timer_stop(void)
{
	if (timer.deadline_mode)
		write_msr(MSR_TSC_DEADLINE, 0);
	else
		apic_write(APIC_REG_TIMER_INITIAL, 0);
	apic_write(APIC_REG_LVT_TIMER, APIC_LVT_MASKED);
}
