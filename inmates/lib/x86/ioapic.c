/* SPDX-License-Identifier: BSD-2-Clause */
#include <inmate.h>
#include <inmate/apic.h>
#include <inmate/ioapic.h>

#define IOAPIC_PAGE		0xfec00000UL
#define IOAPIC_INDEX		0x00
#define IOAPIC_DATA		0x10

#define ENTRY(pin)		(0x10 + 2 * (pin))
#define ENTRY_LEVEL		0x8000
#define ENTRY_MASKED		0x10000
#define ENTRY_DESTINATION_SHIFT	24	/* in the upper half */

static void write_register(u32 index, u32 value)
{
	mmio_write32((void *)(IOAPIC_PAGE + IOAPIC_INDEX), index);
	mmio_write32((void *)(IOAPIC_PAGE + IOAPIC_DATA), value);
}

void ioapic_write_entry(unsigned int pin, u32 high, u32 low)
{
	write_register(ENTRY(pin) + 1, high);
	write_register(ENTRY(pin), low);
}

void ioapic_enable(unsigned int pin, u8 vector, enum ioapic_trigger trigger)
{
	ioapic_write_entry(pin, apic_id() << ENTRY_DESTINATION_SHIFT, vector |
			   (trigger == IOAPIC_LEVEL ? ENTRY_LEVEL : 0));
}

void ioapic_disable(unsigned int pin)
{
	write_register(ENTRY(pin), ENTRY_MASKED);
}
