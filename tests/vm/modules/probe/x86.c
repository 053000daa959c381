// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The commands icr, ioapic-read, ioapic-write, nmi-self, nmi-others and triple, and
 * what probe.h wants.
 */
#include <linux/delay.h>
#include <linux/io.h>
#include <linux/ktime.h>
#include <linux/percpu.h>
#include <linux/preempt.h>
#include <linux/sched.h>
#include <linux/smp.h>
#include <linux/string.h>
#include <asm/asm.h>
#include <asm/desc.h>
#include <asm/msr.h>
#include <asm/nmi.h>

#include "probe.h"

#define APIC_PAGE	0xfee00000UL
#define APIC_REG_ID	2
#define APIC_REG_ICR	0x30
#define APIC_REG_ICR2	0x31
#define IOAPIC_PAGE	0xfec00000UL
#define IOAPIC_DATA	0x10
#define APIC_MODE_NMI	0x4400
#define APIC_TO_OTHERS	0xc0000
#define X2APIC_MODE	BIT(10)		/* of MSR_IA32_APICBASE */
#define X2APIC_MSRS	0x800

/* A second, at least, in which an NMI has to arrive. */
#define NMI_PATIENCE_US	1000000

/* Real mode: lock inc dword [cs:0x100], for ever. */
const u8 probe_stub[] = {
	0xf0, 0x2e, 0x66, 0xff, 0x06, 0x00, 0x01, 0xeb, 0xf7
};
const size_t probe_stub_size = sizeof(probe_stub);

/* The APIC's page, NULL in x2APIC mode, in which all is done by MSRs. */
static int map_apic(void __iomem **page)
{
	u64 base;

	*page = NULL;
	rdmsrl(MSR_IA32_APICBASE, base);
	if (base & X2APIC_MODE)
		return 0;
	*page = ioremap(APIC_PAGE, PAGE_SIZE);
	return *page ? 0 : -ENOMEM;
}

static void unmap_apic(void __iomem *page)
{
	if (page)
		iounmap(page);
}

static u32 own_apic_id(void __iomem *page)
{
	u64 id;

	if (page)
		return readl(page + APIC_REG_ID * 16) >> 24;
	rdmsrl(X2APIC_MSRS + APIC_REG_ID, id);
	return id;
}

/* Bypasses Linux's own APIC driver. What is refused by a fault is as well. */
static void write_icr(void __iomem *page, u32 destination, u32 command)
{
	unsigned long flags;

	if (!page) {
		wrmsrl_safe(X2APIC_MSRS + APIC_REG_ICR,
			    (u64)destination << 32 | command);
		return;
	}
	local_irq_save(flags);
	writel(destination << 24, page + APIC_REG_ICR2 * 16);
	writel(command, page + APIC_REG_ICR * 16);
	local_irq_restore(flags);
}

static int send_ipi(u32 destination, u32 command)
{
	void __iomem *page;

	if (map_apic(&page))
		return -ENOMEM;
	write_icr(page, destination, command);
	unmap_apic(page);
	mdelay(20);
	return 0;
}

/* A register of the IOAPIC; beside Linux's driver, but not in between. */
static int with_ioapic(u32 index, u32 value, bool write)
{
	void __iomem *page = ioremap(IOAPIC_PAGE, PAGE_SIZE);
	unsigned long flags;

	if (!page)
		return -ENOMEM;
	local_irq_save(flags);
	writel(index, page);
	if (write)
		writel(value, page + IOAPIC_DATA);
	else
		value = readl(page + IOAPIC_DATA);
	local_irq_restore(flags);
	iounmap(page);
	snprintf(probe_result, PROBE_RESULT_SIZE, "0x%x", value);
	return 0;
}

/* Of the NMIs that CPUs sent themselves. */
static DEFINE_PER_CPU(bool, nmi_awaited);

/* One that is not awaited is left to others; Linux complains if nobody is. */
static int on_nmi(unsigned int type, struct pt_regs *regs)
{
	if (!this_cpu_read(nmi_awaited))
		return NMI_DONE;
	this_cpu_write(nmi_awaited, false);
	return NMI_HANDLED;
}

static bool nmi_arrives(void __iomem *page)
{
	unsigned int waited = 0;
	bool arrived;

	preempt_disable();
	this_cpu_write(nmi_awaited, true);
	write_icr(page, own_apic_id(page), APIC_MODE_NMI);
	while (this_cpu_read(nmi_awaited) && waited++ < NMI_PATIENCE_US)
		udelay(1);
	arrived = !this_cpu_read(nmi_awaited);
	this_cpu_write(nmi_awaited, false);
	preempt_enable();
	cond_resched();
	return arrived;
}

