/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A machine in memory for host tests of core/: physical memory, CPUs, a second
 * stage with literal entries, one unit, one UART, and a clock that counts
 * looks at it.
 *
 * Usually one host thread plays all CPUs: fake_be() selects one, a kick makes
 * the target react at once, and fake_settle() lets all CPUs go on that may.
 * With fake.threads set, each CPU is a host thread (fake_run_threads()) and a
 * kick only counts.
 */
#ifndef HV_FAKE_H
#define HV_FAKE_H

#include <types.h>

struct cell;
struct mmio_access;

#define FAKE_MAX_CPUS		8
/** Physical memory from 0. */
#define FAKE_MEMORY_SIZE	0x40000000ULL
#define FAKE_PERCPU_SIZE	0x1000UL
#define FAKE_CORE_SIZE		0x10000UL
#define FAKE_ROOT_VIEW_OFFSET	0x4000UL
#define FAKE_KHZ		1000
/** Registers that root's configuration covers and the unit emulates. */
#define FAKE_DEVICE		0x30000000ULL
/** Size of the buffer behind the UART. */
#define FAKE_UART_SIZE		0x10000

struct fake_machine {
	/** Kicks only count, relaxing yields. */
	bool threads;
	/** Called by cpu_relax() without threads. */
	void (*relax)(void);
	/** Clock ticks per look at the clock and per cpu_relax(). */
	u64 time_step;
	/** Called by arch_cpu_kick() before the CPU reacts. */
	void (*kicked)(unsigned int cpu);

	/** Negative errno to be returned, for all or one CPU; 0 success. */
	int check_result;
	int init_result;
	int arch_init_result;
	unsigned int failing_cpu;
	/** How often tables_init() succeeds. */
	int tables_left;
	unsigned int arch_inits;
	unsigned int arch_exits;
	unsigned int cpu_exits;

	int unit_check_result;
	int unit_prepare_result;
	/** The unit's page is emulated for cells, too. */
	bool emulates_for_cells;
	/** Called by arch_sync_data() with a physical address. */
	void (*synced)(u64 phys, u64 size);
	/** The nth arch_try() from now on finds nothing; 0: none. */
	unsigned int failing_try;
	/** Balance of prepare and rollback. */
	int units_prepared;
	unsigned int shutdowns;

	/** Bytes that the UART takes before it is full. */
	unsigned int uart_room;
	/** If not 0: that much room whenever one looks. */
	unsigned int uart_fifo;
	unsigned int uart_inits;
	unsigned int uart_count;
	char uart[FAKE_UART_SIZE];
};

extern struct fake_machine fake;

enum fake_outcome {
	FAKE_RETURNED,
	FAKE_ACTIVATED,
	FAKE_LEFT,
	FAKE_HALTED,
};

/**
 * Power on: zeroed memory, image header for a hypervisor there, a copy of a
 * system blob where the driver would put it. Once per process.
 * @size: size of hypervisor memory.
 */
void fake_power_on(u64 hv_start, u64 hv_size, unsigned int cpus,
		   const void *config, u32 config_size);

/** The host's view of physical memory. */
void *fake_memory(u64 phys);

/** Be a CPU from now on, in this thread. */
void fake_be(unsigned int cpu);

/** All CPUs that are not held stopped leave the wait and handle events. */
void fake_settle(void);

/**
 * Call a function that may not return because the CPU activates, leaves or
 * halts.
 * @result: out: of arch_cpu_leave(). May be NULL.
 */
enum fake_outcome fake_protect(void (*function)(void *arg), void *arg,
			       int *result);

/** Let that many CPUs, from 0 on, run a function in a thread each. */
void fake_run_threads(unsigned int cpus, void (*function)(unsigned int cpu));

/** Let another thread run. */
void fake_yield(void);

#endif
