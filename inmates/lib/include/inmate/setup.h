/* SPDX-License-Identifier: BSD-2-Clause */
/* Steps of the start-up, for the runtime itself. */
#ifndef INMATE_SETUP_H
#define INMATE_SETUP_H

#include <types.h>

/** First C code of the boot CPU. */
__noreturn void inmate_start(void);

/** First C code of another CPU. */
void secondary_start(void);

/** Fill the interrupt descriptor table. */
void interrupt_init(void);

/** Load the table on the calling CPU. */
void interrupt_load(void);

#if defined(__aarch64__)
/** An IRQ; called by start.S. */
void interrupt_dispatch(void);
#else
/** All vectors above the exceptions; called by vectors.S. */
void interrupt_dispatch(unsigned int vector);
#endif

/** Exceptions; called by vectors.S. */
void exception_dispatch(struct exception_frame *frame);

/** Choose and initialize the consoles; printk() is mute before. */
void console_init(void);

/** Take the rates from the communication region. */
void timer_init(void);

/** timer_start() without the handler. Return: as there. */
bool arch_timer_start(u64 period_ns);
void arch_timer_stop(void);
/** To be called for each expiry. */
void timer_expired(const struct timer_tick *tick);

/** Wait until the cell's other CPUs have halted. */
void smp_init(void);

#endif
