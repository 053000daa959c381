/* SPDX-License-Identifier: BSD-2-Clause */
/* IOAPIC pins on their way between root and cells. */
#include "x86/test.h"

#include <errno.h>
#include <ioapic.h>
#include <ioapic_hw.h>
#include <ipi.h>

#include "x86/fake_ioapic.h"
#include "x86/machine.h"

#define CHIP		0xfec00000ULL
#define CHIP2		0xfec10000ULL
#define DEST(id)	((u64)(id) << 56)
#define VECTOR		0x41

static struct fake_ioapic *chip, *chip2;

static int setup(void **state)
{
	(void)state;
	machine_reset();
	fake_ioapics_reset();
	chip = fake_ioapic_add(CHIP, 0x20);
	chip2 = fake_ioapic_add(CHIP2, 0x20);
	add_irqchip(&root_config, CHIP, 0xffff);
	add_irqchip(&root_config, CHIP2, 0xffffff);
	return 0;
}

static int teardown(void **state)
{
	const spinlock_t *lock;

	(void)state;
	if (root_cell.arch.num_ioapics > 0) {
		lock = &root_cell.arch.ioapics[0].chip->lock;
		assert_int_equal(lock->next, lock->owner);
	}
	x86_ioapic_unit.rollback(&test_cell);
	x86_ioapic_unit.rollback(&root_cell);
	return 0;
}

static void enable(void)
{
	assert_int_equal(x86_ioapic_unit.prepare(&root_cell), 0);
}

static void create(u64 cpu_bits)
{
	struct jailhouse_config_error error;

	assert_int_equal(x86_ioapic_unit.check(&cell_config.desc, &error), 0);
	assert_int_equal(x86_ioapic_unit.prepare(&test_cell), 0);
	/* Whatever the core does first: CPUs move, or commit runs. */
	machine_add_cell(cpu_bits);
	x86_ioapic_unit.commit(&test_cell);
}

static void destroy(void)
{
	x86_ioapic_unit.release(&test_cell);
	x86_ioapic_unit.rollback(&test_cell);
	root_cell.next = NULL;
	root_cell.cpus = cpus(0xff);
}

static u64 access_data(struct cell *cell, u64 base, u32 reg, bool is_write,
		       u64 value)
{
	struct mmio_access mmio = { .address = base, .size = 4,
				    .is_write = true, .value = reg };

	assert_int_equal(mmio_dispatch(&cell->mmio, &mmio), MMIO_HANDLED);
	mmio = (struct mmio_access) { .address = base + IOAPIC_DATA, .size = 4,
				      .is_write = is_write, .value = value };
	assert_int_equal(mmio_dispatch(&cell->mmio, &mmio), MMIO_HANDLED);
	return mmio.value;
}

/* Whether a cell reaches a pin, by a write to a masked entry. */
static bool has_access(struct cell *cell, struct fake_ioapic *hw,
		       unsigned int pin)
{
	u64 before = hw->entries[pin];
	bool result;

	access_data(cell, hw->address, IOAPIC_REG_ENTRY + 2 * pin, true,
		    APIC_MASKED | 0x77);
	result = (hw->entries[pin] & APIC_VECTOR_MASK) == 0x77;
	hw->entries[pin] = before;
	return result;
}

static void test_enable_keeps_root(void **state)
{
	const u64 extint = DEST(0) | APIC_DM_EXTINT;
	const u64 smi = DEST(0) | APIC_DM_SMI;

	(void)state;
	chip->entries[0] = extint;
	chip->entries[1] = smi;
	chip->entries[2] = DEST(0xff) | APIC_LOGICAL | VECTOR;
	chip->entries[9] = DEST(4) | APIC_LEVEL | APIC_REMOTE_IRR | VECTOR;
	chip->entries[15] = DEST(4) | VECTOR;
	enable();
	assert_int_equal(chip->writes, 0);
	assert_true(has_access(&root_cell, chip, 0));
	assert_true(has_access(&root_cell, chip2, 23));
}

