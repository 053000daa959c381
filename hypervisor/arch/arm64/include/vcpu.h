/* SPDX-License-Identifier: BSD-2-Clause */
/* The calling CPU's guest: traps, state at start, exceptions. */
#ifndef HV_ARM64_VCPU_H
#define HV_ARM64_VCPU_H

#include <types.h>

/**
 * Guests instead of Linux on the bare CPU; undo: vcpu_exit().
 * Return: 0, or recorded by refuse().
 */
int vcpu_init(void);
void vcpu_exit(void);
/** Exceptions of EL2 come to vectors.S, interrupts to the code of a GIC. */
void vcpu_set_vectors(bool gicv2);
/** Use the second stage of this_cpu()->cell, and the traps of its kind. */
void vcpu_load_cell(void);
/** All registers that a guest can read or that act on their own: as at reset. */
void vcpu_clear(void);
/** Guest state of a CPU that starts at @pc with @context in x0. */
void vcpu_reset(u64 pc, u64 context);
/** Enter the guest. */
void vcpu_run(void) __attribute__((noreturn));

struct arm64_linux_el2;

/*
 * traps.c: what extensions of the architecture trap, as Linux had it, and for
 * the kind of this_cpu()->cell.
 */
void traps_save(struct arm64_linux_el2 *el2);
void traps_restore(const struct arm64_linux_el2 *el2);
void traps_set(void);
/** What guests leave in registers of such extensions. */
void traps_clear_state(void);
bool cpu_has_sve(void);

/** Breakpoints and watchpoints. @dfr0: ID_AA64DFR0_EL1. */
void vcpu_reset_breakpoints(u64 dfr0);

#endif
