// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The commands smc, peek, poke and sgi, /dev/probe, and what probe.h wants.
 *
 * /dev/probe maps any physical memory into a program, which gets a signal where
 * the kernel would not survive.
 */
#include <linux/arm-smccc.h>
#include <linux/io.h>
#include <linux/kernel.h>
#include <linux/miscdevice.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/string.h>

#include "probe.h"

const u8 probe_stub[] = {
	0x00, 0x08, 0x00, 0x10,		/* adr x0, .+0x100 */
	0x01, 0x00, 0x40, 0xb9,		/* 1: ldr w1, [x0] */
	0x21, 0x04, 0x00, 0x11,		/* add w1, w1, #1 */
	0x01, 0x00, 0x00, 0xb9,		/* str w1, [x0] */
	0xfd, 0xff, 0xff, 0x17,		/* b 1b */
};
const size_t probe_stub_size = sizeof(probe_stub);

int probe_hypercall(u64 code, u64 arg1, u64 arg2)
{
	register u64 x0 asm("x0") = code;
	register u64 x1 asm("x1") = arg1;
	register u64 x2 asm("x2") = arg2;

	asm volatile("hvc #0x4a48" : "+r" (x0), "+r" (x1), "+r" (x2)
		     : : "x3", "x4", "x5", "x6", "x7", "x8", "x9", "x10",
			 "x11", "x12", "x13", "x14", "x15", "x16", "x17",
			 "cc", "memory");
	snprintf(probe_result, PROBE_RESULT_SIZE, "%d", (int)x0);
	return 0;
}

/* Linux has no way to survive an undefined instruction of its own. */
int probe_instruction(const char *name)
{
	return -EOPNOTSUPP;
}

/* FUNCTION, two arguments: the result as a signed number. */
static int call_firmware(u64 function, u64 arg1, u64 arg2)
{
	struct arm_smccc_res result;

	arm_smccc_smc(function, arg1, arg2, 0, 0, 0, 0, 0, &result);
	snprintf(probe_result, PROBE_RESULT_SIZE, "%ld", (long)result.a0);
	return 0;
}

/* A device's register of 32 bits. */
static int access_register(u64 address, const u32 *value)
{
	void __iomem *reg = ioremap(address, sizeof(u32));

	if (!reg)
		return -ENOMEM;
	if (value)
		writel(*value, reg);
	else
		snprintf(probe_result, PROBE_RESULT_SIZE, "0x%x", readl(reg));
	iounmap(reg);
	return 0;
}

/* ICC_SGI1R_EL1, bypassing Linux's own GIC driver. */
static int send_sgi(u64 value)
{
	asm volatile("dsb ishst; msr s3_0_c12_c11_5, %0; isb"
		     : : "r" (value) : "memory");
	return 0;
}

int probe_architecture(const char *what, u64 a, u64 b, u64 c)
{
	u32 value = b;

	if (!strcmp(what, "smc"))
		return call_firmware(a, b, c);
	if (!strcmp(what, "peek"))
		return access_register(a, NULL);
	if (!strcmp(what, "poke"))
		return access_register(a, &value);
	if (!strcmp(what, "sgi"))
		return send_sgi(a);
	return -EINVAL;
}

static int map(struct file *file, struct vm_area_struct *area)
{
	return remap_pfn_range(area, area->vm_start, area->vm_pgoff,
			       area->vm_end - area->vm_start,
			       area->vm_page_prot);
}

static const struct file_operations operations = {
	.owner = THIS_MODULE,
	.mmap = map,
};

static struct miscdevice device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "probe",
	.fops = &operations,
};
module_misc_device(device);
