/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The communication region and the messages that go through it. The cell may
 * write anything there at any time: values are read once and checked.
 */
#ifndef HV_COMM_H
#define HV_COMM_H

#include <cell.h>

/** What cell_state() returns for a value that is none of section 4. */
#define CELL_STATE_INVALID	5

/**
 * Zero the region and fill it in for a start of the cell, in state running.
 * No CPU of the cell runs.
 */
void comm_reset(struct cell *cell);

/** Show a state that the hypervisor decides. */
void comm_set_state(struct cell *cell, u32 state);

/**
 * Ask a cell for its consent to a shutdown. Waits for the reply, at most as
 * long as the configuration allows, and never longer than 10 s; a cell that
 * is silent until then is overruled. No CPU may be stopped. Cells that don't
 * run, or take no messages, agree.
 *
 * Return: true if the cell may be stopped.
 */
bool comm_request_shutdown(struct cell *cell);

/** Tell all running cells that partitions changed. Does not wait. */
void comm_notify_reconfigured(void);

#endif
