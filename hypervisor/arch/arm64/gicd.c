/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The distributor's registers with something for each SPI. Words that hold bits
 * of several cells' interrupts and can't be written partially are guarded by a
 * lock; those where a written 0 means nothing need none.
 */
#include <types.h>
#include <cell.h>
#include <console.h>
#include <gic.h>
#include <gicd.h>
#include <spinlock.h>
#include <string.h>
#include <asm/io.h>

/* A GIC has done what it was told long before. */
#define MAX_RWP_POLLS	0x20000

volatile u8 *gicd_base;
u64 gicd_phys;

static spinlock_t lock = SPINLOCK_INIT;

/* Of Linux at enable: triggers, extended SPIs that were on. */
static u32 triggers[GIC_MAX_INTIDS / 16];
static u32 linux_espis[GIC_NUM_ESPIS / 32];

/** Words with a bit for each extended SPI. */
static unsigned int espi_words(void)
{
	u32 typer = mmio_read32(gicd_base + GICD_TYPER);

	if (system_config->platform_info.arm.gic_version < 3 ||
	    !(typer & GICD_TYPER_HAS_ESPIS))
		return 0;
	return GICD_TYPER_ESPI_WORDS(typer);
}

void gicd_take(void)
{
	unsigned int n, words = espi_words();
	u32 any = 0;

	for (n = 0; n < ARRAY_SIZE(triggers); n++)
		triggers[n] = mmio_read32(gicd_base + GICD_ICFGR + 4 * n);
	for (n = 0; n < words; n++) {
		linux_espis[n] = mmio_read32(gicd_base + GICD_ISENABLER_E +
					     4 * n);
		any |= linux_espis[n];
		mmio_write32(gicd_base + GICD_ICENABLER_E + 4 * n, ~0U);
	}
	if (any)
		printk("WARNING: extended SPIs, which devices of root use, are "
		       "off now\n");
}

void gicd_return(void)
{
	unsigned int n;

	for (n = 0; n < ARRAY_SIZE(linux_espis); n++)
		if (linux_espis[n])
			mmio_write32(gicd_base + GICD_ISENABLER_E + 4 * n,
				     linux_espis[n]);
	memset(linux_espis, 0, sizeof(linux_espis));
}

static bool owns(const struct cell *cell, unsigned int intid)
{
	return intid < GIC_MAX_INTIDS &&
		(cell->arch.spis[intid / 32] >> intid % 32 & 1);
}

static void access_bits(const struct cell *cell, struct mmio_access *mmio)
{
	if (mmio->is_write)
		gicd_write_bits(cell, mmio->address, mmio->value);
	else
		mmio->value = gicd_read_bits(cell, mmio->address);
}

/** One byte per interrupt. */
static void access_bytes(const struct cell *cell, struct mmio_access *mmio)
{
	volatile u8 *reg = gicd_base + mmio->address;
	unsigned int intid = mmio->address - GICD_IPRIORITYR, n;
	u64 value = 0;
	u8 byte;

	for (n = 0; n < mmio->size; n++) {
		if (!owns(cell, intid + n))
			continue;
		if (!mmio->is_write) {
			value |= (u64)mmio_read8(reg + n) << 8 * n;
			continue;
		}
		byte = mmio->value >> 8 * n;
		mmio_write8(reg + n, MAX(byte, GIC_PRIORITY_GUEST_MIN));
	}
	if (!mmio->is_write)
		mmio->value = value;
}

/** Two bits per interrupt: spread 16 bits of ownership. */
static u32 spread(u32 bits)
{
	u32 mask = 0;
	unsigned int n;

	for (n = 0; n < 16; n++)
		if (bits >> n & 1)
			mask |= 3U << 2 * n;
	return mask;
}

static void access_config(const struct cell *cell, struct mmio_access *mmio)
{
	volatile u8 *reg = gicd_base + mmio->address;
	unsigned int first = (mmio->address - GICD_ICFGR) * 4;
	u32 mask = spread(gicd_owned(cell, first / 32) >> first % 32);

	if (!mmio->is_write) {
		mmio->value = mmio_read32(reg) & mask;
		return;
	}
	spin_lock(&lock);
	mmio_write32(reg, (mmio_read32(reg) & ~mask) | (mmio->value & mask));
	spin_unlock(&lock);
}

