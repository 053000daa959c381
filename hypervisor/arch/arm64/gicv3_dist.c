/* SPDX-License-Identifier: BSD-2-Clause */
/* GICv3 (IHI 0069): what only its distributor has, affinity routing. */
#include <types.h>
#include <cell.h>
#include <cpu.h>
#include <gic.h>
#include <gicd.h>
#include <gicv3.h>
#include <asm/io.h>

/* IROUTER has the affinity fields where MPIDR has them. */
static bool may_route(const struct cell *cell, u64 *route)
{
	unsigned int cpu;

	/* "Any CPU" would include those of others: the first takes it. */
	if (*route & GICD_IROUTER_IRM) {
		cpu = next_cpu(0, &cell->cpus);
		*route = public_per_cpu(cpu)->arch.mpidr;
		return true;
	}
	for_each_cpu(cpu, &cell->cpus)
		if (public_per_cpu(cpu)->arch.mpidr == *route)
			return true;
	return false;
}

static enum mmio_result access_route(const struct cell *cell,
				     struct mmio_access *mmio)
{
	unsigned int intid = (mmio->address - GICD_IROUTER) / 8;
	volatile u8 *reg = gicd_base + GICD_IROUTER + 8 * intid;
	unsigned int shift = mmio->address % 8 * 8;
	u64 route;

	if (intid >= GIC_MAX_INTIDS ||
	    !(cell->arch.spis[intid / 32] >> intid % 32 & 1)) {
		mmio->value = 0;
		return MMIO_HANDLED;
	}
	route = mmio_read64(reg);
	if (!mmio->is_write) {
		mmio->value = route >> shift;
		if (mmio->size == 4)
			mmio->value = (u32)mmio->value;
		return MMIO_HANDLED;
	}
	if (mmio->size == 8)
		route = mmio->value;
	else
		route = (route & ~(0xffffffffUL << shift)) |
			(mmio->value & 0xffffffff) << shift;
	if (!may_route(cell, &route))
		return MMIO_ERROR;
	mmio_write64(reg, route);
	return MMIO_HANDLED;
}

enum mmio_result gicv3_dist_access(void *arg, struct mmio_access *mmio)
{
	struct cell *cell = arg;
	enum mmio_result result;

	if (mmio->address & (mmio->size - 1))
		return MMIO_ERROR;
	result = gicd_access(cell, mmio);
	if (result != MMIO_UNHANDLED)
		return result;
	if (mmio->address - GICD_IROUTER < 8 * GIC_MAX_INTIDS &&
	    mmio->size >= 4)
		return access_route(cell, mmio);
	if (mmio->address == GICD_CTLR && mmio->size == 4) {
		if (mmio->is_write)
			cell->arch.gicd_ctlr = mmio->value & ~GICD_CTLR_RWP;
		else
			mmio->value = cell->arch.gicd_ctlr |
				(mmio_read32(gicd_base) & GICD_CTLR_RWP);
		return MMIO_HANDLED;
	}
	if (!mmio->is_write)
		mmio->value = mmio->address >= GICD_IDS && mmio->size == 4 ?
			mmio_read32(gicd_base + mmio->address) : 0;
	return MMIO_HANDLED;
}