/* Send NMIs, one after the other; result: how many, and how many arrived. */
static int send_nmis(u64 count)
{
	unsigned int sent, seen = 0;
	void __iomem *page;
	int err;

	if (map_apic(&page))
		return -ENOMEM;
	err = register_nmi_handler(NMI_LOCAL, on_nmi, 0, "probe");
	if (!err) {
		for (sent = 0; sent < count; sent++)
			seen += nmi_arrives(page);
		unregister_nmi_handler(NMI_LOCAL, "probe");
		snprintf(probe_result, PROBE_RESULT_SIZE, "%u %u", sent, seen);
	}
	unmap_apic(page);
	return err;
}

static unsigned int nmis_of_others;

static int count_nmi(unsigned int type, struct pt_regs *regs)
{
	__atomic_fetch_add(&nmis_of_others, 1, __ATOMIC_RELAXED);
	return NMI_HANDLED;
}

static void answer(void *unused)
{
}

/*
 * Send NMIs to all other CPUs for a time, without taking interrupts: what waits
 * for this CPU meanwhile does so among NMIs. Result: how many were taken.
 */
static int send_nmis_to_others(u64 milliseconds)
{
	void __iomem *page;
	unsigned long flags;
	u64 end;
	int err;

	if (map_apic(&page))
		return -ENOMEM;
	nmis_of_others = 0;
	err = register_nmi_handler(NMI_LOCAL, count_nmi, 0, "probe");
	if (!err) {
		local_irq_save(flags);
		end = ktime_get_mono_fast_ns() + milliseconds * NSEC_PER_MSEC;
		while (ktime_get_mono_fast_ns() < end) {
			write_icr(page, 0, APIC_TO_OTHERS | APIC_MODE_NMI);
			udelay(100);
		}
		local_irq_restore(flags);
		/* A CPU that answers has taken what was sent before. */
		smp_call_function(answer, NULL, 1);
		unregister_nmi_handler(NMI_LOCAL, "probe");
		snprintf(probe_result, PROBE_RESULT_SIZE, "%u",
			 nmis_of_others);
	}
	unmap_apic(page);
	return err;
}

static void triple_fault(void *unused)
{
	const struct desc_ptr no_table = { };

	asm volatile("lidt %0; int3" : : "m" (no_table));
}

#define TRY(text)							\
	asm volatile("1: " text "; xor %%eax, %%eax; 2:\n\t"		\
		     _ASM_EXTABLE(1b, 2b)				\
		     : "+a" (value) : "c" (0) : "rdx", "memory", "cc")

/* Instructions of the virtualization extension; all must fault. */
int probe_instruction(const char *name)
{
	u64 value = 0x1000;

	if (!strcmp(name, "vmrun"))
		TRY("vmrun %%rax");
	else if (!strcmp(name, "vmload"))
		TRY("vmload %%rax");
	else if (!strcmp(name, "vmsave"))
		TRY("vmsave %%rax");
	else if (!strcmp(name, "stgi"))
		TRY("stgi");
	else if (!strcmp(name, "clgi"))
		TRY("clgi");
	else if (!strcmp(name, "skinit"))
		TRY("skinit %%eax");
	else if (!strcmp(name, "invlpga"))
		TRY("invlpga %%rax, %%ecx");
	else
		return -EINVAL;
	strscpy(probe_result, value ? "fault" : "executed", PROBE_RESULT_SIZE);
	return 0;
}

int probe_hypercall(u64 code, u64 arg1, u64 arg2)
{
	asm volatile("vmmcall" : "+a" (code) : "D" (arg1), "S" (arg2)
		     : "memory");
	snprintf(probe_result, PROBE_RESULT_SIZE, "%d", (int)code);
	return 0;
}

int probe_architecture(const char *what, u64 a, u64 b, u64 c)
{
	if (!strcmp(what, "icr"))
		return send_ipi(a, b);
	if (!strcmp(what, "ioapic-read"))
		return with_ioapic(a, 0, false);
	if (!strcmp(what, "ioapic-write"))
		return with_ioapic(a, b, true);
	if (!strcmp(what, "nmi-self"))
		return send_nmis(a);
	if (!strcmp(what, "nmi-others"))
		return send_nmis_to_others(a);
	if (!strcmp(what, "triple"))
		return smp_call_function_single(a, triple_fault, NULL, 0);
	return -EINVAL;
}
