/* SPDX-License-Identifier: BSD-2-Clause */
/* Bring-up and its undo. */
#ifndef HV_ARCH_SETUP_H
#define HV_ARCH_SETUP_H

#include <types.h>
#include <uart.h>

/**
 * Is this CPU usable? Changes nothing. Called on every CPU, before any of the
 * rest. 0, or negative errno with the error recorded by refuse().
 */
int arch_cpu_check(unsigned int cpu);

/**
 * Once, on the first CPU, which has its own tables: global devices. The root
 * cell exists when arch_cpu_init() is called. Undo: arch_exit(), called when all
 * CPUs went through arch_cpu_exit() and wait on their stacks.
 */
int arch_init(void);
void arch_exit(void);

/**
 * Every CPU, on its own tables: virtualization on, guest state = Linux' state.
 * Undo: arch_cpu_exit(), also called after an init that failed, or was not
 * reached as there were no tables.
 */
int arch_cpu_init(void);
void arch_cpu_exit(void);

/** Enter the guest for the first time; bring-up has succeeded everywhere. */
void arch_cpu_activate(void) __attribute__((noreturn));

/**
 * Back to Linux.
 * @result:	0 (disable) or negative errno (bring-up failed).
 * Precondition: arch_cpu_exit() was called, if arch_cpu_init() was.
 */
void arch_cpu_leave(int result) __attribute__((noreturn));

/** The drivers that a debug console may have; NULL ends. */
extern const struct uart_ops *const arch_uarts[];

#endif
