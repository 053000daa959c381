// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Entering and leaving the hypervisor on a CPU; see boot-arm64.h.
 */
#include <linux/cpu_pm.h>
#include <linux/err.h>
#include <linux/smp.h>
#include <asm/barrier.h>
#include <asm/sysreg.h>
#include <asm/virt.h>

#include "../../arch.h"
#include "../../driver.h"

int arch_entry_init(unsigned int max_cpus)
{
	return 0;
}

void arch_entry_exit(void)
{
}

/* Debug, SError and FIQ besides IRQ, which is masked already. */
static unsigned long mask_exceptions(void)
{
	unsigned long flags = read_sysreg(daif);

	asm volatile("msr daifset, #0xf" : : : "memory");
	return flags;
}

static void restore_exceptions(unsigned long flags)
{
	write_sysreg(flags, daif);
}

/* A call of Linux' stub; x0 to x17 don't survive where it leads. */
static long stub_call(unsigned long number, unsigned long arg1,
		      unsigned long arg2)
{
	register unsigned long x0 asm("x0") = number;
	register unsigned long x1 asm("x1") = arg1;
	register unsigned long x2 asm("x2") = arg2;

	asm volatile("hvc #0"
		     : "+r" (x0), "+r" (x1), "+r" (x2)
		     : : "x3", "x4", "x5", "x6", "x7", "x8", "x9", "x10",
			 "x11", "x12", "x13", "x14", "x15", "x16", "x17",
			 "cc", "memory");
	return x0;
}

/*
 * Have KVM, if it is compiled in, give EL2 back to the stub. Protected KVM does
 * not, on any CPU, and is left as it was.
 */
u32 arch_entry_blocked(void)
{
	unsigned long flags = mask_exceptions();
	long result = stub_call(HVC_RESET_VECTORS, 0, 0);

	restore_exceptions(flags);
	return result ? JAILHOUSE_RULE_CPU_VIRTUALIZATION_BUSY : 0;
}

/*
 * Kernels that keep KVM at EL2 all the time (6.12) must find it there again.
 * KVM sets its own part of EL2 up when a CPU comes back from a power-down
 * state.
 */
static void restore_kvm(void)
{
	if (IS_ENABLED(CONFIG_KVM) && cpu_pm_enter() == 0)
		cpu_pm_exit();
}

/*
 * The hypervisor answers 0 or an errno. Where a stub or a KVM answers in its
 * place, it is with a positive number (HVC_STUB_ERR).
 */
static int checked(long result)
{
	return result == 0 || IS_ERR_VALUE(result) ? result : -EIO;
}

int arch_enter(void)
{
	unsigned long flags = mask_exceptions();
	long result = stub_call(HVC_SOFT_RESTART,
				hv.phys + hv.image.entry_offset,
				smp_processor_id());

	isb();
	if (result)
		restore_kvm();
	restore_exceptions(flags);
	/* Somebody took EL2 since arch_entry_blocked(). */
	if (result == HVC_STUB_ERR)
		return report(JAILHOUSE_RULE_CPU_VIRTUALIZATION_BUSY,
			      JAILHOUSE_ARRAY_CPUS, smp_processor_id(), 0);
	return checked(result);
}

int arch_leave(void)
{
	unsigned long flags = mask_exceptions();
	register unsigned long x0 asm("x0") = JAILHOUSE_HC_DISABLE;

	asm volatile("hvc #0x4a48"
		     : "+r" (x0)
		     : : "x1", "x2", "x3", "x4", "x5", "x6", "x7", "x8", "x9",
			 "x10", "x11", "x12", "x13", "x14", "x15", "x16",
			 "x17", "cc", "memory");
	if (x0 == 0)
		restore_kvm();
	restore_exceptions(flags);
	return checked((long)x0);
}
