/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * AMD-V (APM volume 2, chapter 15): switching it on and off on a CPU, and what
 * every guest's control block has in common.
 *
 * Guests keep their FS, GS, TR, LDTR and system call MSRs in the registers
 * themselves: the hypervisor uses none of them, so VMLOAD and VMSAVE are
 * needed at resets only. Physical interrupts go to the guest; NMIs exit.
 */
#include <types.h>
#include <code_page.h>
#include <errno.h>
#include <cpu.h>
#include <page_alloc.h>
#include <paging.h>
#include <report.h>
#include <svm.h>
#include <vcpu.h>
#include <x86.h>

#define CPUID_SVM		0x8000000a
#define CPUID_EXT_FEATURES	0x80000001
#define CPUID_EXT_ECX_SVM	BIT(2)

/** One guest per CPU at a time: one address space identifier is enough. */
#define GUEST_ASID		1

u32 svm_feature_bits;
u64 svm_efer_forbidden;
static u64 efer_bits;

/* Memory of parked guests: one page, and tables that map nothing else. */
static struct paging_space parked_space;
static u8 *parked_page;

/* cli; 1: hlt; jmp 1b - in real mode, at address 0 */
static const u8 parked_code[] = { 0xfa, 0xf4, 0xeb, 0xfd };

struct vmcb *svm_vmcb(void)
{
	return (struct vmcb *)((u8 *)this_private() + X86_PERCPU_CONTROL);
}

struct guest_regs *svm_guest_regs(void)
{
	return (struct guest_regs *)((u8 *)this_private() + X86_PRIVATE_SIZE) -
		1;
}

u32 svm_features(void)
{
	return svm_feature_bits;
}

static u64 host_save_pa(void)
{
	return hv_virt_to_phys((u8 *)this_private() + X86_PERCPU_HOST_SAVE);
}

int vcpu_check(unsigned int cpu)
{
	u32 eax, ebx, ecx, edx;
	u64 syscfg;

	cpuid(0x80000000, 0, &eax, &ebx, &ecx, &edx);
	if (eax < CPUID_SVM)
		return refuse(JAILHOUSE_RULE_CPU_NO_VIRTUALIZATION,
			      JAILHOUSE_ARRAY_CPUS, cpu, 0);
	cpuid(CPUID_EXT_FEATURES, 0, &eax, &ebx, &ecx, &edx);
	if (!(ecx & CPUID_EXT_ECX_SVM))
		return refuse(JAILHOUSE_RULE_CPU_NO_VIRTUALIZATION,
			      JAILHOUSE_ARRAY_CPUS, cpu, 0);
	if (rdmsr(MSR_EFER) & X86_EFER_SVME)
		return refuse(JAILHOUSE_RULE_CPU_VIRTUALIZATION_BUSY,
			      JAILHOUSE_ARRAY_CPUS, cpu, 0);
	if (rdmsr(MSR_VM_CR) & VM_CR_SVMDIS)
		return refuse(JAILHOUSE_RULE_CPU_VIRTUALIZATION_LOCKED,
			      JAILHOUSE_ARRAY_CPUS, cpu, 0);
	cpuid(CPUID_SVM, 0, &eax, &ebx, &ecx, &edx);
	if (!(edx & SVM_FEATURE_NP))
		return refuse(JAILHOUSE_RULE_CPU_NO_NESTED_PAGING,
			      JAILHOUSE_ARRAY_CPUS, cpu, 0);
	/* Page tables here know of no encryption bit. */
	if (rdmsr_safe(MSR_SYSCFG, &syscfg) && (syscfg & SYSCFG_MEM_ENCRYPT))
		return refuse(JAILHOUSE_RULE_CPU_MEM_ENCRYPT,
			      JAILHOUSE_ARRAY_CPUS, cpu, 0);
	if (!(rdmsr(MSR_EFER) & X86_EFER_NXE))
		return refuse(JAILHOUSE_RULE_CPU_NO_NX, JAILHOUSE_ARRAY_CPUS,
			      cpu, 0);
	return 0;
}

