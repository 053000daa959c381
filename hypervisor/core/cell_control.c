/* SPDX-License-Identifier: BSD-2-Clause */
/* Starting, stopping and failing; who is asked, who is stopped. */
#include <cell.h>
#include <comm.h>
#include <console.h>
#include <core_entry.h>
#include <cpu.h>
#include <errno.h>
#include <report.h>
#include <unit.h>
#include <jailhouse/config-access.h>

#include "cell_private.h"

u32 cell_state(const struct cell *cell)
{
	u32 state = __atomic_load_n(&cell->state, __ATOMIC_RELAXED);

	if (!cell->comm || state != JAILHOUSE_CELL_RUNNING)
		return state;
	state = comm_read_state(cell);
	return state <= JAILHOUSE_CELL_FAILED_COMM_REV ? state :
		CELL_STATE_INVALID;
}

long cell_get_state(u32 id)
{
	const struct cell *cell = cell_find(id);
	u32 state;

	if (!cell)
		return -ENOENT;
	state = cell_state(cell);
	return state == CELL_STATE_INVALID ? -EINVAL : (long)state;
}

int cell_ask_consent(struct cell *cell, u32 call)
{
	int result = comm_request_shutdown(cell, call);

	if (result == 0 || result == HYPERCALL_REPEAT)
		return result;
	return refuse(result == -EBUSY ? JAILHOUSE_RULE_CELL_BUSY :
		      JAILHOUSE_RULE_CELL_REFUSED, JAILHOUSE_ARRAY_CELL, 0,
		      cell->id);
}

/** Find the cell of a start or set loadable, and ask it. */
static int find_and_ask(u32 id, u32 call, struct cell **cell)
{
	*cell = cell_find(id);
	if (!*cell)
		return -ENOENT;
	if (*cell == &root_cell)
		return -EINVAL;
	return cell_ask_consent(*cell, call);
}

static bool has_loadable(const struct cell *cell)
{
	const struct jailhouse_memory *region =
		jailhouse_cell_mem_regions(cell->config);
	u32 n;

	for (n = 0; n < cell->config->num_memory_regions; n++)
		if (region[n].size && region[n].flags & JAILHOUSE_MEM_LOADABLE)
			return true;
	return false;
}

int cell_stop(const struct cell *cell, bool with_root, cpu_set_t *stopped)
{
	unsigned int stuck;

	*stopped = cell->cpus;
	stuck = cpus_try_stop(stopped);
	if (stuck <= MAX_CPUS)
		return refuse(JAILHOUSE_RULE_CPU_STUCK, JAILHOUSE_ARRAY_CPUS,
			      stuck, cell->id);
	if (with_root) {
		cpus_stop(&root_cell.cpus);
		cpu_set_add(stopped, &root_cell.cpus);
	}
	return 0;
}

static void refresh_root(const struct cell *cell)
{
	root_memory_refresh(cell);
	flush_root_cpus();
}

long cell_start(u32 id)
{
	struct cell *cell;
	cpu_set_t stopped;
	unsigned int cpu;
	bool view_changes;
	int err = find_and_ask(id, JAILHOUSE_HC_CELL_START, &cell);

	if (err)
		return err;
	/* A restart of a running cell finds the memory closed already. */
	view_changes = has_loadable(cell) &&
		(cell->loadable || cell->state != JAILHOUSE_CELL_RUNNING);

	err = cell_stop(cell, view_changes, &stopped);
	if (err)
		return err;
	cell->loadable = false;
	cell->state = JAILHOUSE_CELL_RUNNING;
	cell->scrub_region = 0;
	cell->scrub_offset = 0;
	if (view_changes)
		refresh_root(cell);
	comm_reset(cell);
	units_reset(cell);
	for_each_cpu(cpu, &cell->cpus) {
		public_per_cpu(cpu)->failed = false;
		cpu_replace_events(cpu, arch_cpu_starts(cell, cpu) ?
				   CPU_EVENT_RESET : CPU_EVENT_PARK);
	}
	cpus_resume(&stopped);

	printk("Started cell \"%s\"\n", cell->config->name);
	return 0;
}

/** The cell's CPUs are stopped. */
static void shut_down(struct cell *cell)
{
	unsigned int cpu;

	cell->state = JAILHOUSE_CELL_SHUT_DOWN;
	comm_set_state(cell, JAILHOUSE_CELL_SHUT_DOWN);
	for_each_cpu(cpu, &cell->cpus)
		cpu_replace_events(cpu, CPU_EVENT_PARK);
}

int cell_halt(struct cell *cell)
{
	cpu_set_t stopped;
	int err;

	if (cell->state == JAILHOUSE_CELL_SHUT_DOWN)
		return 0;
	err = cell_stop(cell, false, &stopped);
	if (err)
		return err;
	shut_down(cell);
	cpus_resume(&stopped);
	return 0;
}

long cell_set_loadable(u32 id)
{
	struct cell *cell;
	cpu_set_t stopped;
	bool view_changes;
	int err = find_and_ask(id, JAILHOUSE_HC_CELL_SET_LOADABLE, &cell);

	if (err)
		return err;
	view_changes = has_loadable(cell) && !cell->loadable;

	err = cell_stop(cell, view_changes, &stopped);
	if (err)
		return err;
	cell->loadable = true;
	shut_down(cell);
	units_reset(cell);
	if (view_changes)
		refresh_root(cell);
	cpus_resume(&stopped);

	printk("Cell \"%s\" can be loaded\n", cell->config->name);
	return 0;
}

void cell_fail(struct cell *cell)
{
	unsigned int cpu;

	hv_assert(cell != &root_cell);
	__atomic_store_n(&cell->state, JAILHOUSE_CELL_FAILED,
			 __ATOMIC_RELAXED);
	comm_set_state(cell, JAILHOUSE_CELL_FAILED);
	for_each_cpu(cpu, &cell->cpus) {
		public_per_cpu(cpu)->failed = true;
		cpu_post_events(cpu, CPU_EVENT_PARK);
	}
}
