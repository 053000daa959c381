/* SPDX-License-Identifier: BSD-2-Clause */
#include <ioapic.h>
#include <ioapic_hw.h>
#include <errno.h>
#include <ipi.h>
#include <report.h>
#include <tables.h>
#include <x86.h>
#include <jailhouse/config-access.h>

#define ENTRY_MODE_MASK		((u64)APIC_DM_MASK)
/** Remappable format: the rest of the upper half is a handle (VT-d 5.1.5.1). */
#define ENTRY_REMAPPABLE	BIT(48)

/** All chips of the root cell; both change only at enable and disable. */
static struct x86_ioapic chips[X86_MAX_IOAPICS];
static unsigned int num_chips;

static bool has_pin(const u32 *pins, unsigned int pin)
{
	return pins[pin / 32] >> (pin % 32) & 1;
}

static void add_pin(u32 *pins, unsigned int pin)
{
	pins[pin / 32] |= 1U << (pin % 32);
}

static void remove_pin(u32 *pins, unsigned int pin)
{
	pins[pin / 32] &= ~(1U << (pin % 32));
}

static struct x86_ioapic *find_chip(u64 address)
{
	unsigned int i;

	for (i = 0; i < num_chips; i++)
		if (chips[i].address == address)
			return &chips[i];
	return NULL;
}

static struct x86_cell_ioapic *find_share(struct cell *cell,
					  const struct x86_ioapic *chip)
{
	unsigned int i;

	for (i = 0; i < cell->arch.num_ioapics; i++)
		if (cell->arch.ioapics[i].chip == chip)
			return &cell->arch.ioapics[i];
	return NULL;
}

/* --- accesses of guests --- */

static void report_entry(const struct x86_ioapic *chip, u64 entry)
{
	struct violation violation = {
		.kind = VIOLATION_INTERRUPT,
		.address = chip->address + IOAPIC_DATA,
		.size = 4,
		.is_write = true,
		.value = entry,
		.pc = x86_guest_pc(),
		.what = "IOAPIC entry: delivery mode or destination",
	};

	report_violation(&violation);
}

/*
 * Where an entry with a handle leads to is written in the remapping table,
 * which is root's: nothing to filter. Without remapping hardware at work the
 * bit means nothing, and the entry is one like any other.
 */
static bool keeps_handle(const struct x86_cell_ioapic *share, u64 entry)
{
	return share->cell == &root_cell && share->chip->remapped &&
		(entry & ENTRY_REMAPPABLE);
}

/* Write one half of an own entry. Return: false if that is a violation. */
static bool write_half(struct x86_cell_ioapic *share, unsigned int pin,
		       bool high, u32 value, u64 *entry)
{
	struct x86_ioapic *chip = share->chip;
	u64 filtered;

	*entry = ioapic_hw_read_entry(chip, pin);
	if (high)
		*entry = (u32)*entry | (u64)value << 32;
	else
		*entry = (*entry & ~0xffffffffULL) | value;
	if (keeps_handle(share, *entry))
		filtered = *entry;
	else if (!ioapic_entry_filter(&share->cell->cpus, *entry, &filtered))
		return false;
	ioapic_hw_write_entry(chip, pin, filtered);
	return true;
}

static void write_register(struct x86_cell_ioapic *share, u32 value)
{
	struct x86_ioapic *chip = share->chip;
	/* Common to all CPUs of a cell: another may change it any time. */
	u32 index = __atomic_load_n(&share->index, __ATOMIC_RELAXED);
	u32 reg = index - IOAPIC_REG_ENTRY;
	u64 entry;
	bool ok;

	if (index < IOAPIC_REG_ENTRY || !has_pin(share->pins, reg / 2))
		return;
	spin_lock(&chip->lock);
	ok = write_half(share, reg / 2, reg & 1, value, &entry);
	spin_unlock(&chip->lock);
	if (!ok)
		report_entry(chip, entry);
}

