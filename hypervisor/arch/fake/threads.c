/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One host thread per CPU. Apart from the rest of the machine, because the C
 * library's thread headers and cell.h both define cpu_set_t.
 */
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>

#include "fake.h"

struct start {
	unsigned int cpu;
	void (*function)(unsigned int cpu);
};

static void *run(void *arg)
{
	struct start *start = arg;

	fake_be(start->cpu);
	start->function(start->cpu);
	return NULL;
}

void fake_run_threads(unsigned int cpus, void (*function)(unsigned int cpu))
{
	struct start starts[FAKE_MAX_CPUS];
	pthread_t threads[FAKE_MAX_CPUS];
	unsigned int cpu;

	for (cpu = 0; cpu < cpus; cpu++) {
		starts[cpu].cpu = cpu;
		starts[cpu].function = function;
		if (pthread_create(&threads[cpu], NULL, run, &starts[cpu]))
			abort();
	}
	for (cpu = 0; cpu < cpus; cpu++)
		if (pthread_join(threads[cpu], NULL))
			abort();
}

void fake_yield(void)
{
	sched_yield();
}
