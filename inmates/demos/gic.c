/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Interrupts of devices (SPIs) on arm64. The alarm of a real-time clock (PL031)
 * comes once a second; two more interrupts, which have no device, are raised by
 * this program itself: one many times, to see how long it takes from there to
 * the handler, and both at once, to see that priorities count.
 *
 * Parameters:
 *	rtc=ADDRESS	the clock, default 0x09010000
 *	spi=INTID	its interrupt, default 34
 *	low=INTID, high=INTID	the others, default 78 and 79
 */
#include <inmate.h>
#include <inmate/gic.h>

#define RTC_DATA	0x00
#define RTC_MATCH	0x04
#define RTC_CONTROL	0x0c
#define RTC_MASK	0x10
#define RTC_CLEAR	0x1c

#define ALARM_PRIORITY	0x80
#define LOW_PRIORITY	0xc0
#define HIGH_PRIORITY	0x40
#define RAISES		100

static u8 *rtc;
static unsigned int alarm, low, high;

/* Written by handlers. */
static volatile unsigned long alarms, lows, highs;
static volatile u64 arrived;
static volatile u8 alarm_priority;
/** Which of the two came first: its number. */
static volatile unsigned int first;

static struct {
	u64 count, sum, min, max;
} latency = { .min = -1ULL };

static void set_alarm(void)
{
	mmio_write32(rtc + RTC_MATCH, mmio_read32(rtc + RTC_DATA) + 1);
}

static void on_alarm(void)
{
	mmio_write32(rtc + RTC_CLEAR, 1);
	alarm_priority = gic_running_priority();
	alarms++;
	set_alarm();
}

static void on_low(void)
{
	lows++;
	if (!first)
		first = low;
}

static void on_high(void)
{
	arrived = time_ns();
	highs++;
	if (!first)
		first = high;
}

/* Wait, interrupts enabled. */
static bool wait_for(volatile unsigned long *counter, unsigned long value)
{
	u64 start = time_ns();

	while (*counter < value && time_ns() - start < PATIENCE_NS)
		cpu_relax();
	return *counter == value;
}

static bool raise(void)
{
	unsigned long before = highs;
	u64 start = time_ns(), late;

	gic_pend(high);
	if (!wait_for(&highs, before + 1))
		return false;
	late = arrived - start;
	latency.count++;
	latency.sum += late;
	latency.min = MIN(latency.min, late);
	latency.max = MAX(latency.max, late);
	return true;
}

/* The less important one is raised first, and has the lower number. */
static bool raise_both(void)
{
	unsigned long before_low = lows, before_high = highs;

	first = 0;
	irq_disable();
	gic_pend(low);
	gic_pend(high);
	irq_enable();
	return wait_for(&lows, before_low + 1) && highs == before_high + 1 &&
		first == high;
}

static void report(void)
{
	static bool lost;
	unsigned int n;

	irq_enable();
	for (n = 0; n < RAISES; n++)
		lost |= !raise();
	printk("gic: alarm %lu: INTID %u, priority 0x%x\n", alarms, alarm,
	       alarm_priority);
	if (lost)
		printk("gic: INTID %u was lost\n", high);
	else
		printk("gic: INTID %u raised %llu times, latency min %llu avg %llu max %llu ns\n",
		       high, latency.count, latency.min,
		       latency.sum / latency.count, latency.max);
	printk("gic: higher priority first: %s\n",
	       raise_both() ? "ok" : "FAIL");
	irq_disable();
	if (highs + lows != latency.count + 2 * lows && !lost)
		printk("gic: interrupts that nobody raised\n");
}

static void start(unsigned int intid, u8 priority, void (*handler)(void))
{
	irq_set_handler(intid, handler);
	gic_enable(intid);
	gic_set_priority(intid, priority);
}

void inmate_main(void)
{
	unsigned long reported = 0;

	rtc = (u8 *)cmdline_number("rtc", 0x09010000);
	alarm = cmdline_number("spi", 34);
	low = cmdline_number("low", 78);
	high = cmdline_number("high", 79);
	printk("gic: GICv%u, alarm by INTID %u\n", comm_region->gic_version,
	       alarm);

	start(low, LOW_PRIORITY, on_low);
	start(high, HIGH_PRIORITY, on_high);
	start(alarm, ALARM_PRIORITY, on_alarm);
	mmio_write32(rtc + RTC_CLEAR, 1);
	mmio_write32(rtc + RTC_MASK, 1);
	mmio_write32(rtc + RTC_CONTROL, 1);
	set_alarm();

	irq_disable();
	while (!comm_shutdown_requested()) {
		cpu_wait_irq();
		if (alarms == reported)
			continue;
		reported = alarms;
		report();
	}
	mmio_write32(rtc + RTC_MASK, 0);
	printk("gic: shut down\n");
	comm_approve_shutdown();
}
