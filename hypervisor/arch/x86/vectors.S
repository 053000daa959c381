/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Entry points of exceptions, NMIs and left-over interrupts while the
 * hypervisor itself runs; no stack switch, no change of privilege.
 */
#include <asm/private.h>
#include <asm/private-offsets.h>

#define VECTOR_NMI	2

	.text

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
	push	%rax
	push	%rcx
	push	%rdx
	push	%rsi
	push	%rdi
	push	%r8
	push	%r9
	push	%r10
	push	%r11
	lea	72(%rsp), %rdi
	cld
	call	x86_exception
	pop	%r11
	pop	%r10
	pop	%r9
	pop	%r8
	pop	%rdi
	pop	%rsi
	pop	%rdx
	pop	%rcx
	pop	%rax
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
	andq	$~0x200, 16(%rsp)
	push	%rax
	push	%rcx
	push	%rdx
	push	%rsi
	push	%rdi
	push	%r8
	push	%r9
	push	%r10
	push	%r11
	cld
	call	x86_drained_interrupt
	pop	%r11
	pop	%r10
	pop	%r9
	pop	%r8
	pop	%rdi
	pop	%rsi
	pop	%rdx
	pop	%rcx
	pop	%rax
	iretq

/* bool rdmsr_safe(u32 msr, u64 *value) */
	.globl rdmsr_safe
	.type rdmsr_safe, @function
rdmsr_safe:
	mov	%rsp, %r8
	and	$~(X86_PRIVATE_SIZE - 1), %r8
	lea	1f(%rip), %rax
	mov	%rax, PRIVATE_FAULT_RESUME(%r8)
	mov	%edi, %ecx
	rdmsr
	movq	$0, PRIVATE_FAULT_RESUME(%r8)
	mov	%eax, (%rsi)
	mov	%edx, 4(%rsi)
	mov	$1, %eax
	ret
1:	xor	%eax, %eax
	ret

/* bool wrmsr_safe(u32 msr, u64 value) */
	.globl wrmsr_safe
	.type wrmsr_safe, @function
wrmsr_safe:
	mov	%rsp, %r8
	and	$~(X86_PRIVATE_SIZE - 1), %r8
	lea	1f(%rip), %rax
	mov	%rax, PRIVATE_FAULT_RESUME(%r8)
	mov	%edi, %ecx
	mov	%esi, %eax
	mov	%rsi, %rdx
	shr	$32, %rdx
	wrmsr
	movq	$0, PRIVATE_FAULT_RESUME(%r8)
	mov	$1, %eax
	ret
1:	xor	%eax, %eax
	ret

/* bool xsetbv_safe(u64 value): XCR0 */
	.globl xsetbv_safe
	.type xsetbv_safe, @function
xsetbv_safe:
	mov	%rsp, %r8
	and	$~(X86_PRIVATE_SIZE - 1), %r8
	lea	1f(%rip), %rax
	mov	%rax, PRIVATE_FAULT_RESUME(%r8)
	xor	%ecx, %ecx
	mov	%edi, %eax
	mov	%rdi, %rdx
	shr	$32, %rdx
	xsetbv
	movq	$0, PRIVATE_FAULT_RESUME(%r8)
	mov	$1, %eax
	ret
1:	xor	%eax, %eax
	ret

	.section .note.GNU-stack, "", @progbits
