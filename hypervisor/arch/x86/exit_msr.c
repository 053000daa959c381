/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * RDMSR and WRMSR of what the permission map does not let through; which MSR
 * belongs to which group is decided in msr_table.c.
 */
#include <types.h>
#include <apic.h>
#include <core_entry.h>
#include <cpu.h>
#include <exits.h>
#include <msr.h>
#include <report.h>
#include <vcpu.h>
#include <x86.h>

enum msr_result {
	MSR_DONE,
	MSR_FAULT,
	MSR_REFUSED,
};

static bool guest_is_root(void)
{
	return this_cpu()->cell == &root_cell;
}

static bool is_x2apic_msr(u32 msr)
{
	return msr >= MSR_X2APIC_BASE && msr <= MSR_X2APIC_END;
}

static enum msr_result emulate_read(u32 msr, u64 *value)
{
	if (is_x2apic_msr(msr)) {
		/* Root chose its mode; the other mode's registers fault. */
		if (guest_is_root() && !apic_is_x2apic())
			return MSR_FAULT;
		return apic_guest_read(msr - MSR_X2APIC_BASE, value) ?
			MSR_DONE : MSR_REFUSED;
	}
	*value = 0;
	if (msr == MSR_PAT)
		*value = this_private()->pat;
	else if (msr == MSR_EFER)
		*value = vcpu_efer() &
			~(guest_is_root() ? 0 : X86_EFER_SVME);
	else if (msr == MSR_APIC_BASE)
		*value = rdmsr(MSR_APIC_BASE);
	else if (msr == MSR_MTRR_DEF_TYPE)
		*value = guest_is_root() ? rdmsr(msr) :
			this_private()->mtrr_def_type;
	return MSR_DONE;
}

/* With MTRRs off all memory is uncached, whatever PAT says. */
static void apply_memory_types(void)
{
	const struct private_per_cpu *private = this_private();
	bool cached = guest_is_root() || private->mtrr_def_type & MTRR_ENABLE;

	vcpu_set_pat(cached ? private->pat : 0);
}

static enum msr_result emulate_write(u32 msr, u64 value)
{
	struct private_per_cpu *private = this_private();

	if (is_x2apic_msr(msr)) {
		if (guest_is_root() && !apic_is_x2apic())
			return MSR_FAULT;
		return apic_guest_write(msr - MSR_X2APIC_BASE, value,
					value >> 32) ? MSR_DONE : MSR_REFUSED;
	}
	switch (msr) {
	case MSR_EFER:
		return vcpu_set_efer(value) ? MSR_DONE : MSR_FAULT;
	case MSR_PAT:
		if (!msr_pat_is_legal(value))
			return MSR_FAULT;
		private->pat = value;
		apply_memory_types();
		return MSR_DONE;
	case MSR_MTRR_DEF_TYPE:
		/* Root's memory types stay as firmware set them up. */
		private->mtrr_def_type = value & MTRR_ENABLE;
		apply_memory_types();
		return MSR_DONE;
	case MSR_APIC_BASE:
		return value == rdmsr(MSR_APIC_BASE) ? MSR_DONE : MSR_REFUSED;
	case MSR_VM_CR:
	case MSR_VM_HSAVE_PA:
		/* Linux clears the latter on its way down. */
		return value == 0 ? MSR_DONE : MSR_REFUSED;
	case MSR_TSC:
		vcpu_set_tsc(value);
		return MSR_DONE;
	}
	return MSR_REFUSED;
}

/* Bits that only firmware may choose keep their values. */
static enum msr_result write_masked(u32 msr, u64 value)
{
	u64 mask = msr_write_mask(msr), old;

	if (!rdmsr_safe(msr, &old))
		return MSR_FAULT;
	/* FP_CFG and on: workarounds of errata are switched on, not off. */
	value |= msr >= MSR_FP_CFG ? old : 0;
	return wrmsr_safe(msr, (old & ~mask) | (value & mask)) ?
		MSR_DONE : MSR_FAULT;
}

static void refuse_access(u32 msr, bool is_write, u64 value)
{
	struct violation violation = {
		.kind = VIOLATION_MSR,
		.address = msr,
		.size = 8,
		.is_write = is_write,
		.value = value,
	};

	exit_violation(&violation, 0);
}

static void count_exit(u32 msr)
{
	if (msr == MSR_X2APIC_BASE + APIC_REG_ICR)
		cpu_count(JAILHOUSE_CPU_STAT_VMEXITS_MSR_X2APIC_ICR);
	else
		cpu_count(JAILHOUSE_CPU_STAT_VMEXITS_MSR_OTHER);
}

void exit_rdmsr(struct guest_regs *regs)
{
	u32 msr = regs->reg[GUEST_RCX];
	enum msr_action action = msr_policy(msr, false, guest_is_root());
	enum msr_result result = MSR_DONE;
	u64 value = 0;

	count_exit(msr);
	if (action == MSR_PASS)
		result = rdmsr_safe(msr, &value) ? MSR_DONE : MSR_FAULT;
	else if (action == MSR_EMULATE)
		result = emulate_read(msr, &value);
	else if (action == MSR_FORBID)
		result = MSR_REFUSED;

	if (result == MSR_REFUSED) {
		refuse_access(msr, false, 0);
	} else if (result == MSR_FAULT) {
		vcpu_inject_gp();
	} else {
		vcpu_set_reg(regs, GUEST_RAX, (u32)value);
		regs->reg[GUEST_RDX] = value >> 32;
		vcpu_skip(2);
	}
}

void exit_wrmsr(struct guest_regs *regs)
{
	u32 msr = regs->reg[GUEST_RCX];
	u64 value = (u32)vcpu_get_reg(regs, GUEST_RAX) |
		regs->reg[GUEST_RDX] << 32;
	enum msr_action action = msr_policy(msr, true, guest_is_root());
	enum msr_result result = MSR_DONE;

	count_exit(msr);
	if (action == MSR_PASS)
		result = wrmsr_safe(msr, value) ? MSR_DONE : MSR_FAULT;
	else if (action == MSR_EMULATE)
		result = emulate_write(msr, value);
	else if (action == MSR_MASK)
		result = write_masked(msr, value);
	else if (action == MSR_FORBID)
		result = MSR_REFUSED;

	if (result == MSR_REFUSED)
		refuse_access(msr, true, value);
	else if (result == MSR_FAULT)
		vcpu_inject_gp();
	else
		vcpu_skip(2);
	/* An IPI to itself, or the answer to one, may have set events. */
	if (cpu_events_pending())
		cpu_handle_events();
}
