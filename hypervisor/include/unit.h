/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Units: everything that a cell can own besides CPUs and RAM. Creating a cell
 * is all checks, all prepares, then all commits.
 *
 * Any member may be NULL. The architecture lists its units in arch_units[].
 */
#ifndef HV_UNIT_H
#define HV_UNIT_H

#include <types.h>
#include <cell.h>

struct unit {
	const char *name;

	/**
	 * Can this configuration be had now? Changes nothing. @error is
	 * filled on failure.
	 * Return: 0 or negative errno.
	 */
	int (*check)(const struct jailhouse_cell_desc *config,
		     struct jailhouse_config_error *error);

	/**
	 * Allocate and build what the cell needs; no other cell may notice.
	 * Called for the root cell, too. 0 or negative errno (nothing kept).
	 */
	int (*prepare)(struct cell *cell);

	/**
	 * Map pages of the unit's own into the cell's second stage, which is
	 * complete but for them; what cell->mmio lists is closed by then.
	 * 0 or negative errno; undone with the space itself.
	 */
	int (*map)(struct cell *cell);

	/** Undo prepare. Also the last step of destroy. */
	void (*rollback)(struct cell *cell);

	/**
	 * Take from root what the cell owns. Cannot fail. Root's CPUs are
	 * stopped. Not called for root itself.
	 */
	void (*commit)(struct cell *cell);

	/** Give back to root what it owned at enable. As commit. */
	void (*release)(struct cell *cell);

	/**
	 * Bring what the cell owns into its start state. All CPUs of the cell
	 * are stopped. Called at start, and with set loadable (so that
	 * devices are quiet).
	 */
	void (*reset)(struct cell *cell);

	/**
	 * The calling CPU has a new owner (its cell member is already new):
	 * make it clean.
	 */
	void (*cpu_handover)(struct cell *cell);

	/** Undo everything on hardware when the hypervisor is disabled. */
	void (*shutdown)(void);
};

/** The architecture's units, in order of prepare; NULL ends. */
extern const struct unit *const arch_units[];

/* Run over the list; used by cell.c, setup.c and cpu.c. */
int units_check(const struct jailhouse_cell_desc *config,
		struct jailhouse_config_error *error);
/** All or nothing. */
int units_prepare(struct cell *cell);
int units_map(struct cell *cell);
void units_rollback(struct cell *cell);
void units_commit(struct cell *cell);
void units_release(struct cell *cell);
void units_reset(struct cell *cell);
void units_cpu_handover(struct cell *cell);
void units_shutdown(void);

#endif
