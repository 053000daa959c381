/* SPDX-License-Identifier: BSD-2-Clause */
/* Exceptions that the hypervisor delivers to EL1 (Arm ARM D1.3). */
#include <types.h>
#include <exits.h>
#include <sysreg.h>

#define VECTOR_SAME_SP0		0x000
#define VECTOR_SAME_SPX		0x200
#define VECTOR_LOWER_64		0x400
#define VECTOR_LOWER_32		0x600

#define SPSR_EL1H		0x5
#define SPSR_EL_MASK		0xc
/* External abort, not on a table walk. */
#define FSC_EXTERNAL		0x10

static u64 vector_offset(u64 spsr)
{
	if (spsr & SPSR_AARCH32)
		return VECTOR_LOWER_32;
	if (!(spsr & SPSR_EL_MASK))
		return VECTOR_LOWER_64;
	return spsr & 1 ? VECTOR_SAME_SPX : VECTOR_SAME_SP0;
}

static bool from_el0(void)
{
	u64 spsr = read_sysreg(spsr_el2);

	return (spsr & SPSR_AARCH32) || !(spsr & SPSR_EL_MASK);
}

static void inject(u64 esr)
{
	u64 spsr = read_sysreg(spsr_el2);

	write_sysreg(esr, esr_el1);
	write_sysreg(read_sysreg(elr_el2), elr_el1);
	write_sysreg(spsr, spsr_el1);
	write_sysreg(read_sysreg(vbar_el1) + vector_offset(spsr), elr_el2);
	/* Masked; BTYPE, IL, SS and PAN as far as they matter: cleared. */
	write_sysreg(SPSR_EL1H_MASKED, spsr_el2);
}

void guest_inject_undef(void)
{
	inject((u64)EC_UNKNOWN << ESR_EC_SHIFT | ESR_IL);
}

void guest_inject_abort(bool instruction, u64 address)
{
	u64 class;

	if (instruction)
		class = from_el0() ? EC_INST_ABORT_LOWER : EC_INST_ABORT_SAME;
	else
		class = from_el0() ? EC_DATA_ABORT_LOWER : EC_DATA_ABORT_SAME;
	write_sysreg(address, far_el1);
	inject(class << ESR_EC_SHIFT | ESR_IL | FSC_EXTERNAL);
}
