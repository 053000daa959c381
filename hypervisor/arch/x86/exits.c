/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Exits that concern neither memory nor MSRs: CPUID, hypercalls, ports, XCR0,
 * cache flushes, and what guests must not do at all.
 */
#include <types.h>
#include <errno.h>
#include <asm/io.h>
#include <core_entry.h>
#include <cpu.h>
#include <cpuid.h>
#include <exits.h>
#include <machine_check.h>
#include <perf_counters.h>
#include <pio.h>
#include <report.h>
#include <vcpu.h>
#include <x86.h>

void exit_violation(struct violation *violation, unsigned int length)
{
	violation->pc = vcpu_linear_pc();
	report_violation(violation);
	if (this_cpu()->cell == &root_cell) {
		if (length)
			vcpu_skip(length);
		else
			vcpu_inject_gp();
	}
	/*
	 * Root, too: if its exceptions can't be delivered it comes here for
	 * ever, with no instruction boundary where a kick would be seen.
	 */
	cpu_handle_events();
}

void exit_cpuid(struct guest_regs *regs)
{
	u32 leaf = vcpu_get_reg(regs, GUEST_RAX);
	u32 subleaf = regs->reg[GUEST_RCX];
	struct cpuid_regs result;

	cpu_count(JAILHOUSE_CPU_STAT_VMEXITS_CPUID);
	cpuid(leaf, subleaf, &result.eax, &result.ebx, &result.ecx,
	      &result.edx);
	cpuid_filter(leaf, subleaf, this_cpu()->cell == &root_cell,
		     vcpu_cr4(), &result);
	vcpu_set_reg(regs, GUEST_RAX, result.eax);
	regs->reg[GUEST_RBX] = result.ebx;
	regs->reg[GUEST_RCX] = result.ecx;
	regs->reg[GUEST_RDX] = result.edx;
	vcpu_skip(2);
}

void exit_hypercall(struct guest_regs *regs)
{
	u64 mask = vcpu_mode() == X86_MODE_64 ? ~0ULL : 0xffffffffULL;
	u64 code = vcpu_get_reg(regs, GUEST_RAX) & mask;
	u64 pc = vcpu_pc();
	long result;

	vcpu_skip(3);
	if (vcpu_cpl() != 0) {
		cpu_count(JAILHOUSE_CPU_STAT_VMEXITS_HYPERCALL);
		result = -EPERM;
	} else {
		result = hypercall(code, regs->reg[GUEST_RDI] & mask,
				   regs->reg[GUEST_RSI] & mask);
	}
	if (result == HYPERCALL_REPEAT)
		vcpu_repeat(pc);
	else
		vcpu_set_reg(regs, GUEST_RAX, (u32)result);
	/* A stop request may have come while the call waited for its turn. */
	if (cpu_events_pending())
		cpu_handle_events();
}

/* XCR0 (SDM volume 1, 13.3): bits that hardware has, and x87 always. */
void exit_xsetbv(struct guest_regs *regs)
{
	u64 value = (u32)vcpu_get_reg(regs, GUEST_RAX) |
		regs->reg[GUEST_RDX] << 32;
	u32 low, ebx, ecx, high;

	cpu_count(JAILHOUSE_CPU_STAT_VMEXITS_XSETBV);
	cpuid(0xd, 0, &low, &ebx, &ecx, &high);
	/* The combinations that fault are sorted out by the CPU itself. */
	if (!(vcpu_cr4() & X86_CR4_OSXSAVE))
		vcpu_inject_ud();
	else if (vcpu_cpl() != 0 || (u32)regs->reg[GUEST_RCX] != 0 ||
		 !(value & 1) || (value & ~(low | (u64)high << 32)) ||
		 !xsetbv_safe(value))
		vcpu_inject_gp();
	else
		vcpu_skip(3);
}

