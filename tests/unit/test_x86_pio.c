/* SPDX-License-Identifier: BSD-2-Clause */
/* I/O permission maps and the filter of trapped ports. */
#include "x86/test.h"

#include <errno.h>
#include <pio.h>

#include "x86/machine.h"

#define PM_TIMER	0x608

static int setup(void **state)
{
	(void)state;
	machine_reset();
	system_config->platform_info.x86.pm_timer_address = PM_TIMER;
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	x86_pio_unit.rollback(&test_cell);
	x86_pio_unit.rollback(&root_cell);
	assert_int_equal(pages_in_use, 0);
	return 0;
}

static bool is_open(const struct cell *cell, unsigned int port)
{
	return !(cell->arch.io_bitmap[port / 8] >> (port % 8) & 1);
}

/* Exactly these are open, besides the PM timer. */
static void expect_open(const struct cell *cell,
			const struct jailhouse_pio *ranges, unsigned int num)
{
	unsigned int port, i;
	bool expected;

	for (port = 0; port < 0x10000; port++) {
		expected = port >= PM_TIMER && port < PM_TIMER + 4;
		for (i = 0; i < num; i++)
			expected |= port - ranges[i].base < ranges[i].length;
		if (is_open(cell, port) != expected)
			fail_msg("port %#x is %s", port,
				 expected ? "closed" : "open");
	}
	/* What an access beyond the last port looks at. */
	for (i = 0x2000; i < 0x3000; i++)
		assert_int_equal(cell->arch.io_bitmap[i], 0xff);
}

#define EXPECT_OPEN(cell, ...)						\
	do {								\
		const struct jailhouse_pio ranges[] = { __VA_ARGS__ };	\
									\
		expect_open(cell, ranges, ARRAY_SIZE(ranges));		\
	} while (0)

static void test_empty(void **state)
{
	(void)state;
	assert_int_equal(x86_pio_unit.prepare(&root_cell), 0);
	assert_int_equal(x86_pio_unit.prepare(&test_cell), 0);
	expect_open(&root_cell, NULL, 0);
	expect_open(&test_cell, NULL, 0);
	x86_pio_unit.rollback(&test_cell);
	system_config->platform_info.x86.pm_timer_address = 0;
	assert_int_equal(x86_pio_unit.prepare(&test_cell), 0);
	assert_false(is_open(&test_cell, PM_TIMER));
	assert_false(is_open(&test_cell, 0));
}

static void test_listed(void **state)
{
	(void)state;
	add_ports(&root_config, 0x20, 2);
	add_ports(&root_config, 0x60, 5);
	add_ports(&root_config, 0x90, 4);
	add_ports(&root_config, 0xcf8, 8);
	add_ports(&root_config, 0xfff8, 8);
	assert_int_equal(x86_pio_unit.prepare(&root_cell), 0);
	/* 0x64 and 0x92 control the A20 gate: filtered for everybody. */
	EXPECT_OPEN(&root_cell, PIO_RANGE(0x20, 2), PIO_RANGE(0x60, 4),
		    PIO_RANGE(0x90, 2), PIO_RANGE(0x93, 1),
		    PIO_RANGE(0xcf8, 8), PIO_RANGE(0xfff8, 8));

	/* Cells get neither PCI ports nor 0x64. */
	add_ports(&cell_config, 0x60, 8);
	add_ports(&cell_config, 0xcf0, 0x20);
	add_ports(&cell_config, 0x2f8, 8);
	/* What follows the array is not looked at. */
	add_ports(&cell_config, 0x70, 8);
	cell_config.desc.num_pio_regions--;
	test_cell.arch.pci_address = 0x80000000;
	assert_int_equal(x86_pio_unit.prepare(&test_cell), 0);
	assert_int_equal(test_cell.arch.pci_address, 0);
	EXPECT_OPEN(&test_cell, PIO_RANGE(0x60, 4), PIO_RANGE(0x65, 3),
		    PIO_RANGE(0xcf0, 8),
		    PIO_RANGE(0xd00, 0x10), PIO_RANGE(0x2f8, 8));
}

