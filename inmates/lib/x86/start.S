/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From the first instruction to inmate_start().
 *
 * Every CPU of the cell begins at guest-physical 0 in real mode, all at once.
 * The first one that gets here becomes the boot CPU. The others note their
 * APIC id and halt; INIT and SIPI with vector 0 bring one of them here again,
 * and then boot_ap_stack is set.
 */
#include <inmate/layout.h>

#define CR0_PE		0x00000001
#define CR0_MP		0x00000002
#define CR0_NE		0x00000020
#define CR0_WP		0x00010000
#define CR0_PG		0x80000000
#define CR4_PAE		0x00000020
#define CR4_OSFXSR	0x00000200
#define CR4_OSXMMEXCPT	0x00000400
#define EFER_LME	0x00000100

#define MSR_MTRR_DEF_TYPE	0x2ff
#define MTRR_ENABLE		0x800
#define MTRR_WRITE_BACK		0x006
#define MSR_EFER		0xc0000080

#define PTE_P_RW		0x003
#define PTE_PS			0x080
#define PTE_PCD_PWT		0x018

#define START_CS32		0x08
#define START_DS		0x10
#define START_CS64		0x18

	.section .start, "awx"
	.code16
	.globl start
start:
	cli
	cld
	cmpl	$0, %cs:boot_ap_stack
	jne	enter_protected

	/* Registers are recorded as they arrived, so none is used yet. */
	lock btsw $0, %cs:boot_taken
	jc	wait_for_sipi

	movl	%eax, %cs:boot_state + BOOT_STATE_GPR
	movl	%ebx, %cs:boot_state + BOOT_STATE_GPR + 4
	movl	%ecx, %cs:boot_state + BOOT_STATE_GPR + 8
	movl	%edx, %cs:boot_state + BOOT_STATE_GPR + 12
	movl	%esi, %cs:boot_state + BOOT_STATE_GPR + 16
	movl	%edi, %cs:boot_state + BOOT_STATE_GPR + 20
	movl	%ebp, %cs:boot_state + BOOT_STATE_GPR + 24
	movl	%esp, %cs:boot_state + BOOT_STATE_GPR + 28
	movl	%cr0, %eax
	movl	%eax, %cs:boot_state + BOOT_STATE_CR
	movl	%cr3, %eax
	movl	%eax, %cs:boot_state + BOOT_STATE_CR + 4
	movl	%cr4, %eax
	movl	%eax, %cs:boot_state + BOOT_STATE_CR + 8
	movw	%cs, %cs:boot_state + BOOT_STATE_SEG
	movw	%ds, %cs:boot_state + BOOT_STATE_SEG + 2
	movw	%es, %cs:boot_state + BOOT_STATE_SEG + 4
	movw	%ss, %cs:boot_state + BOOT_STATE_SEG + 6
	movw	%fs, %cs:boot_state + BOOT_STATE_SEG + 8
	movw	%gs, %cs:boot_state + BOOT_STATE_SEG + 10

enter_protected:
	lgdtl	%cs:gdt_pointer
	/* Clears CD and NW too: caches on, Intel SDM vol. 3 section 12.5. */
	movl	$(CR0_PE | CR0_NE | CR0_MP), %eax
	movl	%eax, %cr0
	ljmpl	$START_CS32, $protected

wait_for_sipi:
	movl	$1, %eax
	cpuid
	shrl	$24, %ebx
	movw	$1, %ax
	lock xaddw %ax, %cs:boot_next_slot
	cmpw	$INMATE_MAX_CPUS, %ax
	jae	1f
	movw	%ax, %si
	movb	%bl, %cs:boot_apic_ids(%si)
	/* Counted only when the id is there to be read. */
	lock incw %cs:boot_waiting
1:	hlt
	jmp	1b

	.code32
