/* SPDX-License-Identifier: BSD-2-Clause */
/* Accesses of guests to their share of an IOAPIC, and the chip's driver. */
#include "x86/test.h"

#include <errno.h>
#include <ioapic.h>
#include <ioapic_hw.h>
#include <ipi.h>

#include "x86/fake_ioapic.h"
#include "x86/machine.h"

#define CHIP		0xfec00000ULL
#define DEST(id)	((u64)(id) << 56)
#define VECTOR		0x41

static struct fake_ioapic *chip;

/* Root has pins 0 to 15 but 5 and 6, the cell 5 and 6; 16 up nobody. */
static int setup_version(u8 version)
{
	machine_reset();
	fake_ioapics_reset();
	chip = fake_ioapic_add(CHIP, version);
	add_irqchip(&root_config, CHIP, 0xffff);
	add_irqchip(&cell_config, CHIP, 0x60);
	assert_int_equal(x86_ioapic_unit.prepare(&root_cell), 0);
	assert_int_equal(x86_ioapic_unit.prepare(&test_cell), 0);
	machine_add_cell(0x0c);
	x86_ioapic_unit.commit(&test_cell);
	chip->writes = 0;
	chip->num_seen = 0;
	return 0;
}

static int setup(void **state)
{
	(void)state;
	return setup_version(0x20);
}

static int setup_old(void **state)
{
	(void)state;
	return setup_version(0x11);
}

static int teardown(void **state)
{
	const spinlock_t *lock = &root_cell.arch.ioapics[0].chip->lock;

	(void)state;
	assert_int_equal(lock->next, lock->owner);
	x86_ioapic_unit.rollback(&test_cell);
	x86_ioapic_unit.rollback(&root_cell);
	return 0;
}

static enum mmio_result access_chip(struct cell *cell, u32 offset, bool is_write,
				    unsigned int size, u64 *value)
{
	struct mmio_access mmio = {
		.address = CHIP + offset,
		.size = size,
		.is_write = is_write,
		.value = *value,
	};
	enum mmio_result result = mmio_dispatch(&cell->mmio, &mmio);

	*value = mmio.value;
	return result;
}

static void write32(struct cell *cell, u32 offset, u64 value)
{
	assert_int_equal(access_chip(cell, offset, true, 4, &value),
			 MMIO_HANDLED);
}

static u32 read32(struct cell *cell, u32 offset)
{
	u64 value = 0x5a5a5a5a5a;

	assert_int_equal(access_chip(cell, offset, false, 4, &value),
			 MMIO_HANDLED);
	assert_int_equal(value >> 32, 0);
	return value;
}

static u32 read_reg(struct cell *cell, u32 reg)
{
	write32(cell, IOAPIC_INDEX, reg);
	return read32(cell, IOAPIC_DATA);
}

static void write_reg(struct cell *cell, u32 reg, u32 value)
{
	write32(cell, IOAPIC_INDEX, reg);
	write32(cell, IOAPIC_DATA, value);
}

/* High half first, as Linux does. */
static void write_entry(struct cell *cell, unsigned int pin, u64 entry)
{
	write_reg(cell, IOAPIC_REG_ENTRY + 2 * pin + 1, entry >> 32);
	write_reg(cell, IOAPIC_REG_ENTRY + 2 * pin, entry);
}

static u64 read_entry(struct cell *cell, unsigned int pin)
{
	return read_reg(cell, IOAPIC_REG_ENTRY + 2 * pin) |
		(u64)read_reg(cell, IOAPIC_REG_ENTRY + 2 * pin + 1) << 32;
}

