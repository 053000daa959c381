/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The short way for exits that guests cause often and that need neither x18 to
 * x29 nor anything that takes long. What is not entirely simple is left to the
 * slow path, which knows everything: both have to come to the same result. A
 * kick that arrives meanwhile stays pending, and is taken as soon as the guest
 * runs.
 */
#include <types.h>
#include <abort.h>
#include <cell.h>
#include <core_entry.h>
#include <cpu.h>
#include <errno.h>
#include <exits.h>
#include <gicd.h>
#include <gicv2.h>
#include <gicv3.h>
#include <psci.h>
#include <sysreg.h>
#include <asm/io.h>
#include <jailhouse/hypercall.h>

#define DONE		0
#define SLOW		1

#define IS_SAVED(reg)	((reg) < 18 || (reg) >= 30)

/** Hypercalls that neither manage nor look at more registers. */
static bool is_simple(u64 code)
{
	return code == JAILHOUSE_HC_HYPERVISOR_GET_INFO ||
		code >= JAILHOUSE_HC_CPU_GET_INFO;
}

static __attribute__((noinline)) unsigned long call(struct guest_regs *regs)
{
	regs->x[0] = hypercall(regs->x[0], regs->x[1], regs->x[2]);
	/* Not the slow way for an event, that would repeat the call. */
	return DONE;
}

static inline unsigned long fast_hvc(struct guest_regs *regs, u64 esr)
{
	u64 code = regs->x[0];

	if ((u16)esr != HVC_IMMEDIATE || !is_simple(code))
		return SLOW;
	if (code <= JAILHOUSE_HC_DEBUG_CONSOLE_PUTC)
		return call(regs);
	cpu_count(JAILHOUSE_CPU_STAT_VMEXITS_HYPERCALL);
	regs->x[0] = -ENOSYS;
	return DONE;
}

static inline unsigned long fast_smc(struct guest_regs *regs)
{
	if ((u32)regs->x[0] != PSCI_VERSION)
		return SLOW;
	cpu_count(JAILHOUSE_CPU_STAT_VMEXITS_PSCI);
	regs->x[0] = PSCI_1_1;
	guest_skip();
	return DONE;
}

static inline unsigned long fast_sysreg(struct guest_regs *regs, u64 esr)
{
	unsigned int rt = SYSREG_RT(esr);

	if ((esr & (SYSREG_MASK | SYSREG_READ)) != SYS_SGI1R_EL1 ||
	    !IS_SAVED(rt) || !gicv3_sgi_to_self(guest_reg(regs, rt)))
		return SLOW;
	guest_skip();
	return DONE;
}

/*
 * The distributor's registers that say what there is, and those with a bit for
 * each SPI: both versions have them, and handle them alike.
 */
static inline unsigned long fast_gicd(struct guest_regs *regs, u64 esr,
				      u64 offset)
{
	const struct cell *cell = this_cpu()->cell;
	unsigned int rt = ISS_SRT(esr);
	u32 value;

	if (offset == GICD_TYPER && !(esr & ISS_WNR))
		value = gicd_read_typer();
	else if (!gicd_is_spi_bits(offset))
		return SLOW;
	else if (esr & ISS_WNR)
		gicd_write_bits(cell, offset, guest_reg(regs, rt));
	else
		value = gicd_read_bits(cell, offset);
	if (!(esr & ISS_WNR))
		guest_set_reg(regs, rt, value);
	cpu_count(JAILHOUSE_CPU_STAT_VMEXITS_MMIO);
	guest_skip();
	return DONE;
}

static __attribute__((noinline)) unsigned long
fast_sgir(struct guest_regs *regs, u64 esr)
{
	if (!(esr & ISS_WNR) ||
	    !gicv2_sgi_to_self(guest_reg(regs, ISS_SRT(esr))))
		return exit_memory_fast(regs, esr);
	cpu_count(JAILHOUSE_CPU_STAT_VMEXITS_MMIO);
	guest_skip();
	return DONE;
}

static inline unsigned long fast_abort(struct guest_regs *regs, u64 esr)
{
	u64 offset;

	/* A word, zero-extended, that no table walk asked for. */
	if ((esr & (ESR_IL | ISS_ISV | ISS_SAS_MASK | ISS_SSE | ISS_S1PTW)) !=
	    (ESR_IL | ISS_ISV | ISS_SAS_WORD) ||
	    FSC_TYPE(ISS_FSC(esr)) != FSC_TRANSLATION ||
	    !IS_SAVED(ISS_SRT(esr)))
		return exit_memory_fast(regs, esr);
	offset = HPFAR_ADDRESS(read_sysreg(hpfar_el2)) +
		(read_sysreg(far_el2) & PAGE_OFFS_MASK) - gicd_phys;
	if (offset < GICD_COMMON_SIZE && fast_gicd(regs, esr, offset) == DONE)
		return DONE;
	if (offset == GICD_SGIR)
		return fast_sgir(regs, esr);
	return exit_memory_fast(regs, esr);
}

unsigned long arm64_sync_fast(struct guest_regs *regs)
{
	u64 esr = read_sysreg(esr_el2);

	cpu_count(JAILHOUSE_CPU_STAT_VMEXITS_TOTAL);
	switch (ESR_EC(esr)) {
	case EC_HVC64:
		return fast_hvc(regs, esr);
	case EC_SMC64:
		return fast_smc(regs);
	case EC_SYSREG:
		return fast_sysreg(regs, esr);
	case EC_DATA_ABORT_LOWER:
		return fast_abort(regs, esr);
	}
	return SLOW;
}
