/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The entry points that core/ publishes for exits from guests and for the
 * architecture's bring-up. An architecture calls nothing else in core/ but
 * page_alloc.h, paging.h, mmio.h, report.h and console.h.
 */
#ifndef HV_CORE_ENTRY_H
#define HV_CORE_ENTRY_H

#include <types.h>
#include <cpu.h>

/**
 * A CPU arrives from Linux, on the boot tables. Called once per CPU by the
 * architecture's entry code, on the CPU's final stack.
 * @cpu: logical CPU, below the image header's max_cpus.
 *
 * Does not return: either the CPU runs its guest (arch_cpu_activate()), or
 * bring-up failed on some CPU, everything was undone and it goes back
 * (arch_cpu_leave()).
 */
void core_enter(unsigned int cpu) __attribute__((noreturn));

/** No result yet: the guest is to execute the same instruction again. */
#define HYPERCALL_REPEAT	(-512L)

/**
 * A hypercall of the calling CPU's guest. Arguments and result as in the ABI.
 * Counts the exit (total excluded). A successful disable does not return.
 * Takes the management lock. When the result is stored and the instruction
 * skipped, cpu_handle_events() has to be called if cpu_events_pending().
 *
 * On HYPERCALL_REPEAT registers and program counter stay as they were, so
 * that the guest takes its interrupts before it asks again; which CPU does
 * that does not matter.
 */
long hypercall(u64 code, u64 arg1, u64 arg2);

/** Hypercall JAILHOUSE_HC_HYPERVISOR_GET_INFO without counting the exit. */
long hypercall_get_info(u64 type);

/**
 * Obey stop requests and handle events. To be called on the CPU itself after a
 * kick, after cell_fail(), and before a parked CPU goes to sleep.
 *
 * Calls the arch_cpu_* functions of <arch/cpu.h> as events demand.
 */
void cpu_handle_events(void);

/** Stop request or event for the calling CPU. */
static inline bool cpu_events_pending(void)
{
	const struct public_per_cpu *cpu = this_cpu();

	return __atomic_load_n(&cpu->stop_request, __ATOMIC_RELAXED) ||
		__atomic_load_n(&cpu->events, __ATOMIC_RELAXED);
}

#endif
