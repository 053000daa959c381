/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Filters of everything that makes a CPU receive an interrupt by a register
 * write: interrupt command, local vector table, IOAPIC entries (APM volume 2,
 * chapter 16; Intel SDM volume 3, 11.6). No hardware access.
 *
 * What reaches a CPU are interrupts of its own cell: vectors and NMI; SMI,
 * INIT, start-up and ExtINT never (root: ExtINT on LINT0).
 */
#ifndef HV_X86_IPI_H
#define HV_X86_IPI_H

#include <types.h>
#include <cell.h>

/* Interrupt command register, low half; LVT and IOAPIC entries alike. */
#define APIC_VECTOR_MASK	0xffU
#define APIC_DM_SHIFT		8
#define APIC_DM_MASK		(7U << APIC_DM_SHIFT)
#define APIC_DM_FIXED		(0U << APIC_DM_SHIFT)
#define APIC_DM_LOWEST		(1U << APIC_DM_SHIFT)
#define APIC_DM_SMI		(2U << APIC_DM_SHIFT)
#define APIC_DM_NMI		(4U << APIC_DM_SHIFT)
#define APIC_DM_INIT		(5U << APIC_DM_SHIFT)
#define APIC_DM_SIPI		(6U << APIC_DM_SHIFT)
#define APIC_DM_EXTINT		(7U << APIC_DM_SHIFT)
#define APIC_LOGICAL		(1U << 11)
#define APIC_PENDING		(1U << 12)
#define APIC_POLARITY		(1U << 13)
#define APIC_ASSERT		(1U << 14)	/* ICR */
#define APIC_REMOTE_IRR		(1U << 14)	/* LVT, IOAPIC */
#define APIC_LEVEL		(1U << 15)
#define APIC_MASKED		(1U << 16)	/* LVT, IOAPIC */
#define APIC_TIMER_MODE_MASK	(3U << 17)	/* LVT timer */
#define APIC_SHORTHAND_MASK	(3U << 18)	/* ICR */
#define APIC_SHORTHAND_SELF	(1U << 18)
#define APIC_SHORTHAND_ALL	(2U << 18)
#define APIC_SHORTHAND_OTHERS	(3U << 18)

/** How destinations are meant; fixed since the hypervisor was enabled. */
struct apic_mode {
	/** Destinations are 32 bits, logical ones name clusters. */
	bool x2apic;
	/**
	 * xAPIC: hardware is in flat mode with LDR = 1 << CPU id on all CPUs
	 * below 8 (0 on others), so several CPUs can be addressed at once.
	 */
	bool flat;
};

/** Written once at bring-up. */
extern struct apic_mode apic_mode;

enum ipi_action {
	/** Nothing to do. */
	IPI_DROP,
	/** Send what ipi_next() tells. */
	IPI_SEND,
	/** INIT to targets. */
	IPI_INIT,
	/** Start-up with vector to targets. */
	IPI_SIPI,
	/** Forbidden delivery mode. Root: report and drop. */
	IPI_VIOLATION,
};

struct ipi {
	enum ipi_action action;
	/** CPUs of the sender's cell; may hold the sender. Not for DROP. */
	cpu_set_t targets;
	/** IPI_SIPI. */
	u8 vector;
	/** IPI_SEND: low half to write; state of ipi_next(). */
	u32 icr_low;
	bool flat;
};

/**
 * Decide about an interrupt command.
 * @cell:	cell of the sender.
 * @sender:	CPU that wrote the register.
 * @icr_low:	bits 31:0 as written.
 * @dest:	destination: in xAPIC mode bits 63:56 of the register as a
 *		number, in x2APIC mode bits 63:32.
 *
 * Destinations are cut down to the cell's CPUs that entered at enable. Lowest
 * priority goes to one of them, as fixed. Vectors below 16, INIT level
 * de-assert and combinations that the manuals call invalid are dropped.
 */
void ipi_filter(const struct cell *cell, unsigned int sender, u32 icr_low,
		u32 dest, struct ipi *ipi);

/**
 * Next command to give the hardware for an IPI_SEND.
 * @icr_low, @dest: as in ipi_filter(), without shorthand.
 *
 * Return: false when all are sent. At most one round per CPU of the cell.
 */
bool ipi_next(struct ipi *ipi, u32 *icr_low, u32 *dest);

/* Local vector table, offsets in the xAPIC page. */
#define APIC_LVT_CMCI		0x2f0
#define APIC_LVT_TIMER		0x320
#define APIC_LVT_THERMAL	0x330
#define APIC_LVT_PERF		0x340
#define APIC_LVT_LINT0		0x350
#define APIC_LVT_LINT1		0x360
#define APIC_LVT_ERROR		0x370
#define APIC_LVT_EXT_FIRST	0x500
#define APIC_LVT_EXT_LAST	0x530

/**
 * Decide about a write to an entry of the local vector table.
 * @offset:	APIC_LVT_*.
 * @value:	as written.
 * @filtered:	what to write instead, without reserved bits. A masked entry
 *		with a forbidden delivery mode becomes masked and fixed.
 *
 * Delivery modes: fixed and NMI; for root also ExtINT in LINT0, where Linux may
 * have left the 8259 connected.
 *
 * Return: false if an unmasked entry has another mode: nothing to be written,
 * a violation (root: report and drop).
 */
bool lvt_filter(unsigned int offset, u32 value, bool root, u32 *filtered);

/**
 * Decide about an entry of an IOAPIC (82093AA, 3.2.4).
 * @cpus:	CPUs of the cell that owns the pin.
 * @entry:	as the guest wants it; read-only bits are ignored.
 * @filtered:	what the hardware gets: read-only and reserved bits 0, a logical
 *		destination cut down to the cell's CPUs. Masked entries keep
 *		their destination; a forbidden delivery mode becomes fixed.
 *
 * Return: false if an unmasked entry has a delivery mode other than fixed,
 * lowest priority or NMI, or reaches no CPU of the cell.
 */
bool ioapic_entry_filter(const cpu_set_t *cpus, u64 entry, u64 *filtered);

#endif