protected:
	movl	$START_DS, %eax
	movl	%eax, %ds
	movl	%eax, %es
	movl	%eax, %ss
	movl	%eax, %fs
	movl	%eax, %gs

	movl	$MSR_MTRR_DEF_TYPE, %ecx
	movl	$(MTRR_ENABLE | MTRR_WRITE_BACK), %eax
	xorl	%edx, %edx
	wrmsr

	cmpl	$0, boot_ap_stack
	jne	enter_long

	/* Identity map of the first 4 GiB, 2 MiB pages. */
	movl	$bss_start, %edi
	movl	$bss_end, %ecx
	subl	%edi, %ecx
	shrl	$2, %ecx
	xorl	%eax, %eax
	rep stosl

	movl	$(page_directories + PTE_P_RW), %eax
	movl	$(page_pointers + PTE_P_RW), page_map
	movl	$page_pointers, %edi
	movl	$4, %ecx
1:	movl	%eax, (%edi)
	addl	$0x1000, %eax
	addl	$8, %edi
	loop	1b

	movl	$(PTE_P_RW | PTE_PS), %eax
	movl	$page_directories, %edi
	movl	$(4 * 512), %ecx
2:	movl	%eax, (%edi)
	cmpl	$DEVICE_WINDOW_START, %eax
	jb	3f
	orl	$PTE_PCD_PWT, (%edi)
3:	addl	$0x200000, %eax
	addl	$8, %edi
	loop	2b

enter_long:
	movl	$(CR4_PAE | CR4_OSFXSR | CR4_OSXMMEXCPT), %eax
	movl	%eax, %cr4
	movl	$page_map, %eax
	movl	%eax, %cr3
	movl	$MSR_EFER, %ecx
	movl	$EFER_LME, %eax
	xorl	%edx, %edx
	wrmsr
	movl	$(CR0_PG | CR0_WP | CR0_NE | CR0_MP | CR0_PE), %eax
	movl	%eax, %cr0
	ljmpl	$START_CS64, $long_mode

	.code64
long_mode:
	movl	boot_ap_stack, %esp
	testl	%esp, %esp
	jne	start_secondary

	movq	%r8, boot_state + BOOT_STATE_R8
	movq	%r9, boot_state + BOOT_STATE_R8 + 8
	movq	%r10, boot_state + BOOT_STATE_R8 + 16
	movq	%r11, boot_state + BOOT_STATE_R8 + 24
	movq	%r12, boot_state + BOOT_STATE_R8 + 32
	movq	%r13, boot_state + BOOT_STATE_R8 + 40
	movq	%r14, boot_state + BOOT_STATE_R8 + 48
	movq	%r15, boot_state + BOOT_STATE_R8 + 56

	movl	$image_data, %esi
	movl	$data_start, %edi
	movl	$data_end, %ecx
	subl	%edi, %ecx
	rep movsb

	movl	$boot_stack_end, %esp
	xorl	%ebp, %ebp
	fninit
	call	inmate_start
1:	hlt
	jmp	1b

start_secondary:
	/* The starter waits for this before it starts the next one. */
	movl	$0, boot_ap_stack
	xorl	%ebp, %ebp
	fninit
	call	secondary_start
1:	hlt
	jmp	1b

	.balign	8
	/* Flat segments with the accessed bit set: the CPU never writes. */
gdt:
	.quad	0
	.quad	0x00cf9b000000ffff
	.quad	0x00cf93000000ffff
	.quad	0x00af9b000000ffff
gdt_end:
gdt_pointer:
	.word	gdt_end - gdt - 1
	.long	gdt

	.balign	8
	.globl	boot_state, boot_ap_stack, boot_taken, boot_next_slot
	.globl	boot_waiting, boot_apic_ids
boot_state:
	.skip	BOOT_STATE_SIZE
boot_ap_stack:
	.long	0
boot_taken:
	.word	0
boot_next_slot:
	.word	0
boot_waiting:
	.word	0
boot_apic_ids:
	.skip	INMATE_MAX_CPUS

	.section .bss.page_tables, "aw", @nobits
	.balign	4096
page_map:
	.skip	4096
page_pointers:
	.skip	4096
page_directories:
	.skip	4 * 4096

	.section .bss
	.balign	16
boot_stack:
	.skip	INMATE_STACK_SIZE
boot_stack_end:

	.section .note.GNU-stack, "", @progbits
