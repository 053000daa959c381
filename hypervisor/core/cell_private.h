/* SPDX-License-Identifier: BSD-2-Clause */
/* Shared between the files that implement cell.h only. */
#ifndef HV_CELL_PRIVATE_H
#define HV_CELL_PRIVATE_H

#include <cell.h>

/**
 * Copy a cell's blob out of root's memory and validate the copy completely,
 * against the system, the other cells and what root owns now.
 * @address:	root's guest-physical address; need not be aligned.
 * @size:	out: bytes of the copy, for cell_config_free().
 *
 * Return: 0, or negative errno with the error recorded and nothing kept.
 */
int cell_config_fetch(u64 address, struct jailhouse_cell_desc **config,
		      u32 *size);
void cell_config_free(const struct jailhouse_cell_desc *config, u32 size);

/** Union of two sets. */
void cpu_set_add(cpu_set_t *set, const cpu_set_t *other);

/** Root's CPUs get CPU_EVENT_FLUSH; the caller flushes at once. */
void flush_root_cpus(void);

/**
 * Hand all CPUs of a cell's configuration to an owner: parked, clean, counters
 * zero. All CPUs concerned are stopped.
 */
void cell_move_cpus(const cpu_set_t *set, struct cell *owner);

/**
 * Replace the events of a stopped CPU: what it was told before is obsolete,
 * but for the cleaning that it still owes.
 */
void cpu_replace_events(unsigned int cpu, u32 events);

/**
 * Stop a cell's CPUs and, then, root's.
 * @stopped: out: for cpus_resume().
 *
 * Return: 0 or recorded -EBUSY, with nothing stopped, if a CPU hangs.
 */
int cell_stop(const struct cell *cell, bool with_root, cpu_set_t *stopped);

/**
 * Park all CPUs of a cell and show it as shut down, unless that is so. Return
 * as of cell_stop().
 */
int cell_halt(struct cell *cell);

/**
 * Zero a cell's RAM that the driver can't, in pieces; halts the cell if there
 * is any. Starts anew with the cell's next start. Management lock held, no CPU
 * stopped, time bounded.
 * Return: 0 done, HYPERCALL_REPEAT there is more, or as of cell_stop().
 */
int cell_scrub(struct cell *cell);

/**
 * May a hypercall (JAILHOUSE_HC_*) stop the cell? 0, HYPERCALL_REPEAT, or
 * recorded -EPERM if it refuses, -EBUSY if another call is asking it.
 */
int cell_ask_consent(struct cell *cell, u32 call);

#endif
