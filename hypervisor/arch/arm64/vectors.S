/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Exception vectors of EL2. While a guest runs, SP_EL2 points to the frame for
 * its general registers. x18 is never used by the hypervisor's C code, x19 to
 * x29 are kept by it: they are saved only on the slow paths, which may look at
 * all registers or change the guest's state.
 */
#include <asm/private.h>

	/* Nothing behind ERET is executed speculatively. */
	.macro	enter_guest
	eret
	dsb	nsh
	isb
	.endm

	.macro	hyp_slot vector
	.balign	128
	mov	x0, #\vector
	b	hyp_exception
	.endm

	/* Aborts and SErrors of what arch_try() runs are its result. */
	.macro	try_slot vector, is_failure
	.balign	128
	mrs	x16, tpidr_el2
	ldr	x16, [x16, #PRIVATE_TRY_SP]
	cbz	x16, 1f
	b	\is_failure
1:	mov	x0, #\vector
	b	hyp_exception
	.endm

	/* The fast path fits into the slot's 32 instructions. */
	.macro	guest_slot fast, slow
	.balign	128
	stp	x0, x1, [sp]
	stp	x2, x3, [sp, #16]
	stp	x4, x5, [sp, #32]
	stp	x6, x7, [sp, #48]
	stp	x8, x9, [sp, #64]
	stp	x10, x11, [sp, #80]
	stp	x12, x13, [sp, #96]
	stp	x14, x15, [sp, #112]
	stp	x16, x17, [sp, #128]
	str	x30, [sp, #240]
	mov	x0, sp
	bl	\fast
	cbnz	x0, \slow
	ldr	x30, [sp, #240]
	ldp	x16, x17, [sp, #128]
	ldp	x14, x15, [sp, #112]
	ldp	x12, x13, [sp, #96]
	ldp	x10, x11, [sp, #80]
	ldp	x8, x9, [sp, #64]
	ldp	x6, x7, [sp, #48]
	ldp	x4, x5, [sp, #32]
	ldp	x2, x3, [sp, #16]
	ldp	x0, x1, [sp]
	enter_guest
	.endm

	.section .text.vectors, "ax"

	/* A table for each version of the GIC: interrupts need not ask. */
	.macro	vectors version
	.balign	2048
	.globl	arm64_vectors_gicv\version
arm64_vectors_gicv\version:
	.irp	vector, 0,1,2,3
	hyp_slot \vector
	.endr
	try_slot 4, try_abort
	hyp_slot 5
	hyp_slot 6
	try_slot 7, try_failed
	guest_slot arm64_sync_fast, sync_slow
	guest_slot gicv\version\()_irq_fast, irq_slow
	guest_slot gicv\version\()_irq_fast, irq_slow
	guest_slot return_1, serror_slow
	.irp	vector, 12,13,14,15
	hyp_slot \vector
	.endr
	.balign	128
	.endm

	vectors	2
	vectors	3

	.text
	.macro	slow_path name, handler
\name:
	bl	save_slow
	mov	x0, sp
	bl	\handler
	b	enter_from_frame
	.endm

	slow_path sync_slow, arm64_sync_slow
	slow_path irq_slow, arm64_irq_slow
	slow_path serror_slow, arm64_serror

return_1:
	mov	x0, #1
	ret

save_slow:
	stp	x18, x19, [sp, #144]
	stp	x20, x21, [sp, #160]
	stp	x22, x23, [sp, #176]
	stp	x24, x25, [sp, #192]
	stp	x26, x27, [sp, #208]
	stp	x28, x29, [sp, #224]
	ret

/* Enter the guest with all registers from the frame. Does not return. */
	.globl	vcpu_run
vcpu_run:
	mrs	x0, tpidr_el2
	add	x0, x0, #ARM64_PRIVATE_SIZE
	sub	x0, x0, #ARM64_FRAME_SIZE
	mov	sp, x0
enter_from_frame:
	ldr	x30, [sp, #240]
	ldp	x28, x29, [sp, #224]
	ldp	x26, x27, [sp, #208]
	ldp	x24, x25, [sp, #192]
	ldp	x22, x23, [sp, #176]
	ldp	x20, x21, [sp, #160]
	ldp	x18, x19, [sp, #144]
	ldp	x16, x17, [sp, #128]
	ldp	x14, x15, [sp, #112]
	ldp	x12, x13, [sp, #96]
	ldp	x10, x11, [sp, #80]
	ldp	x8, x9, [sp, #64]
	ldp	x6, x7, [sp, #48]
	ldp	x4, x5, [sp, #32]
	ldp	x2, x3, [sp, #16]
	ldp	x0, x1, [sp]
	enter_guest

/*
 * bool arch_try(void (*access)(void *arg), void *arg). What an exception of EL2
 * overwrites is the guest's: it is kept on the stack, above x19 to x29.
 */
	.globl	arch_try
arch_try:
	stp	x29, x30, [sp, #-128]!
	stp	x19, x20, [sp, #16]
	stp	x21, x22, [sp, #32]
	stp	x23, x24, [sp, #48]
	stp	x25, x26, [sp, #64]
	stp	x27, x28, [sp, #80]
	mrs	x2, elr_el2
	mrs	x3, spsr_el2
	stp	x2, x3, [sp, #96]
	mrs	x2, esr_el2
	mrs	x3, far_el2
	stp	x2, x3, [sp, #112]
	mrs	x3, tpidr_el2
	mov	x2, sp
	str	x2, [x3, #PRIVATE_TRY_SP]
	mov	x2, x0
	mov	x0, x1
	blr	x2
	mov	x0, #1
try_ends:
	mrs	x3, tpidr_el2
	str	xzr, [x3, #PRIVATE_TRY_SP]
	ldp	x2, x3, [sp, #96]
	msr	elr_el2, x2
	msr	spsr_el2, x3
	ldp	x2, x3, [sp, #112]
	msr	esr_el2, x2
	msr	far_el2, x3
	ldp	x27, x28, [sp, #80]
	ldp	x25, x26, [sp, #64]
	ldp	x23, x24, [sp, #48]
	ldp	x21, x22, [sp, #32]
	ldp	x19, x20, [sp, #16]
	ldp	x29, x30, [sp], #128
	ret

/*
 * External aborts (DFSC 0b01xxxx of EC 0x25), and the alignment faults (0b100001)
 * of device memory; x16 is arch_try()'s stack.
 */
try_abort:
	mrs	x17, esr_el2
	ubfx	x0, x17, #26, #6
	cmp	x0, #0x25
	b.ne	try_fault
	and	x0, x17, #0x3f
	cmp	x0, #0x21
	b.eq	try_failed
	lsr	x0, x0, #4
	cmp	x0, #1
	b.eq	try_failed
try_fault:
	mov	x0, #4
	b	hyp_exception

/* As from an exception: all are masked, as before. */
try_failed:
	mov	sp, x16
	mov	x0, #0
	b	try_ends

/* A fault of the hypervisor: the stack may be what is broken, start anew. */
hyp_exception:
	mrs	x1, tpidr_el2
	add	x1, x1, #ARM64_PRIVATE_SIZE
	sub	x1, x1, #ARM64_FRAME_SIZE
	mov	sp, x1
	b	arm64_hyp_exception

	.section .note.GNU-stack, "", @progbits