static void test_own_pins(void **state)
{
	(void)state;
	write_entry(&test_cell, 5, DEST(6) | APIC_LEVEL | VECTOR);
	assert_int_equal(chip->entries[5], DEST(6) | APIC_LEVEL | VECTOR);
	assert_int_equal(read_entry(&test_cell, 5),
			 DEST(6) | APIC_LEVEL | VECTOR);
	/* Status bits of the hardware are seen. */
	chip->entries[5] |= APIC_REMOTE_IRR | APIC_PENDING;
	assert_int_equal(read_entry(&test_cell, 5),
			 DEST(6) | APIC_LEVEL | APIC_REMOTE_IRR |
			 APIC_PENDING | VECTOR);
	/* Pin 0, the first register. */
	write_entry(&root_cell, 0, DEST(2) | 0x40);
	assert_int_equal(read_entry(&root_cell, 0), DEST(2) | 0x40);
	/* Only the low half. */
	write_reg(&test_cell, IOAPIC_REG_ENTRY + 10,
		  APIC_MASKED | APIC_LEVEL | VECTOR);
	assert_int_equal(chip->entries[5] & ~(u64)(APIC_REMOTE_IRR |
						   APIC_PENDING),
			 DEST(6) | APIC_MASKED | APIC_LEVEL | VECTOR);
	write_entry(&root_cell, 4, DEST(2) | 0x42);
	assert_int_equal(chip->entries[4], DEST(2) | 0x42);
	assert_int_equal(num_violations, 0);
}

static void test_foreign_pins(void **state)
{
	static const unsigned int not_cells[] = { 0, 4, 7, 15, 16, 23, 24, 100,
						  119 };
	static const unsigned int not_roots[] = { 5, 6, 16, 23, 24, 119 };
	u64 before[FAKE_PINS];
	unsigned int i;

	(void)state;
	write_entry(&root_cell, 4, DEST(2) | 0x42);
	memcpy(before, chip->entries, sizeof(before));
	chip->writes = 0;
	for (i = 0; i < ARRAY_SIZE(not_cells); i++) {
		write_entry(&test_cell, not_cells[i], DEST(6) | VECTOR);
		assert_int_equal(read_entry(&test_cell, not_cells[i]), 0);
	}
	for (i = 0; i < ARRAY_SIZE(not_roots); i++) {
		write_entry(&root_cell, not_roots[i], DEST(2) | VECTOR);
		assert_int_equal(read_entry(&root_cell, not_roots[i]), 0);
	}
	assert_int_equal(chip->writes, 0);
	assert_memory_equal(chip->entries, before, sizeof(before));
	assert_int_equal(num_violations, 0);
}

static void test_read_only(void **state)
{
	(void)state;
	assert_int_equal(read_reg(&test_cell, 0), 0x02000000);
	assert_int_equal(read_reg(&test_cell, 1), 0x20 | 23 << 16);
	assert_int_equal(read_reg(&test_cell, 2), 0);
	assert_int_equal(read_reg(&test_cell, 0x0f), 0);
	write_reg(&test_cell, 0, 0x0f000000);
	write_reg(&test_cell, 1, 0);
	write_reg(&root_cell, 0, 0x0f000000);
	assert_int_equal(chip->writes, 0);
	assert_int_equal(chip->id, 0x02000000);
}

static void test_index_per_cell(void **state)
{
	(void)state;
	write32(&root_cell, IOAPIC_INDEX, IOAPIC_REG_VERSION);
	write32(&test_cell, IOAPIC_INDEX, IOAPIC_REG_ID);
	assert_int_equal(read32(&root_cell, IOAPIC_INDEX), IOAPIC_REG_VERSION);
	assert_int_equal(read32(&root_cell, IOAPIC_DATA), 0x20 | 23 << 16);
	assert_int_equal(read32(&test_cell, IOAPIC_INDEX), IOAPIC_REG_ID);
	/* Eight bits wide. */
	write32(&test_cell, IOAPIC_INDEX, 0x101);
	assert_int_equal(read32(&test_cell, IOAPIC_INDEX), 1);
}