static void access_typer(const struct cell *cell, struct mmio_access *mmio)
{
	(void)cell;
	if (!mmio->is_write)
		mmio->value = gicd_read_typer();
}

static void access_iidr(const struct cell *cell, struct mmio_access *mmio)
{
	(void)cell;
	if (!mmio->is_write)
		mmio->value = mmio_read32(gicd_base + GICD_IIDR);
}

/** Groups are not the guest's to choose: all its interrupts are of group 1. */
static void access_groups(const struct cell *cell, struct mmio_access *mmio)
{
	if (!mmio->is_write)
		mmio->value = gicd_owned(cell, mmio->address % 0x80 / 4);
}

/** Message-based SPIs: the number is in the value. */
static void access_message(const struct cell *cell, struct mmio_access *mmio)
{
	if (mmio->is_write && owns(cell, mmio->value & 0x3ff))
		mmio_write32(gicd_base + mmio->address, mmio->value & 0x3ff);
}

/** Registers by address; sizes are in bytes, 4-byte accesses unless noted. */
static const struct {
	u32 start;
	u32 size;
	void (*access)(const struct cell *cell, struct mmio_access *mmio);
} ranges[] = {
	{ GICD_ISENABLER, GICD_BITS_SIZE, access_bits },
	{ GICD_IPRIORITYR, 0x400, access_bytes },
	{ GICD_ICFGR, 0x100, access_config },
	{ GICD_TYPER, 4, access_typer },
	{ GICD_IIDR, 4, access_iidr },
	{ GICD_IGROUPR, 0x80, access_groups },
	{ GICD_SETSPI_NSR, 4, access_message },
	{ GICD_CLRSPI_NSR, 4, access_message },
};

enum mmio_result gicd_access(const struct cell *cell, struct mmio_access *mmio)
{
	unsigned int n;

	for (n = 0; n < ARRAY_SIZE(ranges); n++) {
		if (mmio->address - ranges[n].start >= ranges[n].size)
			continue;
		if (mmio->size == 4 || (ranges[n].access == access_bytes &&
					mmio->size == 1))
			ranges[n].access(cell, mmio);
		else if (!mmio->is_write)
			mmio->value = 0;
		return MMIO_HANDLED;
	}
	return MMIO_UNHANDLED;
}

void gicd_disable(unsigned int intid)
{
	mmio_write32(gicd_base + GICD_ICENABLER + intid / 32 * 4,
		     BIT(intid % 32));
}

static void reset_trigger(unsigned int intid)
{
	volatile u8 *reg = gicd_base + GICD_ICFGR + intid / 16 * 4;
	u32 mask = 3U << intid % 16 * 2;

	spin_lock(&lock);
	mmio_write32(reg, (mmio_read32(reg) & ~mask) |
		     (triggers[intid / 16] & mask));
	spin_unlock(&lock);
}

u32 gic_wait_for_writes(const volatile void *control, u32 rwp)
{
	unsigned int polls = MAX_RWP_POLLS;
	u32 value;

	do
		value = mmio_read32(control);
	while ((value & rwp) && --polls);
	return value;
}

void gicd_reset_spi(unsigned int intid, unsigned int cpu)
{
	unsigned int word = intid / 32 * 4;
	u32 bit = BIT(intid % 32);

	mmio_write32(gicd_base + GICD_ICENABLER + word, bit);
	/* A GICv2 has no such bit, it reads as 0. */
	gic_wait_for_writes(gicd_base + GICD_CTLR, GICD_CTLR_RWP);
	/* Not while it is on, and what it latched is cleared behind. */
	reset_trigger(intid);
	mmio_write32(gicd_base + GICD_ICPENDR + word, bit);
	mmio_write32(gicd_base + GICD_ICACTIVER + word, bit);
	mmio_write8(gicd_base + GICD_IPRIORITYR + intid,
		    GIC_PRIORITY_GUEST_MIN);
	gic_route_spi(intid, cpu);
}
