/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The calling CPU's guest, independent of the vendor: implemented once per
 * virtualization extension, chosen at link time.
 */
#ifndef HV_X86_VCPU_H
#define HV_X86_VCPU_H

#include <types.h>
#include <decode.h>
#include <guest_paging.h>

/** General registers in encoding order; RAX and RSP may live elsewhere. */
struct guest_regs {
	u64 reg[16];
};

#define GUEST_RAX	0
#define GUEST_RCX	1
#define GUEST_RDX	2
#define GUEST_RBX	3
#define GUEST_RSP	4
#define GUEST_RBP	5
#define GUEST_RSI	6
#define GUEST_RDI	7

u64 vcpu_get_reg(const struct guest_regs *regs, unsigned int reg);
void vcpu_set_reg(struct guest_regs *regs, unsigned int reg, u64 value);

/** Instruction pointer, without the base of CS. */
u64 vcpu_pc(void);
/** Undo vcpu_skip() of this exit: execute the instruction at @pc again. */
void vcpu_repeat(u64 pc);
/** Linear address of the instruction. */
u64 vcpu_linear_pc(void);
/**
 * Go past the instruction that caused the exit.
 * @length: in bytes; hardware's word counts more, where it gives one.
 */
void vcpu_skip(unsigned int length);
enum x86_cpu_mode vcpu_mode(void);
/** Current privilege level; 3 in virtual-8086 mode. */
unsigned int vcpu_cpl(void);
u64 vcpu_cr4(void);
void vcpu_get_paging(struct guest_paging *paging);

/** Make the next entry deliver an exception. */
void vcpu_inject_gp(void);
void vcpu_inject_ud(void);
void vcpu_inject_mc(void);

/**
 * Guest's control registers and MSRs that live in the control block.
 * vcpu_set_efer() keeps what the extension needs set, and LMA as it is.
 */
u64 vcpu_efer(void);
bool vcpu_set_efer(u64 value);
void vcpu_set_pat(u64 value);
/** Let the guest's time stamp counter continue from a value. */
void vcpu_set_tsc(u64 value);

/** Instruction bytes that hardware delivered with the exit; count or 0. */
unsigned int vcpu_fetched(u8 *bytes);

/* Bring-up; see arch/setup.h for the steps they belong to. */

/** Can this CPU be used? 0 or the result of refuse(). */
int vcpu_check(unsigned int cpu);
/** Switch the extension on; guest state = Linux' state. Undo: vcpu_exit(). */
int vcpu_init(void);
/** Switch it off; saved_context and registers get the guest's state. */
void vcpu_exit(void);
/** Enter the guest, for ever. */
void vcpu_run(void) __attribute__((noreturn));

/** State after reset with CS:IP from @address (ABI section 5). */
void vcpu_reset(u64 address);
/** State after SIPI. */
void vcpu_reset_sipi(unsigned int vector);
/** Asleep in a page of the hypervisor, with no access to anything else. */
void vcpu_park(void);
/** Use the second stage and permission maps of this_cpu()->cell. */
void vcpu_load_cell(void);
/** Flush second-stage translations with the next entry. */
void vcpu_flush(void);
/** Deliver a non-maskable interrupt, once it can be taken. */
void vcpu_inject_nmi(void);

/** Build what all CPUs share (parked guests' memory). 0 or -ENOMEM. */
int vcpu_global_init(void);
void vcpu_global_exit(void);

#endif
