/* SPDX-License-Identifier: BSD-2-Clause */
/* Instructions of x86 that C has no words for. */
#ifndef INMATE_X86_H
#define INMATE_X86_H

#include <types.h>
#include <asm/io.h>

#define MSR_APIC_BASE		0x1b
#define MSR_APIC_BASE_X2APIC	(1 << 10)
#define MSR_TSC_DEADLINE	0x6e0
#define MSR_X2APIC_BASE		0x800

struct cpuid_regs {
	u32 eax, ebx, ecx, edx;
};

/** CPUID. */
static inline struct cpuid_regs cpuid(u32 leaf, u32 subleaf)
{
	struct cpuid_regs r = { .eax = leaf, .ecx = subleaf };

	asm volatile("cpuid" : "+a" (r.eax), "=b" (r.ebx), "+c" (r.ecx),
		     "=d" (r.edx));
	return r;
}

/** RDMSR; an unknown register raises #GP. */
static inline u64 read_msr(u32 msr)
{
	u32 low, high;

	asm volatile("rdmsr" : "=a" (low), "=d" (high) : "c" (msr) : "memory");
	return low | (u64)high << 32;
}

/** WRMSR; an unknown register or an illegal value raises #GP. */
static inline void write_msr(u32 msr, u64 value)
{
	asm volatile("wrmsr" : : "c" (msr), "a" ((u32)value),
		     "d" ((u32)(value >> 32)) : "memory");
}

/** RDTSC, not before all earlier loads are done. */
static inline u64 read_tsc(void)
{
	u32 low, high;

	asm volatile("lfence; rdtsc" : "=a" (low), "=d" (high) : : "memory");
	return low | (u64)high << 32;
}

#define X86_CONTROL_REGISTER(n)						\
/** Read CRn. */							\
static inline unsigned long read_cr##n(void)				\
{									\
	unsigned long value;						\
									\
	asm volatile("mov %%cr" #n ", %0" : "=r" (value) : : "memory");	\
	return value;							\
}									\
/** Write CRn. */							\
static inline void write_cr##n(unsigned long value)			\
{									\
	asm volatile("mov %0, %%cr" #n : : "r" (value) : "memory");	\
}

X86_CONTROL_REGISTER(0)
X86_CONTROL_REGISTER(2)
X86_CONTROL_REGISTER(3)
X86_CONTROL_REGISTER(4)

#undef X86_CONTROL_REGISTER

/** PAUSE: for loops that wait for another CPU or a device. */
static inline void cpu_relax(void)
{
	asm volatile("pause" : : : "memory");
}

/** STI. */
static inline void irq_enable(void)
{
	asm volatile("sti" : : : "memory");
}

/** CLI. */
static inline void irq_disable(void)
{
	asm volatile("cli" : : : "memory");
}

/** Wait, interrupts disabled, for something that need not come. */
static inline void cpu_halt(void)
{
	asm volatile("hlt" : : : "memory");
}

/** Initial APIC id of the calling CPU. */
static inline u64 cpu_hw_id(void)
{
	return cpuid(1, 0).ebx >> 24;
}

/**
 * Wait for an interrupt and take it. An interrupt that came since
 * irq_disable() ends the wait at once. Precondition: interrupts disabled.
 * They are disabled again on return.
 */
static inline void cpu_wait_irq(void)
{
	asm volatile("sti; hlt; cli" : : : "memory");
}

#endif
