/* SPDX-License-Identifier: BSD-2-Clause */
/* The interrupt controller of arm64, GICv2 or GICv3 by the communication region. */
#ifndef INMATE_GIC_H
#define INMATE_GIC_H

#include <types.h>

/** Set up the calling CPU's interface; nothing is enabled. */
void gic_cpu_init(void);

/** Registers of the calling CPU's SGIs and PPIs, by the distributor's offsets. */
u8 *gic_private_bank(void);

/** Enable an interrupt, SGI or PPI of the calling CPU or an SPI. */
void gic_enable(unsigned int intid);
void gic_disable(unsigned int intid);

/**
 * Set the priority of an interrupt, which gic_enable() sets to 0xa0: lower
 * numbers come first. Of the low bits and below 0x10 not all count.
 */
void gic_set_priority(unsigned int intid, u8 priority);
/** Priority of the interrupt that the calling CPU handles. */
u8 gic_running_priority(void);

/** Make an interrupt pending, as its device would. */
void gic_pend(unsigned int intid);

/** GICv3: what to write to ICC_SGI1R_EL1 for an SGI to a CPU. */
u64 gic_sgi1r(u64 hw_id, unsigned int sgi);

/** Send an SGI to a CPU by its affinities (cpu_hw_id()). */
void gic_send_sgi(u64 hw_id, unsigned int sgi);

/** Acknowledge: the interrupt's number, 1020 or above if there is none. */
unsigned int gic_acknowledge(void);
/** End it. */
void gic_end(unsigned int intid);

#endif
