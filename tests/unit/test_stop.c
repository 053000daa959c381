/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The stop protocol, with one host thread per CPU: what a stopped CPU has to
 * leave alone is counted, and must stand still.
 */
#include <string.h>
#include <errno.h>
#include <core_entry.h>
#include <cpu.h>

#include "machine.h"

#define ROUNDS	300

static struct cell_spec first;
static bool finished;
/* Per CPU, what its guest did; only touched outside of the hypervisor. */
static volatile u64 work[MACHINE_CPUS];
static u32 violations;
static u64 lost_kicks;

static void set(bool *flag)
{
	__atomic_store_n(flag, true, __ATOMIC_RELEASE);
}

static bool is_set(const bool *flag)
{
	return __atomic_load_n(flag, __ATOMIC_ACQUIRE);
}

static void count_violation(void)
{
	__atomic_fetch_add(&violations, 1, __ATOMIC_RELAXED);
}

static void drop_kick(unsigned int cpu)
{
	(void)cpu;
	__atomic_fetch_add(&lost_kicks, 1, __ATOMIC_RELAXED);
}

/* A CPU that runs guest code, and looks for events now and then. */
static void run_guest(void)
{
	while (!is_set(&finished)) {
		work[this_cpu()->cpu_id]++;
		if (this_cpu()->stopped)
			count_violation();
		if (cpu_events_pending())
			cpu_handle_events();
		if (work[this_cpu()->cpu_id] % 64 == 0)
			fake_yield();
	}
	cpu_handle_events();
}

static void all_cpus(cpu_set_t *all)
{
	unsigned int cpu;

	memset(all, 0, sizeof(*all));
	for (cpu = 0; cpu < MACHINE_CPUS; cpu++)
		bitmap_set(all->bits, cpu);
}

static void stopper(void)
{
	u64 before[MACHINE_CPUS];
	unsigned int round, cpu, n;
	cpu_set_t all;

	all_cpus(&all);
	for (round = 0; round < ROUNDS; round++) {
		management_lock();
		cpus_stop(&all);
		for (cpu = 0; cpu < MACHINE_CPUS; cpu++)
			before[cpu] = work[cpu];
		for (n = 0; n < 5; n++)
			fake_yield();
		for (cpu = 0; cpu < MACHINE_CPUS; cpu++) {
			if (work[cpu] != before[cpu])
				count_violation();
			if (cpu != this_cpu()->cpu_id)
				cpu_set_events(cpu, CPU_EVENT_FLUSH);
		}
		cpus_resume(&all);
		management_unlock();
		/* A stop right behind finds CPUs on their way out. */
		if (round % 3)
			fake_yield();
	}
}

static void one_stops(unsigned int cpu)
{
	if (cpu == 0) {
		stopper();
		set(&finished);
		return;
	}
	run_guest();
}

static void boot(void)
{
	machine_spec();
	machine_boot();
	fake.threads = true;
	fake.kicked = drop_kick;
}

FRESH_TEST(stopped_cpus_stand_still)
{
	unsigned int cpu;

	boot();
	fake_run_threads(MACHINE_CPUS, one_stops);
	CHECK_EQ(violations, 0);
	for (cpu = 1; cpu < MACHINE_CPUS; cpu++) {
		CHECK(public_per_cpu(cpu)->arch.flushes > 0);
		CHECK_EQ(public_per_cpu(cpu)->events, 0);
		CHECK_EQ(public_per_cpu(cpu)->stop_request, 0);
		CHECK_EQ(public_per_cpu(cpu)->stopped, 0);
		CHECK(work[cpu] > 0);
	}
	CHECK(lost_kicks >= ROUNDS * (MACHINE_CPUS - 1));
}

static u32 stoppers_done;

/* All want to stop all; those that wait for the lock are stopped there. */
static void all_stop(unsigned int cpu)
{
	(void)cpu;
	stopper();
	__atomic_fetch_add(&stoppers_done, 1, __ATOMIC_SEQ_CST);
	while (__atomic_load_n(&stoppers_done, __ATOMIC_SEQ_CST) <
	       MACHINE_CPUS) {
		cpu_handle_events();
		fake_yield();
	}
	cpu_handle_events();
}

FRESH_TEST(waiting_for_the_lock_obeys)
{
	unsigned int cpu;

	boot();
	fake_run_threads(MACHINE_CPUS, all_stop);
	CHECK_EQ(violations, 0);
	for (cpu = 0; cpu < MACHINE_CPUS; cpu++)
		CHECK_EQ(public_per_cpu(cpu)->stop_request, 0);
}