static void test_unowned_masked(void **state)
{
	const u64 entry = DEST(4) | APIC_LEVEL | VECTOR;

	(void)state;
	chip->entries[16] = entry;
	chip->entries[17] = DEST(0) | APIC_DM_SMI;
	chip->entries[18] = APIC_MASKED | 0x33;
	enable();
	assert_int_equal(chip->entries[16], entry | APIC_MASKED);
	assert_int_equal(chip->entries[17],
			 DEST(0) | APIC_DM_SMI | APIC_MASKED);
	assert_int_equal(chip->writes, 2);
	assert_false(has_access(&root_cell, chip, 16));

	x86_ioapic_unit.shutdown();
	assert_int_equal(chip->entries[16], entry);
	assert_int_equal(chip->entries[17], DEST(0) | APIC_DM_SMI);
	/* Once. */
	chip->writes = 0;
	x86_ioapic_unit.shutdown();
	x86_ioapic_unit.rollback(&root_cell);
	assert_int_equal(chip->writes, 0);
}

static void test_rollback_root(void **state)
{
	(void)state;
	chip->entries[16] = DEST(4) | VECTOR;
	enable();
	x86_ioapic_unit.rollback(&root_cell);
	assert_int_equal(chip->entries[16], DEST(4) | VECTOR);
	assert_int_equal(root_cell.mmio.count, 0);
	assert_int_equal(root_cell.arch.num_ioapics, 0);
	/* And again from the start. */
	enable();
	assert_int_equal(root_cell.mmio.count, 2);
}

static void test_prepare_fails(void **state)
{
	(void)state;
	chip->entries[16] = DEST(4) | VECTOR;
	fake_ioapics[1].address = 0;
	assert_int_equal(x86_ioapic_unit.prepare(&root_cell), -ENOMEM);
	assert_int_equal(root_cell.mmio.count, 0);
	assert_int_equal(root_cell.arch.num_ioapics, 0);
	assert_int_equal(chip->entries[16], DEST(4) | VECTOR);
}

static void test_mmio_full(void **state)
{
	u64 address;

	(void)state;
	enable();
	add_irqchip(&cell_config, CHIP, 0x60);
	add_irqchip(&cell_config, CHIP2, 0x60);
	for (address = 0; test_cell.mmio.count < MMIO_MAX_REGIONS - 1;
	     address += 0x1000)
		assert_int_equal(mmio_register(&test_cell.mmio, address, 0x1000,
					       NULL, NULL), 0);
	assert_int_equal(x86_ioapic_unit.prepare(&test_cell), -ENOMEM);
	assert_int_equal(test_cell.mmio.count, MMIO_MAX_REGIONS - 1);
	assert_int_equal(test_cell.arch.num_ioapics, 0);
}

static void test_too_many_chips(void **state)
{
	unsigned int i;

	(void)state;
	for (i = 2; i <= X86_MAX_IOAPICS; i++) {
		fake_ioapic_add(CHIP + i * 0x10000, 0x20);
		add_irqchip(&root_config, CHIP + i * 0x10000, 1);
	}
	assert_int_equal(x86_ioapic_unit.prepare(&root_cell), -ENOMEM);
	assert_int_equal(last_refusal.rule, JAILHOUSE_RULE_IRQCHIP_UNKNOWN);
	assert_int_equal(last_refusal.array, JAILHOUSE_ARRAY_IRQCHIPS);
	assert_int_equal(last_refusal.index, X86_MAX_IOAPICS);
	assert_int_equal(root_cell.mmio.count, 0);
}

static void test_check(void **state)
{
	struct jailhouse_config_error error = { 0 };

	(void)state;
	enable();
	add_irqchip(&cell_config, CHIP2, 1);
	add_irqchip(&cell_config, CHIP, 1 << 23);
	assert_int_equal(x86_ioapic_unit.check(&cell_config.desc, &error), 0);
	cell_config.irqchips[1].pin_bitmap[0] |= 1 << 24;
	assert_int_equal(x86_ioapic_unit.check(&cell_config.desc, &error),
			 -EINVAL);
	assert_int_equal(error.rule, JAILHOUSE_RULE_IRQCHIP_PIN);
	assert_int_equal(error.array, JAILHOUSE_ARRAY_IRQCHIPS);
	assert_int_equal(error.index, 1);
	assert_int_equal(error.other, 24);
	cell_config.irqchips[1].pin_bitmap[0] = 0;
	cell_config.irqchips[1].pin_bitmap[3] = 1U << 31;
	assert_int_equal(x86_ioapic_unit.check(&cell_config.desc, &error),
			 -EINVAL);
	assert_int_equal(error.other, 127);
	cell_config.irqchips[0].address = CHIP + 0x1000;
	assert_int_equal(x86_ioapic_unit.check(&cell_config.desc, &error),
			 -EINVAL);
	assert_int_equal(error.rule, JAILHOUSE_RULE_IRQCHIP_UNKNOWN);
	assert_int_equal(error.index, 0);
	assert_int_equal(error.other, 0);
	assert_int_equal(chip->writes, 0);
}

