/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The local APIC in the mode that Linux set up. Linux' own accessors change
 * their linkage between kernels.
 */
#ifndef JAILHOUSE_DRIVER_X86_APIC_ACCESS_H
#define JAILHOUSE_DRIVER_X86_APIC_ACCESS_H

#include <linux/types.h>
#include <asm/apic.h>
#include <asm/msr.h>
#include <asm/processor.h>

/** Whether this CPU's APIC is in x2APIC mode. */
static inline bool apic_in_x2apic_mode(void)
{
	u64 base;

	rdmsrl(MSR_IA32_APICBASE, base);
	return base & X2APIC_ENABLE;
}

/** Read a register by its xAPIC offset. */
static inline u32 apic_get(u32 reg)
{
	u64 value;

	if (!apic_in_x2apic_mode())
		return native_apic_mem_read(reg);
	rdmsrl(APIC_BASE_MSR + (reg >> 4), value);
	return value;
}

/** Write a register by its xAPIC offset, not the ICR. */
static inline void apic_set(u32 reg, u32 value)
{
	if (apic_in_x2apic_mode())
		wrmsrl(APIC_BASE_MSR + (reg >> 4), value);
	else
		native_apic_mem_write(reg, value);
}

/** Send an interrupt to the CPU with this physical id. Interrupts off. */
static inline void apic_send(u32 id, u32 command)
{
	command |= APIC_DEST_PHYSICAL;
	if (apic_in_x2apic_mode()) {
		wrmsrl(APIC_BASE_MSR + (APIC_ICR >> 4),
		       (u64)id << 32 | command);
		return;
	}
	while (native_apic_mem_read(APIC_ICR) & APIC_ICR_BUSY)
		cpu_relax();
	native_apic_mem_write(APIC_ICR2, SET_XAPIC_DEST_FIELD(id));
	native_apic_mem_write(APIC_ICR, command);
}

/**
 * Send an NMI to this CPU, by its id: the self shorthand takes only fixed
 * interrupts (Intel SDM vol. 3, interrupt command register). Interrupts off.
 */
static inline void apic_send_nmi_self(void)
{
	u32 id = apic_get(APIC_ID);

	apic_send(apic_in_x2apic_mode() ? id : GET_XAPIC_DEST_FIELD(id),
		  APIC_DM_NMI | APIC_INT_ASSERT);
}

#endif
