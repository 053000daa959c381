/* SPDX-License-Identifier: BSD-2-Clause */
/* The calling CPU's guest: traps, state at start, exceptions. */
#ifndef HV_ARM64_VCPU_H
#define HV_ARM64_VCPU_H

#include <types.h>

/** Guests instead of Linux on the bare CPU; undo: vcpu_exit(). */
void vcpu_init(void);
void vcpu_exit(void);
/** Exceptions of EL2 come to vectors.S, interrupts to the code of a GIC. */
void vcpu_set_vectors(bool gicv2);
/** Use the second stage of this_cpu()->cell. */
void vcpu_load_cell(void);
/** All registers that a guest can read or that act on their own: as at reset. */
void vcpu_clear(void);
/** Guest state of a CPU that starts at @pc with @context in x0. */
void vcpu_reset(u64 pc, u64 context);
/** Enter the guest. */
void vcpu_run(void) __attribute__((noreturn));

/** Breakpoints and watchpoints beyond two. @dfr0: ID_AA64DFR0_EL1. */
void vcpu_reset_more_debug(u64 dfr0);

#endif