static void test_pins_move(void **state)
{
	(void)state;
	enable();
	chip->entries[5] = DEST(2) | APIC_LEVEL | APIC_REMOTE_IRR | VECTOR;
	chip->entries[7] = DEST(2) | VECTOR;
	add_irqchip(&cell_config, CHIP, 0x60);
	assert_int_equal(x86_ioapic_unit.prepare(&test_cell), 0);
	/* Nothing visible before the commit. */
	assert_true(has_access(&root_cell, chip, 5));
	assert_int_equal(chip->entries[5], DEST(2) | APIC_LEVEL |
			 APIC_REMOTE_IRR | VECTOR);
	machine_add_cell(0x0c);
	x86_ioapic_unit.commit(&test_cell);
	assert_int_equal(chip->entries[5], APIC_MASKED);
	assert_int_equal(chip->entries[7], DEST(2) | VECTOR);
	assert_false(has_access(&root_cell, chip, 5));
	assert_false(has_access(&root_cell, chip, 6));
	assert_true(has_access(&root_cell, chip, 7));
	assert_true(has_access(&test_cell, chip, 5));
	assert_true(has_access(&test_cell, chip, 6));
	assert_false(has_access(&test_cell, chip, 7));

	chip->entries[6] = DEST(6) | VECTOR;
	destroy();
	assert_int_equal(chip->entries[6], APIC_MASKED);
	assert_true(has_access(&root_cell, chip, 5));
	assert_true(has_access(&root_cell, chip, 6));
	assert_int_equal(test_cell.mmio.count, 0);
}

/* Pins that root never had don't become root's. */
static void test_pins_root_lacked(void **state)
{
	(void)state;
	enable();
	add_irqchip(&cell_config, CHIP, 0x30000);
	create(0x0c);
	assert_true(has_access(&test_cell, chip, 17));
	chip->entries[17] = DEST(6) | VECTOR;
	destroy();
	assert_int_equal(chip->entries[17], APIC_MASKED);
	assert_false(has_access(&root_cell, chip, 17));
}

static void test_rollback_cell(void **state)
{
	(void)state;
	enable();
	chip->entries[5] = DEST(2) | VECTOR;
	add_irqchip(&cell_config, CHIP, 0x60);
	assert_int_equal(x86_ioapic_unit.prepare(&test_cell), 0);
	assert_int_equal(test_cell.mmio.count, 1);
	x86_ioapic_unit.rollback(&test_cell);
	assert_int_equal(test_cell.mmio.count, 0);
	assert_true(has_access(&root_cell, chip, 5));
	assert_int_equal(chip->entries[5], DEST(2) | VECTOR);
}

/* APIC ids are CPU numbers doubled; the cell takes CPUs 2 and 3. */
static void test_retarget(void **state)
{
	(void)state;
	enable();
	chip->entries[0] = DEST(4) | APIC_DM_EXTINT;
	chip->entries[1] = DEST(4) | VECTOR;
	chip->entries[2] = DEST(8) | VECTOR;
	chip->entries[3] = DEST(0xff) | APIC_LOGICAL | APIC_DM_LOWEST | VECTOR;
	chip->entries[4] = DEST(0x04) | APIC_LOGICAL | VECTOR;
	chip->entries[5] = DEST(6) | APIC_MASKED | VECTOR;
	chip->entries[6] = DEST(0) | APIC_DM_EXTINT;
	chip->entries[7] = DEST(0x05) | APIC_LOGICAL | APIC_DM_SMI;
	chip2->entries[23] = DEST(6) | APIC_LEVEL | VECTOR;
	create(0x0c);
	assert_int_equal(chip->entries[0],
			 DEST(4) | APIC_DM_EXTINT | APIC_MASKED);
	assert_int_equal(chip->entries[1], DEST(4) | VECTOR | APIC_MASKED);
	assert_int_equal(chip->entries[2], DEST(8) | VECTOR);
	assert_int_equal(chip->entries[3], DEST(0xf3) | APIC_LOGICAL |
			 APIC_DM_LOWEST | VECTOR);
	assert_int_equal(chip->entries[4], DEST(0x04) | APIC_LOGICAL | VECTOR |
			 APIC_MASKED);
	assert_int_equal(chip->entries[5], DEST(6) | APIC_MASKED | VECTOR);
	assert_int_equal(chip->entries[6], DEST(0) | APIC_DM_EXTINT);
	assert_int_equal(chip->entries[7],
			 DEST(0x01) | APIC_LOGICAL | APIC_DM_SMI);
	assert_int_equal(chip2->entries[23],
			 DEST(6) | APIC_LEVEL | VECTOR | APIC_MASKED);
	assert_int_equal(num_violations, 0);
}

