/* SPDX-License-Identifier: BSD-2-Clause */
#include <ioapic_hw.h>
#include <ipi.h>
#include <asm/io.h>

/** That of spurious interrupts: no pin has it. */
#define NO_VECTOR		0xff

void ioapic_hw_init(struct x86_ioapic *chip)
{
	spin_lock(&chip->lock);
	chip->version = ioapic_hw_read(chip, IOAPIC_REG_VERSION);
	spin_unlock(&chip->lock);
	/* Bits 23:16: index of the last entry. */
	chip->pins = MIN((chip->version >> 16 & 0xff) + 1,
			 (u32)X86_IOAPIC_MAX_PINS);
}

u32 ioapic_hw_read(struct x86_ioapic *chip, u32 reg)
{
	mmio_write32(chip->base + IOAPIC_INDEX, reg);
	return mmio_read32(chip->base + IOAPIC_DATA);
}

void ioapic_hw_write(struct x86_ioapic *chip, u32 reg, u32 value)
{
	mmio_write32(chip->base + IOAPIC_INDEX, reg);
	mmio_write32(chip->base + IOAPIC_DATA, value);
}

u64 ioapic_hw_read_entry(struct x86_ioapic *chip, unsigned int pin)
{
	u32 reg = IOAPIC_REG_ENTRY + 2 * pin;

	return ioapic_hw_read(chip, reg) |
		(u64)ioapic_hw_read(chip, reg + 1) << 32;
}

void ioapic_hw_write_entry(struct x86_ioapic *chip, unsigned int pin, u64 entry)
{
	u32 reg = IOAPIC_REG_ENTRY + 2 * pin;
	u64 old = ioapic_hw_read_entry(chip, pin);

	if (!(old & APIC_MASKED) &&
	    ((entry & APIC_MASKED) || ((old ^ entry) & APIC_LOGICAL)))
		ioapic_hw_write(chip, reg, (u32)old | APIC_MASKED);
	if ((old ^ entry) >> 32)
		ioapic_hw_write(chip, reg + 1, entry >> 32);
	ioapic_hw_write(chip, reg, (u32)entry);
}

void ioapic_hw_end_pin(struct x86_ioapic *chip, unsigned int pin)
{
	u32 reg = IOAPIC_REG_ENTRY + 2 * pin;
	u32 low = ioapic_hw_read(chip, reg);

	if (!(low & APIC_REMOTE_IRR) || !ioapic_hw_has_eoi(chip))
		return;
	ioapic_hw_write(chip, reg, low | APIC_MASKED | NO_VECTOR);
	mmio_write32(chip->base + IOAPIC_EOI, NO_VECTOR);
	ioapic_hw_write(chip, reg, low);
}

void ioapic_hw_clean_pin(struct x86_ioapic *chip, unsigned int pin)
{
	u32 reg = IOAPIC_REG_ENTRY + 2 * pin;

	ioapic_hw_write(chip, reg, ioapic_hw_read(chip, reg) | APIC_MASKED);
	/* Without the EOI register, going through edge mode clears Remote IRR. */
	ioapic_hw_end_pin(chip, pin);
	ioapic_hw_write(chip, reg, APIC_MASKED);
	ioapic_hw_write(chip, reg + 1, 0);
}
