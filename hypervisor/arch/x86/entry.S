/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From the driver's entry stub to C, and back to its leave stub.
 */
#include <asm/private.h>
#include <jailhouse/boot-x86.h>

	.text
/* RDI: context; boot tables and the driver's descriptor tables are loaded. */
	.globl x86_entry
x86_entry:
	/* Linux may run with indirect branch tracking. */
	endbr64
	mov	JAILHOUSE_X86_CTX_CPU(%rdi), %eax
	imul	$X86_PERCPU_SIZE, %rax
	lea	__core_end(%rip), %rsp
	/* Leaves room for the guest registers, see svm_run.S. */
	lea	X86_PRIVATE_SIZE - 128(%rsp, %rax), %rsp
	xor	%ebp, %ebp
	call	x86_cpu_enter
	ud2

/*
 * void x86_leave(struct jailhouse_x86_context *context, u64 result, u64 cr0,
 *		  u64 cr4, u64 leave)
 * The boot tables are loaded.
 */
	.globl x86_leave
x86_leave:
	mov	%rcx, %cr4
	mov	%rdx, %cr0
	jmp	*%r8

	.section .note.GNU-stack, "", @progbits
