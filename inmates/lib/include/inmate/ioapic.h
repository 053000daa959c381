/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Pins of the IOAPIC that the cell owns (Intel 82093AA data sheet, section 3.2).
 * One CPU at a time: a register takes two accesses.
 */
#ifndef INMATE_IOAPIC_H
#define INMATE_IOAPIC_H

#include <types.h>

/** Write both halves of a pin's entry; the lower one, which can unmask it, last. */
void ioapic_write_entry(unsigned int pin, u32 high, u32 low);

/** How a device drives its pin; both are active high. */
enum ioapic_trigger {
	/** ISA: an interrupt for each rise. */
	IOAPIC_EDGE,
	/** PCI: interrupts for as long as the pin is high. */
	IOAPIC_LEVEL,
};

/**
 * Deliver interrupts of a pin to the calling CPU.
 * @vector: as for irq_set_handler()
 */
void ioapic_enable(unsigned int pin, u8 vector, enum ioapic_trigger trigger);

/** Let the pin be silent. */
void ioapic_disable(unsigned int pin);

#endif
