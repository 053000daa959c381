/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The distributor as cells see it: interrupts that a cell does not own read as
 * zero and ignore writes. Common to both versions (IHI 0069, IHI 0048).
 */
#ifndef HV_ARM64_GICD_H
#define HV_ARM64_GICD_H

#include <types.h>
#include <cell.h>
#include <gic.h>
#include <mmio.h>
#include <asm/io.h>

#define GICD_CTLR		0x0000
#define GICD_TYPER		0x0004
#define GICD_TYPER_WORDS(typer)	(((typer) & 0x1f) + 1)
#define GICD_IIDR		0x0008
#define GICD_SETSPI_NSR		0x0040
#define GICD_CLRSPI_NSR		0x0048
#define GICD_IGROUPR		0x0080
#define GICD_ISENABLER		0x0100
#define GICD_ICENABLER		0x0180
#define GICD_ISPENDR		0x0200
#define GICD_ICPENDR		0x0280
#define GICD_ISACTIVER		0x0300
#define GICD_ICACTIVER		0x0380
#define GICD_IPRIORITYR		0x0400
#define GICD_ITARGETSR		0x0800
#define GICD_ICFGR		0x0c00
#define GICD_IGRPMODR		0x0d00
#define GICD_NSACR		0x0e00
#define GICD_SGIR		0x0f00
#define GICD_CPENDSGIR		0x0f10
#define GICD_SPENDSGIR		0x0f20
#define GICD_ISENABLER_E	0x1200
#define GICD_ICENABLER_E	0x1400
#define GICD_IROUTER		0x6000
#define GICD_IROUTER_IRM	BIT(31)
#define GICD_IDS		0xffd0
#define GICD_PIDR2		0xffe8
/** In both versions. ArchRev is the version, 4 with GICv4. */
#define GICD_PIDR2_FROM_END	0x18
#define PIDR2_ARCH_SHIFT	4

#define GICD_CTLR_RWP		BIT(31)

/** From GICD_ISENABLER on: registers with a bit for each interrupt. */
#define GICD_BITS_SIZE		(GICD_IPRIORITYR - GICD_ISENABLER)
/** What fast.c looks at. */
#define GICD_COMMON_SIZE	GICD_IPRIORITYR

/** GICv3: extended SPIs exist, how many; reserved in GICv2. */
#define GICD_TYPER_HAS_ESPIS	BIT(8)
#define GICD_TYPER_ESPI_WORDS(typer)	(((typer) >> 27) + 1)
#define GICD_TYPER_ESPI		(GICD_TYPER_HAS_ESPIS | 0xf8000000U)

/** The registers, mapped, and where they are; set at bring-up. */
extern volatile u8 *gicd_base;
extern u64 gicd_phys;

/**
 * Wait until what a distributor or redistributor was told has taken effect:
 * until then an interrupt that was switched off can still arrive (IHI 0069,
 * GICD_CTLR.RWP, GICR_CTLR.RWP). One that never reacts is not waited for.
 * Return: the register's value.
 */
u32 gic_wait_for_writes(const volatile void *control, u32 rwp);

/** Owned interrupts among the 32 of a word. */
static inline u32 gicd_owned(const struct cell *cell, unsigned int word)
{
	return word < GIC_MAX_INTIDS / 32 ? cell->arch.spis[word] : 0;
}

/** Extended SPIs belong to nobody. */
static inline u32 gicd_read_typer(void)
{
	return mmio_read32(gicd_base + GICD_TYPER) & ~(u32)GICD_TYPER_ESPI;
}

/** Whether an aligned register has a bit for each of 32 SPIs, and writing 1
 *  sets or clears. */
static inline bool gicd_is_spi_bits(u64 offset)
{
	return offset - GICD_ISENABLER < GICD_BITS_SIZE && !(offset & 3) &&
		(offset & 0x7c);
}

/** Such a register; those of the first 32 interrupts read 0. */
static inline u32 gicd_read_bits(const struct cell *cell, u64 offset)
{
	u32 mask = gicd_owned(cell, (offset & 0x7f) / 4);

	return mask ? mmio_read32(gicd_base + offset) & mask : 0;
}

static inline void gicd_write_bits(const struct cell *cell, u64 offset,
				   u32 value)
{
	value &= gicd_owned(cell, (offset & 0x7f) / 4);
	if (value)
		mmio_write32(gicd_base + offset, value);
}

/**
 * An access of a cell to the part of the distributor that is common: SPIs and
 * what describes the controller.
 * Return: MMIO_UNHANDLED for registers of one version only, SGIs and PPIs.
 */
enum mmio_result gicd_access(const struct cell *cell, struct mmio_access *mmio);

/**
 * Remember how Linux has set up what cells get later, and switch off extended
 * SPIs, which nobody has. Undo: gicd_return().
 */
void gicd_take(void);
void gicd_return(void);

/** One interrupt, raw. */
void gicd_disable(unsigned int intid);
/** Disabled, neither pending nor active, with a guest's highest priority,
 *  triggered as at enable, and routed to @cpu. */
void gicd_reset_spi(unsigned int intid, unsigned int cpu);

#endif
