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
	asm volatile("at s1e1r, %0" : : "r" (linear) : "memory");
	isb();
}

/*
 * HPFAR_EL2 is valid for translation, access flag and table walk faults, not
 * for permission faults (Arm ARM D17.2.64): the first stage tells then.
 */
static u64 fault_address(u64 esr)
{
	u64 far = read_sysreg(far_el2), par, saved;
	bool walked;

	/* What a table walk read is known but for its place in the page. */
	if (FSC_TYPE(ISS_FSC(esr)) != FSC_PERMISSION || (esr & ISS_S1PTW))
		return HPFAR_ADDRESS(read_sysreg(hpfar_el2)) |
			(esr & ISS_S1PTW ? 0 : far & PAGE_OFFS_MASK);
	saved = read_sysreg(par_el1);
	/* The tables may have changed, and lead to where nothing answers. */
	walked = arch_try(translate, (void *)far);
	par = read_sysreg(par_el1);
	write_sysreg(saved, par_el1);
	if (!walked || (par & PAR_FAULT))
		return far;
	return (par & PAR_ADDRESS) | (far & PAGE_OFFS_MASK);
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
	mmio.address = fault_address(esr);
	if (!emulate(regs, &access, &mmio))
		return 1;
	cpu_count(JAILHOUSE_CPU_STAT_VMEXITS_MMIO);
	return cpu_events_pending();
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
	u64 address = fault_address(esr);
	struct abort_access access = { .size = 0, .is_write = is_write };
	struct mmio_access mmio = { .address = address };
	bool decoded;

	cpu_count(JAILHOUSE_CPU_STAT_VMEXITS_MMIO);
	/* Alignment faults of device memory: the address is not known. */
	if (!translation && FSC_TYPE(ISS_FSC(esr)) != FSC_PERMISSION) {
		guest_inject_abort(false, read_sysreg(far_el2));
		return;
	}
	if (translation &&
	    is_mapped_now(address, is_write ? PAGING_WRITE : PAGING_READ))
		return;
	decoded = !(esr & ISS_S1PTW) && abort_decode(esr, &access);
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
	report_fault(esr & ISS_S1PTW ? VIOLATION_MEMORY : VIOLATION_DECODE,
		     address, &access, 0,
		     esr & ISS_S1PTW ? WALK : NULL);
	guest_inject_abort(false, read_sysreg(far_el2));
}

void exit_instruction_abort(u64 esr)
{
	u64 address = fault_address(esr);

	if (FSC_TYPE(ISS_FSC(esr)) == FSC_TRANSLATION &&
	    is_mapped_now(address, esr & ISS_S1PTW ? PAGING_READ :
			  PAGING_READ | PAGING_EXECUTE))
		return;
	report_fault(esr & ISS_S1PTW ? VIOLATION_MEMORY : VIOLATION_FETCH,
		     address, NULL, 0, esr & ISS_S1PTW ? WALK : NULL);
	guest_inject_abort(true, read_sysreg(far_el2));
}
