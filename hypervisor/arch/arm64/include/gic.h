/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The interrupt controller. Physical interrupts come to EL2 and go on to the
 * guest through list registers; the guest ends them itself. Which of the two
 * versions the machine has is the configuration's word.
 */
#ifndef HV_ARM64_GIC_H
#define HV_ARM64_GIC_H

#include <types.h>
#include <unit.h>
#include <mmio.h>

struct guest_regs;

#define GIC_LAST_VERSION	4
#define GIC_NUM_SGIS		16
#define GIC_FIRST_PPI		16
#define GIC_FIRST_SPI		32
#define GIC_FIRST_SPECIAL	1020
#define GIC_LAST_SPECIAL	1023
#define GIC_FIRST_EPPI		1056
#define GIC_NUM_EPPIS		64
#define GIC_FIRST_ESPI		4096
#define GIC_NUM_ESPIS		1024
#define GIC_FIRST_LPI		8192

/** PPIs of the timers (BSA): a CPU's guest owns the first two. */
#define PPI_TIMER_VIRT		27
#define PPI_TIMER_PHYS		30
#define PPI_TIMER_HYP		26
#define PPI_TIMER_HYP_VIRT	28

/** SGI that carries everything CPUs have to tell each other. */
#define GIC_KICK_SGI		15

/*
 * Priorities: the kick and the maintenance interrupt come through when list
 * registers are used up and the mask is at GIC_PRIORITY_BLOCK.
 */
#define GIC_PRIORITY_HYP	0x00
#define GIC_PRIORITY_GUEST_MIN	0x10
#define GIC_PRIORITY_BLOCK	0x10
#define GIC_PRIORITY_OPEN	0xff

extern const struct unit arm64_gic_unit;

/** Map the global registers. 0, -ENOMEM, or recorded by refuse(). */
int gic_init(void);
/** Take the CPU's interface over from Linux; undo: gic_cpu_exit(). */
int gic_cpu_init(void);
void gic_cpu_exit(void);

/** The calling CPU's interface and own interrupts as after a reset. */
void gic_cpu_reset(void);
/** Nothing is delivered any more until gic_cpu_reset(). */
void gic_cpu_park(void);
/** Take the calling CPU's list registers for interrupts that its cell lost. */
void gic_purge(void);

/** Let a CPU take an SPI. */
void gic_route_spi(unsigned int intid, unsigned int cpu);

/** Send the kick. */
void gic_send_kick(unsigned int cpu);

/** Mark an SGI for a CPU of the cell and kick it; to itself without. */
void gic_send_sgi(unsigned int cpu, unsigned int sgi);
/** Move SGIs that are marked into list registers. */
void gic_deliver_sgis(void);

/** Take all interrupts that are pending, of a parked CPU. */
void gic_drain(void);

/** Whether a list register holds a pending interrupt. */
bool gic_has_pending(void);

/* Shared by the files that implement this header. */

/** Read a register that a configuration promises; 0 if nothing answers. */
u32 gic_probe(u64 phys);
/**
 * See whether a frame is what the configuration says.
 * @frame: its number, as messages count them
 * @offset: register with four bits, from bit @shift on, that are the GIC's
 *	version or a later one
 * Return: 0, or recorded by refuse().
 */
int gic_check_frame(unsigned int frame, u64 base, u64 offset,
		    unsigned int shift);

/** May the calling CPU's guest have an interrupt? */
bool gic_is_owned(u32 intid);
/** Maintenance and EL2's timers. */
bool gic_is_hypervisors(u32 intid);
/** Disable an interrupt; a PPI of the calling CPU. LPIs are left alone. */
void gic_disable(u32 intid);
/**
 * An interrupt that the calling CPU took and nobody there wants. LPIs: see
 * gic_pass_lpi().
 */
void gic_turn_away(u32 intid);
/**
 * An LPI that the calling CPU took and its guest can't: another CPU of root
 * gets it. It is lost if none runs, or if more than ARM64_MAX_LPIS wait there.
 */
void gic_pass_lpi(u32 intid, u64 priority);
/** Likewise, for the calling CPU's guest later. */
void gic_keep_lpi(u32 intid, u64 priority);
/** One that waits for the calling CPU, which it leaves; 0: there is none. */
u32 gic_next_lpi(u64 *priority);
/** Pass all of them. */
void gic_pass_all_lpis(void);
/** Make an SPI, or a PPI of the calling CPU, pending. */
void gic_pend(u32 intid);

/** Priorities above the guests' pass GIC_PRIORITY_BLOCK: lower this one. */
void gic_clamp_priority(volatile u8 *reg);

/** SGIs and PPIs of the calling CPU: an access to the frame or bank. */
void gic_private_access(struct mmio_access *mmio, u64 offset);
/** As at reset. */
void gic_private_reset(void);
/** Take them over from Linux, and give them back. */
void gic_private_take(void);
void gic_private_return(void);

/** A trapped write to ICC_SGI1R_EL1 (GICv3). */
void gicv3_guest_sgi1r(u64 value);

#endif