u64 svm_efer_bits(void)
{
	return efer_bits;
}

/* Bits of EFER that depend on CPUID (APM volume 2, 3.1.7), LMSLE left out. */
static void find_efer_bits(void)
{
	u32 max, eax, ebx, ecx, edx;

	efer_bits = X86_EFER_SCE | X86_EFER_LME | X86_EFER_LMA |
		X86_EFER_NXE | X86_EFER_SVME;
	cpuid(CPUID_EXT_FEATURES, 0, &eax, &ebx, &ecx, &edx);
	efer_bits |= edx & BIT(25) ? X86_EFER_FFXSR : 0;
	efer_bits |= ecx & BIT(17) ? X86_EFER_TCE : 0;
	cpuid(0x80000000, 0, &max, &ebx, &ecx, &edx);
	if (max >= 0x80000008) {
		cpuid(0x80000008, 0, &eax, &ebx, &ecx, &edx);
		efer_bits |= ebx & BIT(8) ? X86_EFER_MCOMMIT : 0;
		efer_bits |= ebx & BIT(13) ? X86_EFER_INTWB : 0;
	}
	if (max >= 0x80000021) {
		cpuid(0x80000021, 0, &eax, &ebx, &ecx, &edx);
		efer_bits |= eax & BIT(7) ? X86_EFER_UAIE : 0;
		efer_bits |= eax & BIT(8) ? X86_EFER_AIBRSE : 0;
	}
	svm_efer_forbidden = ~efer_bits;
}

int vcpu_global_init(void)
{
	u32 eax, ebx, ecx;
	unsigned int n;
	int err;

	cpuid(CPUID_SVM, 0, &eax, &ebx, &ecx, &svm_feature_bits);
	find_efer_bits();

	parked_page = page_alloc(1);
	if (!parked_page)
		return -ENOMEM;
	for (n = 0; n < sizeof(parked_code); n++)
		parked_page[n] = parked_code[n];
	err = paging_init(&parked_space, arch_stage2_format(),
			  arch_stage2_levels(), arch_stage2_root_pages());
	if (!err)
		err = paging_map(&parked_space, hv_virt_to_phys(parked_page),
				 0, PAGE_SIZE, PAGING_READ | PAGING_EXECUTE);
	if (err)
		vcpu_global_exit();
	return err;
}

void vcpu_global_exit(void)
{
	if (parked_space.root)
		paging_exit(&parked_space);
	page_free(parked_page, 1);
	parked_page = NULL;
}

/*
 * #AC and #DB are intercepted because a guest can make its delivery recur for
 * ever without reaching an instruction boundary where a kick would be seen.
 *
 * Control registers are not: hardware refuses values that VMRUN would refuse
 * (15.5.1), and none of their bits reaches beyond the CPU, but for CR0.NE on old
 * chipsets: a CPU that signals FERR# for an x87 exception is stopped before it
 * waits for IGNNE#. CR0.CD and CR4.MCE of a cell cost the cell.
 */
static void init_intercepts(struct vmcb *vmcb)
{
	vmcb->intercepts[2] = BIT(X86_VECTOR_DB) | BIT(X86_VECTOR_AC) |
		BIT(X86_VECTOR_MC);
	vmcb->intercepts[3] = SVM_INTERCEPT_NMI | SVM_INTERCEPT_INIT |
		SVM_INTERCEPT_CPUID | SVM_INTERCEPT_RSM | SVM_INTERCEPT_INVD |
		SVM_INTERCEPT_INVLPGA | SVM_INTERCEPT_IOIO |
		SVM_INTERCEPT_MSR | SVM_INTERCEPT_FERR_FREEZE |
		SVM_INTERCEPT_SHUTDOWN;
	vmcb->intercepts[4] = SVM_INTERCEPT_VMRUN | SVM_INTERCEPT_VMMCALL |
		SVM_INTERCEPT_VMLOAD | SVM_INTERCEPT_VMSAVE |
		SVM_INTERCEPT_STGI | SVM_INTERCEPT_CLGI |
		SVM_INTERCEPT_SKINIT | SVM_INTERCEPT_WBINVD |
		SVM_INTERCEPT_XSETBV;
	vmcb->guest_asid = GUEST_ASID;
	vmcb->nested_control = SVM_NESTED_PAGING;
}

