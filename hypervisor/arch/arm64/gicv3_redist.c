/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * GICv3 (IHI 0069): redistributors. All are visible to all cells, as on the bare
 * machine, but a CPU's interrupts are only at its own one: elsewhere only what
 * tells whose it is can be read, and writes are ignored.
 */
#include <types.h>
#include <cell.h>
#include <console.h>
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
	volatile u8 *frame;
	u64 typer;

	if (PIDR2_ARCH(gic_probe(phys + GICR_PIDR2)) < 3)
		return 0;
	frame = arch_tmp_map_writable(phys, true);
	typer = mmio_read64(frame + GICR_TYPER);
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
	int err = gic_check_frame(1, base, GICR_PIDR2, PIDR2_ARCH_SHIFT);

	if (err)
		return err;
	typer = probe(base);
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

/** Say once what some can't do; its documentation knows better. */
static void warn_of_lpis(u32 control)
{
	if (!(control & GICR_CTLR_CES) &&
	    this_cpu()->cpu_id == next_cpu(0, &root_cell.cpus))
		printk("WARNING: redistributors may send LPIs of root to a "
		       "cell's CPUs\n");
}

void gicv3_redist_start(void)
{
	struct arch_public_per_cpu *arch = &this_cpu()->arch;
	u32 control = mmio_read32(own_frame(GICR_CTLR));

	if (!(control & GICR_CTLR_ENABLE_LPIS))
		return;
	arch->lpi_properties = mmio_read64(own_frame(GICR_PROPBASER));
	arch->lpi_pending = mmio_read64(own_frame(GICR_PENDBASER));
	warn_of_lpis(control);
}

static bool overlap(u64 a, u64 a_size, u64 b, u64 b_size)
{
	return a < b ? b - a < a_size : a - b < b_size;
}

/** A byte for each LPI, and a bit for each INTID. */
static bool is_lpi_table(const struct arch_public_per_cpu *arch, u64 phys,
			 u64 size)
{
	u64 num = BIT(GICR_BASER_IDBITS(arch->lpi_properties));

	if (!arch->lpi_properties || num <= GIC_FIRST_LPI)
		return false;
	return overlap(phys, size,
		       arch->lpi_properties & GICR_PROPBASER_ADDRESS,
		       num - GIC_FIRST_LPI) ||
		overlap(phys, size,
			arch->lpi_pending & GICR_PENDBASER_ADDRESS, num / 8);
}

bool gicv3_redist_uses(u64 phys, u64 size)
{
	unsigned int cpu;

	if (!size)
		return false;
	for (cpu = 0; cpu < image_header.max_cpus; cpu++)
		if (is_lpi_table(&public_per_cpu(cpu)->arch, phys, size))
			return true;
	return overlap(phys, size,
		       system_config->platform_info.arm.gicr_base,
		       region_size);
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

/** What root's LPIs need. */
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
	case GICR_SYNCR:
		return size == 4;
	}
	return false;
}

/*
 * Where the tables of LPIs are, memory that the GIC reads and writes past all
 * second stages. Linux has set that up before, and again for no CPU.
 */
static bool describes_lpis(u64 offset, unsigned int size)
{
	switch (offset) {
	case GICR_PROPBASER:
	case GICR_PENDBASER:
		return true;
	case GICR_PROPBASER + 4:
	case GICR_PENDBASER + 4:
		return size == 4;
	}
	return false;
}

/**
 * Root also drives its LPIs, but for their tables. Everything else reads 0 and
 * ignores writes: GICR_WAKER, so that kicks arrive, and what a GIC may answer
 * with an abort.
 */
static void access_control(struct mmio_access *mmio, u64 offset)
{
	bool root = this_cpu()->cell == &root_cell;

	if (mmio->size < 4)
		return;
	if ((root && drives_lpis(offset, mmio->size)) ||
	    (!mmio->is_write &&
	     (describes(offset, mmio->size) ||
	      (root && describes_lpis(offset, mmio->size)))))
		access_hw(own_frame(offset), mmio);
}

u32 gicv3_redist_wait(void)
{
	return gic_wait_for_writes(own_frame(GICR_CTLR), GICR_CTLR_RWP);
}

/** Return: whether LPIs are as wanted; those on may be impossible to stop. */
static bool switch_lpis(bool on)
{
	u32 wanted = on ? GICR_CTLR_ENABLE_LPIS : 0;
	u32 control = mmio_read32(own_frame(GICR_CTLR));

	control &= ~(u32)GICR_CTLR_ENABLE_LPIS;
	mmio_write32(own_frame(GICR_CTLR), control | wanted);
	return (gicv3_redist_wait() & GICR_CTLR_ENABLE_LPIS) == wanted;
}

/*
 * LPIs are root's; its translation service must not interrupt a CPU that is a
 * cell's. Linux does not set the bit again when the CPU comes back.
 */
void gicv3_redist_reset(void)
{
	struct gic_cpu *gic = &this_private()->gic;
	u32 control = mmio_read32(own_frame(GICR_CTLR));

	if (this_cpu()->cell == &root_cell) {
		if (gic->root_lpis)
			switch_lpis(true);
		gic->root_lpis = 0;
	} else if (control & GICR_CTLR_ENABLE_LPIS) {
		gic->root_lpis = GICR_CTLR_ENABLE_LPIS;
		if (!switch_lpis(false))
			printk("WARNING: CPU %u gets root's LPIs, they can't "
			       "be switched off\n", this_cpu()->cpu_id);
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
