/* SPDX-License-Identifier: BSD-2-Clause */
/* Breakpoints and watchpoints of a CPU that changes its owner. */

	.macro	clear_one kind, n
	msr	dbg\kind\()cr\n\()_el1, xzr
	msr	dbg\kind\()vr\n\()_el1, xzr
	.endm

/* The last of the kind that there is, and those below; first they are off. */
	.macro	clear kind, last
	adr	x2, 1f
	mov	x3, #15
	sub	x3, x3, \last
	add	x2, x2, x3, lsl #3
	br	x2
1:
	.irp n, 15,14,13,12,11,10,9,8,7,6,5,4,3,2,1,0
	clear_one \kind, \n
	.endr
	.endm

	.text
/* void vcpu_reset_breakpoints(u64 dfr0): of ID_AA64DFR0_EL1. */
	.globl	vcpu_reset_breakpoints
vcpu_reset_breakpoints:
	ubfx	x1, x0, #12, #4
	clear	b, x1
	ubfx	x1, x0, #20, #4
	clear	w, x1
	ret

	.section .note.GNU-stack, "", @progbits