static void set_segment(struct svm_segment *segment, u16 selector,
			u16 attributes)
{
	segment->selector = selector;
	/* A null selector is unusable: attributes 0. */
	segment->attributes = selector & ~3 ? attributes : 0;
	segment->limit = 0xffffffff;
	segment->base = 0;
}

/* Linux continues where the driver's entry stub left off. */
static void load_linux_state(struct vmcb *vmcb)
{
	const struct private_per_cpu *private = this_private();
	const struct jailhouse_x86_context *ctx = &private->saved_context;
	u64 value;

	set_segment(&vmcb->cs, ctx->cs, SVM_SEG_CODE64);
	set_segment(&vmcb->ss, ctx->ss, SVM_SEG_DATA);
	set_segment(&vmcb->ds, ctx->ds, SVM_SEG_DATA);
	set_segment(&vmcb->es, ctx->es, SVM_SEG_DATA);
	vmcb->gdtr.limit = ctx->gdtr.limit;
	vmcb->gdtr.base = ctx->gdtr.base;
	vmcb->idtr.limit = ctx->idtr.limit;
	vmcb->idtr.base = ctx->idtr.base;
	vmcb->cpl = 0;
	vmcb->efer = private->linux_registers.efer | X86_EFER_SVME;
	vmcb->cr0 = private->linux_registers.cr0;
	vmcb->cr4 = private->linux_registers.cr4;
	vmcb->cr3 = ctx->cr3;
	vmcb->rflags = ctx->rflags & ~X86_RFLAGS_IF;
	vmcb->rip = ctx->rip;
	vmcb->rsp = ctx->rsp;
	vmcb->rax = 0;
	vmcb->g_pat = private->linux_registers.pat;
	asm volatile("mov %%dr6, %0" : "=r" (value));
	vmcb->dr6 = value;
	asm volatile("mov %%dr7, %0" : "=r" (value));
	vmcb->dr7 = value;
	asm volatile("mov %%cr2, %0" : "=r" (value));
	vmcb->cr2 = value;
}

int vcpu_init(void)
{
	struct private_per_cpu *private = this_private();
	struct vmcb *vmcb = svm_vmcb();

	init_intercepts(vmcb);
	load_linux_state(vmcb);
	private->pat = private->linux_registers.pat;

	private->linux_registers.hsave_pa = rdmsr(MSR_VM_HSAVE_PA);
	private->linux_registers.vm_cr = rdmsr(MSR_VM_CR);
	/* Physical addresses are what they are, whoever pulls A20M#. */
	wrmsr_safe(MSR_VM_CR, private->linux_registers.vm_cr | VM_CR_R_INIT |
		   VM_CR_DIS_A20M);
	wrmsr(MSR_EFER, rdmsr(MSR_EFER) | X86_EFER_SVME);
	wrmsr(MSR_VM_HSAVE_PA, host_save_pa());
	/* From here on NMIs wait until a guest runs. */
	asm volatile("clgi" : : : "memory");
	private->virtualization_on = true;

	/* TR, LDTR, FS and GS stay in their registers; see svm_vmload(). */
	svm_vmsave();
	vcpu_load_cell();
	/* The identifier may have been used by KVM before. */
	vmcb->tlb_control = SVM_TLB_FLUSH_ALL;
	return 0;
}

