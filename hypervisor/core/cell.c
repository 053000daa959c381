/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The list of cells: how one comes and goes. What may fail happens first,
 * while everything runs; then CPUs are stopped and nothing fails any more.
 */
#include <cell.h>
#include <comm.h>
#include <console.h>
#include <cpu.h>
#include <errno.h>
#include <page_alloc.h>
#include <report.h>
#include <unit.h>
#include <arch/cpu.h>
#include <jailhouse/config-access.h>

#include "cell_private.h"

struct cell root_cell;
struct jailhouse_system *system_config;

int pool_exhausted(void)
{
	return refuse(JAILHOUSE_RULE_POOL_EXHAUSTED, JAILHOUSE_ARRAY_NONE, 0,
		      page_pool_size() - page_pool_used());
}

struct cell *cell_find(u32 id)
{
	struct cell *cell;

	for_each_cell(cell)
		if (cell->id == id)
			return cell;
	return NULL;
}

/** Counted apart: cells ask without a lock, when the list must not be read. */
static unsigned int num_other_cells;

unsigned int cell_count(void)
{
	return 1 + __atomic_load_n(&num_other_cells, __ATOMIC_RELAXED);
}

static void link_cell(struct cell *cell)
{
	struct cell *last = &root_cell;

	while (last->next)
		last = last->next;
	cell->next = NULL;
	last->next = cell;
	__atomic_store_n(&num_other_cells, num_other_cells + 1, __ATOMIC_RELAXED);
}

static void unlink_cell(struct cell *cell)
{
	struct cell *before = &root_cell;

	while (before->next != cell)
		before = before->next;
	before->next = cell->next;
	__atomic_store_n(&num_other_cells, num_other_cells - 1, __ATOMIC_RELAXED);
}

void cpu_set_add(cpu_set_t *set, const cpu_set_t *other)
{
	unsigned int n;

	for (n = 0; n < ARRAY_SIZE(set->bits); n++)
		set->bits[n] |= other->bits[n];
}

static void init_cpu_set(cpu_set_t *set,
			 const struct jailhouse_cell_desc *config)
{
	unsigned int cpu;

	for (cpu = 0; cpu < image_header.max_cpus; cpu++)
		if (jailhouse_cell_has_cpu(config, cpu))
			bitmap_set(set->bits, cpu);
}

void flush_root_cpus(void)
{
	unsigned int cpu;

	for_each_cpu(cpu, &root_cell.cpus) {
		if (cpu == this_cpu()->cpu_id)
			arch_cpu_flush_tlb();
		else
			cpu_set_events(cpu, CPU_EVENT_FLUSH);
	}
}

void cpu_replace_events(unsigned int cpu, u32 events)
{
	volatile u32 *word = &public_per_cpu(cpu)->events;
	u32 owed = CPU_EVENT_HANDOVER | CPU_EVENT_FLUSH;

	__atomic_store_n(word, (*word & owed) | events, __ATOMIC_SEQ_CST);
}

void cell_move_cpus(const cpu_set_t *set, struct cell *owner)
{
	struct public_per_cpu *public;
	unsigned int cpu, n;

	for_each_cpu(cpu, set) {
		public = public_per_cpu(cpu);
		bitmap_clear(public->cell->cpus.bits, cpu);
		bitmap_set(owner->cpus.bits, cpu);
		public->cell = owner;
		public->failed = false;
		for (n = 0; n < ARRAY_SIZE(public->stats); n++)
			public->stats[n] = 0;
		cpu_replace_events(cpu, CPU_EVENT_HANDOVER | CPU_EVENT_PARK |
					CPU_EVENT_FLUSH);
	}
}

/** Refuse if a cell, other than @except, has locked the partitions. */
static int check_locks(const struct cell *except)
{
	const struct cell *cell;

	for_each_non_root_cell(cell)
		if (cell != except &&
		    cell_state(cell) == JAILHOUSE_CELL_RUNNING_LOCKED)
			return refuse(JAILHOUSE_RULE_CELL_LOCKED,
				      JAILHOUSE_ARRAY_CELL, 0, cell->id);
	return 0;
}

/**
 * Undo root_memory_prepare(), whole or in part. Tables go away, so root's
 * CPUs must not walk them.
 */
static void undo_root_memory(const struct cell *cell)
{
	cpu_set_t cpus = root_cell.cpus;

	cpus_stop(&cpus);
	root_memory_rollback(cell);
	flush_root_cpus();
	cpus_resume(&cpus);
}

static int prepare_memory(struct cell *cell)
{
	int err;

	err = paging_init(&cell->space, arch_stage2_format(),
			  arch_stage2_levels(), arch_stage2_root_pages());
	if (err)
		return pool_exhausted();
	err = cell_memory_map(cell);
	if (err) {
		paging_exit(&cell->space);
		return pool_exhausted();
	}
	return 0;
}

