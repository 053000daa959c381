/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The per-CPU area: a block of private data with the stack at its end, and the
 * public part. Only the public part is mapped by other CPUs. TPIDR_EL2 holds
 * the address of the private data.
 */
#ifndef HV_ARM64_ASM_PRIVATE_H
#define HV_ARM64_ASM_PRIVATE_H

/** Private data and stack. */
#define ARM64_PRIVATE_SIZE	0x2000
#define ARM64_PERCPU_PUBLIC	0x2000
#define ARM64_PERCPU_SIZE	0x3000

/** Guest's general registers, at the end of the stack. */
#define ARM64_FRAME_SIZE	256

/* Members of struct private_per_cpu that assembly uses; asserted in setup.c. */
#define PRIVATE_TRY_SP		0
#define PRIVATE_LINUX_SCTLR	8
#define PRIVATE_LINUX_MAIR	24
#define PRIVATE_LINUX_VBAR	40
#define PRIVATE_LINUX_SP	56

#ifndef __ASSEMBLER__

#include <types.h>
#include <tables.h>
#include <asm/linux_el2.h>

struct public_per_cpu;

/** What the GIC code keeps per CPU. */
struct gic_cpu {
	bool initialized;
	/** SGIs as the guest configured them; physical ones are the kick's. */
	u16 sgi_enabled;
	u8 sgi_priority[16];
	/** List registers that the hardware has. */
	u32 num_lrs;
	/** A bit for each. */
	u32 all_lrs;
	/** Free if a timer may take the first: all, of two or more. */
	u32 timer_lrs;
	/** ICC_SGI1R_EL1 for SGI 0 to this CPU (GICv3). */
	u64 sgi1r_self;
	/** No list register was free: new interrupts wait. */
	bool blocked;
	/* Linux' interface at enable. */
	u32 linux_ctlr;
	u32 linux_pmr;
	u32 linux_bpr;
	u32 linux_enable;
	u32 linux_enabled;
	u64 linux_hcr;
	u32 linux_maintenance_priority;
	/** GICD_ICFGR of the PPIs; extended PPIs that were on. */
	u32 linux_triggers;
	u32 linux_eppis[2];
	/** ICC_SRE_EL2 (GICv3). */
	u64 linux_sre;
	/** GICR_CTLR.EnableLPIs as root had it, while a cell has the CPU. */
	u32 root_lpis;
	/** Own redistributor (GICv3). */
	volatile u8 *gicr;
	/** Registers of SGIs and PPIs, by their offset in the distributor. */
	volatile u8 *own;
};

struct private_per_cpu {
	/** Stack pointer of arch_try() while it runs; 0: errors are bugs. */
	u64 try_sp;
	struct arm64_linux_el2 linux_el2;
	struct public_per_cpu *public_part;
	/** Own page tables. */
	struct hv_tables tables;
	/** No guest code runs. */
	bool parked;
	bool virtualization_on;
	struct gic_cpu gic;
};

/** The calling CPU's private data. */
static inline struct private_per_cpu *this_private(void)
{
	struct private_per_cpu *private;

	asm("mrs %0, tpidr_el2" : "=r" (private));
	return private;
}

/** First byte of a CPU's area. */
static inline u8 *arm64_percpu_area(unsigned int cpu)
{
	extern u8 __core_end[];

	return __core_end + (unsigned long)cpu * ARM64_PERCPU_SIZE;
}

#endif

#endif
