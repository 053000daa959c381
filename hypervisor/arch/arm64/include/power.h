/* SPDX-License-Identifier: BSD-2-Clause */
/* CPUs of a cell on and off. */
#ifndef HV_ARM64_POWER_H
#define HV_ARM64_POWER_H

#include <cpu.h>

/** Another CPU of the cell started this one: entry and context are set. */
#define CPU_EVENT_POWER_ON	(1U << CPU_EVENT_ARCH_SHIFT)
/** Start the CPU's cell again as soon as its other CPUs are off. */
#define CPU_EVENT_RESTART	(2U << CPU_EVENT_ARCH_SHIFT)
/** Go on with cleaning the cell's RAM, and start then. */
#define CPU_EVENT_CLEAN		(4U << CPU_EVENT_ARCH_SHIFT)

/** The calling CPU runs no guest until it is started again. */
void power_off(void);

/**
 * Take the SError that may be pending on the calling CPU: it is masked at EL2,
 * and whose guest runs next did not cause it.
 */
void drop_serror(void);

/** CPU_EVENT_RESTART, on the CPU that has it; psci.c. */
void psci_restart(void);

#endif
