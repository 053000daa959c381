/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Boots each of the cell's other CPUs by PSCI, sends SGIs between it and the
 * boot CPU in all ways that the GIC knows, and switches it off and on again.
 * Prints a line per way and "smp: PASS" or "smp: FAIL".
 */
#include <inmate.h>
#include <inmate/gic.h>
#include <inmate/psci.h>

#define SGI			3
#define SETTLE_US		2000
#define GICD_SGIR		0x0f00
#define AFFINITY_OFF		1
/* Affinities 0.0.0.n that may be CPUs of the cell; PSCI tells. */
#define CANDIDATES		16

static volatile unsigned int first_got, other_got, starts;
static volatile bool leave;
static u64 first, other;
static unsigned int failures;

static void on_sgi(void)
{
	if (cpu_hw_id() == first)
		first_got++;
	else
		other_got++;
}

static void secondary(void)
{
	gic_enable(SGI);
	starts++;
	while (!leave)
		cpu_wait_irq();
}

static void report(const char *what, bool passed)
{
	printk("smp: %s: %s\n", what, passed ? "ok" : "FAIL");
	if (passed)
		return;
	failures++;
	printk("smp: CPU 0x%llx got %u, CPU 0x%llx got %u\n", first, first_got,
	       other, other_got);
}

static void send_others(void)
{
	if (comm_region->gic_version == 3) {
		write_register(icc_sgi1r_el1, 1UL << 40 | (u64)SGI << 24);
		cpu_sync();
	} else {
		mmio_write32((u8 *)comm_region->gicd_base + GICD_SGIR,
			     1U << 24 | SGI);
	}
}

/* Wait until that many came, and see that no more do. */
static void expect(const char *what, unsigned int for_first,
		   unsigned int for_other)
{
	u64 start = time_ns();

	irq_enable();
	while ((first_got < for_first || other_got < for_other) &&
	       time_ns() - start < PATIENCE_NS)
		cpu_relax();
	delay_us(SETTLE_US);
	irq_disable();
	report(what, first_got == for_first && other_got == for_other);
	first_got = other_got = 0;
}

static bool boot(void)
{
	unsigned int before = starts;
	u64 start = time_ns();

	leave = false;
	if (!smp_start(other, secondary))
		return false;
	while (starts == before && time_ns() - start < PATIENCE_NS)
		cpu_relax();
	return starts == before + 1;
}

static bool is_off(void)
{
	return psci_call(PSCI_AFFINITY_INFO, other, 0, 0) == AFFINITY_OFF;
}

static bool switch_off(void)
{
	u64 start = time_ns();

	leave = true;
	gic_send_sgi(other, SGI);
	while (!is_off() && time_ns() - start < PATIENCE_NS)
		cpu_relax();
	other_got = 0;
	return is_off();
}

static void test_sgis(void)
{
	gic_send_sgi(first, SGI);
	expect("to itself", 1, 0);
	gic_send_sgi(other, SGI);
	expect("to the other", 0, 1);
	send_others();
	expect("to all others", 0, 1);
}

static void test_other(u64 id)
{
	other = id;
	printk("smp: CPU 0x%llx\n", other);
	report("start", boot());
	report("on", psci_call(PSCI_AFFINITY_INFO, other, 0, 0) == 0);
	test_sgis();
	report("off", switch_off());
	report("start again", boot());
	test_sgis();
	report("off again", switch_off());
}

void inmate_main(void)
{
	unsigned int others = 0;
	u64 id;

	first = cpu_hw_id();
	printk("smp: GICv%u, boot CPU 0x%llx\n", comm_region->gic_version,
	       first);
	irq_set_handler(SGI, on_sgi);
	gic_enable(SGI);
	for (id = 0; id < CANDIDATES; id++) {
		other = id;
		if (!is_off())
			continue;
		test_other(id);
		others++;
	}
	report("has others", others > 0);

	printk("smp: %s\n", failures ? "FAIL" : "PASS");
	while (!comm_shutdown_requested())
		cpu_idle();
	comm_approve_shutdown();
}
