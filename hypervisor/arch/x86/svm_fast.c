/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The exits that guests cause often, for guests in 64-bit mode: handled with
 * the registers saved that C functions may change, and in one function. What
 * is not entirely simple is left untouched for svm_handle_exit(), which knows
 * everything; both give the same results.
 */
#include <types.h>
#include <asm/private.h>
#include <apic.h>
#include <code_page.h>
#include <console.h>
#include <core_entry.h>
#include <cpu.h>
#include <cpuid.h>
#include <ipi.h>
#include <msr.h>
#include <pio.h>
#include <svm.h>
#include <vcpu.h>
#include <x86.h>

/*
 * One function per exit, called last: each saves the registers that it needs
 * itself. Cheap things are repeated rather than passed on.
 */
#define HANDLER	static bool __attribute__((noinline))
#define INLINE	static inline __attribute__((always_inline))

/* The control block follows the registers, see svm_run.S. */
INLINE struct vmcb *vmcb_of(struct guest_regs *regs)
{
	return (struct vmcb *)(regs + 1);
}

INLINE struct private_per_cpu *private_of(struct guest_regs *regs)
{
	return (struct private_per_cpu *)((u8 *)(regs + 1) - X86_PRIVATE_SIZE);
}

INLINE bool is_root(struct guest_regs *regs)
{
	return private_of(regs)->public_part->cell == &root_cell;
}

/* The guest goes on behind an instruction of a length without prefixes. */
INLINE void skip(struct vmcb *vmcb, unsigned int length)
{
	vmcb->interrupt_shadow &= ~SVM_INTERRUPT_SHADOW;
	if ((svm_feature_bits & SVM_FEATURE_NRIP_SAVE) &&
	    vmcb->next_rip - vmcb->rip - 1 < X86_MAX_INSN_LENGTH)
		vmcb->rip = vmcb->next_rip;
	else
		/* In C it becomes three instructions, shared with the above. */
		asm("addq %1, %0" : "+m" (vmcb->rip) : "i" (length));
}

/* What every handled exit does. Return: whether the guest is root. */
INLINE bool count(struct guest_regs *regs, unsigned int stat)
{
	struct public_per_cpu *public = private_of(regs)->public_part;

	public->stats[JAILHOUSE_CPU_STAT_VMEXITS_TOTAL]++;
	public->stats[stat]++;
	vmcb_of(regs)->tlb_control = 0;
	vmcb_of(regs)->event_injection = 0;
	return public->cell == &root_cell;
}

/* Root has the time to feed the UART. */
HANDLER feed_console(void)
{
	console_feed();
	return false;
}

HANDLER fast_cpuid(struct guest_regs *regs)
{
	struct vmcb *vmcb = vmcb_of(regs);
	u64 rax = vmcb->rax, rcx = regs->reg[GUEST_RCX], rbx, rdx;

	if (!cpuid_is_plain(rax))
		return true;
	/* Results clear the upper halves. */
	asm volatile("cpuid" : "+a" (rax), "=b" (rbx), "+c" (rcx), "=d" (rdx));
	vmcb->rax = rax;
	regs->reg[GUEST_RBX] = rbx;
	regs->reg[GUEST_RCX] = rcx;
	regs->reg[GUEST_RDX] = rdx;
	skip(vmcb, 2);
	return count(regs, JAILHOUSE_CPU_STAT_VMEXITS_CPUID) ?
		feed_console() : false;
}

/* A call that only asks: it neither waits nor posts events. */
HANDLER fast_hypercall(struct guest_regs *regs)
{
	struct vmcb *vmcb = vmcb_of(regs);

	if (vmcb->rax != JAILHOUSE_HC_HYPERVISOR_GET_INFO || vmcb->cpl != 0)
		return true;
	skip(vmcb, 3);
	count(regs, JAILHOUSE_CPU_STAT_VMEXITS_HYPERCALL);
	vmcb->rax = (u32)hypercall_get_info(regs->reg[GUEST_RDI]);
	return false;
}

/* Of MSRs that root writes too rarely for the UART to depend on it. */
INLINE bool finish_wrmsr(struct guest_regs *regs)
{
	skip(vmcb_of(regs), 2);
	count(regs, JAILHOUSE_CPU_STAT_VMEXITS_MSR_OTHER);
	return false;
}

