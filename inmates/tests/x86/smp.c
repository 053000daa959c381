/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Boots the cell's other CPUs and sends interrupts between them in all ways
 * that the local APIC knows. Prints a line per way and "smp: PASS" or
 * "smp: FAIL".
 */
#include <inmate.h>
#include <inmate/apic.h>

#define VECTOR			0x51
#define VECTOR_NMI		2
#define SETTLE_US		2000

struct cpu {
	volatile bool up;
	volatile u32 logical_id;
	volatile unsigned int interrupts;
	volatile unsigned int nmis;
	volatile unsigned int starts;
};

static struct cpu cpus[INMATE_MAX_CPUS];
static unsigned int num_cpus, failures;

static struct cpu *current_cpu(void)
{
	unsigned int cpu;
	u32 id = apic_id();

	for (cpu = 0; cpu < num_cpus; cpu++)
		if (smp_apic_id(cpu) == id)
			break;
	return &cpus[cpu];
}

static void on_interrupt(void)
{
	current_cpu()->interrupts++;
}

static bool on_exception(struct exception_frame *frame)
{
	if (frame->vector != VECTOR_NMI)
		return false;
	current_cpu()->nmis++;
	return true;
}

/* In xAPIC mode without a hypervisor logical ids must be given first. */
static u32 logical_id(unsigned int cpu)
{
	if (!apic_is_x2apic() && !apic_below_hypervisor())
		apic_write(APIC_REG_LDR, 1U << (24 + cpu));
	return apic_is_x2apic() ? apic_read(APIC_REG_LDR) :
				  apic_read(APIC_REG_LDR) >> 24;
}

static void secondary(unsigned int cpu)
{
	cpus[cpu].logical_id = logical_id(cpu);
	cpus[cpu].starts++;
	cpus[cpu].up = true;
	for (;;)
		cpu_wait_irq();
}

static unsigned int total(void)
{
	unsigned int cpu, sum = 0;

	for (cpu = 0; cpu < num_cpus; cpu++)
		sum += cpus[cpu].interrupts + cpus[cpu].nmis;
	return sum;
}

/* Send, and wait until @count interrupts arrived and no more come. */
static void send(u32 destination, u32 command, unsigned int count)
{
	unsigned int cpu;
	u64 start;

	for (cpu = 0; cpu < num_cpus; cpu++)
		cpus[cpu].interrupts = cpus[cpu].nmis = 0;
	irq_enable();
	apic_send_ipi(destination, command | APIC_ICR_ASSERT);
	start = time_ns();
	while (total() < count && time_ns() - start < PATIENCE_NS)
		cpu_relax();
	delay_us(SETTLE_US);
	irq_disable();
}

static void report(const char *what, bool passed)
{
	unsigned int cpu;

	printk("smp: %s: %s\n", what, passed ? "ok" : "FAIL");
	if (passed)
		return;
	failures++;
	for (cpu = 0; cpu < num_cpus; cpu++)
		printk("smp: CPU %u: APIC id %u logical 0x%x got %u, NMIs %u\n",
		       cpu, smp_apic_id(cpu), cpus[cpu].logical_id,
		       cpus[cpu].interrupts, cpus[cpu].nmis);
}

/* Exactly the CPUs whose bits are set in @expected got one interrupt. */
static void expect(const char *what, u32 expected)
{
	bool passed = true;
	unsigned int cpu;

	for (cpu = 0; cpu < num_cpus; cpu++)
		if (cpus[cpu].nmis ||
		    cpus[cpu].interrupts != (expected >> cpu & 1))
			passed = false;
	report(what, passed);
}

static void test_single_destinations(void)
{
	unsigned int cpu;

	for (cpu = 0; cpu < num_cpus; cpu++) {
		send(smp_apic_id(cpu), APIC_ICR_FIXED | VECTOR, 1);
		expect("physical", 1U << cpu);
		send(cpus[cpu].logical_id,
		     APIC_ICR_LOGICAL | APIC_ICR_FIXED | VECTOR, 1);
		expect("logical", 1U << cpu);
	}
}

static void test_groups(void)
{
	u32 all = (u32)((1ULL << num_cpus) - 1), ids = 0, clusters = 0;
	u32 broadcast = apic_is_x2apic() ? 0xffffffff : 0xff;
	unsigned int cpu;

	for (cpu = 0; cpu < num_cpus; cpu++) {
		ids |= cpus[cpu].logical_id;
		clusters |= cpus[cpu].logical_id ^ cpus[0].logical_id;
	}
	/* In x2APIC mode a logical destination names one cluster. */
	if (!(clusters >> 16)) {
		send(ids, APIC_ICR_LOGICAL | VECTOR, num_cpus);
		expect("logical, all", all);
		send(ids, APIC_ICR_LOGICAL | APIC_ICR_LOWEST | VECTOR, 1);
		report("lowest priority", total() == 1);
	}
	send(broadcast, VECTOR, num_cpus);
	expect("physical broadcast", all);
	send(broadcast, APIC_ICR_LOGICAL | VECTOR, num_cpus);
	expect("logical broadcast", all);
	send(0, APIC_ICR_SELF | VECTOR, 1);
	expect("self", 1);
	send(0, APIC_ICR_ALL | VECTOR, num_cpus);
	expect("all", all);
	send(0, APIC_ICR_OTHERS | VECTOR, num_cpus - 1);
	expect("all others", all & ~1U);
}

static void test_nmi(void)
{
	unsigned int cpu;

	for (cpu = 1; cpu < num_cpus; cpu++) {
		send(smp_apic_id(cpu), APIC_ICR_NMI, 1);
		report("NMI", total() == 1 && cpus[cpu].nmis == 1);
	}
	send(0, APIC_ICR_OTHERS | APIC_ICR_NMI, num_cpus - 1);
	report("NMI to all others",
	       total() == num_cpus - 1 && cpus[0].nmis == 0);
}

static bool boot(unsigned int cpu)
{
	u64 start;

	cpus[cpu].up = false;
	if (!smp_start_cpu(cpu, secondary))
		return false;
	start = time_ns();
	while (!cpus[cpu].up && time_ns() - start < PATIENCE_NS)
		cpu_relax();
	return cpus[cpu].up;
}

/* A CPU that runs can be taken back to the beginning. */
static void test_boot(const char *what, unsigned int starts)
{
	unsigned int cpu;

	for (cpu = 1; cpu < num_cpus; cpu++)
		report(what, boot(cpu) && cpus[cpu].starts == starts);
}

void inmate_main(void)
{
	num_cpus = smp_num_cpus();
	printk("smp: %u CPUs, %s\n", num_cpus,
	       apic_is_x2apic() ? "x2APIC" : "xAPIC");
	if (num_cpus < 2 || num_cpus != comm_region->num_cpus) {
		printk("smp: %u CPUs configured, at least 2 needed\n",
		       comm_region->num_cpus);
		failures++;
	}
	irq_set_handler(VECTOR, on_interrupt);
	exception_hook = on_exception;
	cpus[0].logical_id = logical_id(0);

	test_boot("start", 1);
	test_single_destinations();
	test_groups();
	test_nmi();
	test_boot("start again", 2);
	test_single_destinations();

	printk("smp: %s\n", failures ? "FAIL" : "PASS");
	while (!comm_shutdown_requested())
		cpu_idle();
	comm_approve_shutdown();
}
