/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Exits on AMD-V: from exit codes (APM volume 2, appendix C) to the handlers
 * that all vendors share.
 */
#include <types.h>
#include <console.h>
#include <core_entry.h>
#include <cpu.h>
#include <exits.h>
#include <machine_check.h>
#include <nmi.h>
#include <pio.h>
#include <report.h>
#include <svm.h>
#include <vcpu.h>
#include <x86.h>

/*
 * An exit in the middle of the delivery of an interrupt or exception: deliver
 * again. Software interrupts repeat their instruction by themselves.
 */
static void restore_vectoring(struct vmcb *vmcb)
{
	u64 info = vmcb->exit_int_info;

	if ((info & SVM_EVENT_VALID) &&
	    (info & SVM_EVENT_TYPE_MASK) != SVM_EVENT_TYPE_SOFTWARE)
		vmcb->event_injection = info;
}

static void handle_page_fault(struct guest_regs *regs, struct vmcb *vmcb)
{
	bool write = vmcb->exit_info1 & SVM_NPF_WRITE;

	restore_vectoring(vmcb);
	if (vmcb->exit_int_info & SVM_EVENT_VALID)
		exit_delivery_fault(vmcb->exit_info2, write);
	else
		exit_memory(regs, vmcb->exit_info2, write,
			    vmcb->exit_info1 & SVM_NPF_FETCH);
}

static void handle_io(struct guest_regs *regs, const struct vmcb *vmcb)
{
	u64 info = vmcb->exit_info1;
	struct pio_access access = {
		.port = SVM_IOIO_PORT(info),
		.size = SVM_IOIO_SIZE(info),
		.is_write = !(info & SVM_IOIO_IN),
		.is_string = info & SVM_IOIO_STRING,
	};

	/* EXITINFO2 is the next RIP on every implementation (15.10.2). */
	exit_io(regs, &access, (vmcb->exit_info2 - vmcb->rip) & 0xf);
}

/*
 * The guest is about to return from its NMI handler. NMIs stay blocked until
 * the IRET is done: one that came before it would overwrite the frame that it
 * uses. It is executed with a trap behind it.
 */
static void handle_iret(struct vmcb *vmcb)
{
	struct private_per_cpu *private = this_private();

	vmcb->intercepts[3] &= ~SVM_INTERCEPT_IRET;
	private->nmi_step = true;
	private->nmi_step_dr6 = vmcb->dr6;
	vmcb->rflags |= X86_RFLAGS_TF;
}

/* Flags are those that IRET loaded: the trap bit is gone with the old ones. */
static void finish_nmi(struct vmcb *vmcb)
{
	struct private_per_cpu *private = this_private();

	private->nmi_step = false;
	private->nmi_blocked = false;
	vmcb->dr6 = private->nmi_step_dr6;
	if (private->nmi_pending)
		vcpu_inject_nmi();
}

static void handle_exception(struct vmcb *vmcb, unsigned int vector)
{
	u64 event = SVM_EVENT_VALID | SVM_EVENT_TYPE_EXCEPTION | vector;

	cpu_count(JAILHOUSE_CPU_STAT_VMEXITS_EXCEPTION);
	if (vector == X86_VECTOR_DB && this_private()->nmi_step) {
		finish_nmi(vmcb);
		return;
	}
	if (vector == X86_VECTOR_MC) {
		exit_machine_check();
		return;
	}
	if (vector == X86_VECTOR_AC)
		event |= SVM_EVENT_ERROR_CODE |
			(vmcb->exit_info1 & 0xffffffff) << 32;
	vmcb->event_injection = event;
	/* A guest that loops through faults must still obey. */
	cpu_handle_events();
}

static void handle_forbidden(u64 code)
{
	static const char names[][8] = {
		"VMRUN", "VMMCALL", "VMLOAD", "VMSAVE", "STGI", "CLGI",
		"SKINIT",
	};

	if (code >= SVM_EXIT_VMRUN && code <= SVM_EXIT_SKINIT)
		exit_forbidden(names[code - SVM_EXIT_VMRUN]);
	else if (code == SVM_EXIT_RSM)
		exit_forbidden("RSM");
	else if (code == SVM_EXIT_INVLPGA)
		exit_forbidden("INVLPGA");
	else
		exit_stuck((u32)code == SVM_EXIT_INVALID ?
			   "illegal guest state" : "unexpected exit", code);
}

/*
 * Linux up to 6.1 sets GIF and clears EFER.SVME on its way down, on every CPU
 * whose EFER says that SVM is on. GIF is set anyway.
 */
static void handle_stgi(void)
{
	if (this_cpu()->cell == &root_cell)
		vcpu_skip(3);
	else
		exit_forbidden("STGI");
}

static void handle_rare_exit(struct guest_regs *regs, struct vmcb *vmcb)
{
	u64 code = vmcb->exit_code;

	if (code == SVM_EXIT_XSETBV)
		exit_xsetbv(regs);
	else if (code == SVM_EXIT_RDPMC)
		exit_rdpmc(regs);
	else if (code == SVM_EXIT_IRET)
		handle_iret(vmcb);
	else if (code == SVM_EXIT_WBINVD || code == SVM_EXIT_INVD)
		exit_cache_flush();
	else if (code == SVM_EXIT_SHUTDOWN)
		exit_shutdown();
	else if (code == SVM_EXIT_STGI)
		handle_stgi();
	else if (code == SVM_EXIT_INIT)
		exit_nmi();
	else if (code >= SVM_EXIT_EXCEPTION && code < SVM_EXIT_EXCEPTION + 32)
		handle_exception(vmcb, code - SVM_EXIT_EXCEPTION);
	else
		handle_forbidden(code);
}

void svm_handle_exit(struct guest_regs *regs)
{
	struct vmcb *vmcb = svm_vmcb();
	u64 code = vmcb->exit_code;

	cpu_count(JAILHOUSE_CPU_STAT_VMEXITS_TOTAL);
	vmcb->tlb_control = 0;
	vmcb->event_injection = 0;

	if (code == SVM_EXIT_NPF) {
		handle_page_fault(regs, vmcb);
	} else if (code == SVM_EXIT_MSR) {
		if (vmcb->exit_info1)
			exit_wrmsr(regs);
		else
			exit_rdmsr(regs);
	} else if (code == SVM_EXIT_IOIO) {
		handle_io(regs, vmcb);
	} else if (code == SVM_EXIT_CPUID) {
		exit_cpuid(regs);
	} else if (code == SVM_EXIT_VMMCALL) {
		exit_hypercall(regs);
	} else if (code == SVM_EXIT_NMI) {
		exit_nmi();
	} else {
		handle_rare_exit(regs, vmcb);
	}
	/* Root has the time to feed the UART, cells don't. */
	if (this_cpu()->cell == &root_cell)
		console_feed();
}
