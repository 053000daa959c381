/* SPDX-License-Identifier: BSD-2-Clause */
/* The PL011 driver against a model of the chip's registers (DDI 0183, 3.3). */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include <uart.h>
#include <asm/io.h>

#define DR	0x00
#define FR	0x18
#define IBRD	0x24
#define FBRD	0x28
#define LCR_H	0x2c
#define CR	0x30
#define IMSC	0x38

static struct {
	__u32 regs[0x40 / 4];
	/** The rate that LCR_H has put into effect. */
	__u32 rate;
	char sent[64];
	unsigned int num_sent;
	/** Accesses that the chip forbids or the test did not expect. */
	unsigned int wrong;
} chip;

static char window[0x1000];

__u32 mmio_read32(const volatile void *address)
{
	size_t offset = (const volatile char *)address - window;

	if (offset != FR && offset != LCR_H)
		chip.wrong++;
	return chip.regs[offset % sizeof(chip.regs) / 4];
}

void mmio_write32(volatile void *address, __u32 value)
{
	size_t offset = (volatile char *)address - window;
	bool rate = offset == IBRD || offset == FBRD || offset == LCR_H;

	/* Not while the UART is on (3.3.8). */
	if (offset >= sizeof(chip.regs) || (rate && (chip.regs[CR / 4] & 1)))
		chip.wrong++;
	if (offset == DR) {
		if (chip.regs[FR / 4] & 0x20 || value > 0xff)
			chip.wrong++;
		chip.sent[chip.num_sent++ % sizeof(chip.sent)] = (char)value;
		return;
	}
	chip.regs[offset % sizeof(chip.regs) / 4] = value;
	if (offset == LCR_H)
		chip.rate = chip.regs[IBRD / 4] << 6 | chip.regs[FBRD / 4];
}

static struct uart make(__u32 divider)
{
	struct uart uart = {
		.ops = &uart_pl011_ops,
		.console = {
			.type = JAILHOUSE_CON_TYPE_PL011,
			.flags = JAILHOUSE_CON_ACCESS_MMIO |
				 JAILHOUSE_CON_REGDIST_4,
			.divider = divider,
		},
		.mmio = window,
	};

	memset(&chip, 0, sizeof(chip));
	/* As Linux left it: receiver and interrupts on, FIFOs on. */
	chip.regs[IMSC / 4] = 0x50;
	chip.regs[CR / 4] = 0x301;
	chip.regs[LCR_H / 4] = 0x70;
	chip.regs[FR / 4] = 0x80;
	chip.rate = 0x1234;
	return uart;
}

static void test_type(void **state)
{
	(void)state;
	assert_int_equal(uart_pl011_ops.type, 3);
}

/* Divider 0 leaves the rate. */
static void test_init(void **state)
{
	struct uart uart = make(0);

	(void)state;
	uart.ops->init(&uart);
	assert_int_equal(chip.regs[IMSC / 4], 0);
	assert_int_equal(chip.regs[CR / 4], 0x101);
	assert_int_equal(chip.regs[LCR_H / 4], 0x70);
	assert_int_equal(chip.rate, 0x1234);
	assert_int_equal(chip.num_sent, 0);
	assert_int_equal(chip.wrong, 0);
}

static void test_divider(void **state)
{
	struct uart uart = make(13);

	(void)state;
	uart.ops->init(&uart);
	assert_int_equal(chip.rate, 13 << 6);
	/* Eight bits, no parity, FIFOs. */
	assert_int_equal(chip.regs[LCR_H / 4], 0x70);
	assert_int_equal(chip.regs[CR / 4], 0x101);
	assert_int_equal(chip.wrong, 0);
}

static void test_room(void **state)
{
	struct uart uart = make(0);

	(void)state;
	uart.ops->init(&uart);
	assert_int_equal(uart.ops->room(&uart), 16);
	/* Something is still in it. */
	chip.regs[FR / 4] = 0;
	assert_int_equal(uart.ops->room(&uart), 1);
	chip.regs[FR / 4] = 0x20;
	assert_int_equal(uart.ops->room(&uart), 0);
	/* No FIFO, but one register. */
	chip.regs[FR / 4] = 0x80;
	chip.regs[LCR_H / 4] = 0x60;
	assert_int_equal(uart.ops->room(&uart), 1);
	assert_int_equal(chip.wrong, 0);
}

static void test_write(void **state)
{
	struct uart uart = make(0);

	(void)state;
	uart.ops->init(&uart);
	uart.ops->write_char(&uart, 'x');
	uart.ops->write_char(&uart, '\xe4');
	assert_int_equal(chip.num_sent, 2);
	assert_memory_equal(chip.sent, "x\xe4", 2);
	assert_int_equal(chip.wrong, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_type),
		cmocka_unit_test(test_init),
		cmocka_unit_test(test_divider),
		cmocka_unit_test(test_room),
		cmocka_unit_test(test_write),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
