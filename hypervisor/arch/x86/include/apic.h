/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The local APIC (APM volume 2, chapter 16; SDM volume 3, chapter 11) in the
 * mode that Linux chose.
 *
 * Guests own their CPU's APIC. Reads of the xAPIC page go to hardware; writes
 * are filtered here. In x2APIC mode, and for guests that use the x2APIC MSRs
 * in xAPIC mode, MSR accesses end in the same filter.
 */
#ifndef HV_X86_APIC_H
#define HV_X86_APIC_H

#include <types.h>
#include <mmio.h>

#define XAPIC_BASE		0xfee00000UL
/** Range of interrupt messages, which starts with the xAPIC's page. */
#define XAPIC_MESSAGE_SIZE	0x100000UL

/* Register numbers: xAPIC offset / 16, x2APIC MSR - 0x800. */
#define APIC_REG_ID		0x02
#define APIC_REG_LVR		0x03
#define  APIC_LVR_EXTENDED	BIT(31)
#define APIC_REG_TPR		0x08
#define APIC_REG_EOI		0x0b
#define APIC_REG_LDR		0x0d
#define APIC_REG_DFR		0x0e
#define APIC_REG_SVR		0x0f
#define  APIC_SVR_ENABLE	BIT(8)
#define APIC_REG_ISR0		0x10
#define APIC_REG_TMR0		0x18
#define APIC_REG_IRR0		0x20
#define APIC_REG_ESR		0x28
#define APIC_REG_LVT_CMCI	0x2f
#define APIC_REG_ICR		0x30
#define APIC_REG_ICR_HI		0x31
#define APIC_REG_LVT_TIMER	0x32
#define APIC_REG_LVT_PERF	0x34
#define APIC_REG_LVT_ERROR	0x37
#define APIC_REG_TIMER_INITIAL	0x38
#define APIC_REG_TIMER_CURRENT	0x39
#define APIC_REG_TIMER_DIVIDE	0x3e
#define APIC_REG_SELF_IPI	0x3f
#define APIC_REG_EXT_FEATURE	0x40
#define APIC_REG_EXT_LVT0	0x50

#define APIC_LVT_MASKED		BIT(16)

/** Check this CPU: address of its APIC; notes the id. 0 or refuse(). */
int apic_cpu_check(unsigned int cpu);
/** Once: find the mode that Linux uses, map the registers. 0 or errno. */
int apic_init(void);
/** Every CPU: is it in the same mode? Sets the logical id. 0 or refuse(). */
int apic_cpu_init(void);

bool apic_is_x2apic(void);

u32 apic_read(unsigned int reg);
void apic_write(unsigned int reg, u32 value);
/** Send an IPI; waits for the delivery of an earlier one first. */
void apic_send_ipi(u32 destination, u32 icr_low);

/**
 * A guest writes a register.
 * @destination: for the interrupt command register; ignored otherwise.
 * Return: false if that is a violation.
 */
bool apic_guest_write(unsigned int reg, u32 value, u32 destination);
/** A guest reads a register through an MSR. False: a violation. */
bool apic_guest_read(unsigned int reg, u64 *value);

/** A write to the xAPIC page; @mmio->address is relative to it. */
enum mmio_result xapic_access(struct mmio_access *mmio);

/** State after INIT, nothing pending, nothing in service. */
void apic_reset(void);

/** Unit: read-only xAPIC page in each cell. */
extern const struct unit x86_apic_unit;

#endif
