/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Exits that mean the same on every vendor's virtualization extension. Each
 * handler finishes the instruction (skips it or injects a fault) or reports a
 * violation; the caller then handles events and enters the guest again.
 */
#ifndef HV_X86_EXITS_H
#define HV_X86_EXITS_H

#include <types.h>
#include <vcpu.h>

void exit_cpuid(struct guest_regs *regs);
void exit_hypercall(struct guest_regs *regs);
void exit_rdmsr(struct guest_regs *regs);
void exit_wrmsr(struct guest_regs *regs);
void exit_xsetbv(struct guest_regs *regs);
/**
 * RDPMC of a cell. Core counters are the CPU's; those of the package (indices
 * from 6, APM volume 3) would tell what other cells do, and raise #GP.
 */
void exit_rdpmc(struct guest_regs *regs);

/** Port access; @length: of the instruction. */
struct pio_access;
void exit_io(struct guest_regs *regs, struct pio_access *access,
	     unsigned int length);

/**
 * Second-stage fault.
 * @address: guest-physical.
 */
void exit_memory(struct guest_regs *regs, u64 address, bool write,
		 bool fetch);

/** As exit_memory(), while the CPU delivered an interrupt or exception. */
void exit_delivery_fault(u64 address, bool write);

/** An instruction that guests may not execute: root gets #UD. */
void exit_forbidden(const char *name);
/** WBINVD, INVD: done as a write-back, that is not at all: see the source. */
void exit_cache_flush(void);
void exit_shutdown(void);
/** The guest can't go on on this CPU; @code: of the exit. */
void exit_stuck(const char *reason, u64 code);

/**
 * Give up on an access: a cell is stopped, root goes on.
 * @action: for root: skip @length bytes, or inject #GP if 0.
 */
struct violation;
void exit_violation(struct violation *violation, unsigned int length);

#endif
