/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Entry points of exceptions, NMIs and left-over interrupts while the
 * hypervisor itself runs; no stack switch, no change of privilege.
 */
#include <asm/private.h>
#include <asm/private-offsets.h>

	.text

/* What C may change; SCRATCH_SIZE bytes on the stack. */
.macro save_scratch
	push	%rax
	push	%rcx
	push	%rdx
	push	%rsi
	push	%rdi
	push	%r8
	push	%r9
	push	%r10
	push	%r11
.endm
#define SCRATCH_SIZE	72

.macro restore_scratch
	pop	%r11
	pop	%r10
	pop	%r9
	pop	%r8
	pop	%rdi
	pop	%rsi
	pop	%rdx
	pop	%rcx
	pop	%rax
.endm

/* Vectors with an error code: 8, 10..14, 17, 21, 29, 30 */
.macro exception vector
	.balign 16
	.if (\vector == 8) || (\vector >= 10 && \vector <= 14) || \
	    (\vector == 17) || (\vector == 21) || (\vector == 29) || \
	    (\vector == 30)
	.else
	push	$0
	.endif
	push	$\vector
	jmp	exception_common
.endm

	.balign 16
	.globl x86_exception_vectors
x86_exception_vectors:
	.irp	n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, \
		17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
	exception \n
	.endr

/* Stack: vector, error code, RIP, CS, RFLAGS, RSP, SS. */
exception_common:
	save_scratch
	lea	SCRATCH_SIZE(%rsp), %rdi
	cld
	call	x86_exception
	restore_scratch
	add	$16, %rsp
	iretq

/* Count, nothing else: whoever opened the gate looks at the counter. */
	.globl x86_nmi_vector
x86_nmi_vector:
	push	%rax
	mov	%rsp, %rax
	and	$~(X86_PRIVATE_SIZE - 1), %rax
	incl	PRIVATE_NMIS(%rax)
	pop	%rax
	iretq

/*
 * An interrupt that was pending for the previous owner of the CPU. Returns with
 * interrupts off: one at a time, so that a line that stays active can't keep
 * the CPU here.
 */
	.globl x86_drain_vector
x86_drain_vector:
	/*
	 * The CPU aligns the stack to 16 before it pushes 5 words (APM volume
	 * 2, 8.9.3): a sixth is the error code of #SX, an INIT signal to drop.
	 */
	testb	$8, %spl
	jnz	1f
	add	$8, %rsp
1:	andq	$~0x200, 16(%rsp)
	save_scratch
	cld
	call	x86_drained_interrupt
	restore_scratch
	iretq

/*
 * Functions around an instruction that may raise #GP or #UD: x86_exception() goes
 * on at the end then, which returns false. R8 is not to be changed between.
 */
.macro may_fault_begin name
	.globl \name
	.type \name, @function
\name:
	mov	%rsp, %r8
	and	$~(X86_PRIVATE_SIZE - 1), %r8
	lea	.Lfault_\name(%rip), %rax
	mov	%rax, PRIVATE_FAULT_RESUME(%r8)
.endm

.macro may_fault_end name
	mov	$1, %eax
	ret
.Lfault_\name:
	xor	%eax, %eax
	ret
	.size \name, . - \name
.endm

/* EDX:EAX = RSI */
.macro split_rsi
	mov	%esi, %eax
	mov	%rsi, %rdx
	shr	$32, %rdx
.endm

/* bool rdmsr_safe(u32 msr, u64 *value) */
may_fault_begin rdmsr_safe
	mov	%edi, %ecx
	rdmsr
	movq	$0, PRIVATE_FAULT_RESUME(%r8)
	mov	%eax, (%rsi)
	mov	%edx, 4(%rsi)
may_fault_end rdmsr_safe

/* bool wrmsr_safe(u32 msr, u64 value) */
may_fault_begin wrmsr_safe
	mov	%edi, %ecx
	split_rsi
	wrmsr
	movq	$0, PRIVATE_FAULT_RESUME(%r8)
may_fault_end wrmsr_safe

/* bool xsetbv_safe(u64 value): XCR0 */
may_fault_begin xsetbv_safe
	mov	%rdi, %rsi
	xor	%ecx, %ecx
	split_rsi
	xsetbv
	movq	$0, PRIVATE_FAULT_RESUME(%r8)
may_fault_end xsetbv_safe

	.section .note.GNU-stack, "", @progbits