static void test_no_memory(void **state)
{
	(void)state;
	page_alloc_fails = true;
	assert_int_equal(x86_pio_unit.prepare(&root_cell), -ENOMEM);
	assert_int_equal(last_refusal.rule, JAILHOUSE_RULE_POOL_EXHAUSTED);
	assert_int_equal(last_refusal.array, JAILHOUSE_ARRAY_PIO);
	assert_int_equal(last_refusal.index, 0);
	assert_int_equal(last_refusal.other, 2);
	assert_null(root_cell.arch.io_bitmap);
}

static void test_move(void **state)
{
	(void)state;
	add_ports(&root_config, 0x2e0, 0x20);
	add_ports(&root_config, 0xcf8, 8);
	add_ports(&root_config, 0x600, 0x10);
	add_ports(&cell_config, 0x2f8, 0x10);
	add_ports(&cell_config, 0xcf8, 8);
	add_ports(&cell_config, PM_TIMER, 4);
	assert_int_equal(x86_pio_unit.prepare(&root_cell), 0);
	assert_int_equal(x86_pio_unit.prepare(&test_cell), 0);
	/* Nothing happened yet. */
	EXPECT_OPEN(&root_cell, PIO_RANGE(0x2e0, 0x20), PIO_RANGE(0xcf8, 8),
		    PIO_RANGE(0x600, 0x10));
	machine_add_cell(0x0c);
	x86_pio_unit.commit(&test_cell);
	EXPECT_OPEN(&root_cell, PIO_RANGE(0x2e0, 0x18), PIO_RANGE(0xcf8, 8),
		    PIO_RANGE(0x600, 0x10));
	EXPECT_OPEN(&test_cell, PIO_RANGE(0x2f8, 0x10));
	/* Root gets back what it lists, the rest of 0x300 stays closed. */
	x86_pio_unit.release(&test_cell);
	EXPECT_OPEN(&root_cell, PIO_RANGE(0x2e0, 0x20), PIO_RANGE(0xcf8, 8),
		    PIO_RANGE(0x600, 0x10));
}

/* Root's PCI ports follow its own list, whatever cells say. */
static void test_move_unlisted_pci(void **state)
{
	(void)state;
	add_ports(&root_config, 0xcf8, 4);
	add_ports(&cell_config, 0xcf8, 8);
	assert_int_equal(x86_pio_unit.prepare(&root_cell), 0);
	assert_int_equal(x86_pio_unit.prepare(&test_cell), 0);
	x86_pio_unit.commit(&test_cell);
	EXPECT_OPEN(&root_cell, PIO_RANGE(0xcf8, 4));
	x86_pio_unit.release(&test_cell);
	EXPECT_OPEN(&root_cell, PIO_RANGE(0xcf8, 4));
}

/* Ports that another cell has stay there. */
static void test_release_other_cell(void **state)
{
	static struct test_config other_config;
	static struct cell other_cell;

	(void)state;
	memset(&other_config, 0, sizeof(other_config));
	memset(&other_cell, 0, sizeof(other_cell));
	other_cell.config = &other_config.desc;
	add_ports(&root_config, 0x200, 0x100);
	add_ports(&root_config, 0xcf8, 8);
	add_ports(&cell_config, 0x220, 8);
	add_ports(&other_config, 0x240, 8);
	/* Shared ports don't count. */
	add_ports(&other_config, 0xcf8, 8);
	add_ports(&other_config, PM_TIMER, 4);
	assert_int_equal(x86_pio_unit.prepare(&root_cell), 0);
	assert_int_equal(x86_pio_unit.prepare(&test_cell), 0);
	machine_add_cell(0x0c);
	x86_pio_unit.commit(&test_cell);
	test_cell.next = &other_cell;
	x86_pio_unit.commit(&other_cell);
	x86_pio_unit.release(&test_cell);
	EXPECT_OPEN(&root_cell, PIO_RANGE(0x200, 0x40),
		    PIO_RANGE(0x248, 0xb8), PIO_RANGE(0xcf8, 8));
	/* The same if the cell is gone from the list already. */
	root_cell.next = NULL;
	x86_pio_unit.release(&other_cell);
	EXPECT_OPEN(&root_cell, PIO_RANGE(0x200, 0x100), PIO_RANGE(0xcf8, 8));
}

/* --- filter --- */

static enum pio_action do_access(struct cell *cell, u16 port, unsigned int size,
				 bool is_write, u32 *value)
{
	struct pio_access access = {
		.port = port,
		.size = size,
		.is_write = is_write,
		.value = *value,
	};
	enum pio_action action = pio_filter(cell, &access);

	*value = access.value;
	return action;
}

