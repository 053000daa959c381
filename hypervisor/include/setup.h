/* SPDX-License-Identifier: BSD-2-Clause */
/* The way out. */
#ifndef HV_SETUP_H
#define HV_SETUP_H

#include <types.h>

/**
 * Hypercall 0 on a root CPU, which goes back to Linux. Takes the management
 * lock.
 * Return: only if refused: -EBUSY, recorded, while there are cells.
 */
long core_disable(void);

/** The first CPU has left; no cell can be created. Management lock. */
bool core_disabling(void);

#endif