/* The same when root's set of CPUs shrinks only after the commit. */
static void test_retarget_early(void **state)
{
	(void)state;
	enable();
	chip->entries[1] = DEST(4) | VECTOR;
	chip->entries[2] = DEST(8) | VECTOR;
	test_cell.cpus = cpus(0x0c);
	assert_int_equal(x86_ioapic_unit.prepare(&test_cell), 0);
	x86_ioapic_unit.commit(&test_cell);
	assert_int_equal(chip->entries[1], DEST(4) | VECTOR | APIC_MASKED);
	assert_int_equal(chip->entries[2], DEST(8) | VECTOR);
	assert_int_equal(root_cell.cpus.bits[0], 0xff);
}

/* Bit 48: bits 63:49 are a handle of the remapping hardware, root's. */
#define HANDLE(index)	((u64)(index) << 49 | 1ULL << 48)

static void write_pin(struct cell *cell, unsigned int pin, u64 entry)
{
	u32 reg = IOAPIC_REG_ENTRY + 2 * pin;

	access_data(cell, CHIP, reg + 1, true, entry >> 32);
	access_data(cell, CHIP, reg, true, (u32)entry);
}

static void test_remapped(void **state)
{
	(void)state;
	chip->entries[1] = HANDLE(3) | VECTOR;
	enable();
	add_irqchip(&cell_config, CHIP, 0x60);
	create(0x0c);
	/* Neither the switch nor a write touches root's handles. */
	assert_int_equal(chip->entries[1], HANDLE(3) | VECTOR);
	write_pin(&root_cell, 2, HANDLE(0x1234) | VECTOR);
	assert_int_equal(chip->entries[2], HANDLE(0x1234) | VECTOR);
	assert_int_equal(num_violations, 0);
	/* Entries without one are filtered as ever. */
	write_pin(&root_cell, 3, DEST(4) | VECTOR);
	assert_int_equal(num_violations, 1);
	num_violations = 0;
	/* Cells have none. */
	write_pin(&test_cell, 5, HANDLE(3) | VECTOR);
	assert_int_equal(num_violations, 1);
	assert_true(chip->entries[5] & APIC_MASKED);
}

/* Where remapping is off, the bit doesn't open anything. */
static void test_not_remapped(void **state)
{
	(void)state;
	chip->entries[1] = HANDLE(3) | APIC_MASKED | VECTOR;
	chip->entries[4] = DEST(2) | VECTOR;
	enable();
	write_pin(&root_cell, 2, 0x08ULL << 56 | 1ULL << 48 | VECTOR);
	assert_int_equal(chip->entries[2], DEST(8) | VECTOR);
	write_pin(&root_cell, 3, 0x11ULL << 56 | 1ULL << 48 | VECTOR);
	assert_int_equal(num_violations, 1);
	assert_true(chip->entries[3] & APIC_MASKED);
}

/* A further cell leaves the pins of the first alone. */
static void test_second_cell(void **state)
{
	static struct test_config other_config;
	static struct cell other_cell;

	(void)state;
	memset(&other_config, 0, sizeof(other_config));
	memset(&other_cell, 0, sizeof(other_cell));
	other_cell.config = &other_config.desc;
	enable();
	add_irqchip(&cell_config, CHIP, 1 << 5);
	create(0x0c);
	chip->entries[5] = DEST(6) | APIC_LEVEL | VECTOR;
	add_irqchip(&other_config, CHIP, 1);
	other_cell.cpus = cpus(0x30);
	root_cell.cpus.bits[0] &= ~0x30UL;
	assert_int_equal(x86_ioapic_unit.prepare(&other_cell), 0);
	test_cell.next = &other_cell;
	chip->entries[0] = DEST(2) | VECTOR;
	x86_ioapic_unit.commit(&other_cell);
	assert_int_equal(chip->entries[5], DEST(6) | APIC_LEVEL | VECTOR);
	assert_int_equal(chip->entries[0], APIC_MASKED);
	assert_true(has_access(&other_cell, chip, 0));
	assert_false(has_access(&root_cell, chip, 0));
	/* Pin 0 is quiet at a start, too. */
	chip->entries[0] = DEST(8) | VECTOR;
	x86_ioapic_unit.reset(&other_cell);
	assert_int_equal(chip->entries[0], APIC_MASKED);
	x86_ioapic_unit.release(&other_cell);
	x86_ioapic_unit.rollback(&other_cell);
	assert_true(has_access(&root_cell, chip, 0));
	assert_int_equal(chip->entries[5], DEST(6) | APIC_LEVEL | VECTOR);
}

