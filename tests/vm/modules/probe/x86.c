// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* The commands icr and triple, and what probe.h wants. */
#include <linux/delay.h>
#include <linux/io.h>
#include <linux/smp.h>
#include <linux/string.h>
#include <asm/asm.h>
#include <asm/desc.h>

#include "probe.h"

#define APIC_PAGE	0xfee00000UL
#define APIC_ICR_LOW	0x300
#define APIC_ICR_HIGH	0x310

/* Real mode: lock inc dword [cs:0x100], for ever. */
const u8 probe_stub[] = {
	0xf0, 0x2e, 0x66, 0xff, 0x06, 0x00, 0x01, 0xeb, 0xf7
};
const size_t probe_stub_size = sizeof(probe_stub);

/* Bypasses Linux's own APIC driver. */
static int send_ipi(u32 destination, u32 command)
{
	void __iomem *apic = ioremap(APIC_PAGE, PAGE_SIZE);
	unsigned long flags;

	if (!apic)
		return -ENOMEM;
	local_irq_save(flags);
	writel(destination << 24, apic + APIC_ICR_HIGH);
	writel(command, apic + APIC_ICR_LOW);
	local_irq_restore(flags);
	iounmap(apic);
	mdelay(20);
	return 0;
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
	if (!strcmp(what, "triple"))
		return smp_call_function_single(a, triple_fault, NULL, 0);
	return -EINVAL;
}
