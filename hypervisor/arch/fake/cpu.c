/* SPDX-License-Identifier: BSD-2-Clause */
/* CPUs and time. */
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <arch/cpu.h>
#include <arch/setup.h>
#include <console.h>
#include <core_entry.h>
#include <cpu.h>

#include "fake.h"

__thread struct public_per_cpu *fake_this_cpu;

/* Where a CPU ends up that does not return. */
static __thread sigjmp_buf *escape;
static __thread int leave_result;

static u64 now;

struct public_per_cpu *fake_public(unsigned int cpu)
{
	if (cpu >= image_header.max_cpus)
		abort();
	return fake_memory(image_header.phys_start + FAKE_CORE_SIZE +
			   cpu * FAKE_PERCPU_SIZE);
}

void fake_be(unsigned int cpu)
{
	fake_this_cpu = fake_public(cpu);
}

u64 arch_timestamp(void)
{
	return __atomic_add_fetch(&now, fake.time_step, __ATOMIC_RELAXED);
}

u64 arch_timestamp_khz(void)
{
	return FAKE_KHZ;
}

void fake_relax(void)
{
	if (fake.threads) {
		fake_yield();
		return;
	}
	arch_timestamp();
	if (fake.relax)
		fake.relax();
}

/**
 * Let a CPU do what it would after a kick, up to where it would wait: then it
 * is just marked as waiting.
 */
static void react(unsigned int cpu)
{
	struct public_per_cpu *self = fake_this_cpu;

	fake_be(cpu);
	if (fake_this_cpu->stop_request) {
		fake_this_cpu->stopped = 1;
	} else {
		fake_this_cpu->stopped = 0;
		cpu_handle_events();
	}
	fake_this_cpu = self;
}

void fake_settle(void)
{
	unsigned int cpu;

	for (cpu = 0; cpu < image_header.max_cpus; cpu++)
		react(cpu);
}

void arch_cpu_kick(unsigned int cpu)
{
	__atomic_fetch_add(&fake_public(cpu)->arch.kicks, 1, __ATOMIC_RELAXED);
	if (fake.kicked)
		fake.kicked(cpu);
	else if (!fake.threads)
		react(cpu);
}

void arch_cpu_flush_tlb(void)
{
	this_cpu()->arch.flushes++;
}

void arch_cpu_park(void)
{
	this_cpu()->arch.parks++;
	this_cpu()->arch.parked = true;
}

void arch_cpu_reset(void)
{
	this_cpu()->arch.resets++;
	this_cpu()->arch.parked = false;
	this_cpu()->arch.reset_cell = this_cpu()->cell;
}

void arch_cpu_events(u32 events)
{
	this_cpu()->arch.arch_events |= events;
}

enum fake_outcome fake_protect(void (*function)(void *arg), void *arg,
			       int *result)
{
	sigjmp_buf here, *outer = escape;
	int outcome = sigsetjmp(here, 0);

	if (outcome == FAKE_RETURNED) {
		escape = &here;
		function(arg);
	}
	escape = outer;
	if (result)
		*result = leave_result;
	return outcome;
}

static void __noreturn end(enum fake_outcome outcome, int result)
{
	leave_result = result;
	if (!escape) {
		fprintf(stderr, "CPU %u ended unexpectedly (%d)\n%.*s\n",
			this_cpu()->cpu_id, outcome, JAILHOUSE_CONSOLE_SIZE,
			root_view.console.content);
		abort();
	}
	siglongjmp(*escape, outcome);
}

void arch_cpu_activate(void)
{
	end(FAKE_ACTIVATED, 0);
}

void arch_cpu_leave(int result)
{
	end(FAKE_LEFT, result);
}

void arch_cpu_halt(void)
{
	end(FAKE_HALTED, 0);
}
