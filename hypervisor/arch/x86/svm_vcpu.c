/* SPDX-License-Identifier: BSD-2-Clause */
/* vcpu.h on AMD-V: reading and changing the guest's state. */
#include <types.h>
#include <cpu.h>
#include <svm.h>
#include <vcpu.h>
#include <x86.h>

u64 vcpu_get_reg(const struct guest_regs *regs, unsigned int reg)
{
	if (reg == GUEST_RAX)
		return svm_vmcb()->rax;
	if (reg == GUEST_RSP)
		return svm_vmcb()->rsp;
	return regs->reg[reg];
}

void vcpu_set_reg(struct guest_regs *regs, unsigned int reg, u64 value)
{
	if (reg == GUEST_RAX)
		svm_vmcb()->rax = value;
	else if (reg == GUEST_RSP)
		svm_vmcb()->rsp = value;
	else
		regs->reg[reg] = value;
}

u64 vcpu_pc(void)
{
	return svm_vmcb()->rip;
}

void vcpu_repeat(u64 pc)
{
	struct vmcb *vmcb = svm_vmcb();

	vmcb->rip = pc;
	/* Without the single step's trap: the instruction is not over. */
	if ((vmcb->event_injection & (SVM_EVENT_TYPE_MASK | 0xff)) ==
	    (SVM_EVENT_TYPE_EXCEPTION | X86_VECTOR_DB)) {
		vmcb->event_injection = 0;
		vmcb->dr6 &= ~X86_DR6_BS;
	}
}

u64 vcpu_linear_pc(void)
{
	const struct vmcb *vmcb = svm_vmcb();

	if (vcpu_mode() == X86_MODE_64)
		return vmcb->rip;
	return (u32)(vmcb->cs.base + vmcb->rip);
}

/*
 * Hardware that saves the next RIP does so for intercepted instructions, not
 * for nested page faults (15.7.1).
 */
static bool next_rip_is_valid(const struct vmcb *vmcb)
{
	return (svm_features() & SVM_FEATURE_NRIP_SAVE) &&
		vmcb->exit_code != SVM_EXIT_NPF &&
		vmcb->next_rip - vmcb->rip - 1 < X86_MAX_INSN_LENGTH;
}

/*
 * The trap that a guest gets behind the instruction if it executes single
 * steps; not if its DEBUGCTL asks for branches only (APM volume 2, 13.1.4).
 */
static void trap_single_step(struct vmcb *vmcb)
{
	if (!(vmcb->rflags & X86_RFLAGS_TF) ||
	    (rdmsr(MSR_DEBUGCTL) & DEBUGCTL_BTF))
		return;
	vmcb->dr6 |= X86_DR6_BS;
	vmcb->event_injection = SVM_EVENT_VALID | SVM_EVENT_TYPE_EXCEPTION |
		X86_VECTOR_DB;
}

void vcpu_skip(unsigned int length)
{
	struct vmcb *vmcb = svm_vmcb();

	if (next_rip_is_valid(vmcb))
		vmcb->rip = vmcb->next_rip;
	else
		vmcb->rip += length;
	if (vcpu_mode() != X86_MODE_64)
		vmcb->rip = (u32)vmcb->rip;
	vmcb->interrupt_shadow &= ~SVM_INTERRUPT_SHADOW;
	trap_single_step(vmcb);
}

enum x86_cpu_mode vcpu_mode(void)
{
	const struct vmcb *vmcb = svm_vmcb();

	if (!(vmcb->cr0 & X86_CR0_PE) || (vmcb->rflags & X86_RFLAGS_VM))
		return X86_MODE_16;
	if ((vmcb->efer & X86_EFER_LMA) &&
	    (vmcb->cs.attributes & SVM_SEG_LONG))
		return X86_MODE_64;
	if (vmcb->cs.attributes & SVM_SEG_DEFAULT_BIG)
		return X86_MODE_32;
	return X86_MODE_16;
}

unsigned int vcpu_cpl(void)
{
	const struct vmcb *vmcb = svm_vmcb();

	if (!(vmcb->cr0 & X86_CR0_PE))
		return 0;
	return vmcb->rflags & X86_RFLAGS_VM ? 3 : vmcb->cpl;
}

u64 vcpu_cr4(void)
{
	return svm_vmcb()->cr4;
}

void vcpu_get_paging(struct guest_paging *paging)
{
	const struct vmcb *vmcb = svm_vmcb();

	paging->cr0 = vmcb->cr0;
	paging->cr3 = vmcb->cr3;
	paging->cr4 = vmcb->cr4;
	paging->efer = vmcb->efer;
}

/* Real mode knows no error codes (APM volume 2, 8.2). */
void vcpu_inject_gp(void)
{
	struct vmcb *vmcb = svm_vmcb();

	vmcb->event_injection = SVM_EVENT_VALID | SVM_EVENT_TYPE_EXCEPTION |
		X86_VECTOR_GP |
		(vmcb->cr0 & X86_CR0_PE ? SVM_EVENT_ERROR_CODE : 0);
}

void vcpu_inject_ud(void)
{
	svm_vmcb()->event_injection = SVM_EVENT_VALID |
		SVM_EVENT_TYPE_EXCEPTION | X86_VECTOR_UD;
}

void vcpu_inject_mc(void)
{
	svm_vmcb()->event_injection = SVM_EVENT_VALID |
		SVM_EVENT_TYPE_EXCEPTION | X86_VECTOR_MC;
}

/*
 * NMIs stay blocked from injection to IRET, which the hardware does not track
 * for injected ones: IRET is intercepted meanwhile.
 */
void vcpu_inject_nmi(void)
{
	struct private_per_cpu *private = this_private();
	struct vmcb *vmcb = svm_vmcb();

	if (private->nmi_blocked ||
	    (vmcb->event_injection & SVM_EVENT_VALID)) {
		private->nmi_pending = true;
		if (!private->nmi_step)
			vmcb->intercepts[3] |= SVM_INTERCEPT_IRET;
		return;
	}
	vmcb->event_injection = SVM_EVENT_VALID | SVM_EVENT_TYPE_NMI |
		X86_VECTOR_NMI;
	vmcb->intercepts[3] |= SVM_INTERCEPT_IRET;
	private->nmi_pending = false;
	private->nmi_blocked = true;
}

u64 vcpu_efer(void)
{
	return svm_vmcb()->efer;
}

bool vcpu_set_efer(u64 value)
{
	struct vmcb *vmcb = svm_vmcb();

	if (value & ~svm_efer_bits())
		return false;
	/* LME must not change while paging is on (APM volume 2, 14.6). */
	if ((vmcb->cr0 & X86_CR0_PG) &&
	    ((value ^ vmcb->efer) & X86_EFER_LME))
		return false;
	vmcb->efer = (value & ~X86_EFER_LMA) | X86_EFER_SVME |
		(vmcb->efer & X86_EFER_LMA);
	/* NXE changes the meaning of cached translations. */
	vcpu_flush();
	return true;
}

void vcpu_set_pat(u64 value)
{
	svm_vmcb()->g_pat = value;
}

void vcpu_set_tsc(u64 value)
{
	svm_vmcb()->tsc_offset = value - rdtsc();
}

unsigned int vcpu_fetched(u8 *bytes)
{
	const struct vmcb *vmcb = svm_vmcb();
	unsigned int n, count = vmcb->fetched_count & 0xf;

	if (!(svm_features() & SVM_FEATURE_DECODE_ASSISTS))
		return 0;
	for (n = 0; n < count; n++)
		bytes[n] = vmcb->fetched[n];
	return count;
}
