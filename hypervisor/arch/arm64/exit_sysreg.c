/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Trapped system registers. Only what is listed here exists for guests, the
 * rest is undefined.
 */
#include <types.h>
#include <exits.h>
#include <gic.h>
#include <sysreg.h>

#define SYS_ACTLR_EL1	SYSREG(3, 0, 1, 0, 1)
#define SYS_ASGI1R_EL1	SYSREG(3, 0, 12, 11, 6)
#define SYS_SGI0R_EL1	SYSREG(3, 0, 12, 11, 7)

/* RAS error records (FEAT_RAS): there are none for guests. */
#define SYS_ERRIDR_EL1	SYSREG(3, 0, 5, 3, 0)
#define SYS_ERRSELR_EL1	SYSREG(3, 0, 5, 3, 1)

/* The OS lock is there, and open; nothing is to be powered down. */
#define SYS_OSLAR_EL1	SYSREG(2, 0, 1, 0, 4)
#define SYS_OSLSR_EL1	SYSREG(2, 0, 1, 1, 4)
#define SYS_OSDLR_EL1	SYSREG(2, 0, 1, 3, 4)
#define SYS_DBGPRCR_EL1	SYSREG(2, 0, 1, 4, 4)
#define OSLSR_OSLM	BIT(3)

static bool read_register(u32 reg, u64 *value)
{
	switch (reg) {
	case SYS_ACTLR_EL1:
		*value = read_sysreg(actlr_el1);
		return true;
	case SYS_OSLSR_EL1:
		*value = OSLSR_OSLM;
		return true;
	case SYS_ERRIDR_EL1:
	case SYS_ERRSELR_EL1:
	case SYS_OSDLR_EL1:
	case SYS_DBGPRCR_EL1:
		*value = 0;
		return true;
	}
	return false;
}

static bool write_register(u32 reg, u64 value)
{
	switch (reg) {
	case SYS_SGI1R_EL1:
		gicv3_guest_sgi1r(value);
		return true;
	case SYS_ACTLR_EL1:
	case SYS_ASGI1R_EL1:
	case SYS_SGI0R_EL1:
	case SYS_ERRSELR_EL1:
	case SYS_OSLAR_EL1:
	case SYS_OSDLR_EL1:
	case SYS_DBGPRCR_EL1:
		/* Secure interrupts and CPU tuning are not for guests. */
		return true;
	}
	return false;
}

void exit_sysreg(struct guest_regs *regs, u64 esr)
{
	u32 reg = esr & SYSREG_MASK;
	unsigned int rt = SYSREG_RT(esr);
	u64 value;

	if (esr & SYSREG_READ) {
		if (!read_register(reg, &value)) {
			guest_inject_undef();
			return;
		}
		guest_set_reg(regs, rt, value);
	} else if (!write_register(reg, guest_reg(regs, rt))) {
		guest_inject_undef();
		return;
	}
	guest_skip();
}