/** Everything of a new cell that may fail; no other cell notices. */
static int prepare_cell(struct cell *cell)
{
	int err;

	cell->comm = page_alloc(PAGES(JAILHOUSE_COMM_REGION_SIZE));
	if (!cell->comm)
		return pool_exhausted();
	comm_set_state(cell, JAILHOUSE_CELL_SHUT_DOWN);

	err = units_prepare(cell);
	if (err == -ENOMEM)
		err = pool_exhausted();
	if (err)
		goto free_comm;
	err = prepare_memory(cell);
	if (err)
		goto rollback_units;
	err = root_memory_prepare(cell);
	if (!err)
		return 0;

	err = pool_exhausted();
	undo_root_memory(cell);
	paging_exit(&cell->space);
rollback_units:
	units_rollback(cell);
free_comm:
	page_free(cell->comm, PAGES(JAILHOUSE_COMM_REGION_SIZE));
	return err;
}

/** Undo of prepare_cell() once root's memory is whole again. */
static void release_cell(struct cell *cell)
{
	paging_exit(&cell->space);
	units_rollback(cell);
	page_free(cell->comm, PAGES(JAILHOUSE_COMM_REGION_SIZE));
}

static void free_cell(struct cell *cell)
{
	cell_config_free(cell->config, cell->config_size);
	page_free(cell, PAGES(sizeof(*cell)));
}

static struct cell *alloc_cell(const struct jailhouse_cell_desc *config,
			       u32 config_size)
{
	struct cell *cell = page_alloc(PAGES(sizeof(*cell)));

	if (!cell)
		return NULL;
	cell->id = config->id;
	cell->config = config;
	cell->config_size = config_size;
	cell->state = JAILHOUSE_CELL_SHUT_DOWN;
	return cell;
}

/** The switch: CPUs and memory leave root. */
static void commit_cell(struct cell *cell)
{
	cpu_set_t stopped = root_cell.cpus, taken = { { 0 } };

	init_cpu_set(&taken, cell->config);

	cpus_stop(&stopped);
	cell_move_cpus(&taken, cell);
	link_cell(cell);
	root_memory_refresh(cell);
	units_commit(cell);
	flush_root_cpus();
	cpus_resume(&stopped);
}

long cell_create(u64 config_address)
{
	struct jailhouse_cell_desc *config;
	struct cell *cell;
	u32 config_size;
	int err = check_locks(NULL);

	if (err)
		return err;
	err = cell_config_fetch(config_address, &config, &config_size);
	if (err)
		return err;
	cell = alloc_cell(config, config_size);
	if (!cell) {
		err = pool_exhausted();
		cell_config_free(config, config_size);
		return err;
	}
	err = prepare_cell(cell);
	if (err) {
		free_cell(cell);
		return err;
	}

	commit_cell(cell);
	printk("Created cell \"%s\" (id %u)\n", config->name, cell->id);
	comm_notify_reconfigured();
	return 0;
}

/** The switch back. 0 or as of cell_stop(). */
static int uncommit_cell(struct cell *cell)
{
	cpu_set_t stopped, returned = cell->cpus;
	int err;

	err = cell_stop(cell, true, &stopped);
	if (err)
		return err;
	units_release(cell);
	cell_move_cpus(&returned, &root_cell);
	unlink_cell(cell);
	root_memory_refresh(cell);
	root_memory_rollback(cell);
	flush_root_cpus();
	cpus_resume(&stopped);
	return 0;
}

long cell_destroy(u32 id)
{
	struct cell *cell = cell_find(id);
	int err;

	if (!cell)
		return -ENOENT;
	if (cell == &root_cell)
		return -EINVAL;
	err = check_locks(cell);
	if (err)
		return err;
	err = cell_ask_consent(cell, JAILHOUSE_HC_CELL_DESTROY);
	if (!err)
		err = cell_scrub(cell);
	if (!err)
		err = uncommit_cell(cell);
	if (err)
		return err;

	printk("Destroyed cell \"%s\" (id %u)\n", cell->config->name, cell->id);
	release_cell(cell);
	free_cell(cell);
	comm_notify_reconfigured();
	return 0;
}

int root_cell_init(void)
{
	unsigned int cpu;
	int err;

	root_cell.id = 0;
	root_cell.config = &system_config->root_cell;
	root_cell.config_size = jailhouse_cell_config_size(root_cell.config);
	init_cpu_set(&root_cell.cpus, root_cell.config);

	err = units_prepare(&root_cell);
	if (err)
		return err == -ENOMEM ? pool_exhausted() : err;
	err = prepare_memory(&root_cell);
	if (err) {
		units_rollback(&root_cell);
		return err;
	}
	for_each_cpu(cpu, &root_cell.cpus)
		public_per_cpu(cpu)->cell = &root_cell;
	return 0;
}

void root_cell_exit(void)
{
	paging_exit(&root_cell.space);
	units_rollback(&root_cell);
}
