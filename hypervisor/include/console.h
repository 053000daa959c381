/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The hypervisor's console: writers append to the ring in the root view, and
 * never wait; console_drain() moves bytes from the ring to the debug UART.
 */
#ifndef HV_CONSOLE_H
#define HV_CONSOLE_H

#include <types.h>
#include <jailhouse/image.h>

extern struct jailhouse_root_view root_view;

/** Find the debug console of the system configuration. No error: none then. */
void console_init(void);

/**
 * Append one line or part of it, atomically with respect to other writers, and
 * drain without waiting. Lock: the console lock, bounded hold.
 */
void printk(const char *fmt, ...) __printf(1, 2);

/**
 * A character of a guest (hypercall 8). Lines are gathered per CPU and appended
 * as a whole, as with printk(), so that those of several guests don't mix; a
 * line without end is appended when it gets too long, or its CPU is parked.
 */
void console_putc(char c);

/** Append what the calling CPU has gathered. */
void console_flush_line(void);

/**
 * Push bytes to the UART.
 * @wait: false pushes what its FIFO takes now, also several times if the UART is
 *	  that fast, up to a bound; true goes on until the ring is empty, an
 *	  event for this CPU arrives, or a second is over: some UARTs are never
 *	  ready. A CPU waits only when it has nothing else to do: parked, or
 *	  before it starts.
 */
void console_drain(bool wait);

/**
 * If bytes are left, fill the UART's FIFO once: for a CPU with other things to
 * do, however fast a cell writes and the UART takes it.
 */
void console_feed(void);

/** Bytes are in the ring that the UART has not got yet. */
bool console_pending(void);

#endif
