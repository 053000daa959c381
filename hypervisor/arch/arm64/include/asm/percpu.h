/* SPDX-License-Identifier: BSD-2-Clause */
/* Per-CPU data of arm64 that other CPUs may read. */
#ifndef HV_ARM64_ASM_PERCPU_H
#define HV_ARM64_ASM_PERCPU_H

#include <types.h>

/* PSCI's view of a CPU, DEN0022 6.6: values of AFFINITY_INFO. */
#define ARM64_POWER_ON		0
#define ARM64_POWER_OFF		1
#define ARM64_POWER_PENDING	2

/** More than the list registers of two CPUs. */
#define ARM64_MAX_LPIS		32

struct arch_public_per_cpu {
	/** Affinity fields of MPIDR_EL1. */
	u64 mpidr;
	/** ARM64_POWER_*, atomic. */
	u32 power;
	/** Where CPU_ON starts it, and x0; valid while pending. */
	u64 entry;
	u64 context;
	/** SGIs sent by CPUs of the cell and not yet delivered, atomic. */
	u32 sgis;
	/** Senders of each SGI by GIC CPU interface (GICv2), atomic. */
	u8 sgi_sources[16];
	/** Root's LPIs that another CPU took for it; gic_lpi.c. */
	u32 num_lpis;
	u32 lpis[ARM64_MAX_LPIS];
	/** Number of its CPU interface (GICv2), as a bit. */
	u8 gicc_mask;
	/** GICR_TYPER, and where the redistributor is (GICv3). */
	u64 gicr_typer;
	u64 gicr_phys;
	/** GICR_PROPBASER and GICR_PENDBASER if LPIs were on at enable. */
	u64 lpi_properties;
	u64 lpi_pending;
};

#endif
