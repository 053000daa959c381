/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * The code that runs in both address spaces: in Linux' and in that of the
 * boot tables. See include/jailhouse/boot-x86.h for the contract.
 *
 * An NMI may come at any instruction. The order of loads below keeps valid,
 * at every one of them, what the CPU then needs: an IDT, a GDT for the
 * selectors in it and on the frame, and a stack. The unwind hints are
 * true only where Linux' IDT is loaded; elsewhere nothing unwinds.
 */
#include <linux/linkage.h>
#include <asm/nospec-branch.h>
#include <asm/unwind_hints.h>

#include "entry_area.h"

	.section .text

SYM_CODE_START(entry_text_begin)
	ANNOTATE_NOENDBR
	int3
SYM_CODE_END(entry_text_begin)

/* %rdi: area, %rsi: entry point of the image */
SYM_CODE_START(entry_enter)
	UNWIND_HINT_FUNC
	ENDBR
	pushq	%rbp
	pushq	%rbx
	pushq	%r12
	pushq	%r13
	pushq	%r14
	pushq	%r15
	pushfq

	movq	%cr3, %rax
	movq	%rax, JAILHOUSE_X86_CTX_CR3(%rdi)
	movq	%rsp, JAILHOUSE_X86_CTX_RSP(%rdi)
	leaq	.Lentered(%rip), %rax
	movq	%rax, JAILHOUSE_X86_CTX_RIP(%rdi)
	leaq	entry_left(%rip), %rax
	movq	%rax, JAILHOUSE_X86_CTX_LEAVE(%rdi)
	movq	(%rsp), %rax
	movq	%rax, JAILHOUSE_X86_CTX_RFLAGS(%rdi)
	movw	%cs, JAILHOUSE_X86_CTX_CS(%rdi)
	movw	%ss, JAILHOUSE_X86_CTX_SS(%rdi)
	movw	%ds, JAILHOUSE_X86_CTX_DS(%rdi)
	movw	%es, JAILHOUSE_X86_CTX_ES(%rdi)
	sgdt	JAILHOUSE_X86_CTX_GDTR(%rdi)
	sidt	JAILHOUSE_X86_CTX_IDTR(%rdi)

	lgdt	ENTRY_AREA_GDTR(%rdi)
	lidt	ENTRY_AREA_IDTR(%rdi)
	movq	ENTRY_AREA_STACK(%rdi), %rsp
	movq	JAILHOUSE_X86_CTX_BOOT_CR3(%rdi), %rax
	movq	%rax, %cr3
	cld
	ANNOTATE_RETPOLINE_SAFE
	call	*%rsi
	int3

.Lentered:
	ANNOTATE_NOENDBR
	ENDBR
	popfq
	popq	%r15
	popq	%r14
	popq	%r13
	popq	%r12
	popq	%rbx
	popq	%rbp
	RET
SYM_CODE_END(entry_enter)

/* The hypervisor jumps here; %rdi: area, %rsi: result, boot tables loaded */
SYM_CODE_START(entry_left)
	UNWIND_HINT_FUNC
	ANNOTATE_NOENDBR
	ENDBR
	lgdt	ENTRY_AREA_GDTR(%rdi)
	lidt	ENTRY_AREA_IDTR(%rdi)
	movq	ENTRY_AREA_STACK(%rdi), %rsp
	movq	JAILHOUSE_X86_CTX_CR3(%rdi), %rax
	movq	%rax, %cr3
	lgdt	JAILHOUSE_X86_CTX_GDTR(%rdi)
	movw	JAILHOUSE_X86_CTX_SS(%rdi), %ss
	movw	JAILHOUSE_X86_CTX_DS(%rdi), %ds
	movw	JAILHOUSE_X86_CTX_ES(%rdi), %es
	movq	JAILHOUSE_X86_CTX_RSP(%rdi), %rsp
	lidt	JAILHOUSE_X86_CTX_IDTR(%rdi)
	movq	%rsi, %rax
	ANNOTATE_RETPOLINE_SAFE
	jmp	*JAILHOUSE_X86_CTX_RIP(%rdi)
SYM_CODE_END(entry_left)

/* %dil: VMCALL instead of VMMCALL */
SYM_CODE_START(entry_leave)
	UNWIND_HINT_FUNC
	ENDBR
	pushq	%rbp
	pushq	%rbx
	pushq	%r12
	pushq	%r13
	pushq	%r14
	pushq	%r15
	pushfq

	xorl	%eax, %eax
	testb	%dil, %dil
	jnz	1f
	vmmcall
	ANNOTATE_NOENDBR
	ENDBR
	jmp	2f
1:	vmcall
	ANNOTATE_NOENDBR
	ENDBR

2:	popfq
	popq	%r15
	popq	%r14
	popq	%r13
	popq	%r12
	popq	%rbx
	popq	%rbp
	/* The hypercall's own result has 32 bits. */
	movslq	%eax, %rax
	RET
SYM_CODE_END(entry_leave)

/*
 * Runs on either stack and in either address space, without per-CPU data of
 * Linux: the IDT's address leads to the area.
 */
SYM_CODE_START(entry_nmi)
	UNWIND_HINT_IRET_REGS
	ENDBR
	pushq	%rax
	subq	$16, %rsp
	sidt	(%rsp)
	movq	2(%rsp), %rax
	incq	(JAILHOUSE_X86_CTX_NMIS - ENTRY_AREA_IDT)(%rax)
	addq	$16, %rsp
	popq	%rax
	iretq
SYM_CODE_END(entry_nmi)

SYM_CODE_START(entry_text_end)
	ANNOTATE_NOENDBR
	int3
SYM_CODE_END(entry_text_end)
