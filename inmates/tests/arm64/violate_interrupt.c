/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The interrupt controller: registers of interrupts and CPUs that the cell does
 * not have.
 */
#include <inmate/gic.h>

#include "../violate.h"

#define GICD_CTLR		0x0000
#define GICD_ISENABLER(word)	(0x0100 + 4 * (word))
#define GICD_ICENABLER(word)	(0x0180 + 4 * (word))
#define GICD_ISPENDR(word)	(0x0200 + 4 * (word))
#define GICD_ISACTIVER(word)	(0x0300 + 4 * (word))
#define GICD_IPRIORITYR(intid)	(0x0400 + (intid))
#define GICD_ITARGETSR(intid)	(0x0800 + (intid))
#define GICD_SGIR		0x0f00
#define GICD_IROUTER(intid)	(0x6000UL + 8 * (intid))

#define FIRST_SPI_WORD		1
#define SPI_WORDS		8
/* GICv3 of the emulated machine; GICv2's hypervisor control interface. */
#define ITS_PAGE		0x08080000UL
#define GICH_PAGE		0x08030000UL
#define GICV_PAGE		0x08040000UL
#define REDISTRIBUTOR_SIZE	0x20000UL
#define SGI_FRAME		0x10000
#define SGI			5

static bool is_v3(void)
{
	return comm_region->gic_version == 3;
}

static u8 *distributor(unsigned long offset)
{
	return (u8 *)comm_region->gicd_base + offset;
}

/* Write ones to the words of all SPIs. Return: what then can be read, or-ed. */
static u32 set_all(unsigned int first)
{
	unsigned int word;
	u32 bits = 0;

	for (word = FIRST_SPI_WORD; word <= SPI_WORDS; word++) {
		mmio_write32(distributor(first + 4 * word), ~0U);
		bits |= mmio_read32(distributor(first + 4 * word));
	}
	return bits;
}

/* Set and clear: of an interrupt that Linux has enabled nothing is seen. */
static const char *spi_enable(void)
{
	return set_all(GICD_ISENABLER(0)) ? "SPIs are seen" : NULL;
}

static const char *spi_disable(void)
{
	return set_all(GICD_ICENABLER(0)) ? "SPIs are seen" : NULL;
}

static const char *spi_pend(void)
{
	return set_all(GICD_ISPENDR(0)) ? "SPIs are seen" : NULL;
}

static const char *spi_activate(void)
{
	return set_all(GICD_ISACTIVER(0)) ? "SPIs are seen" : NULL;
}

/* Priorities and targets of all SPIs. */
static const char *spi_route(void)
{
	unsigned int intid;
	u64 bits = 0;

	for (intid = 32; intid <= 32 * SPI_WORDS; intid += 4) {
		mmio_write32(distributor(GICD_IPRIORITYR(intid)), ~0U);
		bits |= mmio_read32(distributor(GICD_IPRIORITYR(intid)));
		if (is_v3()) {
			mmio_write64(distributor(GICD_IROUTER(intid)), 2);
			bits |= mmio_read64(distributor(GICD_IROUTER(intid)));
		} else {
			mmio_write32(distributor(GICD_ITARGETSR(intid)), ~0U);
			bits |= mmio_read32(distributor(GICD_ITARGETSR(intid)));
		}
	}
	return bits ? "SPIs are seen" : NULL;
}

/*
 * Off for everybody, were it so; a timer interrupt must still come: without
 * one the wait never ends.
 */
static const char *distributor_off(void)
{
	mmio_write32(distributor(GICD_CTLR), 0);
	cpu_idle();
	return NULL;
}

/* To each of the first eight CPUs, of which one is the cell's. */
static const char *sgi_foreign(void)
{
	u64 own = cpu_hw_id(), cpu;

	for (cpu = 0; cpu < 8; cpu++)
		if (cpu != (own & 0xff))
			gic_send_sgi(cpu, SGI);
	return NULL;
}

/* Interrupt routing mode, or target list filter: all but the sender. */
static const char *sgi_others(void)
{
	if (is_v3())
		write_register(icc_sgi1r_el1, 1UL << 40 | (u64)SGI << 24);
	else
		mmio_write32(distributor(GICD_SGIR), 1U << 24 | SGI);
	return NULL;
}

static const char *sgi_secure(void)
{
	if (!is_v3())
		return NULL;
	write_register(icc_asgi1r_el1, 1UL << 40 | (u64)SGI << 24);
	write_register(icc_sgi0r_el1, 1UL << 40 | (u64)SGI << 24);
	return NULL;
}

/* The frames of all CPUs are visible, but only the own one does anything. */
static const char *other_cpu(void)
{
	u8 *frame = (u8 *)comm_region->gicr_base +
		cmdline_number("target", 0) * REDISTRIBUTOR_SIZE +
		SGI_FRAME;

	if (!is_v3())
		return NULL;
	mmio_write32(frame + GICD_ISENABLER(0), ~0U);
	mmio_write32(frame + GICD_ISPENDR(0), ~0U);
	return mmio_read32(frame + GICD_ISENABLER(0)) |
		mmio_read32(frame + GICD_ISPENDR(0)) ?
		"interrupts of another CPU are seen" : NULL;
}

/* What only a hypervisor may have. */
static const char *control_page(void)
{
	mmio_write32((void *)(is_v3() ? ITS_PAGE : GICH_PAGE), 0);
	return NULL;
}

/* A guest has the virtual interface at another address only. */
static const char *virtual_page(void)
{
	mmio_write32((void *)(is_v3() ? ITS_PAGE + 0x10000 : GICV_PAGE), 0);
	return NULL;
}

/* Of an SPI that the cell has, parameter "spi": to root's CPU 0. */
static const char *route_own(void)
{
	unsigned int intid = cmdline_number("spi", 0);

	if (is_v3())
		mmio_write64(distributor(GICD_IROUTER(intid)), 0);
	else
		mmio_write8(distributor(GICD_ITARGETSR(intid)), 1);
	return NULL;
}

/* Taken and not ended, and raised once more: so it is left to the next owner. */
static const char *leave_own(void)
{
	unsigned int intid = cmdline_number("spi", 0), taken;

	if (!intid)
		return NULL;
	gic_enable(intid);
	gic_pend(intid);
	while ((taken = gic_acknowledge()) != intid)
		if (taken < 1020)
			return "another interrupt came";
	gic_pend(intid);
	return NULL;
}

const struct violation_case interrupt_cases[] = {
	{ "spi-enable", spi_enable, HARMLESS },
	{ "spi-disable", spi_disable, HARMLESS },
	{ "spi-pend", spi_pend, HARMLESS },
	{ "spi-activate", spi_activate, HARMLESS },
	{ "spi-route", spi_route, HARMLESS },
	{ "distributor-off", distributor_off, HARMLESS },
	{ "sgi-foreign", sgi_foreign, HARMLESS },
	{ "sgi-others", sgi_others, HARMLESS },
	{ "sgi-secure", sgi_secure, HARMLESS },
	{ "gic-other-cpu", other_cpu, HARMLESS },
	{ "spi-route-own", route_own, STOPPED_IF_OWNED },
	{ "spi-leave", leave_own, HARMLESS },
	{ "gic-control", control_page, STOPPED },
	{ "gic-virtual", virtual_page, STOPPED },
	{ NULL, NULL, STOPPED },
};
