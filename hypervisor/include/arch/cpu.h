/* SPDX-License-Identifier: BSD-2-Clause */
/* What the core asks of a CPU. */
#ifndef HV_ARCH_CPU_H
#define HV_ARCH_CPU_H

#include <types.h>
#include <asm/cpu.h>

/* From <asm/cpu.h>: cpu_relax() (hint in a spin loop). */

/**
 * Make another CPU leave its guest soon and call cpu_handle_events(). May be
 * lost on a CPU that is in the hypervisor: the caller polls for the effect and
 * kicks again, or knows that the CPU handles events before it enters.
 */
void arch_cpu_kick(unsigned int cpu);

/* Called by cpu_handle_events() on the CPU that they concern. */

/** Flush second-stage translations before the next entry. */
void arch_cpu_flush_tlb(void);
/** Put the guest state into "asleep until an event"; no guest code runs. */
void arch_cpu_park(void);
/** Guest state as in ABI section 5; this_cpu()->cell is the owner. */
void arch_cpu_reset(void);
/** The architecture's own events (bits from CPU_EVENT_ARCH_SHIFT on). */
void arch_cpu_events(u32 events);

/** Monotonic counter, and its rate in kHz (not 0). Same on all CPUs. */
u64 arch_timestamp(void);
u64 arch_timestamp_khz(void);

/** Stop this CPU for good: the hypervisor is broken. */
void arch_cpu_halt(void) __attribute__((noreturn));

#endif
