/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The run loop on AMD-V. The guest's general registers live in a struct
 * guest_regs at the very end of the private block; below it is the stack of
 * the exit handlers, empty whenever a guest runs.
 */
#include <asm/private.h>

#define REG(n)	((n) * 8)

	.text
	.globl svm_run
	.type svm_run, @function
/* RDI: physical address of the control block. Does not return. */
svm_run:
	/* RSP = first byte behind guest_regs = end of the private block. */
	mov	%rsp, %rax
	and	$~(X86_PRIVATE_SIZE - 1), %rax
	lea	X86_PRIVATE_SIZE - REG(16)(%rax), %rsp
	mov	%rdi, REG(0)(%rsp)
	/* What the leave stub's contract calls undefined starts as zero. */
	xor	%eax, %eax
	.irp	n, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
	mov	%rax, REG(\n)(%rsp)
	.endr

	/* C functions keep these, so that most exits needn't. */
1:	mov	REG(5)(%rsp), %rbp
	mov	REG(12)(%rsp), %r12
	mov	REG(13)(%rsp), %r13
	mov	REG(14)(%rsp), %r14
	mov	REG(15)(%rsp), %r15
2:	mov	REG(1)(%rsp), %rcx
	mov	REG(2)(%rsp), %rdx
	mov	REG(3)(%rsp), %rbx
	mov	REG(6)(%rsp), %rsi
	mov	REG(7)(%rsp), %rdi
	mov	REG(8)(%rsp), %r8
	mov	REG(9)(%rsp), %r9
	mov	REG(10)(%rsp), %r10
	mov	REG(11)(%rsp), %r11
	mov	REG(0)(%rsp), %rax
	vmrun	%rax
	/* RAX and RSP are the hypervisor's again. */
	mov	%rcx, REG(1)(%rsp)
	mov	%rdx, REG(2)(%rsp)
	mov	%rbx, REG(3)(%rsp)
	mov	%rsi, REG(6)(%rsp)
	mov	%rdi, REG(7)(%rsp)
	mov	%r8, REG(8)(%rsp)
	mov	%r9, REG(9)(%rsp)
	mov	%r10, REG(10)(%rsp)
	mov	%r11, REG(11)(%rsp)
	mov	%rsp, %rdi
	call	svm_fast_exit
	test	%al, %al
	jz	2b
	mov	%rbp, REG(5)(%rsp)
	mov	%r12, REG(12)(%rsp)
	mov	%r13, REG(13)(%rsp)
	mov	%r14, REG(14)(%rsp)
	mov	%r15, REG(15)(%rsp)
	mov	%rsp, %rdi
	call	svm_handle_exit
	jmp	1b
	.size svm_run, . - svm_run

	.section .note.GNU-stack, "", @progbits
