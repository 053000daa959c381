/* SPDX-License-Identifier: BSD-2-Clause */
/* Exits from guests: who handles which. */
#include <types.h>
#include <cell.h>
#include <console.h>
#include <core_entry.h>
#include <cpu.h>
#include <exits.h>
#include <gic.h>
#include <report.h>
#include <sysreg.h>
#include <jailhouse/hypercall.h>

#define HVC_LINUX_STUB		0

/* Linux' stub (arch/arm64/include/asm/virt.h). */
#define HVC_SET_VECTORS		0
#define HVC_RESET_VECTORS	2
#define HVC_STUB_ERR		0xbadca11
/* Linux' calls of its own KVM at EL2: fast, 64 bit, vendor hypervisor. */
#define HVC_KVM			0xc6000000UL
#define HVC_KVM_MASK		(~0xffffUL)

/** Guest can't go on with what it did: report it. */
static void violation(enum violation_kind kind, u64 address, const char *what)
{
	const struct violation report = {
		.kind = kind,
		.address = address,
		.pc = read_sysreg(elr_el2),
		.what = what,
	};

	report_violation(&report);
}

/*
 * Linux of root asks the stub, or the KVM, that it believes at EL2: with KVM
 * compiled in when CPUs go offline and come back. It is told that all went well;
 * no virtual machine can run. Only two results of KVM's calls matter: why a
 * virtual CPU came back, and a CPU's MDCR_EL2, of which KVM keeps HPMN. One
 * number serves both, without knowing their function ids, which change from one
 * kernel to the next: as a reason it is none, and ends KVM_RUN.
 */
static void linux_stub_call(struct guest_regs *regs)
{
	u64 call = regs->x[0];

	regs->x[0] = HVC_STUB_ERR;
	if (call == HVC_SET_VECTORS || call == HVC_RESET_VECTORS ||
	    (call & HVC_KVM_MASK) == HVC_KVM) {
		regs->x[0] = 0;
		regs->x[1] = (HVC_STUB_ERR & ~MDCR_HPMN) |
			(this_private()->linux_el2.mdcr & MDCR_HPMN);
	}
}

/* The PC of an HVC is behind it already. */
static void guest_repeat_hvc(void)
{
	write_sysreg(read_sysreg(elr_el2) - 4, elr_el2);
}

static void exit_hvc(struct guest_regs *regs, u64 esr)
{
	u16 immediate = esr;
	long result;

	if (immediate == HVC_IMMEDIATE) {
		result = hypercall(regs->x[0], regs->x[1], regs->x[2]);
		if (result == HYPERCALL_REPEAT)
			guest_repeat_hvc();
		else
			regs->x[0] = result;
		return;
	}
	guest_repeat_hvc();
	if (this_cpu()->cell == &root_cell && immediate == HVC_LINUX_STUB) {
		linux_stub_call(regs);
		guest_skip();
		return;
	}
	violation(VIOLATION_INSTRUCTION, immediate, "HVC");
	guest_inject_undef();
}

/** Before a guest runs again: what others asked for, and sleep if parked. */
static void prepare_entry(void)
{
	struct private_per_cpu *private = this_private();

	if (cpu_events_pending())
		cpu_handle_events();
	while (private->parked) {
		/* Wakes up for interrupts although they are masked. */
		wfi();
		gic_drain();
		cpu_handle_events();
	}
	gic_deliver_sgis();
	/* Root has the time to feed the UART, cells don't. */
	if (this_cpu()->cell == &root_cell)
		console_feed();
}

void arm64_sync_slow(struct guest_regs *regs)
{
	u64 esr = read_sysreg(esr_el2);

	switch (ESR_EC(esr)) {
	case EC_HVC64:
		exit_hvc(regs, esr);
		break;
	case EC_SMC64:
		exit_smc(regs);
		break;
	case EC_SYSREG:
		exit_sysreg(regs, esr);
		break;
	case EC_DATA_ABORT_LOWER:
		exit_data_abort(regs, esr);
		break;
	case EC_INST_ABORT_LOWER:
		exit_instruction_abort(esr);
		break;
	default:
		guest_inject_undef();
		break;
	}
	prepare_entry();
}

void arm64_irq_slow(struct guest_regs *regs)
{
	(void)regs;
	prepare_entry();
}

/*
 * An error that the guest's accesses caused, as far as can be known: a cell
 * ends, root gets it as its own.
 */
void arm64_serror(struct guest_regs *regs)
{
	(void)regs;
	violation(VIOLATION_STATE, read_sysreg(esr_el2), "SError");
	if (this_cpu()->cell == &root_cell)
		write_sysreg(read_sysreg(hcr_el2) | HCR_VSE, hcr_el2);
	prepare_entry();
}

void arm64_hyp_exception(u64 vector)
{
	hv_panic("exception %llu, ESR %llx, at %llx, FAR %llx", vector,
		 read_sysreg(esr_el2), read_sysreg(elr_el2),
		 read_sysreg(far_el2));
}
