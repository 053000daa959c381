/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Firmware that starts a flat inmate image, which the emulator loaded to
 * IMAGE_START, as the hypervisor would: a second stage puts it at guest address 0,
 * with a communication region and the devices where cells have them, and
 * nothing is trapped. For one CPU of QEMU's virt with virtualization=on, with
 * GICv2 or GICv3, linked at 0.
 */
/* The emulator puts a device tree at the start of RAM. */
#define IMAGE_START		0x42000000
/* Second gigabyte's 2 MiB blocks used for ourselves. */
#define COMM_PHYS		0x4a000000
#define TABLES			0x4a200000
#define DEVICE_START		0x08000000

#define CONSOLE_PHYS		0x09000000
#define GICD			0x08000000
#define GICC			0x08010000
#define GICR			0x080a0000

/* struct jailhouse_comm_region */
#define COMM_SIGNATURE		0x00024d4d4f43484a	/* "JHCOMM", revision 2 */
#define COMM_CONSOLE_ADDRESS	24
#define COMM_CONSOLE_SIZE	32
#define COMM_CONSOLE_TYPE	36
#define COMM_GIC_VERSION	64
#define COMM_GICD		72
#define COMM_GICC		80
#define COMM_GICR		88
/* Type PL011; registers are memory, 4 bytes apart. */
#define CONSOLE_PL011		(3 | 3 << 16)

/* Second stage: blocks, tables (D8.3). */
#define S2_NORMAL		0x7fd
#define S2_DEVICE		0x4c5
#define S2_TABLE		3
#define BLOCK_SIZE		0x200000
/* 39 bits from level 1, walks write-back, inner shareable; 40 bits out */
#define VTCR_VALUE		(1 << 31 | 2 << 16 | 0x3500 | 1 << 6 | 25)
#define HCR_RW_VM		(1 << 31 | 1)
#define SCTLR_EL1_RES1		0x30d00800
#define SPSR_EL1H_MASKED	0x3c5

	.text
	.globl	entry
entry:
	mov	x9, #1
	lsl	x9, x9, #9
	ldr	x10, =TABLES
	str	xzr, [x10, #8]		/* level 1: second gigabyte */
	add	x11, x10, #0x1000	/* level 2 of the first gigabyte */
	add	x12, x10, #0x2000	/* level 2 of the third */
	orr	x0, x11, #S2_TABLE
	str	x0, [x10]
	orr	x0, x12, #S2_TABLE
	str	x0, [x10, #16]
	ldr	x0, =COMM_PHYS + S2_NORMAL
	str	x0, [x12]

	mov	x1, #0			/* guest address */
	ldr	x2, =IMAGE_START + S2_NORMAL
	ldr	x3, =DEVICE_START
	mov	x4, #BLOCK_SIZE
	mov	x5, #S2_DEVICE
1:	cmp	x1, x3
	orr	x6, x1, x5
	add	x7, x1, x2
	csel	x6, x7, x6, lo
	str	x6, [x11], #8
	add	x1, x1, x4
	subs	x9, x9, #1
	b.ne	1b

	ldr	x0, =COMM_PHYS
	ldr	x1, =COMM_SIGNATURE
	str	x1, [x0]
	ldr	x1, =CONSOLE_PHYS
	str	x1, [x0, #COMM_CONSOLE_ADDRESS]
	mov	w1, #0x1000
	str	w1, [x0, #COMM_CONSOLE_SIZE]
	ldr	w1, =CONSOLE_PL011
	str	w1, [x0, #COMM_CONSOLE_TYPE]
	ldr	x1, =GICD
	str	x1, [x0, #COMM_GICD]
	ldr	x2, =GICC
	str	x2, [x0, #COMM_GICC]
	ldr	x3, =GICR
	str	x3, [x0, #COMM_GICR]
	mov	w4, #2
	mrs	x5, id_aa64pfr0_el1
	ubfx	x5, x5, #24, #4
	cbz	x5, 2f
	bl	init_gicv3
	mov	w4, #3
2:	strb	w4, [x0, #COMM_GIC_VERSION]

	ldr	x0, =VTCR_VALUE
	msr	vtcr_el2, x0
	msr	vttbr_el2, x10
	ldr	x0, =HCR_RW_VM
	msr	hcr_el2, x0
	mov	x0, #3			/* counters */
	msr	cnthctl_el2, x0
	msr	cntvoff_el2, xzr
	mov	x0, #0x33ff		/* no trap of FP */
	msr	cptr_el2, x0
	mrs	x0, midr_el1
	msr	vpidr_el2, x0
	mrs	x0, mpidr_el1
	msr	vmpidr_el2, x0
	ldr	x0, =SCTLR_EL1_RES1
	msr	sctlr_el1, x0
	msr	elr_el2, xzr
	mov	x0, #SPSR_EL1H_MASKED
	msr	spsr_el2, x0
	dsb	sy
	tlbi	vmalls12e1
	dsb	sy
	isb
	eret

/* System registers for EL1, the redistributor awake, all in group 1. */
init_gicv3:
	mov	x5, #0xf
	msr	S3_4_C12_C9_5, x5	/* ICC_SRE_EL2 */
	isb
	mov	w5, #0x12		/* GICD_CTLR: ARE, group 1 */
	str	w5, [x1]
	str	wzr, [x3, #0x14]	/* GICR_WAKER */
	mov	w5, #-1
	add	x6, x3, #0x10000
	str	w5, [x6, #0x80]		/* GICR_IGROUPR0 */
	ret

	.ltorg
