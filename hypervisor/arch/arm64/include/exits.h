/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Exits from guests. Assembly calls the functions named *_fast with x0 to x18
 * and x30 saved; where they ask for it (not 0), the rest is saved, too, and the
 * function named *_slow called.
 */
#ifndef HV_ARM64_EXITS_H
#define HV_ARM64_EXITS_H

#include <types.h>
#include <sysreg.h>

/** Hypercalls have this one. */
#define HVC_IMMEDIATE		0x4a48

/* ISS of a trapped MSR, MRS or system instruction: the encoding, by fields. */
#define SYSREG_MASK	0x3ffc1eU
#define SYSREG(op0, op1, crn, crm, op2)					\
	((op0) << 20 | (op2) << 17 | (op1) << 14 | (crn) << 10 | (crm) << 1)
#define SYSREG_READ	BIT(0)
#define SYSREG_RT(esr)	((unsigned int)((esr) >> 5) & 0x1f)

#define SYS_SGI1R_EL1	SYSREG(3, 0, 12, 11, 5)

struct guest_regs {
	u64 x[32];
};

/** Register of an instruction's operand: 31 is the zero register. */
static inline u64 guest_reg(const struct guest_regs *regs, unsigned int n)
{
	return n == 31 ? 0 : regs->x[n];
}

static inline void guest_set_reg(struct guest_regs *regs, unsigned int n,
				 u64 value)
{
	if (n != 31)
		regs->x[n] = value;
}

/** The calling CPU's guest registers. */
struct guest_regs *guest_regs(void);

/** fast.c */
unsigned long arm64_sync_fast(struct guest_regs *regs);
/* exits.c */
void arm64_sync_slow(struct guest_regs *regs);
void arm64_irq_slow(struct guest_regs *regs);
void arm64_serror(struct guest_regs *regs);
/** An exception of the hypervisor itself. */
void arm64_hyp_exception(u64 vector) __attribute__((noreturn));

/** Go past the trapped instruction. */
static inline void guest_skip(void)
{
	write_sysreg(read_sysreg(elr_el2) + 4, elr_el2);
}

/** Exceptions for EL1, Arm ARM D1.3.6: as if taken at the current PC. */
void guest_inject_undef(void);
void guest_inject_abort(bool instruction, u64 address);

/*
 * exit_memory.c: aborts of the second stage. exit_memory_fast() as above: 0 if
 * the access was emulated.
 */
unsigned long exit_memory_fast(struct guest_regs *regs, u64 esr);
void exit_data_abort(struct guest_regs *regs, u64 esr);
void exit_instruction_abort(u64 esr);

/** exit_sysreg.c: trapped system registers. */
void exit_sysreg(struct guest_regs *regs, u64 esr);

/** psci.c: SMC of a guest. Return: events may have to be handled. */
bool exit_smc(struct guest_regs *regs);

/** Call firmware with x0 to x17 of the frame, results into it. entry.S */
void arm64_smc(struct guest_regs *regs);
/** Zero V0..V31, FPCR and FPSR. entry.S */
void arm64_fp_reset(void);
/** SVE state beyond that; only where the CPU has it. */
void arm64_sve_reset(void);

#endif