static void test_accesses(void **state)
{
	u64 value = 0;

	(void)state;
	assert_int_equal(access_chip(&test_cell, 0, true, 1, &value),
			 MMIO_ERROR);
	assert_int_equal(access_chip(&test_cell, 0x10, false, 8, &value),
			 MMIO_ERROR);
	assert_int_equal(access_chip(&test_cell, 0x10, false, 2, &value),
			 MMIO_ERROR);
	assert_int_equal(access_chip(&test_cell, 4, false, 4, &value),
			 MMIO_ERROR);
	assert_int_equal(access_chip(&test_cell, 0x12, false, 4, &value),
			 MMIO_ERROR);
	assert_int_equal(access_chip(&test_cell, 0x20, true, 4, &value),
			 MMIO_ERROR);
	assert_int_equal(access_chip(&test_cell, 0xffc, true, 4, &value),
			 MMIO_ERROR);
	assert_int_equal(access_chip(&test_cell, 0x1000, true, 4, &value),
			 MMIO_UNHANDLED);
	assert_int_equal(read32(&test_cell, IOAPIC_EOI), 0);
}

static void refused(struct cell *cell, unsigned int pin, u64 entry)
{
	u64 before = chip->entries[pin] & ~0xffffffff00000000ULL;

	num_violations = 0;
	write_entry(cell, pin, entry);
	assert_int_equal(num_violations, 1);
	assert_int_equal(last_violation.kind, VIOLATION_INTERRUPT);
	assert_int_equal(last_violation.address, CHIP + IOAPIC_DATA);
	assert_int_equal(last_violation.size, 4);
	assert_true(last_violation.is_write);
	assert_int_equal(last_violation.value, entry);
	assert_int_equal(last_violation.pc, 0x1234);
	assert_int_equal(chip->entries[pin] & 0xffffffff, before);
}

static void test_violations(void **state)
{
	(void)state;
	refused(&test_cell, 5, DEST(6) | APIC_DM_SMI);
	refused(&test_cell, 5, DEST(6) | APIC_DM_INIT);
	refused(&test_cell, 5, DEST(6) | APIC_DM_EXTINT);
	refused(&test_cell, 5, DEST(0) | VECTOR);
	refused(&test_cell, 5, DEST(0xf3) | APIC_LOGICAL | VECTOR);
	refused(&root_cell, 4, DEST(4) | VECTOR);
	refused(&root_cell, 4, DEST(2) | APIC_DM_EXTINT);
	assert_int_equal(chip->num_seen, 0);
	/* A live pin can't be pointed elsewhere either. */
	write_entry(&test_cell, 5, DEST(6) | VECTOR);
	num_violations = 0;
	write_reg(&test_cell, IOAPIC_REG_ENTRY + 11, 0);
	assert_int_equal(num_violations, 1);
	assert_int_equal(chip->entries[5], DEST(6) | VECTOR);
}

static void test_cut_down(void **state)
{
	(void)state;
	write_entry(&root_cell, 4,
		    DEST(0xff) | APIC_LOGICAL | APIC_DM_LOWEST | VECTOR);
	assert_int_equal(chip->entries[4], DEST(0xf3) | APIC_LOGICAL |
			 APIC_DM_LOWEST | VECTOR);
	assert_int_equal(num_violations, 0);
}

/* No mixture of two entries is ever effective. */
static void test_no_mixtures(void **state)
{
	const u64 old = DEST(0x0c) | APIC_LOGICAL | VECTOR;
	struct x86_ioapic *hw = root_cell.arch.ioapics[0].chip;
	unsigned int i;

	(void)state;
	/* Logical 0x0c (CPUs 2, 3) to physical 6: never physical 0x0c. */
	chip->entries[5] = old;
	ioapic_hw_write_entry(hw, 5, DEST(6) | VECTOR);
	assert_int_equal(chip->entries[5], DEST(6) | VECTOR);
	for (i = 0; i < chip->num_seen; i++)
		assert_true(chip->seen[i] == old ||
			    chip->seen[i] == (DEST(6) | VECTOR));
	/* Where no mixture does harm, no edge is lost by masking. */
	chip->writes = 0;
	chip->num_seen = 0;
	ioapic_hw_write_entry(hw, 5, DEST(4) | VECTOR);
	assert_int_equal(chip->writes, 2);
	assert_int_equal(chip->num_seen, 2);
	/* Unmasking shows the new destination only. */
	chip->entries[5] = DEST(0) | APIC_MASKED;
	chip->num_seen = 0;
	ioapic_hw_write_entry(hw, 5, DEST(6) | VECTOR);
	for (i = 0; i < chip->num_seen; i++)
		assert_int_equal(chip->seen[i], DEST(6) | VECTOR);
	/* Masking never shows the destination of the masked entry. */
	chip->num_seen = 0;
	ioapic_hw_write_entry(hw, 5, DEST(0) | APIC_MASKED);
	for (i = 0; i < chip->num_seen; i++)
		assert_int_equal(chip->seen[i], DEST(6) | VECTOR);
	assert_int_equal(chip->entries[5], DEST(0) | APIC_MASKED);
}

