/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From the first instruction to inmate_start(), at EL1 with the MMU off. The
 * first CPU of the cell begins at the image's first byte; the others come by
 * PSCI CPU_ON to secondary_entry with their stack in x0.
 */
#include <inmate/layout.h>

/* Normal write-back, device nGnRE */
#define MAIR_VALUE	0x04ff
/* 39 bits, 4 KiB pages, walks inner shareable write-back, no TTBR1; IPS 40 bits */
#define TCR_VALUE	((2 << 32) | (1 << 23) | 0x3500 | 25)
/* RES1, M, C, I */
#define SCTLR_VALUE	0x30d01805
#define CPACR_FPEN	(3 << 20)

#define BLOCK_NORMAL	0x701			/* accessed, inner shareable */
#define BLOCK_DEVICE	(0x401 | 1 << 2 | 3 << 53)
#define TABLE		0x3
#if INMATE_BASE < 0x40000000
#define BLOCK_SIZE	0x200000
#else
#define BLOCK_SIZE	0x40000000
#endif
#define BLOCK_MASK	~(BLOCK_SIZE - 1)

	.section .start, "ax"
	.globl start
start:
	.irp	n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,20,21,22,23,24,25,26,27,28,29,30
	orr	x19, x19, x\n
	.endr
	mrs	x20, sctlr_el1
	mrs	x21, daif
	mrs	x22, CurrentEL
	ldr	x1, =boot_stack_end
	mov	sp, x1

	ldr	x0, =image_data
	ldr	x1, =data_start
	ldr	x2, =data_end
1:	cmp	x1, x2
	b.hs	2f
	ldr	x3, [x0], #8
	str	x3, [x1], #8
	b	1b
2:	ldr	x1, =bss_start
	ldr	x2, =bss_end
3:	cmp	x1, x2
	b.hs	4f
	str	xzr, [x1], #8
	b	3b
4:	bl	make_tables
	bl	drop_lines
	bl	enable_mmu
	ldr	x0, =start_state
	stp	x19, x20, [x0]
	stp	x21, x22, [x0, #16]
	mov	x29, xzr
	mov	x30, xzr
	b	inmate_start

	.globl secondary_entry
secondary_entry:
	mov	x19, x0
	bl	enable_mmu
	mov	sp, x19
	mov	x29, xzr
	mov	x30, xzr
	b	secondary_start

#if INMATE_BASE % 0x200000 || INMATE_BASE >= 0x8000000000
#error CONFIG_INMATE_BASE must be a multiple of 2 MiB below 512 GiB
#endif

/*
 * Identity map: the first GiB by 2 MiB blocks, RAM up to DEVICE_START and
 * devices behind it; the second GiB normal; the third, with the communication
 * region, normal; the fourth devices. Where the image is, memory is normal: 2
 * MiB in the first GiB, the whole GiB elsewhere.
 */
make_tables:
	ldr	x0, =level1
	ldr	x1, =level2
	orr	x2, x1, #TABLE
	str	x2, [x0]
	ldr	x2, =(0x40000000 + BLOCK_NORMAL)
	str	x2, [x0, #8]
	ldr	x2, =(0x80000000 + BLOCK_NORMAL)
	str	x2, [x0, #16]
	ldr	x2, =(0xc0000000 + BLOCK_DEVICE)
	str	x2, [x0, #24]
	mov	x2, #BLOCK_NORMAL
	ldr	x3, =BLOCK_DEVICE
	mov	x4, #0
	ldr	x5, =DEVICE_START
1:	cmp	x4, x5
	csel	x6, x2, x3, lo
	orr	x6, x6, x4
	str	x6, [x1], #8
	add	x4, x4, #0x200000
	tst	x4, #0x40000000
	b.eq	1b
	ldr	x3, =(INMATE_BASE & BLOCK_MASK)
	orr	x2, x2, x3
#if INMATE_BASE < 0x40000000
	ldr	x0, =level2
#endif
	str	x2, [x0, #(INMATE_BASE / BLOCK_SIZE % 512 * 8)]
	dsb	sy
	ret

/*
 * What was written with the caches off may be hidden by lines that the loader
 * left there; they are clean.
 */
drop_lines:
	mrs	x0, ctr_el0
	ubfx	x0, x0, #16, #4
	mov	x1, #4
	lsl	x0, x1, x0
	ldr	x1, =data_start
	ldr	x2, =bss_end
1:	dc	civac, x1
	add	x1, x1, x0
	cmp	x1, x2
	b.lo	1b
	dsb	sy
	ret

enable_mmu:
	ldr	x0, =MAIR_VALUE
	msr	mair_el1, x0
	ldr	x0, =TCR_VALUE
	msr	tcr_el1, x0
	ldr	x0, =level1
	msr	ttbr0_el1, x0
	mov	x0, #CPACR_FPEN
	msr	cpacr_el1, x0
	ldr	x0, =vectors
	msr	vbar_el1, x0
	isb
	tlbi	vmalle1
	ic	iallu
	dsb	nsh
	isb
	ldr	x0, =SCTLR_VALUE
	msr	sctlr_el1, x0
	isb
	ret

	.text
	.macro	save
	sub	sp, sp, #INMATE_FRAME_SIZE
	stp	x0, x1, [sp]
	stp	x2, x3, [sp, #16]
	stp	x4, x5, [sp, #32]
	stp	x6, x7, [sp, #48]
	stp	x8, x9, [sp, #64]
	stp	x10, x11, [sp, #80]
	stp	x12, x13, [sp, #96]
	stp	x14, x15, [sp, #112]
	stp	x16, x17, [sp, #128]
	stp	x18, x19, [sp, #144]
	stp	x20, x21, [sp, #160]
	stp	x22, x23, [sp, #176]
	stp	x24, x25, [sp, #192]
	stp	x26, x27, [sp, #208]
	stp	x28, x29, [sp, #224]
	mrs	x0, elr_el1
	mrs	x1, spsr_el1
	stp	x30, x0, [sp, #240]
	str	x1, [sp, #256]
	.endm

	.macro	vector entry
	.balign	128
	b	\entry
	.endm

	.balign	2048
vectors:
	.rept	4
	vector exception_entry
	.endr
	vector exception_entry
	vector irq_entry
	vector exception_entry
	vector exception_entry
	.rept	8
	vector exception_entry
	.endr

irq_entry:
	save
	bl	interrupt_dispatch
	b	restore

exception_entry:
	save
	mov	x0, sp
	bl	exception_dispatch
restore:
	ldp	x30, x0, [sp, #240]
	ldr	x1, [sp, #256]
	msr	elr_el1, x0
	msr	spsr_el1, x1
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
	add	sp, sp, #INMATE_FRAME_SIZE
	eret

	.section .bss.page_tables, "aw", @nobits
	.balign	4096
level1:
	.skip	4096
level2:
	.skip	4096

	.section .bss
	.globl	start_state
	.balign	8
start_state:
	.skip	32
	.balign	16
	.skip	INMATE_STACK_SIZE
boot_stack_end:

	.section .note.GNU-stack, "", @progbits