/* The guest's state becomes what the leave stub restores. */
static void save_linux_state(const struct vmcb *vmcb)
{
	struct private_per_cpu *private = this_private();
	struct jailhouse_x86_context *ctx = &private->saved_context;

	ctx->cs = vmcb->cs.selector;
	ctx->ss = vmcb->ss.selector;
	ctx->ds = vmcb->ds.selector;
	ctx->es = vmcb->es.selector;
	ctx->gdtr.limit = vmcb->gdtr.limit;
	ctx->gdtr.base = vmcb->gdtr.base;
	ctx->idtr.limit = vmcb->idtr.limit;
	ctx->idtr.base = vmcb->idtr.base;
	ctx->cr3 = vmcb->cr3;
	ctx->rflags = vmcb->rflags;
	ctx->rip = vmcb->rip;
	ctx->rsp = vmcb->rsp;
	private->linux_registers.cr0 = vmcb->cr0;
	private->linux_registers.cr4 = vmcb->cr4;
	private->linux_registers.efer = vmcb->efer & ~X86_EFER_SVME;
	private->linux_registers.pat = vmcb->g_pat;
	asm volatile("mov %0, %%cr2" : : "r" (vmcb->cr2));
	asm volatile("mov %0, %%dr6" : : "r" (vmcb->dr6));
	asm volatile("mov %0, %%dr7" : : "r" (vmcb->dr7));
}

void vcpu_exit(void)
{
	struct private_per_cpu *private = this_private();

	if (!private->virtualization_on)
		return;
	if (private->activated)
		save_linux_state(svm_vmcb());
	/* The driver raises it again. */
	if (private->nmi_pending)
		private->nmis++;
	/* With SVM off nobody could set GIF again (15.17). */
	asm volatile("stgi" : : : "memory");
	wrmsr(MSR_VM_HSAVE_PA, private->linux_registers.hsave_pa);
	wrmsr_safe(MSR_VM_CR, private->linux_registers.vm_cr);
	wrmsr(MSR_EFER, rdmsr(MSR_EFER) & ~X86_EFER_SVME);
	private->virtualization_on = false;
}

void vcpu_run(void)
{
	void svm_run(u64 vmcb_phys) __noreturn;

	this_private()->activated = true;
	if (this_private()->nmis) {
		this_private()->nmis = 0;
		vcpu_inject_nmi();
	}
	svm_run(hv_virt_to_phys(svm_vmcb()));
}

void vcpu_load_cell(void)
{
	const struct cell *cell = this_cpu()->cell;
	struct vmcb *vmcb = svm_vmcb();

	vmcb->iopm_base_pa = hv_virt_to_phys(cell->arch.io_bitmap);
	vmcb->msrpm_base_pa = hv_virt_to_phys(cell->arch.msr_bitmap);
	vmcb->nested_cr3 = hv_virt_to_phys(cell->space.root);
	/* Of counters that all cells share, too: see exit_rdpmc(). */
	vmcb->intercepts[3] &= ~SVM_INTERCEPT_RDPMC;
	if (cell != &root_cell)
		vmcb->intercepts[3] |= SVM_INTERCEPT_RDPMC;
	/* Some CPUs have INVLPGB in guests, for all CPUs' translations. */
	vmcb->intercepts[5] = cell != &root_cell;
	vcpu_flush();
}

void vcpu_park(void)
{
	/* First everything as after INIT, then the parked page instead. */
	vcpu_reset(0);
	svm_vmcb()->cr0 &= ~(X86_CR0_CD | X86_CR0_NW);
	svm_vmcb()->nested_cr3 = hv_virt_to_phys(parked_space.root);
	vcpu_flush();
	this_private()->parked = true;
}

void vcpu_flush(void)
{
	code_page_forget();
	svm_vmcb()->tlb_control = svm_feature_bits & SVM_FEATURE_FLUSH_BY_ASID ?
		SVM_TLB_FLUSH_GUEST : SVM_TLB_FLUSH_ALL;
}
