/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * GICv2 (IHI 0048): what only its distributor has. Target lists name CPU
 * interfaces; SGIs and PPIs are banked in it.
 */
#include <types.h>
#include <cell.h>
#include <cpu.h>
#include <gic.h>
#include <gicd.h>
#include <gicv2.h>
#include <asm/io.h>

/** CPU interfaces of a cell, one bit each. */
static u8 interfaces(const struct cell *cell)
{
	unsigned int cpu;
	u8 mask = 0;

	for_each_cpu(cpu, &cell->cpus)
		mask |= public_per_cpu(cpu)->arch.gicc_mask;
	return mask;
}

static bool owns(const struct cell *cell, unsigned int intid)
{
	return intid >= GIC_FIRST_SPI &&
		(cell->arch.spis[intid / 32] >> intid % 32 & 1);
}

/** Whether a write lets the cell's SPIs interrupt its own CPUs only. */
static bool may_target(const struct cell *cell, const struct mmio_access *mmio,
		       unsigned int intid, u8 own)
{
	unsigned int n;

	for (n = 0; n < mmio->size; n++)
		if (owns(cell, intid + n) && (u8)(mmio->value >> 8 * n) & ~own)
			return false;
	return true;
}

static enum mmio_result access_targets(const struct cell *cell,
				       struct mmio_access *mmio)
{
	unsigned int intid = mmio->address - GICD_ITARGETSR, n;
	u8 own = interfaces(cell);
	u64 value = 0;

	if (mmio->is_write && !may_target(cell, mmio, intid, own))
		return MMIO_ERROR;
	for (n = 0; n < mmio->size; n++, intid++) {
		volatile u8 *reg = gicd_base + GICD_ITARGETSR + intid;

		if (intid < GIC_FIRST_SPI) {
			value |= (u64)this_cpu()->arch.gicc_mask << 8 * n;
			continue;
		}
		if (!owns(cell, intid))
			continue;
		if (!mmio->is_write) {
			value |= (u64)mmio_read8(reg) << 8 * n;
			continue;
		}
		mmio_write8(reg, mmio->value >> 8 * n);
	}
	if (!mmio->is_write)
		mmio->value = value;
	return MMIO_HANDLED;
}

static void send_sgi(const struct cell *cell, u32 value)
{
	const struct public_per_cpu *self = this_cpu();
	unsigned int cpu, sgi = value & 0xf;
	u8 targets = SGIR_TARGETS(value), mask;

	if (SGIR_FILTER(value) == SGIR_OTHERS)
		targets = ~self->arch.gicc_mask;
	else if (SGIR_FILTER(value) == SGIR_SELF)
		targets = self->arch.gicc_mask;
	for_each_cpu(cpu, &cell->cpus) {
		mask = public_per_cpu(cpu)->arch.gicc_mask;
		if (targets & mask)
			gic_send_sgi(cpu, sgi);
	}
}

static bool is_private(u64 address)
{
	if (address >= GICD_IGROUPR && address < GICD_IPRIORITYR)
		return address % 0x80 < 4;
	return address - GICD_IPRIORITYR < GIC_FIRST_SPI ||
		address - GICD_ICFGR < 8;
}

static void access_control(struct cell *cell, struct mmio_access *mmio)
{
	if (mmio->is_write)
		cell->arch.gicd_ctlr = mmio->value;
	else
		mmio->value = cell->arch.gicd_ctlr;
}

enum mmio_result gicv2_dist_access(void *arg, struct mmio_access *mmio)
{
	struct cell *cell = arg;
	enum mmio_result result;

	if (mmio->address & (mmio->size - 1))
		return MMIO_ERROR;
	if (is_private(mmio->address)) {
		if (!mmio->is_write)
			mmio->value = 0;
		gic_private_access(mmio, mmio->address);
		return MMIO_HANDLED;
	}
	result = gicd_access(cell, mmio);
	if (result != MMIO_UNHANDLED)
		return result;
	if (mmio->address - GICD_ITARGETSR < GIC_FIRST_SPECIAL &&
	    mmio->size <= 4)
		return access_targets(cell, mmio);
	if (mmio->address == GICD_SGIR && mmio->is_write && mmio->size == 4) {
		send_sgi(cell, mmio->value);
		return MMIO_HANDLED;
	}
	if (mmio->address == GICD_CTLR && mmio->size == 4) {
		access_control(cell, mmio);
		return MMIO_HANDLED;
	}
	if (!mmio->is_write)
		mmio->value = mmio->address >= GICV2_GICD_SIZE - 0x30 &&
			mmio->size == 4 ?
			mmio_read32(gicd_base + mmio->address) : 0;
	return MMIO_HANDLED;
}