/* What WRMSR is to write. */
INLINE u64 msr_value(struct guest_regs *regs)
{
	return (u32)vmcb_of(regs)->rax | regs->reg[GUEST_RDX] << 32;
}

/* Changes of neither LME nor NXE; in 64-bit mode LMA is set. */
INLINE bool fast_efer(struct guest_regs *regs)
{
	struct vmcb *vmcb = vmcb_of(regs);
	u64 value = msr_value(regs);

	if ((value & svm_efer_forbidden) ||
	    ((value ^ vmcb->efer) & (X86_EFER_LME | X86_EFER_NXE)))
		return true;
	vmcb->efer = value | X86_EFER_LMA | X86_EFER_SVME;
	return finish_wrmsr(regs);
}

INLINE bool fast_pat(struct guest_regs *regs)
{
	struct private_per_cpu *private = private_of(regs);
	u64 value = msr_value(regs);

	if (!msr_pat_is_legal(value) ||
	    !(private->mtrr_def_type & MTRR_ENABLE))
		return true;
	private->pat = value;
	vmcb_of(regs)->g_pat = value;
	return finish_wrmsr(regs);
}

/* Registers of cells in xAPIC mode that concern nobody else. */
HANDLER fast_apic_write(struct guest_regs *regs, u32 reg, u32 value)
{
	if (is_root(regs) || apic_mode.x2apic)
		return true;
	skip(vmcb_of(regs), 2);
	count(regs, JAILHOUSE_CPU_STAT_VMEXITS_MSR_OTHER);
	apic_write(reg, value);
	return false;
}

HANDLER fast_wrmsr(struct guest_regs *regs)
{
	u32 msr = regs->reg[GUEST_RCX];

	if (msr == MSR_EFER)
		return fast_efer(regs);
	if (msr == MSR_PAT)
		return fast_pat(regs);
	if (msr == MSR_X2APIC_BASE + APIC_REG_EOI)
		return fast_apic_write(regs, APIC_REG_EOI, 0);
	if (msr == MSR_X2APIC_BASE + APIC_REG_TPR)
		return fast_apic_write(regs, APIC_REG_TPR,
				       vmcb_of(regs)->rax);
	return true;
}

/* The emulated PCI ports of cells, 32 bits wide. */
HANDLER fast_io(struct guest_regs *regs)
{
	struct cell *cell = private_of(regs)->public_part->cell;
	struct vmcb *vmcb = vmcb_of(regs);
	u32 info = vmcb->exit_info1;

	if (cell == &root_cell || (info & SVM_IOIO_STRING) ||
	    !(info & SVM_IOIO_SIZE_32))
		return true;
	if (SVM_IOIO_PORT(info) == PIO_PCI_ADDRESS) {
		if (info & SVM_IOIO_IN)
			vmcb->rax = cell->arch.pci_address;
		else
			cell->arch.pci_address = vmcb->rax;
	} else if (SVM_IOIO_PORT(info) == PIO_PCI_DATA &&
		   (info & SVM_IOIO_IN)) {
		vmcb->rax = 0xffffffff;
	} else {
		return true;
	}
	/* EXITINFO2 is the next RIP on every implementation (15.10.2). */
	vmcb->rip = vmcb->exit_info2;
	vmcb->interrupt_shadow &= ~SVM_INTERRUPT_SHADOW;
	count(regs, JAILHOUSE_CPU_STAT_VMEXITS_PIO);
	return false;
}

/*
 * The guest's instruction, if hardware delivered it or its page is at hand, and
 * if it is sure not to reach beyond the page.
 */
INLINE const u8 *code_at_hand(struct guest_regs *regs)
{
	const struct code_page *code = &private_of(regs)->code_page;
	const struct vmcb *vmcb = vmcb_of(regs);
	u64 offset = vmcb->rip - code->linear;

	/* Always 0 without decode assists (15.8.4). */
	if (vmcb->fetched_count == X86_MAX_INSN_LENGTH)
		return vmcb->fetched;
	if (offset > PAGE_SIZE - X86_MAX_INSN_LENGTH ||
	    vmcb->cr3 != code->cr3 || *code->leaf != code->leaf_value)
		return NULL;
	return code->bytes + offset;
}

/* Registers that are in @regs while the rest is not yet saved. */
#define SAVED_REGS	(BIT(GUEST_RCX) | BIT(GUEST_RDX) | BIT(GUEST_RBX) | \
			 BIT(GUEST_RSI) | BIT(GUEST_RDI) | BIT(8) | BIT(9) | \
			 BIT(10) | BIT(11))

