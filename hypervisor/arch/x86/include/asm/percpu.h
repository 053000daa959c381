/* SPDX-License-Identifier: BSD-2-Clause */
/* Per-CPU data of x86 that other CPUs may read. */
#ifndef HV_X86_ASM_PERCPU_H
#define HV_X86_ASM_PERCPU_H

#include <types.h>

struct arch_public_per_cpu {
	u32 apic_id;
	/** A kick is under way; cleared by the target when it arrives. */
	u32 kicked;
	/** It was sent twice: one more may arrive without the flag. */
	u32 kicked_again;
	/** When it was sent, in timestamp ticks. */
	u64 kick_time;
	/** Vector of the last SIPI, valid with its event. */
	u32 sipi_vector;
	/** Accepts SIPI: after INIT, until the first SIPI. */
	bool wait_for_sipi;
};

#endif
