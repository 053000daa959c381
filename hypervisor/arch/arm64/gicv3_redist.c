/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * GICv3 (IHI 0069): redistributors. All are visible to all cells, as on the bare
 * machine, but a CPU's interrupts are only at its own one: elsewhere only what
 * tells whose it is can be read, and writes are ignored.
 */
#include <types.h>
#include <cell.h>
#include <cpu.h>
#include <gic.h>
#include <gicd.h>
#include <gicv3.h>
#include <report.h>
#include <stage2.h>
#include <sysreg.h>
#include <asm/io.h>

static u64 stride, region_size;

u64 gicv3_redist_size(void)
{
	return region_size;
}

/** What the redistributor at an address says of itself; 0: there is none. */
static u64 probe(u64 phys)
{
	volatile u8 *frame = arch_tmp_map_writable(phys + GICR_PIDR2, true);
	u64 typer = 0;

	if (PIDR2_ARCH(mmio_read32(frame)) >= 3) {
		frame = arch_tmp_map_writable(phys, true);
		typer = mmio_read64(frame + GICR_TYPER);
	}
	arch_tmp_unmap();
	return typer;
}

static int none_found(unsigned int cpu)
{
	return refuse(JAILHOUSE_RULE_GIC_VERSION, JAILHOUSE_ARRAY_SYSTEM, cpu,
		      3);
}

int gicv3_init(void)
{
	u64 base = system_config->platform_info.arm.gicr_base, typer;

	typer = probe(base);
	if (!typer)
		return none_found(0);
	stride = typer & GICR_TYPER_VLPIS ? GICR_STRIDE_V4 : GICR_STRIDE_V3;
	for (region_size = stride; !(typer & GICR_TYPER_LAST);
	     region_size += stride) {
		typer = probe(base + region_size);
		if (!typer)
			break;
	}
	return 0;
}

int gicv3_find_redistributor(unsigned int cpu)
{
	struct arch_public_per_cpu *arch = &this_cpu()->arch;
	u64 base = system_config->platform_info.arm.gicr_base, at, typer;
	u64 affinity = (arch->mpidr >> 32 & 0xff) << 24 |
		(arch->mpidr & 0xffffff);

	for (at = 0; at < region_size; at += stride) {
		typer = probe(base + at);
		if (GICR_TYPER_AFFINITY(typer) != affinity)
			continue;
		arch->gicr_typer = typer;
		arch->gicr_phys = base + at;
		return 0;
	}
	return none_found(cpu);
}

static volatile u8 *own_frame(u64 offset)
{
	return this_private()->gic.gicr + offset;
}

static void access_hw(volatile u8 *reg, struct mmio_access *mmio)
{
	if (mmio->size == 8) {
		if (mmio->is_write)
			mmio_write64(reg, mmio->value);
		else
			mmio->value = mmio_read64(reg);
	} else if (mmio->is_write) {
		mmio_write32(reg, mmio->value);
	} else {
		mmio->value = mmio_read32(reg);
	}
}

/** What tells what a redistributor is. */
static bool describes(u64 offset, unsigned int size)
{
	switch (offset) {
	case GICR_TYPER:
		return true;
	case GICR_CTLR:
	case GICR_IIDR:
	case GICR_TYPER + 4:
	case GICR_PIDR2:
		return size == 4;
	}
	return false;
}

/** What tells root of its LPIs. */
static bool shows_lpis(u64 offset, unsigned int size)
{
	switch (offset) {
	case GICR_PROPBASER:
	case GICR_PENDBASER:
		return true;
	case GICR_PROPBASER + 4:
	case GICR_PENDBASER + 4:
	case GICR_SYNCR:
		return size == 4;
	}
	return false;
}

/**
 * What root may do to its LPIs. Their tables are physical addresses that the
 * redistributor reads and writes: they stay where they were at enable, and so
 * does the switch that lets it look at them anew.
 */
static bool drives_lpis(u64 offset, unsigned int size)
{
	switch (offset) {
	case GICR_SETLPIR:
	case GICR_CLRLPIR:
	case GICR_INVLPIR:
	case GICR_INVALLR:
		return true;
	case GICR_SETLPIR + 4:
	case GICR_CLRLPIR + 4:
	case GICR_INVLPIR + 4:
	case GICR_INVALLR + 4:
		return size == 4;
	}
	return false;
}

/**
 * Everything else reads 0 and ignores writes: GICR_WAKER, so that kicks arrive,
 * and what a GIC may answer with an abort.
 */
static void access_control(struct mmio_access *mmio, u64 offset)
{
	bool root = this_cpu()->cell == &root_cell;

	if (mmio->size < 4)
		return;
	if (mmio->is_write ? root && drives_lpis(offset, mmio->size) :
	    describes(offset, mmio->size) ||
	    (root && shows_lpis(offset, mmio->size)))
		access_hw(own_frame(offset), mmio);
}

/*
 * LPIs are root's; its translation service must not interrupt a CPU that is a
 * cell's. Linux does not set the bit again when the CPU comes back.
 */
void gicv3_redist_reset(void)
{
	struct gic_cpu *gic = &this_private()->gic;
	u32 control = mmio_read32(own_frame(GICR_CTLR));

	if (this_cpu()->cell != &root_cell) {
		gic->root_lpis |= control & GICR_CTLR_ENABLE_LPIS;
		mmio_write32(own_frame(GICR_CTLR),
			     control & ~GICR_CTLR_ENABLE_LPIS);
	} else if (gic->root_lpis) {
		gic->root_lpis = 0;
		mmio_write32(own_frame(GICR_CTLR),
			     control | GICR_CTLR_ENABLE_LPIS);
	}
}

static const struct public_per_cpu *cpu_at(u64 phys)
{
	unsigned int cpu;

	for (cpu = 0; cpu < image_header.max_cpus; cpu++)
		if (public_per_cpu(cpu)->entered &&
		    public_per_cpu(cpu)->arch.gicr_phys == phys)
			return public_per_cpu(cpu);
	return NULL;
}

/** Another CPU's redistributor: whose, and of what kind. */
static void read_foreign(struct mmio_access *mmio, u64 frame, u64 offset)
{
	const struct public_per_cpu *cpu =
		cpu_at(system_config->platform_info.arm.gicr_base + frame);

	if (!cpu)
		return;
	switch (offset) {
	case GICR_TYPER:
		mmio->value = cpu->arch.gicr_typer;
		if (mmio->size == 4)
			mmio->value = (u32)mmio->value;
		break;
	case GICR_TYPER + 4:
		mmio->value = cpu->arch.gicr_typer >> 32;
		break;
	case GICR_PIDR2:
	case GICR_IIDR:
		access_hw(own_frame(offset), mmio);
		break;
	}
}

enum mmio_result gicv3_redist_access(void *arg, struct mmio_access *mmio)
{
	u64 base = system_config->platform_info.arm.gicr_base;
	u64 frame = mmio->address / stride * stride;
	u64 offset = mmio->address - frame;

	(void)arg;
	if (mmio->address & (mmio->size - 1))
		return MMIO_ERROR;
	if (!mmio->is_write)
		mmio->value = 0;
	if (base + frame != this_cpu()->arch.gicr_phys) {
		if (!mmio->is_write)
			read_foreign(mmio, frame, offset);
	} else if (offset < GICR_SGI_FRAME) {
		access_control(mmio, offset);
	} else if (offset < 2 * GICR_SGI_FRAME) {
		gic_private_access(mmio, offset - GICR_SGI_FRAME);
	}
	return MMIO_HANDLED;
}
