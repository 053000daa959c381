/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Second-stage faults: fetch and decode the instruction, do what it does on an
 * emulated register, or report.
 */
#include <types.h>
#include <errno.h>
#include <apic.h>
#include <code_page.h>
#include <core_entry.h>
#include <cpu.h>
#include <exits.h>
#include <paging.h>
#include <report.h>
#include <string.h>
#include <vcpu.h>
#include <x86.h>
#include <arch/cell.h>

/* The last entry that a walk through the guest's tables read. */
struct leaf {
	u64 phys;
	u64 value;
};

/* Return: physical address, or PAGING_NOT_MAPPED. */
static u64 guest_to_phys(u64 gpa)
{
	return paging_translate(&this_cpu()->cell->space, gpa, NULL);
}

static bool read_guest_entry(void *ctx, u64 gpa, unsigned int size, u64 *entry)
{
	struct leaf *leaf = ctx;
	const void *page;

	leaf->phys = guest_to_phys(gpa);
	if (leaf->phys == PAGING_NOT_MAPPED)
		return false;
	page = arch_tmp_map(leaf->phys);
	*entry = size == 8 ? *(const u64 *)page : *(const u32 *)page;
	leaf->value = *entry;
	return true;
}

/* Instruction bytes up to the end of the page. Return: their number. */
static unsigned int fetch_page(const struct guest_paging *paging, u64 linear,
			       u8 *bytes, unsigned int count)
{
	unsigned int room = PAGE_SIZE - (linear & PAGE_OFFS_MASK);
	struct leaf leaf;
	u64 gpa, phys;

	count = MIN(count, room);
	if (guest_translate(paging, linear, read_guest_entry, &leaf, &gpa))
		return 0;
	phys = guest_to_phys(gpa);
	if (phys == PAGING_NOT_MAPPED)
		return 0;
	if (vcpu_mode() == X86_MODE_64)
		code_page_keep(linear, phys, paging->cr3, leaf.phys,
			       leaf.value);
	memcpy(bytes, arch_tmp_map(phys), count);
	return count;
}

/* The instruction at the guest's program counter. 0 or -EINVAL. */
static int fetch_and_decode(struct x86_insn *insn)
{
	u8 bytes[X86_MAX_INSN_LENGTH];
	struct guest_paging paging;
	u64 linear = vcpu_linear_pc();
	enum x86_cpu_mode mode = vcpu_mode();
	unsigned int count = vcpu_fetched(bytes);
	int err = -ERANGE;

	if (count)
		err = x86_decode_memory(bytes, count, mode, insn);
	if (err != -ERANGE)
		return err;
	vcpu_get_paging(&paging);
	count = fetch_page(&paging, linear, bytes, sizeof(bytes));
	err = x86_decode_memory(bytes, count, mode, insn);
	if (err == -ERANGE && count > 0 && count < sizeof(bytes)) {
		count += fetch_page(&paging, linear + count, bytes + count,
				    sizeof(bytes) - count);
		err = x86_decode_memory(bytes, count, mode, insn);
	}
	arch_tmp_unmap();
	return err;
}

static enum mmio_result dispatch(struct mmio_access *mmio)
{
	const struct cell *cell = this_cpu()->cell;
	enum mmio_result result;

	/* By far the most frequent one, and no call through a pointer. */
	if ((mmio->address & PAGE_MASK) == XAPIC_BASE && !apic_is_x2apic()) {
		mmio->address &= PAGE_OFFS_MASK;
		return xapic_access(mmio);
	}
	cpu_count(JAILHOUSE_CPU_STAT_VMEXITS_MMIO);
	result = mmio_dispatch(&cell->mmio, mmio);
	return result == MMIO_UNHANDLED ? sub_page_access(cell, mmio) : result;
}

static void report_access(enum violation_kind kind, u64 address, bool write,
			  const struct mmio_access *mmio, unsigned int length)
{
	struct violation violation = {
		.kind = kind,
		.address = address,
		.is_write = write,
	};

	if (mmio) {
		violation.size = mmio->size;
		violation.value = mmio->value;
	}
	exit_violation(&violation, length);
}

void exit_delivery_fault(u64 address, bool write)
{
	struct violation violation = {
		.kind = VIOLATION_MEMORY,
		.address = address,
		.is_write = write,
		.what = "while an interrupt or exception was delivered",
	};

	exit_violation(&violation, 0);
}

void exit_memory(struct guest_regs *regs, u64 address, bool write, bool fetch)
{
	struct mmio_access mmio = { .address = address };
	struct x86_insn insn;
	u64 reg;

	if (fetch) {
		report_access(VIOLATION_FETCH, address, write, NULL, 0);
		return;
	}
	if (fetch_and_decode(&insn)) {
		report_access(VIOLATION_DECODE, address, write, NULL, 0);
		return;
	}
	reg = insn.has_immediate ? 0 : vcpu_get_reg(regs, insn.reg);
	mmio.size = insn.size;
	mmio.is_write = insn.is_write;
	if (insn.is_write)
		mmio.value = x86_insn_write_value(&insn, reg);

	if (dispatch(&mmio) != MMIO_HANDLED) {
		if (!insn.is_write && this_cpu()->cell == &root_cell)
			vcpu_set_reg(regs, insn.reg,
				     x86_insn_read_result(&insn, reg, ~0ULL));
		mmio.address = address;
		report_access(VIOLATION_MEMORY, address, insn.is_write, &mmio,
			      insn.length);
		return;
	}
	if (!insn.is_write)
		vcpu_set_reg(regs, insn.reg,
			     x86_insn_read_result(&insn, reg, mmio.value));
	vcpu_skip(insn.length);
	if (cpu_events_pending())
		cpu_handle_events();
}
