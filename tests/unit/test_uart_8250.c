/* SPDX-License-Identifier: BSD-2-Clause */
/* The 8250 driver against a model of the chip's registers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>
#include "../../hypervisor/drivers/uart/8250.c"

#define PORT		0x2f8

static struct {
	__u8 ier, fcr, lcr, mcr, dll, dlm;
	bool has_fifo, transmitter_empty;
	char sent[64];
	unsigned int num_sent;
	/** Accesses of a kind that the test did not expect. */
	unsigned int wrong;
	enum { BY_PORT, BY_MMIO8, BY_MMIO32 } kind;
} chip;

static char window[32];

static void chip_write(unsigned int reg, __u8 value)
{
	bool dlab = chip.lcr & UART_LCR_DLAB;

	if (reg == UART_THR && dlab)
		chip.dll = value;
	else if (reg == UART_THR)
		chip.sent[chip.num_sent++ % sizeof(chip.sent)] = (char)value;
	else if (reg == UART_IER && dlab)
		chip.dlm = value;
	else if (reg == UART_IER)
		chip.ier = value;
	else if (reg == UART_FCR)
		chip.fcr = value;
	else if (reg == UART_LCR)
		chip.lcr = value;
	else if (reg == UART_MCR)
		chip.mcr = value;
	else
		chip.wrong++;
}

static __u8 chip_read(unsigned int reg)
{
	if (reg == UART_LSR)
		return chip.transmitter_empty ? 0x60 : 0;
	if (reg == UART_MCR)
		return chip.mcr;
	if (reg == UART_IIR)
		return chip.has_fifo && (chip.fcr & 1) ? 0xc1 : 0x01;
	chip.wrong++;
	return 0xff;
}

__u8 inb(__u16 port)
{
	chip.wrong += chip.kind != BY_PORT;
	return chip_read(port - PORT);
}

void outb(__u8 value, __u16 port)
{
	chip.wrong += chip.kind != BY_PORT;
	chip_write(port - PORT, value);
}

__u8 mmio_read8(const volatile void *address)
{
	chip.wrong += chip.kind != BY_MMIO8;
	return chip_read((const volatile char *)address - window);
}

void mmio_write8(volatile void *address, __u8 value)
{
	chip.wrong += chip.kind != BY_MMIO8;
	chip_write((volatile char *)address - window, value);
}

__u32 mmio_read32(const volatile void *address)
{
	size_t offset = (const volatile char *)address - window;

	chip.wrong += chip.kind != BY_MMIO32 || offset % 4;
	return 0xabcdef00 | chip_read(offset / 4);
}

void mmio_write32(volatile void *address, __u32 value)
{
	size_t offset = (volatile char *)address - window;

	chip.wrong += chip.kind != BY_MMIO32 || offset % 4 || value > 0xff;
	chip_write(offset / 4, (__u8)value);
}

static struct uart make(__u16 flags, __u32 divider)
{
	struct uart uart = {
		.ops = &uart_8250_ops,
		.console = {
			.address = PORT,
			.type = JAILHOUSE_CON_TYPE_8250,
			.flags = flags,
			.divider = divider,
		},
		.mmio = window,
	};

	memset(&chip, 0, sizeof(chip));
	/* As left by something else: 5 bits, interrupts on, slow. */
	chip.ier = 0x0f;
	chip.mcr = 0x18;
	chip.dll = 0x34;
	chip.dlm = 0x12;
	chip.has_fifo = true;
	if (flags & JAILHOUSE_CON_ACCESS_MMIO)
		chip.kind = flags & JAILHOUSE_CON_REGDIST_4 ? BY_MMIO32
							    : BY_MMIO8;
	return uart;
}

static void check(__u16 flags)
{
	struct uart uart = make(flags, 0);

	uart.ops->init(&uart);
	assert_int_equal(chip.lcr, 0x03);
	assert_int_equal(chip.ier, 0);
	assert_int_equal(chip.fcr & 1, 1);
	/* DTR and RTS on, OUT2 kept, loopback off. */
	assert_int_equal(chip.mcr, 0x0b);
	/* Divider 0 leaves the rate. */
	assert_int_equal(chip.dlm << 8 | chip.dll, 0x1234);

	assert_int_equal(uart.ops->room(&uart), 0);
	chip.transmitter_empty = true;
	assert_int_equal(uart.ops->room(&uart), 16);
	uart.ops->write_char(&uart, 'x');
	uart.ops->write_char(&uart, '\xe4');
	assert_int_equal(chip.num_sent, 2);
	assert_memory_equal(chip.sent, "x\xe4", 2);
	assert_int_equal(chip.wrong, 0);
}

static void test_ports(void **state)
{
	(void)state;
	check(JAILHOUSE_CON_ACCESS_PIO);
}

static void test_mmio(void **state)
{
	(void)state;
	check(JAILHOUSE_CON_ACCESS_MMIO);
	check(JAILHOUSE_CON_ACCESS_MMIO | JAILHOUSE_CON_REGDIST_4);
}

static void test_divider(void **state)
{
	struct uart uart = make(JAILHOUSE_CON_ACCESS_PIO, 0x0201);

	(void)state;
	uart.ops->init(&uart);
	assert_int_equal(chip.dll, 0x01);
	assert_int_equal(chip.dlm, 0x02);
	assert_int_equal(chip.lcr, 0x03);
	assert_int_equal(chip.ier, 0);
	assert_int_equal(chip.num_sent, 0);
	assert_int_equal(chip.wrong, 0);
}

static void test_no_fifo(void **state)
{
	struct uart uart = make(JAILHOUSE_CON_ACCESS_PIO, 0);

	(void)state;
	chip.has_fifo = false;
	uart.ops->init(&uart);
	chip.transmitter_empty = true;
	assert_int_equal(uart.ops->room(&uart), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ports),
		cmocka_unit_test(test_mmio),
		cmocka_unit_test(test_divider),
		cmocka_unit_test(test_no_fifo),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
