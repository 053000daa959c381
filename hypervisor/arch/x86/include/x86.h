/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Registers and instructions of x86 (AMD APM volumes 2 and 3, Intel SDM
 * volume 3), and the small services that the rest of arch/x86 shares.
 */
#ifndef HV_X86_H
#define HV_X86_H

#include <types.h>

#define X86_CR0_PE		BIT(0)
#define X86_CR0_ET		BIT(4)
#define X86_CR0_NE		BIT(5)
#define X86_CR0_WP		BIT(16)
#define X86_CR0_NW		BIT(29)
#define X86_CR0_CD		BIT(30)
#define X86_CR0_PG		BIT(31)

#define X86_CR4_PAE		BIT(5)
#define X86_CR4_MCE		BIT(6)
#define X86_CR4_PCE		BIT(8)
#define X86_CR4_OSFXSR		BIT(9)
#define X86_CR4_OSXMMEXCPT	BIT(10)
#define X86_CR4_LA57		BIT(12)
#define X86_CR4_OSXSAVE		BIT(18)

#define X86_DR6_BS		BIT(14)

#define X86_RFLAGS_RESERVED	BIT(1)
#define X86_RFLAGS_TF		BIT(8)
#define X86_RFLAGS_IF		BIT(9)
#define X86_RFLAGS_RF		BIT(16)
#define X86_RFLAGS_VM		BIT(17)

#define X86_EFER_SCE		BIT(0)
#define X86_EFER_LME		BIT(8)
#define X86_EFER_LMA		BIT(10)
#define X86_EFER_NXE		BIT(11)
#define X86_EFER_SVME		BIT(12)
#define X86_EFER_FFXSR		BIT(14)
#define X86_EFER_TCE		BIT(15)
#define X86_EFER_MCOMMIT	BIT(17)
#define X86_EFER_INTWB		BIT(18)
#define X86_EFER_UAIE		BIT(20)
#define X86_EFER_AIBRSE		BIT(21)

#define MSR_TSC			0x00000010
#define MSR_APIC_BASE		0x0000001b
#define  APIC_BASE_X2APIC	BIT(10)
#define  APIC_BASE_ENABLE	BIT(11)
#define  APIC_BASE_ADDRESS	0x000ffffffffff000UL
#define MSR_DEBUGCTL		0x000001d9
#define  DEBUGCTL_BTF		BIT(1)
#define MSR_PAT			0x00000277
#define MSR_PRED_CMD		0x00000049
#define  PRED_CMD_IBPB		BIT(0)
#define MSR_MTRR_DEF_TYPE	0x000002ff
#define  MTRR_ENABLE		BIT(11)
#define MSR_X2APIC_BASE		0x00000800
/** With AMD's extended space, whose local vector table Linux sets up. */
#define MSR_X2APIC_END		0x00000853
#define MSR_EFER		0xc0000080
#define MSR_SYSCFG		0xc0010010
#define  SYSCFG_MEM_ENCRYPT	BIT(23)
#define MSR_FP_CFG		0xc0011028
#define MSR_VM_CR		0xc0010114
#define  VM_CR_R_INIT		BIT(1)
#define  VM_CR_DIS_A20M		BIT(2)
#define  VM_CR_SVMDIS		BIT(4)
#define MSR_VM_HSAVE_PA		0xc0010117

/** PAT after reset (APM volume 2, 7.8). */
#define X86_PAT_RESET		0x0007040600070406UL

#define X86_VECTOR_DB		1
#define X86_VECTOR_NMI		2
#define X86_VECTOR_UD		6
#define X86_VECTOR_GP		13
#define X86_VECTOR_AC		17
#define X86_VECTOR_MC		18
#define X86_VECTOR_SX		30

#define CONTROL_REGISTER(name)						\
static inline u64 read_##name(void)					\
{									\
	u64 value;							\
									\
	asm volatile("mov %%" #name ", %0" : "=r" (value));		\
	return value;							\
}									\
static inline void write_##name(u64 value)				\
{									\
	asm volatile("mov %0, %%" #name : : "r" (value) : "memory");	\
}

CONTROL_REGISTER(cr0)
CONTROL_REGISTER(cr3)
CONTROL_REGISTER(cr4)

static inline u64 rdmsr(u32 msr)
{
	u32 low, high;

	asm volatile("rdmsr" : "=a" (low), "=d" (high) : "c" (msr));
	return low | (u64)high << 32;
}

static inline void wrmsr(u32 msr, u64 value)
{
	asm volatile("wrmsr" : : "c" (msr), "a" ((u32)value),
		     "d" ((u32)(value >> 32)) : "memory");
}

static inline void cpuid(u32 leaf, u32 subleaf, u32 *eax, u32 *ebx, u32 *ecx,
			 u32 *edx)
{
	asm volatile("cpuid"
		     : "=a" (*eax), "=b" (*ebx), "=c" (*ecx), "=d" (*edx)
		     : "0" (leaf), "2" (subleaf));
}

static inline void xsetbv(u32 reg, u64 value)
{
	asm volatile("xsetbv" : : "c" (reg), "a" ((u32)value),
		     "d" ((u32)(value >> 32)));
}

static inline u64 rdtsc(void)
{
	u32 low, high;

	asm volatile("rdtsc" : "=a" (low), "=d" (high));
	return low | (u64)high << 32;
}

static inline void invlpg(const volatile void *address)
{
	asm volatile("invlpg (%0)" : : "r" (address) : "memory");
}

/**
 * Access an MSR that may not exist.
 * Return: true if there was no #GP.
 */
bool rdmsr_safe(u32 msr, u64 *value);
bool wrmsr_safe(u32 msr, u64 value);
/** Set XCR0; false if the CPU refuses the combination. */
bool xsetbv_safe(u64 value);

/* exits.c */

/** Linear address of the instruction that the calling CPU's guest is at. */
u64 x86_guest_pc(void);

/* setup.c */

/** Width of physical addresses in bits (CPUID 0x80000008). */
unsigned int x86_phys_bits(void);
/** 4, or 5 if Linux runs with CR4.LA57: both stages follow it. */
unsigned int x86_paging_levels(void);

/* exceptions.c */

/** Load GDT and IDT of the hypervisor on this CPU. */
void x86_exceptions_init(void);

/**
 * Let what is pending in the local APIC, and NMIs, come in and go nowhere. The
 * LVT is masked before. Only from cpu_handle_events(), which looks for events
 * again: a kick may be among the NMIs.
 */
void x86_drain_interrupts(void);

/* fpu.c */

/** Bring FP/SIMD state and XCR0 to their reset values. */
void x86_fpu_reset(void);

#endif
