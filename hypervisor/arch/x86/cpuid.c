/* SPDX-License-Identifier: BSD-2-Clause */
#include <cpuid.h>

#define CR4_OSXSAVE		(1ULL << 18)
#define CR4_PKE			(1ULL << 22)

#define LEAF1_ECX_VMX		(1U << 5)
#define LEAF1_ECX_OSXSAVE	(1U << 27)
#define LEAF1_ECX_HYPERVISOR	(1U << 31)
#define LEAF7_ECX_OSPKE		(1U << 4)
#define LEAF8_1_ECX_SVM		(1U << 2)
#define LEAF8_1_ECX_IBS		(1U << 10)
#define LEAF8_1_ECX_SKINIT	(1U << 12)
#define LEAF8_8_EBX_INVLPGB	(1U << 3)

/** SVM features; instruction based sampling; memory encryption. */
#define LEAF_SVM		0x8000000aU
#define LEAF_IBS		0x8000001bU
#define LEAF_ENCRYPTION		0x8000001fU

static void set_bit_to(u32 *reg, u32 bit, bool value)
{
	*reg = value ? *reg | bit : *reg & ~bit;
}

/* "Jailhouse" and nothing behind it. */
static void hypervisor_leaf(u32 leaf, struct cpuid_regs *regs)
{
	*regs = (struct cpuid_regs) { 0 };
	if (leaf != CPUID_HYPERVISOR_FIRST)
		return;
	regs->eax = CPUID_HYPERVISOR_FIRST + 1;
	regs->ebx = 0x6c69614a;
	regs->ecx = 0x73756f68;
	regs->edx = 0x65;
}

/*
 * No virtualization, no memory encryption, no sampling of physical addresses
 * inside cells.
 */
static void hide_from_cell(u32 leaf, struct cpuid_regs *regs)
{
	switch (leaf) {
	case 1:
		regs->ecx |= LEAF1_ECX_HYPERVISOR;
		regs->ecx &= ~LEAF1_ECX_VMX;
		break;
	case 0x80000001:
		regs->ecx &= ~(LEAF8_1_ECX_SVM | LEAF8_1_ECX_IBS);
		break;
	case LEAF_SVM:
	case LEAF_IBS:
	case LEAF_ENCRYPTION:
		*regs = (struct cpuid_regs) { 0 };
		break;
	}
}

void cpuid_filter(u32 leaf, u32 subleaf, bool root, u64 guest_cr4,
		  struct cpuid_regs *regs)
{
	if (leaf >= CPUID_HYPERVISOR_FIRST && leaf <= CPUID_HYPERVISOR_LAST) {
		hypervisor_leaf(leaf, regs);
		return;
	}

	/* These bits mirror CR4, which on an exit is the hypervisor's. */
	if (leaf == 1)
		set_bit_to(&regs->ecx, LEAF1_ECX_OSXSAVE,
			   guest_cr4 & CR4_OSXSAVE);
	if (leaf == 7 && subleaf == 0)
		set_bit_to(&regs->ecx, LEAF7_ECX_OSPKE, guest_cr4 & CR4_PKE);
	/* Instructions that no guest gets to execute: SKINIT, INVLPGB. */
	if (leaf == 0x80000001)
		regs->ecx &= ~LEAF8_1_ECX_SKINIT;
	if (leaf == 0x80000008)
		regs->ebx &= ~LEAF8_8_EBX_INVLPGB;

	if (!root)
		hide_from_cell(leaf, regs);
}
