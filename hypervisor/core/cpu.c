/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Stopping CPUs, and what they are told to do before they go on.
 *
 * A CPU announces that it waits (stopped) and looks at stop_request again after
 * it withdrew the announcement. With sequentially consistent accesses either
 * the stopper sees the withdrawal, or the CPU sees the new request, so the
 * stopper never takes a CPU that is about to leave for one that waits.
 */
#include <arch/cpu.h>
#include <console.h>
#include <core_entry.h>
#include <cpu.h>
#include <spinlock.h>
#include <unit.h>

/** Polls after which a CPU that does not react is kicked again. */
#define KICK_INTERVAL	4096

/** A cell's CPU that has not stopped by then never will. */
#define STOP_LIMIT_MS	5000

#define NS_PER_MS	1000000ULL

static spinlock_t lock = SPINLOCK_INIT;

/* Of the stop that is in force, and the longest so far. */
static bool root_is_stopped;
static u64 stop_start;
static u64 stop_max;

unsigned int next_cpu(unsigned int cpu, const cpu_set_t *set)
{
	return bitmap_find(set->bits, MAX_CPUS + 1, cpu, true);
}

void cpu_set_events(unsigned int cpu, u32 events)
{
	__atomic_fetch_or(&public_per_cpu(cpu)->events, events,
			  __ATOMIC_SEQ_CST);
}

void cpu_post_events(unsigned int cpu, u32 events)
{
	cpu_set_events(cpu, events);
	if (cpu != this_cpu()->cpu_id)
		arch_cpu_kick(cpu);
}

/** Ask all CPUs of a set but the calling one to stop. */
static void request_stop(const cpu_set_t *set)
{
	unsigned int self = this_cpu()->cpu_id, cpu;

	root_is_stopped = false;
	stop_start = arch_timestamp();
	for_each_cpu(cpu, set) {
		if (cell_owns_cpu(&root_cell, cpu))
			root_is_stopped = true;
		if (cpu == self)
			continue;
		__atomic_fetch_add(&public_per_cpu(cpu)->stop_request, 1,
				   __ATOMIC_SEQ_CST);
		arch_cpu_kick(cpu);
	}
}

static void withdraw_stop(const cpu_set_t *set)
{
	unsigned int self = this_cpu()->cpu_id, cpu;

	for_each_cpu(cpu, set)
		if (cpu != self)
			__atomic_fetch_sub(&public_per_cpu(cpu)->stop_request,
					   1, __ATOMIC_SEQ_CST);
}

/** @limit: ticks since the request, 0: for ever. Return: whether it stopped. */
static bool wait_until_stopped(unsigned int cpu, u64 limit)
{
	struct public_per_cpu *public = public_per_cpu(cpu);
	unsigned int polls;

	for (polls = 1; !__atomic_load_n(&public->stopped, __ATOMIC_SEQ_CST);
	     polls++) {
		cpu_relax();
		if (polls % KICK_INTERVAL)
			continue;
		if (limit && arch_timestamp() - stop_start > limit)
			return false;
		arch_cpu_kick(cpu);
	}
	return true;
}

void cpus_stop(const cpu_set_t *set)
{
	unsigned int cpu;

	request_stop(set);
	for_each_cpu(cpu, set)
		if (cpu != this_cpu()->cpu_id)
			wait_until_stopped(cpu, 0);
}

unsigned int cpus_try_stop(const cpu_set_t *set)
{
	u64 limit = arch_timestamp_khz() * STOP_LIMIT_MS;
	unsigned int cpu;

	request_stop(set);
	for_each_cpu(cpu, set)
		if (cpu != this_cpu()->cpu_id &&
		    !wait_until_stopped(cpu, limit)) {
			withdraw_stop(set);
			break;
		}
	return cpu;
}

void cpus_resume(const cpu_set_t *set)
{
	u64 time;

	withdraw_stop(set);
	time = arch_timestamp() - stop_start;
	if (root_is_stopped && time > stop_max) {
		stop_max = time;
		root_view.root_stop_max_ns =
			time * NS_PER_MS / arch_timestamp_khz();
	}
}

u64 root_stop_max(void)
{
	return stop_max;
}

/** Wait while a stop request is in force. */
static void obey_stop(struct public_per_cpu *public)
{
	__atomic_store_n(&public->stopped, 1, __ATOMIC_SEQ_CST);
	while (__atomic_load_n(&public->stop_request, __ATOMIC_SEQ_CST))
		cpu_relax();
	__atomic_store_n(&public->stopped, 0, __ATOMIC_SEQ_CST);
}

static void handle_events(struct public_per_cpu *public, u32 events)
{
	u32 arch_events = events & ~(BIT(CPU_EVENT_ARCH_SHIFT) - 1);

	if (events & CPU_EVENT_HANDOVER)
		units_cpu_handover(public->cell);
	if (events & CPU_EVENT_FLUSH)
		arch_cpu_flush_tlb();
	if (events & (CPU_EVENT_PARK | CPU_EVENT_RESET))
		console_flush_line();
	/* A cell that failed between its start and now stays parked. */
	if (events & CPU_EVENT_PARK)
		arch_cpu_park();
	else if (events & CPU_EVENT_RESET)
		arch_cpu_reset();
	if (arch_events && !public->failed)
		arch_cpu_events(arch_events);
	else if (events & CPU_EVENT_PARK)
		/* Nothing else to do: feed the UART for those who can't wait. */
		console_drain(true);
}

void cpu_handle_events(void)
{
	struct public_per_cpu *public = this_cpu();
	u32 events;

	for (;;) {
		if (__atomic_load_n(&public->stop_request, __ATOMIC_SEQ_CST)) {
			obey_stop(public);
			continue;
		}
		if (!__atomic_load_n(&public->events, __ATOMIC_RELAXED))
			return;
		events = __atomic_exchange_n(&public->events, 0,
					     __ATOMIC_SEQ_CST);
		handle_events(public, events);
	}
}

void management_lock(void)
{
	struct public_per_cpu *public = this_cpu();

	while (!spin_trylock(&lock)) {
		if (__atomic_load_n(&public->stop_request, __ATOMIC_SEQ_CST))
			obey_stop(public);
		cpu_relax();
	}
}

void management_unlock(void)
{
	spin_unlock(&lock);
}