static void test_eoi(void **state)
{
	(void)state;
	/* A foreign one with the same vector is not ended. */
	chip->entries[3] = DEST(2) | APIC_LEVEL | APIC_REMOTE_IRR | VECTOR;
	chip->entries[4] = DEST(2) | APIC_LEVEL | APIC_REMOTE_IRR | 0x42;
	chip->entries[5] = DEST(6) | APIC_LEVEL | APIC_REMOTE_IRR | VECTOR;
	chip->entries[6] = DEST(6) | 0x43;
	write32(&test_cell, IOAPIC_EOI, VECTOR);
	assert_int_equal(chip->eois, 1);
	assert_int_equal(chip->entries[5], DEST(6) | APIC_LEVEL | VECTOR);
	assert_int_equal(chip->entries[3],
			 DEST(2) | APIC_LEVEL | APIC_REMOTE_IRR | VECTOR);
	/* No own level-triggered pin has these. */
	write32(&test_cell, IOAPIC_EOI, 0x42);
	write32(&test_cell, IOAPIC_EOI, 0x43);
	write32(&test_cell, IOAPIC_EOI, 0x44);
	assert_int_equal(chip->eois, 1);
	write32(&root_cell, IOAPIC_EOI, 0x42);
	assert_int_equal(chip->eois, 2);
	chip->entries[0] = DEST(2) | APIC_LEVEL | APIC_REMOTE_IRR | 0x45;
	write32(&root_cell, IOAPIC_EOI, 0x45);
	assert_int_equal(chip->eois, 3);
}

static void test_eoi_absent(void **state)
{
	(void)state;
	chip->entries[5] = DEST(6) | APIC_LEVEL | VECTOR;
	write32(&test_cell, IOAPIC_EOI, VECTOR);
	assert_int_equal(chip->eois, 0);
}

static void check_clean(void)
{
	struct x86_ioapic *hw = root_cell.arch.ioapics[0].chip;

	chip->entries[5] = DEST(6) | APIC_LEVEL | APIC_REMOTE_IRR | VECTOR;
	chip->num_seen = 0;
	ioapic_hw_clean_pin(hw, 5);
	assert_int_equal(chip->entries[5], APIC_MASKED);
	assert_int_equal(chip->num_seen, 0);
	chip->entries[5] = DEST(6) | VECTOR;
	ioapic_hw_clean_pin(hw, 5);
	assert_int_equal(chip->entries[5], APIC_MASKED);
}

static void test_clean_pin(void **state)
{
	(void)state;
	check_clean();
	assert_int_equal(chip->eois, 1);
}

static void test_clean_pin_old(void **state)
{
	(void)state;
	check_clean();
	assert_int_equal(chip->eois, 0);
}

#define TEST(name)	cmocka_unit_test_setup_teardown(name, setup, teardown)
#define TEST_OLD(name) \
	cmocka_unit_test_setup_teardown(name, setup_old, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_own_pins),
		TEST(test_foreign_pins),
		TEST(test_read_only),
		TEST(test_index_per_cell),
		TEST(test_accesses),
		TEST(test_violations),
		TEST(test_cut_down),
		TEST(test_no_mixtures),
		TEST(test_eoi),
		TEST_OLD(test_eoi_absent),
		TEST(test_clean_pin),
		TEST_OLD(test_clean_pin_old),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