static u32 read_register(struct x86_cell_ioapic *share)
{
	struct x86_ioapic *chip = share->chip;
	u32 index = __atomic_load_n(&share->index, __ATOMIC_RELAXED);
	u32 reg = index - IOAPIC_REG_ENTRY;
	u32 value;

	if (index == IOAPIC_REG_VERSION)
		return chip->version;
	if (index != IOAPIC_REG_ID &&
	    (index < IOAPIC_REG_ENTRY || !has_pin(share->pins, reg / 2)))
		return 0;
	spin_lock(&chip->lock);
	value = ioapic_hw_read(chip, index);
	spin_unlock(&chip->lock);
	return value;
}

/*
 * The EOI register ends the interrupts of all pins with that vector; here, of own
 * ones. Local APICs do the same for all pins when a level-triggered interrupt ends:
 * a foreign one with that vector gets its interrupt again if it is not served yet.
 */
static void write_eoi(struct x86_cell_ioapic *share, u8 vector)
{
	struct x86_ioapic *chip = share->chip;
	unsigned int pin;
	u32 low;

	for (pin = 0; pin < chip->pins; pin++) {
		if (!has_pin(share->pins, pin))
			continue;
		spin_lock(&chip->lock);
		low = ioapic_hw_read(chip, IOAPIC_REG_ENTRY + 2 * pin);
		if ((low & APIC_LEVEL) && (low & APIC_VECTOR_MASK) == vector)
			ioapic_hw_end_pin(chip, pin);
		spin_unlock(&chip->lock);
	}
}

static enum mmio_result ioapic_access(void *arg, struct mmio_access *mmio)
{
	struct x86_cell_ioapic *share = arg;

	if (mmio->size != 4)
		return MMIO_ERROR;
	switch (mmio->address) {
	case IOAPIC_INDEX:
		if (mmio->is_write)
			share->index = mmio->value & 0xff;
		else
			mmio->value = share->index;
		return MMIO_HANDLED;
	case IOAPIC_DATA:
		if (mmio->is_write)
			write_register(share, mmio->value);
		else
			mmio->value = read_register(share);
		return MMIO_HANDLED;
	case IOAPIC_EOI:
		if (mmio->is_write)
			write_eoi(share, mmio->value);
		else
			mmio->value = 0;
		return MMIO_HANDLED;
	default:
		return MMIO_ERROR;
	}
}

/* --- life of a cell --- */

static int fill_error(struct jailhouse_config_error *error, u32 rule,
		      u32 index, u32 other)
{
	*error = (struct jailhouse_config_error) {
		.rule = rule,
		.array = JAILHOUSE_ARRAY_IRQCHIPS,
		.index = index,
		.other = other,
	};
	return -EINVAL;
}

static int ioapic_check(const struct jailhouse_cell_desc *config,
			struct jailhouse_config_error *error)
{
	const struct jailhouse_irqchip *irqchip =
		jailhouse_cell_irqchips(config);
	const struct x86_ioapic *chip;
	unsigned int i, pin;

	for (i = 0; i < config->num_irqchips; i++, irqchip++) {
		chip = find_chip(irqchip->address);
		if (!chip)
			return fill_error(error,
					  JAILHOUSE_RULE_IRQCHIP_UNKNOWN, i, 0);
		for (pin = chip->pins; pin < 128; pin++)
			if (irqchip->pin_bitmap[pin / 32] >> pin % 32 & 1)
				return fill_error(error,
						  JAILHOUSE_RULE_IRQCHIP_PIN,
						  i, pin);
	}
	return 0;
}

/* Undo of mask_unowned(). */
static void restore_unowned(struct x86_ioapic *chip)
{
	unsigned int pin;

	for (pin = 0; pin < chip->pins; pin++) {
		if (!has_pin(chip->masked_pins, pin))
			continue;
		spin_lock(&chip->lock);
		ioapic_hw_write(chip, IOAPIC_REG_ENTRY + 2 * pin,
				chip->masked_low[pin]);
		spin_unlock(&chip->lock);
		remove_pin(chip->masked_pins, pin);
	}
}

