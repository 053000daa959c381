/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef HV_FAKE_ASM_PERCPU_H
#define HV_FAKE_ASM_PERCPU_H

#include <types.h>

struct cell;

/** What happened to a CPU, for tests to look at. */
struct arch_public_per_cpu {
	u32 kicks;
	u32 flushes;
	u32 parks;
	u32 resets;
	u32 handovers;
	u32 arch_events;
	bool parked;
	bool tables;
	bool initialised;
	/** Owner at the last reset and the last hand-over. */
	struct cell *reset_cell;
	struct cell *handover_cell;
};

#endif
