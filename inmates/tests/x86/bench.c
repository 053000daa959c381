/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Costs of single instructions, for emulators on which the time stamp counter
 * counts instructions: each operation is executed between two RDTSC, raw. On
 * anything else the figures are noise.
 *
 * Prints "bench: OPERATION MINIMUM MEDIAN" per operation and "bench: done";
 * operations that don't exist in the mode at hand are left out.
 *
 * Parameter: x2apic	switch to x2APIC mode first; only without a hypervisor
 */
#include <inmate/apic.h>

#include "../bench.h"

#define TICK_NS			100000

#define MSR_PAT			0x277
#define MSR_EFER		0xc0000080
#define PORT_PCI_ADDRESS	0xcf8
#define PORT_PCI_DATA		0xcfc
#define XAPIC_TPR		(0xfee00000 + (APIC_REG_TPR << 4))

/** For an emulator's plugin: counts before the nth operation. */
#define MARK(n)		asm volatile("nopl 0x4a480100+" #n "(%%rax)" : : )

struct operands {
	u64 rax, rcx, rdx, rdi;
};


/*
 * One pair. What is between the time stamps but for INSTRUCTION takes 7
 * instructions, the second RDTSC included.
 */
#define OPERATION(name, instruction)					\
static u32 name(const struct operands *op)				\
{									\
	u64 rax, rcx = op->rcx, rdi = op->rdi;				\
									\
	asm volatile("rdtsc\n\t"					\
		     "shl $32, %%rdx\n\t"				\
		     "or %%rdx, %%rax\n\t"				\
		     "mov %%rax, %%r8\n\t"				\
		     "mov %[rax], %%rax\n\t"				\
		     "mov %[rdx], %%rdx\n\t"				\
		     instruction "\n\t"					\
		     "lfence\n\t"					\
		     "rdtsc\n\t"					\
		     "shl $32, %%rdx\n\t"				\
		     "or %%rdx, %%rax\n\t"				\
		     "sub %%r8, %%rax"					\
		     : "=&a" (rax), "+c" (rcx), "+D" (rdi)		\
		     : [rax] "r" (op->rax), [rdx] "r" (op->rdx)		\
		     : "rbx", "rdx", "r8", "memory", "cc");		\
	return rax;							\
}

OPERATION(empty, "")
OPERATION(do_cpuid, "cpuid")
OPERATION(do_vmmcall, "vmmcall")
OPERATION(do_rdmsr, "rdmsr")
OPERATION(do_wrmsr, "wrmsr")
OPERATION(do_out, "outl %%eax, %%dx")
OPERATION(do_in, "inl %%dx, %%eax")
OPERATION(do_store, "movl %%eax, (%%rcx)")

static void measure(const char *name, u32 (*pair)(const struct operands *op),
		    struct operands op)
{
	unsigned int n;

	/* The emulator translates code when it first sees it. */
	pair(&op);
	MARK(0);
	for (n = 0; n < SAMPLES; n++)
		samples[n] = pair(&op);
	MARK(1);
	report(name, SAMPLES);
}

static struct operands msr_operands(u32 msr)
{
	u64 value = read_msr(msr);

	return (struct operands) {
		.rax = (u32)value, .rcx = msr, .rdx = value >> 32,
	};
}

static void measure_msrs(void)
{
	struct operands tpr = { .rcx = MSR_X2APIC_BASE + APIC_REG_TPR };
	struct operands id = { .rcx = MSR_X2APIC_BASE + APIC_REG_ID };

	measure("wrmsr-efer", do_wrmsr, msr_operands(MSR_EFER));
	measure("rdmsr-intercepted", do_rdmsr, msr_operands(MSR_APIC_BASE));
	measure("wrmsr-intercepted", do_wrmsr, msr_operands(MSR_PAT));
	/* Bare xAPICs have no such registers. */
	if (apic_below_hypervisor() || apic_is_x2apic()) {
		measure("rdmsr-apic-id", do_rdmsr, id);
		measure("wrmsr-apic-tpr", do_wrmsr, tpr);
	}
}

static volatile unsigned int ticks;

static void timer_tick(const struct timer_tick *tick)
{
	if (ticks < SAMPLES)
		samples[ticks++] = tick->lateness_ns;
}

static void measure_timer(void)
{
	irq_disable();
	if (!timer_start(TICK_NS, timer_tick))
		return;
	while (ticks < SAMPLES)
		cpu_wait_irq();
	timer_stop();
	report("timer-lateness", SAMPLES);
}

static void enter_x2apic_mode(void)
{
	write_msr(MSR_APIC_BASE, read_msr(MSR_APIC_BASE) | MSR_APIC_BASE_X2APIC);
	apic_init();
}

void inmate_main(void)
{
	if (cmdline_bool("x2apic", false))
		enter_x2apic_mode();
	measure("empty", empty, (struct operands) { 0 });
	measure("cpuid", do_cpuid, (struct operands) { 0 });
	if (apic_below_hypervisor())
		measure("hypercall", do_vmmcall, (struct operands) {
			.rax = JAILHOUSE_HC_HYPERVISOR_GET_INFO,
			.rdi = JAILHOUSE_INFO_MEM_POOL_SIZE,
		});
	measure_msrs();
	measure("pio", do_out, (struct operands) { .rdx = PORT_PCI_ADDRESS });
	measure("pio-read", do_in, (struct operands) { .rdx = PORT_PCI_DATA });
	if (!apic_is_x2apic())
		measure("xapic-write", do_store,
			(struct operands) { .rcx = XAPIC_TPR });
	measure_timer();
	printk("bench: done\n");
	inmate_stop(JAILHOUSE_CELL_SHUT_DOWN);
}
