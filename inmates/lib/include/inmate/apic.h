/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The local APIC, in xAPIC and x2APIC mode. Registers are named by their x2APIC
 * number, MSR 0x800 + n and offset n * 16 in the xAPIC page (Intel SDM vol. 3,
 * table 11-6).
 */
#ifndef INMATE_APIC_H
#define INMATE_APIC_H

#include <types.h>

#define APIC_REG_ID		0x02
#define APIC_REG_VERSION	0x03
#define APIC_REG_TPR		0x08
#define APIC_REG_EOI		0x0b
#define APIC_REG_LDR		0x0d
#define APIC_REG_DFR		0x0e
#define APIC_REG_SPIV		0x0f
#define APIC_REG_ISR		0x10
#define APIC_REG_TMR		0x18
#define APIC_REG_IRR		0x20
#define APIC_REG_ESR		0x28
#define APIC_REG_LVT_CMCI	0x2f
#define APIC_REG_ICR		0x30
#define APIC_REG_ICR_HIGH	0x31
#define APIC_REG_LVT_TIMER	0x32
#define APIC_REG_LVT_THERMAL	0x33
#define APIC_REG_LVT_PMC	0x34
#define APIC_REG_LVT_LINT0	0x35
#define APIC_REG_LVT_LINT1	0x36
#define APIC_REG_LVT_ERROR	0x37
#define APIC_REG_TIMER_INITIAL	0x38
#define APIC_REG_TIMER_CURRENT	0x39
#define APIC_REG_TIMER_DIVIDE	0x3e

#define APIC_SPIV_ENABLE	0x100
#define APIC_LVT_MASKED		0x10000
#define APIC_LVT_PERIODIC	0x20000
#define APIC_LVT_DEADLINE	0x40000

#define APIC_ICR_FIXED		0x000
#define APIC_ICR_LOWEST		0x100
#define APIC_ICR_SMI		0x200
#define APIC_ICR_NMI		0x400
#define APIC_ICR_INIT		0x500
#define APIC_ICR_STARTUP	0x600
#define APIC_ICR_LOGICAL	0x800
#define APIC_ICR_PENDING	0x1000
#define APIC_ICR_ASSERT		0x4000
#define APIC_ICR_SELF		0x40000
#define APIC_ICR_ALL		0x80000
#define APIC_ICR_OTHERS		0xc0000

/** What the boot CPU's APIC was like before the runtime touched it. */
struct apic_start_state {
	u32 spiv;
	u32 tpr;
	/** Timer, thermal, performance counters, LINT0, LINT1, error. */
	u32 lvt[6];
	u32 timer_initial;
	/** All words of the in-service and request registers, or-ed. */
	u32 in_service;
	u32 requested;
};

extern struct apic_start_state apic_start_state;

/** Find out the mode, once, and enable the APIC of the boot CPU. */
void apic_init(void);

/** Enable the calling CPU's APIC by software, with the spurious vector. */
void apic_enable(void);

/** Whether the APIC is in x2APIC mode. */
bool apic_is_x2apic(void);

/** Whether the Jailhouse leaf of CPUID says that a hypervisor is below. */
bool apic_below_hypervisor(void);

/**
 * Read a register. In x2APIC mode that is its MSR, else a load from the
 * APIC's page, which cells may read without leaving guest mode.
 */
u32 apic_read(unsigned int reg);

/**
 * Write a register. Below the hypervisor through its MSR in both modes: cells
 * in xAPIC mode have that redirected, cheaper than a decoded store, which the
 * parameter apic=page asks for instead.
 */
void apic_write(unsigned int reg, u32 value);

/**
 * Send an interprocessor interrupt.
 * @destination: APIC id, or logical destination in the format of the mode
 * @command:	 low half of the ICR
 */
void apic_send_ipi(u32 destination, u32 command);

/** APIC id of the calling CPU. */
u32 apic_id(void);

#endif