/* More than 32 pins, as servers have. */
static void test_many_pins(void **state)
{
	(void)state;
	fake_ioapic_set_pins(chip2, 120);
	root_config.irqchips[1].pin_bitmap[0] = 0;
	root_config.irqchips[1].pin_bitmap[1] = 1 << 2 | 1 << 3;
	root_config.irqchips[1].pin_bitmap[3] = 1 << 23;
	chip2->entries[0] = DEST(2) | VECTOR;
	chip2->entries[34] = DEST(2) | VECTOR;
	chip2->entries[36] = DEST(2) | VECTOR;
	chip2->entries[119] = DEST(2) | VECTOR;
	enable();
	assert_int_equal(chip2->entries[0], DEST(2) | APIC_MASKED | VECTOR);
	assert_int_equal(chip2->entries[34], DEST(2) | VECTOR);
	assert_int_equal(chip2->entries[36], DEST(2) | APIC_MASKED | VECTOR);
	assert_int_equal(chip2->entries[119], DEST(2) | VECTOR);
	add_irqchip(&cell_config, CHIP2, 0);
	cell_config.irqchips[0].pin_bitmap[1] = 1 << 3 | 1 << 8;
	cell_config.irqchips[0].pin_bitmap[3] = 1 << 23;
	create(0x0c);
	assert_int_equal(chip2->entries[119], APIC_MASKED);
	assert_true(has_access(&root_cell, chip2, 34));
	assert_false(has_access(&root_cell, chip2, 35));
	assert_false(has_access(&root_cell, chip2, 119));
	assert_true(has_access(&test_cell, chip2, 35));
	assert_true(has_access(&test_cell, chip2, 40));
	assert_true(has_access(&test_cell, chip2, 119));
	assert_false(has_access(&test_cell, chip2, 3));
	assert_false(has_access(&test_cell, chip2, 34));
	destroy();
	assert_true(has_access(&root_cell, chip2, 35));
	assert_false(has_access(&root_cell, chip2, 40));
	assert_true(has_access(&root_cell, chip2, 119));
	x86_ioapic_unit.shutdown();
	assert_int_equal(chip2->entries[0], DEST(2) | VECTOR);
	assert_int_equal(chip2->entries[36], DEST(2) | VECTOR);
}

static void test_reset(void **state)
{
	(void)state;
	enable();
	add_irqchip(&cell_config, CHIP, 0x60);
	create(0x0c);
	access_data(&test_cell, CHIP, IOAPIC_REG_ENTRY + 11, true, 6U << 24);
	access_data(&test_cell, CHIP, IOAPIC_REG_ENTRY + 10, true, VECTOR);
	assert_int_equal(chip->entries[5], DEST(6) | VECTOR);
	chip->entries[7] = DEST(2) | VECTOR;
	x86_ioapic_unit.reset(&test_cell);
	assert_int_equal(chip->entries[5], APIC_MASKED);
	assert_int_equal(chip->entries[7], DEST(2) | VECTOR);
	assert_int_equal(test_cell.arch.ioapics[0].index, 0);
}

#define TEST(name)	cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_enable_keeps_root),
		TEST(test_unowned_masked),
		TEST(test_rollback_root),
		TEST(test_prepare_fails),
		TEST(test_mmio_full),
		TEST(test_too_many_chips),
		TEST(test_check),
		TEST(test_pins_move),
		TEST(test_pins_root_lacked),
		TEST(test_rollback_cell),
		TEST(test_retarget),
		TEST(test_retarget_early),
		TEST(test_remapped),
		TEST(test_not_remapped),
		TEST(test_second_cell),
		TEST(test_many_pins),
		TEST(test_reset),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
