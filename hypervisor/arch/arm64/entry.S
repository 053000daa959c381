/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From Linux' stub to C, and back; see boot-arm64.h. The page of arm64_entry is
 * mapped at its physical address, too, for the moments when the MMU goes on
 * or off.
 */
#include <asm/private.h>
#include <jailhouse/boot-arm64.h>

#define IMAGE_BOOT_TABLES_OFFSET	152

/* MAIR_EL2: normal write-back, device nGnRE. */
#define MAIR_VALUE	0x04ff
/* TCR_EL2: RES1, 48 bits, 4 KiB, walks inner shareable write-back; PS later. */
#define TCR_VALUE	0x80803510
/* SCTLR_EL2: RES1, M, A off, C, SA, I, WXN. */
#define SCTLR_VALUE	0x30cd183d

	.section .text.entry, "ax"
	.globl arm64_entry
arm64_entry:
	mrs	x1, sctlr_el2
	mrs	x2, tcr_el2
	mrs	x3, mair_el2
	mrs	x4, ttbr0_el2
	mrs	x5, vbar_el2
	mrs	x6, tpidr_el2
	mov	x7, sp

	adrp	x9, image_header
	ldr	x10, [x9, #IMAGE_BOOT_TABLES_OFFSET]
	add	x10, x9, x10
	ldr	x11, =MAIR_VALUE
	ldr	x12, =TCR_VALUE
	mrs	x13, id_aa64mmfr0_el1
	and	x13, x13, #0xf
	mov	x14, #5
	cmp	x13, x14
	csel	x13, x13, x14, lo
	orr	x12, x12, x13, lsl #16
	msr	mair_el2, x11
	msr	tcr_el2, x12
	msr	ttbr0_el2, x10
	isb
	tlbi	alle2
	ic	iallu
	dsb	nsh
	isb
	ldr	x13, =SCTLR_VALUE
	msr	sctlr_el2, x13
	isb
	ldr	x13, =1f
	br	x13

1:	ldr	x9, =__core_end
	mov	x10, #ARM64_PERCPU_SIZE
	madd	x9, x0, x10, x9
	msr	tpidr_el2, x9
	stp	x1, x2, [x9, #PRIVATE_LINUX_SCTLR]
	stp	x3, x4, [x9, #PRIVATE_LINUX_MAIR]
	stp	x5, x6, [x9, #PRIVATE_LINUX_VBAR]
	str	x7, [x9, #PRIVATE_LINUX_SP]
	add	x9, x9, #ARM64_PRIVATE_SIZE
	sub	x9, x9, #ARM64_FRAME_SIZE
	mov	sp, x9
	stp	x18, x19, [sp, #144]
	stp	x20, x21, [sp, #160]
	stp	x22, x23, [sp, #176]
	stp	x24, x25, [sp, #192]
	stp	x26, x27, [sp, #208]
	stp	x28, x29, [sp, #224]
	str	x30, [sp, #240]
	mov	x29, xzr
	mov	x30, xzr
	b	arm64_cpu_enter

/*
 * void arm64_leave(s64 result, u64 phys): the EL2 state of Linux comes back and
 * its call returns. @phys: physical address of arm64_leave_phys. Boot or own
 * tables are on; ELR_EL2 and SPSR_EL2 are the guest's.
 */
	.globl arm64_leave, arm64_leave_phys
arm64_leave:
	mrs	x9, tpidr_el2
	add	x10, x9, #ARM64_PRIVATE_SIZE
	sub	x10, x10, #ARM64_FRAME_SIZE
	ldp	x18, x19, [x10, #144]
	ldp	x20, x21, [x10, #160]
	ldp	x22, x23, [x10, #176]
	ldp	x24, x25, [x10, #192]
	ldp	x26, x27, [x10, #208]
	ldp	x28, x29, [x10, #224]
	ldr	x30, [x10, #240]
	mov	x8, x1
	ldp	x1, x2, [x9, #PRIVATE_LINUX_SCTLR]
	ldp	x3, x4, [x9, #PRIVATE_LINUX_MAIR]
	ldp	x5, x6, [x9, #PRIVATE_LINUX_VBAR]
	ldr	x7, [x9, #PRIVATE_LINUX_SP]
	br	x8
arm64_leave_phys:
	msr	sctlr_el2, x1
	isb
	msr	tcr_el2, x2
	msr	mair_el2, x3
	msr	ttbr0_el2, x4
	msr	vbar_el2, x5
	msr	tpidr_el2, x6
	mov	sp, x7
	isb
	tlbi	alle2
	ic	iallu
	dsb	nsh
	isb
	eret
	dsb	nsh
	isb

	.text
/* void arm64_smc(struct guest_regs *regs), SMCCC 1.1 and older. */
	.globl arm64_smc
arm64_smc:
	stp	x29, x30, [sp, #-32]!
	mov	x29, sp
	stp	x19, x18, [sp, #16]
	mov	x19, x0
	ldp	x2, x3, [x19, #16]
	ldp	x4, x5, [x19, #32]
	ldp	x6, x7, [x19, #48]
	ldp	x8, x9, [x19, #64]
	ldp	x10, x11, [x19, #80]
	ldp	x12, x13, [x19, #96]
	ldp	x14, x15, [x19, #112]
	ldp	x16, x17, [x19, #128]
	ldp	x0, x1, [x19]
	smc	#0
	stp	x0, x1, [x19]
	stp	x2, x3, [x19, #16]
	stp	x4, x5, [x19, #32]
	stp	x6, x7, [x19, #48]
	stp	x8, x9, [x19, #64]
	stp	x10, x11, [x19, #80]
	stp	x12, x13, [x19, #96]
	stp	x14, x15, [x19, #112]
	stp	x16, x17, [x19, #128]
	ldp	x19, x18, [sp, #16]
	ldp	x29, x30, [sp], #32
	ret

	.globl arm64_fp_reset
arm64_fp_reset:
	.irp n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15
	movi	v\n\().2d, #0
	.endr
	.irp n, 16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
	movi	v\n\().2d, #0
	.endr
	msr	fpcr, xzr
	msr	fpsr, xzr
	ret

/* Vectors beyond what arm64_fp_reset clears, predicates, first-fault register. */
	.arch_extension sve
	.globl arm64_sve_reset
arm64_sve_reset:
	.irp n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15
	dup	z\n\().d, #0
	.endr
	.irp n, 16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
	dup	z\n\().d, #0
	.endr
	.irp n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15
	pfalse	p\n\().b
	.endr
	wrffr	p0.b
	ret

	.section .note.GNU-stack, "", @progbits