static void manage(unsigned int cpu)
{
	unsigned int round;

	if (cpu != 0) {
		run_guest();
		return;
	}
	for (round = 0; round < 40; round++) {
		put_blob(BLOB_ADDRESS, &first);
		CHECK_EQ(hypercall(JAILHOUSE_HC_CELL_CREATE, BLOB_ADDRESS, 0),
			 0);
		CHECK_EQ(hypercall(JAILHOUSE_HC_CELL_SET_LOADABLE, 1, 0), 0);
		CHECK_EQ(hypercall(JAILHOUSE_HC_CELL_START, 1, 0), 0);
		CHECK_EQ(hypercall(JAILHOUSE_HC_CELL_DESTROY, 1, 0), 0);
	}
	set(&finished);
}

FRESH_TEST(whole_lives_with_running_cpus)
{
	boot();
	spec_cell(&first);
	first.cpus[0] = 1 << 1 | 1 << 2;
	first.desc.flags |= JAILHOUSE_CELL_PASSIVE_COMMREG;
	fake_run_threads(MACHINE_CPUS, manage);
	CHECK_EQ(violations, 0);
	CHECK_EQ(cell_count(), 1);
	/* A CPU that is slow may see several hand-overs as one. */
	CHECK(public_per_cpu(1)->arch.handovers >= 1);
	CHECK(public_per_cpu(1)->arch.handover_cell == &root_cell);
	CHECK(public_per_cpu(1)->arch.parked);
	CHECK_EQ(public_per_cpu(3)->arch.parks, 0);
	check_root_memory();
}

/* A second root CPU loses its cell while it waits to manage. */
static bool holder_ready;
static long late_result;

static void taken_while_waiting(unsigned int cpu)
{
	if (cpu == 0) {
		management_lock();
		set(&holder_ready);
		while (!__atomic_load_n(&lost_kicks, __ATOMIC_RELAXED))
			fake_yield();
		CHECK_EQ(cell_create(BLOB_ADDRESS), 0);
		management_unlock();
	} else if (cpu == 1) {
		while (!is_set(&holder_ready))
			fake_yield();
		__atomic_fetch_add(&lost_kicks, 1, __ATOMIC_RELAXED);
		late_result = hypercall(JAILHOUSE_HC_CELL_DESTROY, 1, 0);
		CHECK(cpu_events_pending());
		cpu_handle_events();
		set(&finished);
	} else {
		run_guest();
	}
}

FRESH_TEST(cpu_taken_while_it_waits)
{
	boot();
	spec_cell(&first);
	put_blob(BLOB_ADDRESS, &first);
	fake_run_threads(MACHINE_CPUS, taken_while_waiting);
	CHECK_EQ(late_result, -EPERM);
	CHECK(public_per_cpu(1)->arch.parked);
	CHECK_EQ(cell_count(), 2);
}

/* Single-threaded: a CPU that does not hear the first kicks. */
static unsigned int deaf;

static void hard_of_hearing(unsigned int cpu)
{
	if (deaf && --deaf)
		return;
	public_per_cpu(cpu)->stopped = public_per_cpu(cpu)->stop_request;
}

FRESH_TEST(lost_kicks_are_repeated)
{
	cpu_set_t one = { { 1 << 2 } };

	machine_spec();
	machine_boot();
	fake.kicked = hard_of_hearing;
	deaf = 4;
	cpus_stop(&one);
	CHECK_EQ(public_per_cpu(2)->arch.kicks, 4);
	CHECK_EQ(public_per_cpu(2)->stop_request, 1);
	cpus_resume(&one);
	CHECK_EQ(public_per_cpu(2)->stop_request, 0);
}

FRESH_TEST(events_in_order)
{
	machine_spec();
	machine_boot();
	cpu_set_events(2, CPU_EVENT_FLUSH | 3 << CPU_EVENT_ARCH_SHIFT);
	CHECK_EQ(public_per_cpu(2)->arch.kicks, 0);
	cpu_post_events(2, CPU_EVENT_RESET);
	CHECK_EQ(public_per_cpu(2)->arch.kicks, 1);
	CHECK_EQ(public_per_cpu(2)->arch.flushes, 1);
	CHECK_EQ(public_per_cpu(2)->arch.resets, 1);
	CHECK_EQ(public_per_cpu(2)->arch.arch_events,
		 3 << CPU_EVENT_ARCH_SHIFT);
	CHECK_EQ(public_per_cpu(2)->events, 0);
	/* For itself, a CPU is not kicked. */
	cpu_post_events(0, CPU_EVENT_FLUSH);
	CHECK_EQ(public_per_cpu(0)->arch.kicks, 0);
	CHECK(cpu_events_pending());
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FRESH(stopped_cpus_stand_still),
		FRESH(waiting_for_the_lock_obeys),
		FRESH(whole_lives_with_running_cpus),
		FRESH(cpu_taken_while_it_waits),
		FRESH(lost_kicks_are_repeated),
		FRESH(events_in_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
