/* SPDX-License-Identifier: BSD-2-Clause */
#include <inmate.h>
#include <inmate/apic.h>
#include <inmate/setup.h>

/* The times that Intel SDM vol. 3 section 9.4.4.1 asks for. */
#define INIT_DELAY_US		10000
#define SIPI_DELAY_US		200

/* Shared with start.S: below 1 MiB, in the image's first page. */
extern volatile u32 boot_ap_stack;
extern volatile u16 boot_taken;
extern volatile u16 boot_next_slot;
extern volatile u16 boot_waiting;
extern volatile u8 boot_apic_ids[INMATE_MAX_CPUS];

static unsigned int num_cpus = 1;
static u32 apic_ids[INMATE_MAX_CPUS];
static u8 stacks[INMATE_MAX_CPUS][INMATE_STACK_SIZE] __aligned(16);

static void (*volatile secondary_entry)(unsigned int cpu);
static volatile unsigned int secondary_cpu;

void smp_init(void)
{
	unsigned int expected = comm_region->num_cpus, cpu;
	u64 start = time_ns();

	apic_ids[0] = apic_id();
	if (expected > INMATE_MAX_CPUS)
		expected = INMATE_MAX_CPUS;
	while (boot_waiting + 1U < expected)
		if (time_ns() - start > PATIENCE_NS)
			return;

	for (cpu = 1; cpu < expected; cpu++) {
		apic_ids[cpu] = boot_apic_ids[cpu - 1];
		num_cpus++;
	}
	/* As loaded, for the next start of the cell. */
	boot_waiting = 0;
	boot_next_slot = 0;
	boot_taken = 0;
}

unsigned int smp_num_cpus(void)
{
	return num_cpus;
}

u32 smp_apic_id(unsigned int cpu)
{
	return apic_ids[cpu];
}

void secondary_start(void)
{
	void (*entry)(unsigned int cpu) = secondary_entry;
	unsigned int cpu = secondary_cpu;

	secondary_entry = NULL;
	interrupt_load();
	apic_enable();
	entry(cpu);
}

bool smp_start_cpu(unsigned int cpu, void (*entry)(unsigned int cpu))
{
	u64 start;

	if (cpu == 0 || cpu >= num_cpus)
		return false;
	secondary_cpu = cpu;
	secondary_entry = entry;
	boot_ap_stack = (u32)(unsigned long)stacks[cpu] + INMATE_STACK_SIZE;

	apic_send_ipi(apic_ids[cpu], APIC_ICR_INIT | APIC_ICR_ASSERT);
	delay_us(INIT_DELAY_US);
	apic_send_ipi(apic_ids[cpu], APIC_ICR_STARTUP | APIC_ICR_ASSERT);
	delay_us(SIPI_DELAY_US);
	/* A second one only if the first was lost, as on real boards. */
	if (boot_ap_stack)
		apic_send_ipi(apic_ids[cpu], APIC_ICR_STARTUP | APIC_ICR_ASSERT);

	for (start = time_ns(); secondary_entry; cpu_relax())
		if (time_ns() - start > PATIENCE_NS)
			break;
	boot_ap_stack = 0;
	return !secondary_entry;
}
