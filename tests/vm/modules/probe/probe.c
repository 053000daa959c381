// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Does from inside Linux what only a broken or malicious kernel would do. A
 * command is written to the parameter "run", its result is read from there.
 */
#include <linux/delay.h>
#include <linux/io.h>
#include <linux/module.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/smp.h>
#include <linux/stop_machine.h>
#include <linux/string.h>
#include <asm/asm.h>
#include <asm/desc.h>

#define APIC_PAGE	0xfee00000UL
#define APIC_ICR_LOW	0x300
#define APIC_ICR_HIGH	0x310
#define STUB_COUNTER	0x100

/* Real mode: lock inc dword [cs:0x100], for ever. */
static const u8 stub[] = {
	0xf0, 0x2e, 0x66, 0xff, 0x06, 0x00, 0x01, 0xeb, 0xf7
};

static char result[64];

static int with_memory(u64 start, u64 size, u64 pattern,
		       u64 (*act)(u64 *words, u64 count, u64 pattern))
{
	void *memory = memremap(start, size, MEMREMAP_WB);
	u64 value;

	if (!memory)
		return -ENOMEM;
	value = act(memory, size / sizeof(u64), pattern);
	memunmap(memory);
	snprintf(result, sizeof(result), "0x%llx", value);
	return 0;
}

static u64 read_one(u64 *words, u64 count, u64 pattern)
{
	return READ_ONCE(*words);
}

static u64 write_all(u64 *words, u64 count, u64 pattern)
{
	u64 n;

	for (n = 0; n < count; n++)
		WRITE_ONCE(words[n], pattern);
	return count;
}

/* Every read may be trapped and take its time. */
static u64 count_equal(u64 *words, u64 count, u64 pattern)
{
	u64 n, found = 0;

	for (n = 0; n < count; n++) {
		found += READ_ONCE(words[n]) == pattern;
		if (n % 1024 == 0)
			cond_resched();
	}
	return found;
}

static u64 count_nonzero(u64 *words, u64 count, u64 pattern)
{
	return count - count_equal(words, count, 0);
}

static u64 place_stub(u64 *words, u64 count, u64 pattern)
{
	memset(words, 0, PAGE_SIZE);
	memcpy(words, stub, sizeof(stub));
	return sizeof(stub);
}

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

static int spin_forever(void *unused)
{
	for (;;)
		cpu_relax();
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
static int try_instruction(const char *name)
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
	strscpy(result, value ? "fault" : "executed", sizeof(result));
	return 0;
}

/* Without the driver's knowledge. */
static int call_hypervisor(u64 code, u64 arg1, u64 arg2)
{
	asm volatile("vmmcall" : "+a" (code) : "D" (arg1), "S" (arg2)
		     : "memory");
	snprintf(result, sizeof(result), "%d", (int)code);
	return 0;
}

static int run_memory(const char *what, u64 a, u64 b, u64 c)
{
	if (!strcmp(what, "read"))
		return with_memory(a, sizeof(u64), 0, read_one);
	if (!strcmp(what, "write"))
		return with_memory(a, sizeof(u64), b, write_all);
	if (!strcmp(what, "fill"))
		return with_memory(a, b, c, write_all);
	if (!strcmp(what, "scan"))
		return with_memory(a, b, c, count_equal);
	if (!strcmp(what, "nonzero"))
		return with_memory(a, b, 0, count_nonzero);
	if (!strcmp(what, "stub"))
		return with_memory(a, PAGE_SIZE, 0, place_stub);
	if (!strcmp(what, "counter"))
		return with_memory(a + STUB_COUNTER, sizeof(u64), 0, read_one);
	return -EINVAL;
}

static int run_set(const char *text, const struct kernel_param *param)
{
	char what[16], name[16] = "";
	u64 a = 0, b = 0, c = 0;

	strscpy(result, "done", sizeof(result));
	if (sscanf(text, "%15s", what) != 1)
		return -EINVAL;
	if (!strcmp(what, "instruction"))
		return sscanf(text, "%*s %15s", name) == 1 ?
			try_instruction(name) : -EINVAL;
	sscanf(text, "%*s %lli %lli %lli", &a, &b, &c);
	if (!strcmp(what, "icr"))
		return send_ipi(a, b);
	if (!strcmp(what, "hypercall"))
		return call_hypervisor(a, b, c);
	if (!strcmp(what, "hang"))
		return stop_machine(spin_forever, NULL, cpu_online_mask);
	if (!strcmp(what, "triple"))
		return smp_call_function_single(a, triple_fault, NULL, 0);
	return run_memory(what, a, b, c);
}

static int run_get(char *buffer, const struct kernel_param *param)
{
	return sysfs_emit(buffer, "%s\n", result);
}

static const struct kernel_param_ops run_ops = {
	.set = run_set,
	.get = run_get,
};
module_param_cb(run, &run_ops, NULL, 0600);

MODULE_DESCRIPTION("Attacks from inside Linux");
MODULE_LICENSE("Dual BSD/GPL");
