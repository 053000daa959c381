/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Guest state after reset and after SIPI on AMD-V (APM volume 2, 14.1), as ABI
 * section 5 refines it.
 */
#include <types.h>
#include <cpu.h>
#include <paging.h>
#include <string.h>
#include <svm.h>
#include <vcpu.h>
#include <x86.h>

void svm_vmload(void)
{
	asm volatile("vmload %%rax" : : "a" (hv_virt_to_phys(svm_vmcb()))
		     : "memory");
}

void svm_vmsave(void)
{
	asm volatile("vmsave %%rax" : : "a" (hv_virt_to_phys(svm_vmcb()))
		     : "memory");
}

static void reset_segment(struct svm_segment *segment, u16 attributes)
{
	segment->selector = 0;
	segment->attributes = attributes;
	segment->limit = 0xffff;
	segment->base = 0;
}

static void reset_segments(struct vmcb *vmcb)
{
	reset_segment(&vmcb->cs, SVM_SEG_CODE16);
	reset_segment(&vmcb->ds, SVM_SEG_DATA16);
	reset_segment(&vmcb->es, SVM_SEG_DATA16);
	reset_segment(&vmcb->fs, SVM_SEG_DATA16);
	reset_segment(&vmcb->gs, SVM_SEG_DATA16);
	reset_segment(&vmcb->ss, SVM_SEG_DATA16);
	reset_segment(&vmcb->tr, SVM_SEG_TSS);
	reset_segment(&vmcb->ldtr, SVM_SEG_LDT);
	reset_segment(&vmcb->gdtr, 0);
	reset_segment(&vmcb->idtr, 0);
}

static void reset_system_msrs(struct vmcb *vmcb)
{
	vmcb->star = 0;
	vmcb->lstar = 0;
	vmcb->cstar = 0;
	vmcb->sfmask = 0;
	vmcb->kernel_gs_base = 0;
	vmcb->sysenter_cs = 0;
	vmcb->sysenter_esp = 0;
	vmcb->sysenter_eip = 0;
	/* Loaded by VMRUN where supervisor shadow stacks exist (15.5.1). */
	vmcb->s_cet = 0;
	vmcb->ssp = 0;
	vmcb->isst_addr = 0;
	/* The guest's, where hardware keeps two (CPUID 8000_000a EDX[20]). */
	vmcb->spec_ctrl = 0;
}

static void reset_debug(struct vmcb *vmcb)
{
	vmcb->dr6 = 0xffff0ff0;
	vmcb->dr7 = 0x400;
	asm volatile("mov %0, %%dr0" : : "r" (0UL));
	asm volatile("mov %0, %%dr1" : : "r" (0UL));
	asm volatile("mov %0, %%dr2" : : "r" (0UL));
	asm volatile("mov %0, %%dr3" : : "r" (0UL));
}

static void reset_common(void)
{
	struct private_per_cpu *private = this_private();
	struct vmcb *vmcb = svm_vmcb();

	reset_segments(vmcb);
	reset_system_msrs(vmcb);
	reset_debug(vmcb);
	vmcb->cpl = 0;
	vmcb->efer = X86_EFER_SVME;
	vmcb->cr0 = X86_CR0_CD | X86_CR0_NW | X86_CR0_ET;
	vmcb->cr2 = 0;
	vmcb->cr3 = 0;
	vmcb->cr4 = 0;
	vmcb->rflags = X86_RFLAGS_RESERVED;
	vmcb->rip = 0;
	vmcb->rsp = 0;
	vmcb->rax = 0;
	vmcb->interrupt_shadow = 0;
	vmcb->event_injection = 0;
	vmcb->exit_int_info = 0;
	vmcb->tsc_offset = 0;
	vmcb->intercepts[3] &= ~SVM_INTERCEPT_IRET;
	svm_vmload();

	private->nmi_pending = false;
	private->nmi_blocked = false;
	private->nmi_step = false;
	private->parked = false;
	private->pat = X86_PAT_RESET;
	/* Uncached until the guest sets MTRRdefType.E. */
	private->mtrr_def_type = 0;
	vmcb->g_pat = 0;
	memset(&svm_guest_regs()->reg[1], 0,
	       sizeof(struct guest_regs) - sizeof(u64));
	vcpu_load_cell();
}

void vcpu_reset(u64 address)
{
	struct vmcb *vmcb = svm_vmcb();

	reset_common();
	vmcb->cs.selector = (address >> 4) & 0xf000;
	vmcb->cs.base = address & ~0xffffUL;
	vmcb->rip = address & 0xffff;
}

void vcpu_reset_sipi(unsigned int vector)
{
	struct vmcb *vmcb = svm_vmcb();

	reset_common();
	vmcb->cs.selector = vector << 8;
	vmcb->cs.base = (u64)vector << 12;
}
