/* SPDX-License-Identifier: BSD-2-Clause */
/* IOAPICs that remember what was done to them. */
#ifndef TEST_X86_FAKE_IOAPIC_H
#define TEST_X86_FAKE_IOAPIC_H

#include <types.h>

#define FAKE_PINS	24
#define FAKE_CHIPS	10

struct fake_ioapic {
	u64 address;
	u32 index;
	u32 id;
	u32 version;
	unsigned int pins;
	u64 entries[120];
	/** Writes of the data register, and EOIs with the last vector. */
	unsigned int writes;
	unsigned int eois;
	u8 eoi_vector;
	/**
	 * Entries that were effective, unmasked, at any time after a write of
	 * one of their halves or an EOI; cleared by the test.
	 */
	u64 seen[64];
	unsigned int num_seen;
	u8 page[0x1000];
};

extern struct fake_ioapic fake_ioapics[FAKE_CHIPS];
extern unsigned int num_fake_ioapics;

/** No chips, mapping works. */
void fake_ioapics_reset(void);

/** Add a chip with FAKE_PINS pins, all masked. @version as in bits 7:0. */
struct fake_ioapic *fake_ioapic_add(u64 address, u8 version);

/** Give a chip another number of pins, before it is used. */
void fake_ioapic_set_pins(struct fake_ioapic *chip, unsigned int pins);

/** Let the next map_device() fail. */
extern bool fake_map_fails;

#endif
