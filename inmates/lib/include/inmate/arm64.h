/* SPDX-License-Identifier: BSD-2-Clause */
/* Instructions of arm64 that C has no words for. */
#ifndef INMATE_ARM64_H
#define INMATE_ARM64_H

#include <types.h>
#include <asm/io.h>

#define read_register(name)						\
({									\
	u64 value_;							\
									\
	asm volatile("mrs %0, " #name : "=r" (value_) : : "memory");	\
	value_;								\
})

#define write_register(name, value)					\
	asm volatile("msr " #name ", %x0" : : "rZ" ((u64)(value)) : "memory")

/** What the boot CPU found at its first instruction. */
struct start_state {
	/** X0 to X30, or-ed. */
	u64 registers;
	u64 sctlr;
	u64 daif;
	u64 current_el;
};

extern const struct start_state start_state;

/** Wait until changes of system registers have taken effect. */
static inline void cpu_sync(void)
{
	asm volatile("isb" : : : "memory");
}

/** YIELD: for loops that wait for another CPU or a device. */
static inline void cpu_relax(void)
{
	asm volatile("yield" : : : "memory");
}

/** Allow IRQs. */
static inline void irq_enable(void)
{
	asm volatile("msr daifclr, #2" : : : "memory");
}

/** Mask IRQs. */
static inline void irq_disable(void)
{
	asm volatile("msr daifset, #2" : : : "memory");
}

/**
 * Wait for an interrupt and take it. An interrupt that came since
 * irq_disable() ends the wait at once. Precondition: interrupts disabled.
 * They are disabled again on return.
 */
static inline void cpu_wait_irq(void)
{
	asm volatile("wfi; msr daifclr, #2; isb; msr daifset, #2"
		     : : : "memory");
}

/** Wait, interrupts disabled, for something that need not come. */
static inline void cpu_halt(void)
{
	asm volatile("wfi" : : : "memory");
}

/** Affinities of the calling CPU, as in MPIDR_EL1. */
static inline u64 cpu_hw_id(void)
{
	return read_register(mpidr_el1) & 0xff00ffffffUL;
}

#endif