static void expect_read(struct cell *cell, u16 port, unsigned int size,
			enum pio_action expected, u32 expected_value)
{
	u32 value = 0x5a5a5a5a;

	if (do_access(cell, port, size, false, &value) != expected ||
	    value != expected_value)
		fail_msg("read %#x size %u: %#x", port, size, value);
}

static void expect_write(struct cell *cell, u16 port, unsigned int size,
			 u32 value, enum pio_action expected)
{
	if (do_access(cell, port, size, true, &value) != expected)
		fail_msg("write %#x size %u", port, size);
}

static void test_filter_pci(void **state)
{
	(void)state;
	expect_read(&test_cell, 0xcf8, 4, PIO_HANDLED, 0);
	expect_write(&test_cell, 0xcf8, 4, 0x80001234, PIO_HANDLED);
	expect_read(&test_cell, 0xcf8, 4, PIO_HANDLED, 0x80001234);
	assert_int_equal(test_cell.arch.pci_address, 0x80001234);
	assert_int_equal(root_cell.arch.pci_address, 0);

	expect_read(&test_cell, 0xcfc, 4, PIO_HANDLED, 0xffffffff);
	expect_read(&test_cell, 0xcfc, 2, PIO_HANDLED, 0xffff);
	expect_read(&test_cell, 0xcfe, 2, PIO_HANDLED, 0xffff);
	expect_read(&test_cell, 0xcff, 1, PIO_HANDLED, 0xff);
	expect_read(&test_cell, 0xcfd, 4, PIO_VIOLATION, 0xffffffff);
	expect_read(&test_cell, 0xcff, 2, PIO_VIOLATION, 0xffff);
	expect_write(&test_cell, 0xcfc, 4, 0, PIO_VIOLATION);
	expect_write(&test_cell, 0xcff, 1, 0, PIO_VIOLATION);
	/* Reset control, and what only looks like the address. */
	expect_write(&test_cell, 0xcf9, 1, 6, PIO_VIOLATION);
	expect_write(&test_cell, 0xcf8, 2, 0x0600, PIO_VIOLATION);
	expect_write(&test_cell, 0xcf8, 1, 0, PIO_VIOLATION);
	expect_write(&test_cell, 0xcf7, 4, 0, PIO_VIOLATION);
	expect_read(&test_cell, 0xcf9, 1, PIO_VIOLATION, 0xff);
	assert_int_equal(test_cell.arch.pci_address, 0x80001234);

	x86_pio_unit.reset(&test_cell);
	expect_read(&test_cell, 0xcf8, 4, PIO_HANDLED, 0);
	/* Root's accesses go to the hardware or nowhere. */
	expect_read(&root_cell, 0xcf8, 4, PIO_VIOLATION, 0xffffffff);
	expect_write(&root_cell, 0xcf8, 4, 0, PIO_VIOLATION);
	expect_read(&root_cell, 0xcfc, 4, PIO_VIOLATION, 0xffffffff);
}

static void test_filter_keyboard(void **state)
{
	u32 command = 0;

	(void)state;
	expect_write(&test_cell, 0x64, 1, 0xad, PIO_VIOLATION);
	expect_read(&test_cell, 0x64, 1, PIO_VIOLATION, 0xff);
	add_ports(&cell_config, 0x60, 1);
	add_ports(&cell_config, 0x64, 1);
	cell_config.desc.num_pio_regions--;
	expect_read(&test_cell, 0x64, 1, PIO_VIOLATION, 0xff);
	cell_config.desc.num_pio_regions++;
	assert_int_equal(do_access(&test_cell, 0x64, 1, false, &command),
			 PIO_FORWARD);
	for (command = 0; command < 0x100; command++)
		expect_write(&test_cell, 0x64, 1, command,
			     command == 0xd1 || command == 0xdd ||
			     command == 0xdf || command >= 0xf0 ?
			     PIO_VIOLATION : PIO_FORWARD);
	/* Bits beyond the size don't hide a command. */
	expect_write(&test_cell, 0x64, 1, 0x12d1, PIO_VIOLATION);
	expect_write(&test_cell, 0x64, 1, 0x12fe, PIO_VIOLATION);
	expect_write(&test_cell, 0x64, 2, 0xad, PIO_VIOLATION);
	expect_write(&test_cell, 0x63, 2, 0xad00, PIO_VIOLATION);
	expect_write(&root_cell, 0x64, 1, 0xad, PIO_VIOLATION);

	/* What the cell has is not root's any more. */
	add_ports(&root_config, 0x64, 1);
	root_cell.next = &test_cell;
	expect_write(&root_cell, 0x64, 1, 0xad, PIO_VIOLATION);
	expect_read(&root_cell, 0x64, 1, PIO_VIOLATION, 0xff);
	root_cell.next = NULL;

	/*
	 * Root resets the machine, but does not move the A20 gate either, line
	 * 1 of those that a command pulses.
	 */
	for (command = 0; command < 0x100; command++)
		expect_write(&root_cell, 0x64, 1, command,
			     command == 0xd1 || command == 0xdd ||
			     command == 0xdf ||
			     (command >= 0xf0 && !(command & 2)) ?
			     PIO_HANDLED : PIO_FORWARD);
}