void exit_rdpmc(struct guest_regs *regs)
{
	u32 counter = regs->reg[GUEST_RCX];
	bool allowed = vcpu_cpl() == 0 || (vcpu_cr4() & X86_CR4_PCE);
	u64 value;

	if (!allowed || counter >= NUM_PERF_CTRS ||
	    !rdmsr_safe(counter < NUM_PERF_LEGACY_CTRS ?
			MSR_PERF_LEGACY_CTR + counter :
			MSR_PERF_CTR(counter), &value)) {
		vcpu_inject_gp();
		return;
	}
	vcpu_set_reg(regs, GUEST_RAX, (u32)value);
	regs->reg[GUEST_RDX] = value >> 32;
	vcpu_skip(2);
}

static u32 port_read(u16 port, unsigned int size)
{
	if (size == 1)
		return inb(port);
	return size == 2 ? inw(port) : inl(port);
}

static void port_write(u16 port, unsigned int size, u32 value)
{
	if (size == 1)
		outb(value, port);
	else if (size == 2)
		outw(value, port);
	else
		outl(value, port);
}

/* Accesses of 1 and 2 bytes leave the rest of RAX alone, 4 clear it. */
static u64 merge_rax(u64 rax, u32 value, unsigned int size)
{
	u64 mask = size == 4 ? ~0ULL : (1ULL << (size * 8)) - 1;

	return (rax & ~mask) | (value & mask);
}

static void forward_port_access(struct pio_access *access)
{
	if (access->is_write)
		port_write(access->port, access->size, access->value);
	else
		access->value = port_read(access->port, access->size);
}

void exit_io(struct guest_regs *regs, struct pio_access *access,
	     unsigned int length)
{
	u64 rax = vcpu_get_reg(regs, GUEST_RAX);
	struct violation violation = {
		.kind = VIOLATION_PORT,
		.address = access->port,
		.size = access->size,
		.is_write = access->is_write,
		.what = access->is_string ? "string I/O" : NULL,
	};
	enum pio_action action;

	cpu_count(JAILHOUSE_CPU_STAT_VMEXITS_PIO);
	if (access->is_write)
		access->value = merge_rax(0, rax, access->size);
	violation.value = access->value;
	action = pio_filter(this_cpu()->cell, access);
	if (action == PIO_FORWARD)
		forward_port_access(access);
	if (!access->is_write && !access->is_string)
		vcpu_set_reg(regs, GUEST_RAX,
			     merge_rax(rax, access->value, access->size));
	if (action == PIO_VIOLATION)
		exit_violation(&violation, access->is_string ? 0 : length);
	else
		vcpu_skip(length);
}

u64 x86_guest_pc(void)
{
	return vcpu_linear_pc();
}

void exit_forbidden(const char *name)
{
	struct violation violation = {
		.kind = VIOLATION_INSTRUCTION,
		.what = name,
		.pc = vcpu_linear_pc(),
	};

	report_violation(&violation);
	if (this_cpu()->cell == &root_cell)
		vcpu_inject_ud();
	else
		cpu_handle_events();
}

/*
 * WBINVD would stall every CPU that shares the caches for a time that nobody
 * can bound, INVD would lose other cells' data. Devices are cache-coherent on
 * all platforms with this extension, so both may be left out.
 */
void exit_cache_flush(void)
{
	vcpu_skip(2);
}

static void end_guest(const struct violation *violation)
{
	report_violation(violation);
	/* Root goes on with its other CPUs. */
	if (this_cpu()->cell == &root_cell)
		vcpu_park();
	cpu_handle_events();
}

void exit_shutdown(void)
{
	struct violation violation = {
		.kind = VIOLATION_TRIPLE_FAULT,
		.pc = vcpu_linear_pc(),
	};

	/* With MCE set it was delivered, and can't be again for ever. */
	if (machine_check_in_progress() && !(vcpu_cr4() & X86_CR4_MCE))
		exit_machine_check();
	else
		end_guest(&violation);
}

void exit_stuck(const char *reason, u64 code)
{
	struct violation violation = {
		.kind = VIOLATION_STATE,
		.address = code,
		.pc = vcpu_linear_pc(),
		.what = reason,
	};

	end_guest(&violation);
}
