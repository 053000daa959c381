/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The distributor as cells see it: interrupts that a cell does not own read as
 * zero and ignore writes. Common to both versions (IHI 0069, IHI 0048).
 */
#ifndef HV_ARM64_GICD_H
#define HV_ARM64_GICD_H

#include <types.h>
#include <mmio.h>

struct cell;

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
#define GICD_IROUTER		0x6000
#define GICD_IROUTER_IRM	BIT(31)
#define GICD_IDS		0xffd0
#define GICD_PIDR2		0xffe8

#define GICD_CTLR_RWP		BIT(31)

/** The registers, mapped; set at bring-up. */
extern volatile u8 *gicd_base;

/**
 * An access of a cell to the part of the distributor that is common: SPIs and
 * what describes the controller.
 * Return: MMIO_UNHANDLED for registers of one version only, SGIs and PPIs.
 */
enum mmio_result gicd_access(const struct cell *cell, struct mmio_access *mmio);

/** One interrupt, raw. */
void gicd_disable(unsigned int intid);
/** Disabled, neither pending nor active, with a guest's highest priority, and
 *  routed to @cpu. */
void gicd_reset_spi(unsigned int intid, unsigned int cpu);

#endif
