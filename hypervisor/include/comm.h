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

/** The state that the region shows. */
u32 comm_read_state(const struct cell *cell);

/** Show a state that the hypervisor decides. */
void comm_set_state(struct cell *cell, u32 state);

/**
 * Ask a cell for its consent to a shutdown, or look for its answer: the caller
 * repeats until there is a result. A cell that is silent as long as its
 * configuration allows, and never longer than 10 s, is overruled. Cells that
 * don't run, or take no messages, agree.
 * @call: hypercall that needs the consent, JAILHOUSE_HC_*, not 0.
 *
 * Another call is refused meanwhile, unless nobody has looked for the answer
 * for a second: then the message belongs to nobody any more, and the cell is
 * asked anew. Management lock held, no CPU stopped, time bounded.
 *
 * Return: 0 the cell may be stopped, -EPERM it refuses, -EBUSY another call
 * waits for its answer, HYPERCALL_REPEAT no answer yet.
 */
int comm_request_shutdown(struct cell *cell, u32 call);

/**
 * Tell all running cells that partitions changed, but those that are being
 * asked something. Does not wait.
 */
void comm_notify_reconfigured(void);

#endif