static void mask_unowned(struct x86_ioapic *chip)
{
	u32 reg, low;
	unsigned int pin;

	for (pin = 0; pin < chip->pins; pin++) {
		if (has_pin(chip->root_pins, pin))
			continue;
		reg = IOAPIC_REG_ENTRY + 2 * pin;
		spin_lock(&chip->lock);
		low = ioapic_hw_read(chip, reg);
		if (!(low & APIC_MASKED)) {
			ioapic_hw_write(chip, reg, low | APIC_MASKED);
			add_pin(chip->masked_pins, pin);
			chip->masked_low[pin] = low;
		}
		spin_unlock(&chip->lock);
	}
}

/* Linux uses the format for all entries if remapping is on, else for none. */
static void find_remapping(struct x86_ioapic *chip)
{
	unsigned int pin;
	u64 entry;

	for (pin = 0; pin < chip->pins; pin++) {
		spin_lock(&chip->lock);
		entry = ioapic_hw_read_entry(chip, pin);
		spin_unlock(&chip->lock);
		if (!(entry & APIC_MASKED) && (entry & ENTRY_REMAPPABLE))
			chip->remapped = true;
	}
}

/* Undo: restore_unowned() and counting num_chips down. */
static int add_root_chip(const struct jailhouse_irqchip *irqchip,
			 unsigned int index)
{
	struct x86_ioapic *chip = &chips[num_chips];
	unsigned int pin;

	if (num_chips == X86_MAX_IOAPICS)
		return refuse(JAILHOUSE_RULE_IRQCHIP_UNKNOWN,
			      JAILHOUSE_ARRAY_IRQCHIPS, index,
			      X86_MAX_IOAPICS);
	*chip = (struct x86_ioapic) { .address = irqchip->address };
	chip->base = map_device(irqchip->address, PAGE_SIZE);
	if (!chip->base)
		return -ENOMEM;
	ioapic_hw_init(chip);
	for (pin = 0; pin < chip->pins; pin++)
		if (irqchip->pin_bitmap[pin / 32] >> pin % 32 & 1)
			add_pin(chip->root_pins, pin);
	find_remapping(chip);
	mask_unowned(chip);
	num_chips++;
	return 0;
}

static void ioapic_shutdown(void)
{
	unsigned int i;

	for (i = 0; i < num_chips; i++)
		restore_unowned(&chips[i]);
}

static void ioapic_rollback(struct cell *cell)
{
	struct arch_cell *arch = &cell->arch;

	while (arch->num_ioapics > 0) {
		arch->num_ioapics--;
		mmio_unregister(&cell->mmio,
				arch->ioapics[arch->num_ioapics].chip->address);
	}
	if (cell == &root_cell) {
		ioapic_shutdown();
		num_chips = 0;
	}
}

static int add_share(struct cell *cell, const struct jailhouse_irqchip *irqchip)
{
	struct x86_cell_ioapic *share =
		&cell->arch.ioapics[cell->arch.num_ioapics];
	unsigned int pin;
	int err;

	*share = (struct x86_cell_ioapic) {
		.chip = find_chip(irqchip->address),
		.cell = cell,
	};
	for (pin = 0; pin < share->chip->pins; pin++)
		if (irqchip->pin_bitmap[pin / 32] >> pin % 32 & 1)
			add_pin(share->pins, pin);
	err = mmio_register(&cell->mmio, irqchip->address, PAGE_SIZE,
			    ioapic_access, share);
	if (!err)
		cell->arch.num_ioapics++;
	return err;
}

