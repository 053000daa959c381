/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * 8250, 16450, 16550A and compatible UARTs on x86 ports or in memory.
 * Registers: National Semiconductor PC16550D data sheet, section 8.
 */
#include <stdbool.h>
#include <uart.h>
#include <asm/io.h>

#define UART_THR		0	/* transmit holding, DLAB = 0 */
#define UART_DLL		0	/* divisor low, DLAB = 1 */
#define UART_IER		1	/* interrupt enable, DLAB = 0 */
#define UART_DLM		1	/* divisor high, DLAB = 1 */
#define UART_IIR		2	/* interrupt identification, read */
#define UART_FCR		2	/* FIFO control, write */
#define UART_LCR		3
#define UART_MCR		4
#define UART_LSR		5

#define UART_FCR_ENABLE		0x01
#define UART_IIR_FIFO		0xc0	/* both set: FIFO works (16550A) */
#define UART_LCR_8N1		0x03
#define UART_LCR_DLAB		0x80
#define UART_MCR_DTR		0x01
#define UART_MCR_RTS		0x02
/* Connects the interrupt output on PCs; kept in case the owner wants it. */
#define UART_MCR_OUT2		0x08
#define UART_LSR_THRE		0x20	/* transmit FIFO empty */

#define FIFO_SIZE		16

static unsigned int offset(const struct uart *uart, unsigned int reg)
{
	return uart->console.flags & JAILHOUSE_CON_REGDIST_4 ? reg * 4 : reg;
}

static __u8 read_reg(struct uart *uart, unsigned int reg)
{
	const volatile char *mmio = uart->mmio;

	if (!(uart->console.flags & JAILHOUSE_CON_ACCESS_MMIO))
		return inb(uart->console.address + offset(uart, reg));
	if (uart->console.flags & JAILHOUSE_CON_REGDIST_4)
		return mmio_read32(mmio + offset(uart, reg));
	return mmio_read8(mmio + reg);
}

static void write_reg(struct uart *uart, unsigned int reg, __u8 value)
{
	volatile char *mmio = uart->mmio;

	if (!(uart->console.flags & JAILHOUSE_CON_ACCESS_MMIO))
		outb(value, uart->console.address + offset(uart, reg));
	else if (uart->console.flags & JAILHOUSE_CON_REGDIST_4)
		mmio_write32(mmio + offset(uart, reg), value);
	else
		mmio_write8(mmio + reg, value);
}

static void uart_8250_init(struct uart *uart)
{
	__u32 divider = uart->console.divider;
	bool fifo;

	write_reg(uart, UART_LCR, UART_LCR_8N1);
	write_reg(uart, UART_IER, 0);
	write_reg(uart, UART_FCR, UART_FCR_ENABLE);
	write_reg(uart, UART_MCR, (read_reg(uart, UART_MCR) & UART_MCR_OUT2) |
				  UART_MCR_DTR | UART_MCR_RTS);
	fifo = (read_reg(uart, UART_IIR) & UART_IIR_FIFO) == UART_IIR_FIFO;
	uart->fifo_size = fifo ? FIFO_SIZE : 1;
	if (!divider)
		return;
	write_reg(uart, UART_LCR, UART_LCR_8N1 | UART_LCR_DLAB);
	write_reg(uart, UART_DLL, divider & 0xff);
	write_reg(uart, UART_DLM, divider >> 8);
	write_reg(uart, UART_LCR, UART_LCR_8N1);
}

static unsigned int uart_8250_room(struct uart *uart)
{
	return read_reg(uart, UART_LSR) & UART_LSR_THRE ? uart->fifo_size : 0;
}

static void uart_8250_write_char(struct uart *uart, char c)
{
	write_reg(uart, UART_THR, c);
}

const struct uart_ops uart_8250_ops = {
	.type = JAILHOUSE_CON_TYPE_8250,
	.init = uart_8250_init,
	.room = uart_8250_room,
	.write_char = uart_8250_write_char,
};
