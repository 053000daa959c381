/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Firmware that starts a flat inmate image as the hypervisor would: it fills
 * in a communication region with measured clock rates, sends all CPUs to
 * guest-physical 0 in real mode, and is gone. A 64 KiB ROM, linked at its
 * alias below 1 MiB. Knows nothing but what QEMU's pc and q35 have: PIT, local
 * APIC at its usual place, fw_cfg.
 */
#define COMM_REGION		0x100000
#define COMM_SIGNATURE_LOW	0x4f43484a	/* "JHCO" */
#define COMM_SIGNATURE_HIGH	0x00024d4d	/* "MM", revision 2 */
#define COMM_CONSOLE_ADDRESS	24
#define COMM_CONSOLE_TYPE	36
#define COMM_NUM_CPUS		66
#define COMM_TSC_KHZ		68
#define COMM_APIC_KHZ		72
#define CON_TYPE_8250		2

#define APIC			0xfee00000
#define APIC_SPIV		0xf0
#define APIC_ICR		0x300
#define APIC_TIMER_LVT		0x320
#define APIC_TIMER_INITIAL	0x380
#define APIC_TIMER_CURRENT	0x390
#define APIC_TIMER_DIVIDE	0x3e0

#define MSR_APIC_BASE		0x1b
#define APIC_BASE_X2APIC	0x400

#define PIT_HZ			1193182
#define MEASURE_MS		50

	.code16
	.text
	.globl	entry
entry:
	cli
	cld
	/*
	 * INIT brings the machine's boot CPU here instead of letting it wait
	 * for SIPI. If it is not the inmate's boot CPU that is fine: as if the
	 * SIPI with vector 0 had come already.
	 */
	movw	$0xffff, %ax
	movw	%ax, %ds
	cmpl	$COMM_SIGNATURE_LOW, COMM_REGION - 0xffff0
	je	start_image
	movw	$0xf000, %ax
	movw	%ax, %ds
	lgdtl	gdt_pointer - 0xf0000
	movl	$0x60000011, %eax
	movl	%eax, %cr0
	ljmpl	$0x08, $protected

	.code32
protected:
	movl	$0x10, %eax
	movl	%eax, %ds
	movl	%eax, %es
	movl	%eax, %ss

	movl	$COMM_REGION, %ebp
	movl	$COMM_SIGNATURE_LOW, (%ebp)
	movl	$COMM_SIGNATURE_HIGH, 4(%ebp)
	movl	$0x3f8, COMM_CONSOLE_ADDRESS(%ebp)
	movw	$CON_TYPE_8250, COMM_CONSOLE_TYPE(%ebp)

	/* fw_cfg item 5: number of CPUs. */
	movw	$0x510, %dx
	movw	$5, %ax
	outw	%ax, %dx
	incw	%dx
	inb	%dx, %al
	movb	%al, COMM_NUM_CPUS(%ebp)
	inb	%dx, %al
	movb	%al, COMM_NUM_CPUS + 1(%ebp)

	/* Channel 2 of the PIT as one-shot, gate on, loudspeaker off. */
	inb	$0x61, %al
	andb	$0xfc, %al
	orb	$0x01, %al
	outb	%al, $0x61
	movb	$0xb0, %al
	outb	%al, $0x43
	movl	$APIC, %ebx
	movl	$0x1ff, APIC_SPIV(%ebx)
	movl	$0xb, APIC_TIMER_DIVIDE(%ebx)
	movl	$0x10000, APIC_TIMER_LVT(%ebx)
	movb	$((PIT_HZ * MEASURE_MS / 1000) & 0xff), %al
	outb	%al, $0x42
	movb	$((PIT_HZ * MEASURE_MS / 1000) >> 8), %al
	outb	%al, $0x42
	movl	$0xffffffff, APIC_TIMER_INITIAL(%ebx)
	rdtsc
	movl	%eax, %esi
	movl	%edx, %edi
1:	inb	$0x61, %al
	testb	$0x20, %al
	jz	1b
	movl	APIC_TIMER_CURRENT(%ebx), %ecx
	rdtsc
	subl	%esi, %eax
	sbbl	%edi, %edx
	movl	$MEASURE_MS, %esi
	divl	%esi
	movl	%eax, COMM_TSC_KHZ(%ebp)
	movl	%ecx, %eax
	notl	%eax
	xorl	%edx, %edx
	divl	%esi
	movl	%eax, COMM_APIC_KHZ(%ebp)
	movl	$0, APIC_TIMER_INITIAL(%ebx)
	movl	$0, APIC_TIMER_DIVIDE(%ebx)

	/* INIT and SIPI with vector 0 to all others. */
	movl	$0xc4500, APIC_ICR(%ebx)
	movl	$0x10000, %ecx
2:	pause
	loop	2b
	movl	$0xc4600, APIC_ICR(%ebx)
	movl	$0xff, APIC_SPIV(%ebx)

	ljmpl	$0x18, $1f - 0xf0000

	.code16
1:	movw	$0x20, %ax
	movw	%ax, %ds
	movw	%ax, %es
	movw	%ax, %ss
	movl	$0x60000010, %eax
	movl	%eax, %cr0
	ljmpl	$0xf000, $start_image - 0xf0000
start_image:
	/* A CPU that has x2APIC mode (CPUID 1, ECX bit 21) is in it. */
	movl	$1, %eax
	cpuid
	btl	$21, %ecx
	jnc	3f
	movl	$MSR_APIC_BASE, %ecx
	rdmsr
	orl	$APIC_BASE_X2APIC, %eax
	wrmsr
3:	xorl	%eax, %eax
	movl	%eax, %ebx
	movl	%eax, %ecx
	movl	%eax, %edx
	movl	%eax, %esi
	movl	%eax, %edi
	movl	%eax, %ebp
	movl	%eax, %esp
	movw	%ax, %ds
	movw	%ax, %es
	movw	%ax, %ss
	ljmpl	$0, $0

	.balign	8
gdt:
	.quad	0
	.quad	0x00cf9b000000ffff
	.quad	0x00cf93000000ffff
	.quad	0x00009b0f0000ffff
	.quad	0x000093000000ffff
gdt_end:
gdt_pointer:
	.word	gdt_end - gdt - 1
	.long	gdt

	.org	0xfff0
	.code16
	ljmpw	$0xf000, $entry - 0xf0000
	.org	0x10000

	.section .note.GNU-stack, "", @progbits
