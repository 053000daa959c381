/* SPDX-License-Identifier: BSD-2-Clause */
#include <apic.h>
#include <asm/io.h>
#include <cpu.h>
#include <ipi.h>
#include <nmi.h>
#include <perf_counters.h>
#include <x86.h>

#define  PERF_CTL_ARMED		(BIT(20) | BIT(22))
#define  PERF_CTR_SIGN		BIT(47)

/* Instruction based sampling (13.3): enabled, and a sample is there. */
#define MSR_IBS_FETCH_CTL	0xc0011030
#define  IBS_FETCH_DONE		(BIT(48) | BIT(49))
#define MSR_IBS_OP_CTL		0xc0011033
#define  IBS_OP_DONE		(BIT(17) | BIT(18))

/* System error and I/O channel check of the chipset. */
#define PORT_SYSTEM_STATUS	0x61
#define  SYSTEM_NMI_REASONS	0xc0

static bool all_set(u32 msr, u64 bits)
{
	u64 value;

	return rdmsr_safe(msr, &value) && (value & bits) == bits;
}

/* Counters count up to an overflow from a negative number. */
static bool counter_overflowed(u32 ctl, u32 ctr)
{
	return all_set(ctl, PERF_CTL_ARMED) && !all_set(ctr, PERF_CTR_SIGN);
}

static bool any_counter_overflowed(void)
{
	unsigned int n;

	for (n = 0; n < NUM_PERF_CTRS; n++)
		if (counter_overflowed(MSR_PERF_CTL(n), MSR_PERF_CTR(n)))
			return true;
	for (n = 0; n < NUM_PERF_LEGACY_CTRS; n++)
		if (counter_overflowed(MSR_PERF_LEGACY_CTL + n,
				       MSR_PERF_LEGACY_CTR + n))
			return true;
	return false;
}

bool nmi_source_pending(void)
{
	u32 lvt = apic_read(APIC_REG_LVT_PERF);

	if ((lvt & (APIC_DM_MASK | APIC_MASKED)) == APIC_DM_NMI &&
	    any_counter_overflowed())
		return true;
	if (all_set(MSR_IBS_FETCH_CTL, IBS_FETCH_DONE) ||
	    all_set(MSR_IBS_OP_CTL, IBS_OP_DONE))
		return true;
	return this_cpu()->cell == &root_cell &&
		(inb(PORT_SYSTEM_STATUS) & SYSTEM_NMI_REASONS);
}
