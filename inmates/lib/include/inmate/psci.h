/* SPDX-License-Identifier: BSD-2-Clause */
/* CPUs of the cell on arm64. */
#ifndef INMATE_PSCI_H
#define INMATE_PSCI_H

#include <types.h>

#define PSCI_VERSION		0x84000000UL
#define PSCI_CPU_SUSPEND	0xc4000001UL
#define PSCI_CPU_OFF		0x84000002UL
#define PSCI_CPU_ON		0xc4000003UL
#define PSCI_AFFINITY_INFO	0xc4000004UL
#define PSCI_SYSTEM_OFF		0x84000008UL
#define PSCI_SYSTEM_RESET	0x84000009UL
#define PSCI_FEATURES		0x8400000aUL

/** Call firmware, or what stands for it. */
long psci_call(u64 function, u64 arg1, u64 arg2, u64 arg3);

/**
 * Start a CPU of the cell, which calls @function and switches itself off when
 * that returns. A CPU's stack is not used again.
 * Return: false if it can't be started, or does not arrive within a second.
 */
bool smp_start(u64 hw_id, void (*function)(void));

#endif