static int ioapic_prepare(struct cell *cell)
{
	const struct jailhouse_irqchip *irqchip =
		jailhouse_cell_irqchips(cell->config);
	unsigned int i;
	int err = 0;

	cell->arch.num_ioapics = 0;
	for (i = 0; i < cell->config->num_irqchips && !err; i++, irqchip++) {
		if (cell == &root_cell)
			err = add_root_chip(irqchip, i);
		if (!err)
			err = add_share(cell, irqchip);
	}
	if (err)
		ioapic_rollback(cell);
	return err;
}

/* Clean the pins of a share and move them from or to root. */
static void move_pins(struct x86_cell_ioapic *share, bool to_root)
{
	struct x86_ioapic *chip = share->chip;
	struct x86_cell_ioapic *root = find_share(&root_cell, chip);
	unsigned int pin;

	for (pin = 0; pin < chip->pins; pin++) {
		if (!has_pin(share->pins, pin))
			continue;
		spin_lock(&chip->lock);
		ioapic_hw_clean_pin(chip, pin);
		spin_unlock(&chip->lock);
		if (!to_root)
			remove_pin(root->pins, pin);
		else if (has_pin(chip->root_pins, pin))
			add_pin(root->pins, pin);
	}
}

/*
 * Keep an entry of root away from CPUs that root loses, without judging a
 * delivery mode that may be older than the hypervisor.
 */
static void retarget_pin(struct x86_cell_ioapic *share, unsigned int pin,
			 const cpu_set_t *cpus)
{
	struct x86_ioapic *chip = share->chip;
	u64 entry = ioapic_hw_read_entry(chip, pin);
	u64 filtered;

	if ((entry & APIC_MASKED) || keeps_handle(share, entry))
		return;
	if (ioapic_entry_filter(cpus, entry & ~ENTRY_MODE_MASK, &filtered)) {
		if (filtered >> 32 == entry >> 32)
			return;
		filtered |= entry & ENTRY_MODE_MASK;
	} else {
		filtered = entry | APIC_MASKED;
	}
	ioapic_hw_write_entry(chip, pin, filtered);
}

static void retarget_root(const struct cell *cell)
{
	struct x86_cell_ioapic *share;
	cpu_set_t cpus = root_cell.cpus;
	unsigned int i, pin, cpu;

	for_each_cpu(cpu, &cell->cpus)
		bitmap_clear(cpus.bits, cpu);
	for (i = 0; i < root_cell.arch.num_ioapics; i++) {
		share = &root_cell.arch.ioapics[i];
		for (pin = 0; pin < share->chip->pins; pin++) {
			if (!has_pin(share->pins, pin))
				continue;
			spin_lock(&share->chip->lock);
			retarget_pin(share, pin, &cpus);
			spin_unlock(&share->chip->lock);
		}
	}
}

static void ioapic_commit(struct cell *cell)
{
	unsigned int i;

	for (i = 0; i < cell->arch.num_ioapics; i++)
		move_pins(&cell->arch.ioapics[i], false);
	retarget_root(cell);
}

static void ioapic_release(struct cell *cell)
{
	unsigned int i;

	for (i = 0; i < cell->arch.num_ioapics; i++)
		move_pins(&cell->arch.ioapics[i], true);
}

static void ioapic_reset(struct cell *cell)
{
	struct x86_cell_ioapic *share;
	unsigned int i, pin;

	for (i = 0; i < cell->arch.num_ioapics; i++) {
		share = &cell->arch.ioapics[i];
		share->index = 0;
		for (pin = 0; pin < share->chip->pins; pin++) {
			if (!has_pin(share->pins, pin))
				continue;
			spin_lock(&share->chip->lock);
			ioapic_hw_clean_pin(share->chip, pin);
			spin_unlock(&share->chip->lock);
		}
	}
}

const struct unit x86_ioapic_unit = {
	.name = "ioapic",
	.check = ioapic_check,
	.prepare = ioapic_prepare,
	.rollback = ioapic_rollback,
	.commit = ioapic_commit,
	.release = ioapic_release,
	.reset = ioapic_reset,
	.shutdown = ioapic_shutdown,
};
