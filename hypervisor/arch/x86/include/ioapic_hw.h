/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Driver for an IOAPIC (82093AA; with EOI register from version 0x20 on).
 * Knows nothing of cells.
 */
#ifndef HV_X86_IOAPIC_HW_H
#define HV_X86_IOAPIC_HW_H

#include <types.h>
#include <spinlock.h>
#include <asm/cell.h>

/* Memory-mapped registers. */
#define IOAPIC_INDEX		0x00
#define IOAPIC_DATA		0x10
#define IOAPIC_EOI		0x40

/* Indexed registers. */
#define IOAPIC_REG_ID		0x00
#define IOAPIC_REG_VERSION	0x01
#define IOAPIC_REG_ENTRY	0x10

/** First version with an EOI register. */
#define IOAPIC_VERSION_EOI	0x20

struct x86_ioapic {
	/** Physical address. */
	u64 address;
	/** Where it is mapped. */
	volatile u8 *base;
	/** Value of the version register. */
	u32 version;
	unsigned int pins;
	/** Root's entries go through interrupt remapping. */
	bool remapped;
	/** Guards the index and data registers; held for one entry at most. */
	spinlock_t lock;

	/** Pins that root has whenever no cell has them. */
	u32 root_pins[4];
	/** Pins without an owner that were masked at enable; their entries. */
	u32 masked_pins[4];
	u32 masked_low[X86_IOAPIC_MAX_PINS];
};

/** Learn version and number of pins of a chip; address and base are set. */
void ioapic_hw_init(struct x86_ioapic *chip);

static inline bool ioapic_hw_has_eoi(const struct x86_ioapic *chip)
{
	return (chip->version & 0xff) >= IOAPIC_VERSION_EOI;
}

/* The lock is held by the caller in all of the following. */

/** Access an indexed register. */
u32 ioapic_hw_read(struct x86_ioapic *chip, u32 reg);
void ioapic_hw_write(struct x86_ioapic *chip, u32 reg, u32 value);

u64 ioapic_hw_read_entry(struct x86_ioapic *chip, unsigned int pin);

/**
 * Replace an entry so that no mixture of the old and the new one ever
 * delivers: a masked entry is written low half first, and one that changes its
 * destination mode is masked in between.
 */
void ioapic_hw_write_entry(struct x86_ioapic *chip, unsigned int pin,
			   u64 entry);

/**
 * End a level-triggered interrupt of this pin, and of no other that has the same
 * vector; nothing without an EOI register.
 */
void ioapic_hw_end_pin(struct x86_ioapic *chip, unsigned int pin);

/**
 * Mask a pin, forget a level interrupt that waits for its EOI (Remote IRR), and
 * clear the rest of the entry. Does not wait for an interrupt under delivery.
 */
void ioapic_hw_clean_pin(struct x86_ioapic *chip, unsigned int pin);

#endif