static void test_filter_a20(void **state)
{
	u32 value = 0xfc;

	(void)state;
	expect_write(&root_cell, 0x92, 1, 0, PIO_VIOLATION);
	expect_write(&test_cell, 0x92, 1, 2, PIO_VIOLATION);
	add_ports(&root_config, 0x92, 1);
	add_ports(&cell_config, 0x92, 1);
	assert_int_equal(do_access(&root_cell, 0x92, 1, true, &value),
			 PIO_FORWARD);
	assert_int_equal(value, 0xfe);
	value = 0x01;
	assert_int_equal(do_access(&root_cell, 0x92, 1, true, &value),
			 PIO_FORWARD);
	assert_int_equal(value, 0x03);
	value = 0xfd;
	assert_int_equal(do_access(&test_cell, 0x92, 1, true, &value),
			 PIO_FORWARD);
	assert_int_equal(value, 0xfe);
	value = 0;
	assert_int_equal(do_access(&test_cell, 0x92, 1, false, &value),
			 PIO_FORWARD);
	expect_write(&root_cell, 0x91, 2, 0, PIO_VIOLATION);
}

static void test_filter_post(void **state)
{
	(void)state;
	expect_write(&test_cell, 0x80, 1, 0, PIO_HANDLED);
	expect_write(&root_cell, 0x80, 1, 0, PIO_HANDLED);
	expect_read(&test_cell, 0x80, 1, PIO_HANDLED, 0xff);
	expect_write(&test_cell, 0x80, 2, 0, PIO_VIOLATION);
	expect_write(&root_cell, 0x80, 4, 0, PIO_VIOLATION);
	expect_write(&test_cell, 0x81, 1, 0, PIO_VIOLATION);
}

static void test_filter_others(void **state)
{
	static const u16 ports[] = { 0, 0x20, 0x60, 0x70, 0x92, 0xb2, 0x3f8,
				     0xcf7, 0xd00, 0xffff };
	unsigned int i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(ports); i++) {
		expect_write(&test_cell, ports[i], 1, 0, PIO_VIOLATION);
		expect_read(&test_cell, ports[i], 1, PIO_VIOLATION, 0xff);
		expect_write(&root_cell, ports[i], 1, 0, PIO_VIOLATION);
		expect_read(&root_cell, ports[i], 2, PIO_VIOLATION, 0xffff);
	}
}

static void test_filter_string(void **state)
{
	struct pio_access access = { .port = 0x80, .size = 1,
				     .is_write = true, .is_string = true };

	(void)state;
	assert_int_equal(pio_filter(&test_cell, &access), PIO_VIOLATION);
	assert_int_equal(pio_filter(&root_cell, &access), PIO_VIOLATION);
	access.port = 0xcfc;
	access.is_write = false;
	assert_int_equal(pio_filter(&test_cell, &access), PIO_VIOLATION);
	add_ports(&cell_config, 0x64, 1);
	access.port = 0x64;
	assert_int_equal(pio_filter(&test_cell, &access), PIO_VIOLATION);
}

#define TEST(name)	cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_empty),
		TEST(test_listed),
		TEST(test_no_memory),
		TEST(test_move),
		TEST(test_move_unlisted_pci),
		TEST(test_release_other_cell),
		TEST(test_filter_pci),
		TEST(test_filter_keyboard),
		TEST(test_filter_a20),
		TEST(test_filter_post),
		TEST(test_filter_others),
		TEST(test_filter_string),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
