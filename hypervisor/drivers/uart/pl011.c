/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Arm PrimeCell UART (PL011) and compatible ones. Registers: DDI 0183, section
 * 3.3; 32-bit accesses, which all implementations take (SBSA, appendix B).
 */
#include <stdbool.h>
#include <uart.h>
#include <asm/io.h>

#define UART_DR			0x00
#define UART_FR			0x18
#define UART_IBRD		0x24
#define UART_FBRD		0x28
#define UART_LCR_H		0x2c
#define UART_CR			0x30
#define UART_IMSC		0x38

#define UART_FR_TXFF		0x20	/* transmit FIFO full */
#define UART_FR_TXFE		0x80	/* transmit FIFO empty */
#define UART_LCR_H_FIFO		0x10
#define UART_LCR_H_8_BITS	0x60
#define UART_CR_ENABLE		0x0001
#define UART_CR_TRANSMIT	0x0100

#define FIFO_SIZE		16

static __u32 read_reg(struct uart *uart, unsigned int reg)
{
	return mmio_read32((const volatile char *)uart->mmio + reg);
}

static void write_reg(struct uart *uart, unsigned int reg, __u32 value)
{
	mmio_write32((volatile char *)uart->mmio + reg, value);
}

/* The divider is the integer part; it takes effect with LCR_H (3.3.6). */
static void pl011_init(struct uart *uart)
{
	uart->fifo_size = FIFO_SIZE;
	write_reg(uart, UART_IMSC, 0);
	if (uart->console.divider) {
		write_reg(uart, UART_CR, 0);
		write_reg(uart, UART_IBRD, uart->console.divider);
		write_reg(uart, UART_FBRD, 0);
		write_reg(uart, UART_LCR_H,
			  UART_LCR_H_8_BITS | UART_LCR_H_FIFO);
	}
	write_reg(uart, UART_CR, UART_CR_ENABLE | UART_CR_TRANSMIT);
}

/* Without FIFOs the two flags tell of the holding register. */
static unsigned int pl011_room(struct uart *uart)
{
	__u32 flags = read_reg(uart, UART_FR);

	if (flags & UART_FR_TXFF)
		return 0;
	return flags & UART_FR_TXFE &&
		read_reg(uart, UART_LCR_H) & UART_LCR_H_FIFO ?
		uart->fifo_size : 1;
}

static void pl011_write_char(struct uart *uart, char c)
{
	write_reg(uart, UART_DR, (unsigned char)c);
}

const struct uart_ops uart_pl011_ops = {
	.type = JAILHOUSE_CON_TYPE_PL011,
	.init = pl011_init,
	.room = pl011_room,
	.write_char = pl011_write_char,
};
