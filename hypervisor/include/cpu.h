/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * CPUs as the core sees them: who owns them, how they are stopped and what
 * they do before they enter their guest again.
 *
 * Each CPU has a public part, which all CPUs may read and whose event word all
 * may write, and a private part that only it can map (arch).
 */
#ifndef HV_CPU_H
#define HV_CPU_H

#include <types.h>
#include <cell.h>
#include <arch/percpu.h>

/* Events; the rest of the word belongs to the architecture. */

/** Second-stage TLB entries of this CPU are stale. */
#define CPU_EVENT_FLUSH		0x00000001
/** Stop executing guest code until CPU_EVENT_RESET. */
#define CPU_EVENT_PARK		0x00000002
/** Start at the owner's reset address. */
#define CPU_EVENT_RESET		0x00000004
/** Run the units' cpu_handover for the new owner before anything else. */
#define CPU_EVENT_HANDOVER	0x00000008
/** First bit for the architecture's own events. */
#define CPU_EVENT_ARCH_SHIFT	16

/** Longest piece of a guest's console line that stays together, in bytes. */
#define CPU_LINE_SIZE		128

struct public_per_cpu {
	u32 cpu_id;
	/** Entered at enable and has not left since. */
	bool entered;
	/** Listed in the cell's cpus_failed. */
	bool failed;
	/** The hypervisor gave up on this CPU. */
	bool panicked;
	struct cell *cell;

	/** Number of stop requests that are in force; written by the stopper. */
	volatile u32 stop_request;
	/** Set by the CPU itself while it waits. */
	volatile u32 stopped;
	/** CPU_EVENT_*, atomic. */
	volatile u32 events;

	/** Counters of section 3; only this CPU writes. */
	u32 stats[JAILHOUSE_NUM_CPU_STATS];

	/** Console output of the guest up to the end of the line. */
	u32 line_length;
	char line[CPU_LINE_SIZE];

	struct arch_public_per_cpu arch;
};

/* this_cpu() and public_per_cpu(id) come from <arch/percpu.h>. */

static inline __attribute__((always_inline)) void cpu_count(unsigned int stat)
{
	this_cpu()->stats[stat]++;
}

/** Set events of a CPU, atomically; no kick. */
void cpu_set_events(unsigned int cpu, u32 events);

/**
 * Stop CPUs: they leave their guests and wait in the hypervisor. Returns when
 * all have. The caller itself is skipped. Management lock held. The time is
 * bounded by the longest exit path.
 */
void cpus_stop(const cpu_set_t *set);

/**
 * Likewise, for CPUs of cells: one may hang for good in an access that its
 * device never answers. Then none is stopped, after some seconds. Before root's
 * CPUs are, which must not wait for that.
 * Return: the CPU that hangs, or above MAX_CPUS if all are stopped.
 */
unsigned int cpus_try_stop(const cpu_set_t *set);

/** Let them go on; they handle their events first. */
void cpus_resume(const cpu_set_t *set);

/** Make one CPU of the calling CPU's liking handle events soon: set + kick. */
void cpu_post_events(unsigned int cpu, u32 events);

/**
 * Serialise management. While waiting, the CPU obeys stop requests of the
 * holder. Undo: management_unlock().
 */
void management_lock(void);
void management_unlock(void);

/**
 * Longest time, in timestamp ticks, that root's CPUs were stopped by one
 * management call since enable.
 */
u64 root_stop_max(void);

#endif
