/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Faults of the second stage: emulated registers, mappings that are just being
 * rebuilt, and accesses that nobody allowed.
 */
#include <types.h>
#include <abort.h>
#include <cell.h>
#include <core_entry.h>
#include <cpu.h>
#include <exits.h>
#include <mmio.h>
#include <report.h>
#include <stage2_write.h>
#include <sysreg.h>
#include <jailhouse/hypercall.h>

#define WALK			"page table walk"
#define PAR_FAULT		BIT(0)
#define PAR_ADDRESS		0x000ffffffffff000UL

static void translate(void *linear)
{
	at(s1e1r, linear);
	isb();
}

/** Faults about which the second stage says something: others are errors. */
static bool is_denial(u64 esr)
{
	return FSC_TYPE(ISS_FSC(esr)) == FSC_TRANSLATION ||
		FSC_TYPE(ISS_FSC(esr)) == FSC_PERMISSION;
}

/*
 * HPFAR_EL2 is valid for translation, access flag and table walk faults, not
 * for permission faults (Arm ARM D17.2.64): the first stage tells then. False if
 * it does not, as its tables have changed meanwhile: the address is the virtual
 * one then.
 */
static bool fault_address(u64 esr, u64 *address)
{
	u64 far = read_sysreg(far_el2), par, saved;
	bool walked;

	/* What a table walk read is known but for its place in the page. */
	if (FSC_TYPE(ISS_FSC(esr)) != FSC_PERMISSION || (esr & ISS_S1PTW)) {
		*address = HPFAR_ADDRESS(read_sysreg(hpfar_el2)) |
			(esr & ISS_S1PTW ? 0 : far & PAGE_OFFS_MASK);
		return true;
	}
	saved = read_sysreg(par_el1);
	/* The tables may have changed, and lead to where nothing answers. */
	walked = arch_try(translate, (void *)far);
	par = read_sysreg(par_el1);
	write_sysreg(saved, par_el1);
	*address = far;
	if (!walked || (par & PAR_FAULT))
		return false;
	*address = (par & PAR_ADDRESS) | (far & PAGE_OFFS_MASK);
	return true;
}

static void finish(struct guest_regs *regs, const struct abort_access *access,
		   u64 value)
{
	if (!access->is_write)
		guest_set_reg(regs, access->reg, abort_extend(access, value));
	guest_skip();
}

static bool emulate(struct guest_regs *regs, const struct abort_access *access,
		    struct mmio_access *mmio)
{
	mmio->size = access->size;
	mmio->is_write = access->is_write;
	mmio->value = access->is_write ? guest_reg(regs, access->reg) : 0;
	if (access->is_write && access->size < 8)
		mmio->value &= BIT(8 * access->size) - 1;
	if (mmio_dispatch(&this_cpu()->cell->mmio, mmio) != MMIO_HANDLED)
		return false;
	finish(regs, access, mmio->value);
	return true;
}

/** An access to a region that is part of a page; emulate() came before. */
static bool forward(struct guest_regs *regs, const struct abort_access *access,
		    struct mmio_access *mmio)
{
	if (sub_page_access(this_cpu()->cell, mmio) != MMIO_HANDLED)
		return false;
	finish(regs, access, mmio->value);
	return true;
}

unsigned long exit_memory_fast(struct guest_regs *regs, u64 esr)
{
	struct abort_access access;
	struct mmio_access mmio;

	/* x18 to x29 are not in the frame. */
	if (!abort_decode(esr, &access) ||
	    (access.reg >= 18 && access.reg < 30) ||
	    FSC_TYPE(ISS_FSC(esr)) != FSC_TRANSLATION)
		return 1;
	fault_address(esr, &mmio.address);
	if (!emulate(regs, &access, &mmio))
		return 1;
	cpu_count(JAILHOUSE_CPU_STAT_VMEXITS_MMIO);
	/* Events, too, are handled later: the slow way would do it again. */
	return 0;
}

/* While root's tables are rebuilt, entries are invalid for a moment. */
static bool is_mapped_now(u64 address, unsigned int needed)
{
	return stage2_allows(&this_cpu()->cell->space, address, needed);
}

static void report_fault(enum violation_kind kind, u64 address,
			 const struct abort_access *access, u64 value,
			 const char *what)
{
	const struct violation violation = {
		.kind = kind,
		.address = address,
		.size = access ? access->size : 0,
		.is_write = access && access->is_write,
		.value = value,
		.pc = read_sysreg(elr_el2),
		.what = what,
	};

	report_violation(&violation);
}

void exit_data_abort(struct guest_regs *regs, u64 esr)
{
	bool translation = FSC_TYPE(ISS_FSC(esr)) == FSC_TRANSLATION;
	/* Cache maintenance counts as a write, but needs the right to read. */
	bool is_write = (esr & ISS_WNR) && !(translation && (esr & ISS_CM));
	struct abort_access access = { .size = 0, .is_write = is_write };
	struct mmio_access mmio;
	bool known, decoded;
	u64 address;

	cpu_count(JAILHOUSE_CPU_STAT_VMEXITS_MMIO);
	/* Such as alignment faults of device memory. */
	if (!is_denial(esr)) {
		guest_inject_abort(false, read_sysreg(far_el2));
		return;
	}
	known = fault_address(esr, &address);
	if (translation &&
	    is_mapped_now(address, is_write ? PAGING_WRITE : PAGING_READ))
		return;
	mmio.address = address;
	decoded = known && !(esr & ISS_S1PTW) && abort_decode(esr, &access);
	if (decoded && (emulate(regs, &access, &mmio) ||
			forward(regs, &access, &mmio)))
		return;
	if (decoded) {
		report_fault(VIOLATION_MEMORY, address, &access, mmio.value,
			     NULL);
		/* Root goes on: it reads ones, writes are dropped. */
		finish(regs, &access, ~0UL);
		return;
	}
	report_fault(!known || (esr & ISS_S1PTW) ? VIOLATION_MEMORY :
						   VIOLATION_DECODE,
		     address, &access, 0,
		     esr & ISS_S1PTW ? WALK : NULL);
	guest_inject_abort(false, read_sysreg(far_el2));
}

void exit_instruction_abort(u64 esr)
{
	u64 address;

	if (!is_denial(esr)) {
		guest_inject_abort(true, read_sysreg(far_el2));
		return;
	}
	fault_address(esr, &address);
	if (FSC_TYPE(ISS_FSC(esr)) == FSC_TRANSLATION &&
	    is_mapped_now(address, esr & ISS_S1PTW ? PAGING_READ :
			  PAGING_READ | PAGING_EXECUTE))
		return;
	report_fault(esr & ISS_S1PTW ? VIOLATION_MEMORY : VIOLATION_FETCH,
		     address, NULL, 0, esr & ISS_S1PTW ? WALK : NULL);
	guest_inject_abort(true, read_sysreg(far_el2));
}
