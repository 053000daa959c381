/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Serial ports as transmit-only consoles. A driver is one file with one const
 * table; nothing in it waits, takes locks or knows who uses it.
 */
#ifndef UART_H
#define UART_H

#include <jailhouse/cell-config.h>

struct uart;

struct uart_ops {
	/** JAILHOUSE_CON_TYPE_* */
	__u16 type;
	/**
	 * Bring the chip into transmit operation: 8N1, FIFO on, no
	 * interrupts; the rate stays as it is if console.divider is 0.
	 */
	void (*init)(struct uart *uart);
	/** Bytes that may be written right now without waiting, or 0. */
	unsigned int (*room)(struct uart *uart);
	/** Send one byte. Precondition: room() was not used up. */
	void (*write_char)(struct uart *uart, char c);
};

struct uart {
	const struct uart_ops *ops;
	struct jailhouse_console console;
	/** Where the caller mapped console.address; unused with PIO. */
	volatile void *mmio;
	/** Bytes that an idle transmitter takes; set by init(). */
	unsigned int fifo_size;
};

extern const struct uart_ops uart_8250_ops;
extern const struct uart_ops uart_pl011_ops;

#endif
