/* SPDX-License-Identifier: BSD-2-Clause */
/* Per-CPU data of the tests: an array. */
#ifndef HV_ARM64_ASM_PRIVATE_H
#define HV_ARM64_ASM_PRIVATE_H

#include <types.h>
#include <asm/linux_el2.h>

#define ARM64_PERCPU_PUBLIC	0

struct public_per_cpu;

struct gic_cpu {
	bool initialized;
	u16 sgi_enabled;
	u8 sgi_priority[16];
	u32 num_lrs;
	u32 all_lrs;
	u32 timer_lrs;
	u64 sgi1r_self;
	bool blocked;
	volatile u8 *gicr;
	volatile u8 *own;
	u32 linux_enabled;
	u32 linux_maintenance_priority;
	u32 linux_triggers;
	u32 linux_eppis[2];
	u32 root_lpis;
};

struct private_per_cpu {
	struct public_per_cpu *public_part;
	bool parked;
	bool virtualization_on;
	struct arm64_linux_el2 linux_el2;
	struct gic_cpu gic;
};

struct private_per_cpu *this_private(void);
u8 *arm64_percpu_area(unsigned int cpu);

#endif
