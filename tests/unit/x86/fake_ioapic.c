/* SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>

#include <ioapic_hw.h>
#include <ipi.h>
#include <asm/io.h>
#include <x86.h>

#include "fake_ioapic.h"

#define READ_ONLY	((u64)APIC_PENDING | APIC_REMOTE_IRR)

struct fake_ioapic fake_ioapics[FAKE_CHIPS];
unsigned int num_fake_ioapics;
bool fake_map_fails;

void fake_ioapics_reset(void)
{
	memset(fake_ioapics, 0, sizeof(fake_ioapics));
	num_fake_ioapics = 0;
	fake_map_fails = false;
}

struct fake_ioapic *fake_ioapic_add(u64 address, u8 version)
{
	struct fake_ioapic *chip = &fake_ioapics[num_fake_ioapics++];

	chip->address = address;
	chip->version = version;
	chip->id = 0x02000000;
	fake_ioapic_set_pins(chip, FAKE_PINS);
	return chip;
}

void fake_ioapic_set_pins(struct fake_ioapic *chip, unsigned int pins)
{
	unsigned int pin;

	chip->pins = pins;
	chip->version = (chip->version & 0xff) | (pins - 1) << 16;
	for (pin = 0; pin < pins; pin++)
		chip->entries[pin] = APIC_MASKED;
}

void *map_device(u64 phys, u64 size)
{
	unsigned int i;

	(void)size;
	for (i = 0; i < num_fake_ioapics && !fake_map_fails; i++)
		if (fake_ioapics[i].address == phys)
			return fake_ioapics[i].page;
	fake_map_fails = false;
	return NULL;
}

static struct fake_ioapic *find(const volatile void *address, u32 *offset)
{
	unsigned int i;

	for (i = 0; i < num_fake_ioapics; i++) {
		*offset = (const volatile u8 *)address - fake_ioapics[i].page;
		if ((const volatile u8 *)address >= fake_ioapics[i].page &&
		    *offset < sizeof(fake_ioapics[i].page))
			return &fake_ioapics[i];
	}
	return NULL;
}

static u32 read_indexed(const struct fake_ioapic *chip)
{
	u32 reg = chip->index - IOAPIC_REG_ENTRY;

	if (chip->index == IOAPIC_REG_ID)
		return chip->id;
	if (chip->index == IOAPIC_REG_VERSION)
		return chip->version;
	if (chip->index < IOAPIC_REG_ENTRY || reg / 2 >= chip->pins)
		return 0xdeadbeef;
	return chip->entries[reg / 2] >> (reg & 1 ? 32 : 0);
}

static void write_indexed(struct fake_ioapic *chip, u32 value)
{
	u32 reg = chip->index - IOAPIC_REG_ENTRY;
	u64 *entry;

	chip->writes++;
	if (chip->index < IOAPIC_REG_ENTRY || reg / 2 >= chip->pins) {
		chip->id = value;
		return;
	}
	entry = &chip->entries[reg / 2];
	if (reg & 1)
		*entry = (u32)*entry | (u64)value << 32;
	else
		*entry = (*entry & (0xffffffffULL << 32 | READ_ONLY)) |
			(value & ~READ_ONLY);
	/* Edge mode has no remote IRR (without the EOI register). */
	if (!(*entry & APIC_LEVEL) && (chip->version & 0xff) < 0x20)
		*entry &= ~(u64)APIC_REMOTE_IRR;
	if (!(*entry & APIC_MASKED) && chip->num_seen < 64)
		chip->seen[chip->num_seen++] = *entry;
}

u32 mmio_read32(const volatile void *address)
{
	u32 offset = 0;
	struct fake_ioapic *chip = find(address, &offset);

	if (!chip || offset != IOAPIC_DATA)
		return ~0U;
	return read_indexed(chip);
}

void mmio_write32(volatile void *address, u32 value)
{
	u32 offset = 0;
	struct fake_ioapic *chip = find(address, &offset);
	unsigned int pin;

	if (!chip)
		return;
	if (offset == IOAPIC_INDEX)
		chip->index = value;
	else if (offset == IOAPIC_DATA)
		write_indexed(chip, value);
	if (offset != IOAPIC_EOI)
		return;
	chip->eois++;
	chip->eoi_vector = value;
	for (pin = 0; pin < chip->pins; pin++) {
		if ((chip->entries[pin] & APIC_VECTOR_MASK) != value ||
		    !(chip->entries[pin] & APIC_LEVEL))
			continue;
		chip->entries[pin] &= ~(u64)APIC_REMOTE_IRR;
		/* The line may be active still. */
		if (!(chip->entries[pin] & APIC_MASKED) && chip->num_seen < 64)
			chip->seen[chip->num_seen++] = chip->entries[pin];
	}
}