/*
 * Decode what compilers make of a store of 32 bits: MOV from a register or of
 * an immediate value, without prefixes but REX.
 * @value: what is stored.
 *
 * Return: the instruction's length, or 0 if it is another one.
 */
INLINE unsigned int decode_store(struct guest_regs *regs, const u8 *code,
				 u32 *value)
{
	const u8 *start = code;
	unsigned int rex = 0, opcode, modrm, reg;

	/* With REX.W it would store 64 bits. */
	if ((*code & 0xf8) == 0x40)
		rex = *code++;
	opcode = code[0];
	modrm = code[1];
	code += 2;
	/* With 4 in its low bits a SIB byte follows. */
	if ((modrm & 7) == 4)
		code++;
	if (modrm >> 6 == 1)
		code += 1;
	else if (modrm >> 6 == 2 || (modrm & 0xc7) == 5)
		code += 4;
	else if (modrm >> 6 == 3 || (modrm & 7) == 4)
		return 0;

	reg = (modrm >> 3 & 7) | (rex & 4) << 1;
	if (opcode == 0x89 && reg == GUEST_RAX) {
		*value = vmcb_of(regs)->rax;
	} else if (opcode == 0x89 && (SAVED_REGS >> reg & 1)) {
		*value = regs->reg[reg];
	} else if (opcode == 0xc7 && (modrm & 0x38) == 0) {
		*value = code[0] | code[1] << 8 | code[2] << 16 |
			(u32)code[3] << 24;
		code += 4;
	} else {
		return 0;
	}
	return code - start;
}

/* Fixed interrupts post no events, and nothing else does here. */
INLINE bool posts_no_events(unsigned int reg, u32 value)
{
	return reg != APIC_REG_ICR || (value & APIC_DM_MASK) == APIC_DM_FIXED;
}

/* A store to the local APIC. */
HANDLER fast_xapic(struct guest_regs *regs)
{
	struct vmcb *vmcb = vmcb_of(regs);
	unsigned int offset = vmcb->exit_info2 & PAGE_OFFS_MASK;
	unsigned int reg = offset >> 4, length;
	const u8 *code = code_at_hand(regs);
	u32 value, destination = 0;

	if (!code || (offset & 0xf))
		return true;
	length = decode_store(regs, code, &value);
	if (!length || !posts_no_events(reg, value))
		return true;
	if (reg == APIC_REG_ICR)
		destination = apic_read(APIC_REG_ICR_HI) >> 24;
	if (!apic_guest_write(reg, value, destination))
		return true;
	vmcb->rip += length;
	vmcb->interrupt_shadow &= ~SVM_INTERRUPT_SHADOW;
	return count(regs, JAILHOUSE_CPU_STAT_VMEXITS_XAPIC) ?
		feed_console() : false;
}

/* A data write to the APIC's page that is not part of an event's delivery? */
INLINE bool is_xapic_write(const struct vmcb *vmcb)
{
	return (vmcb->exit_info2 & PAGE_MASK) == XAPIC_BASE &&
		(vmcb->exit_info1 & (SVM_NPF_WRITE | SVM_NPF_FETCH)) ==
			SVM_NPF_WRITE &&
		!(vmcb->exit_int_info & SVM_EVENT_VALID) && !apic_mode.x2apic;
}

bool svm_fast_exit(struct guest_regs *regs)
{
	const struct vmcb *vmcb = vmcb_of(regs);

	/* Single steps take a trap, see vcpu_skip(). */
	if (!(vmcb->efer & X86_EFER_LMA) ||
	    !(vmcb->cs.attributes & SVM_SEG_LONG) ||
	    (vmcb->rflags & X86_RFLAGS_TF))
		return true;
	if (vmcb->exit_code == SVM_EXIT_MSR)
		return vmcb->exit_info1 ? fast_wrmsr(regs) : true;
	if (vmcb->exit_code == SVM_EXIT_VMMCALL)
		return fast_hypercall(regs);
	if (vmcb->exit_code == SVM_EXIT_CPUID)
		return fast_cpuid(regs);
	if (vmcb->exit_code == SVM_EXIT_IOIO)
		return fast_io(regs);
	if (vmcb->exit_code == SVM_EXIT_NPF && is_xapic_write(vmcb))
		return fast_xapic(regs);
	return true;
}
