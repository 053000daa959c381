/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Which interrupts belong to whom, and what both versions have in common.
 */
#include <types.h>
#include <cell.h>
#include <cpu.h>
#include <errno.h>
#include <gic.h>
#include <gicd.h>
#include <gicv2.h>
#include <gicv3.h>
#include <report.h>
#include <stage2.h>
#include <sysreg.h>
#include <tables.h>
#include <unit.h>
#include <vcpu.h>
#include <asm/io.h>
#include <arch/cpu.h>
#include <jailhouse/config-access.h>

#define GICV3_GICD_SIZE		0x10000

static bool is_v2;

static u64 gicd_size(void)
{
	return is_v2 ? GICV2_GICD_SIZE : GICV3_GICD_SIZE;
}

/* The vectors know which version they are for; the rest asks. */
#define DISPATCH(name)							\
void gic_##name(void)							\
{									\
	if (is_v2)							\
		gicv2_##name();						\
	else								\
		gicv3_##name();						\
}

DISPATCH(cpu_reset)
DISPATCH(cpu_park)
DISPATCH(purge)
DISPATCH(deliver_sgis)
DISPATCH(drain)

bool gic_has_pending(void)
{
	return is_v2 ? gicv2_has_pending() : gicv3_has_pending();
}

void gic_send_kick(unsigned int cpu)
{
	if (is_v2)
		gicv2_send_kick(cpu);
	else
		gicv3_send_kick(cpu);
}

/** The version that Linux drives: with 3 through system registers. */
static u8 machine_version(void)
{
	bool has_registers = read_sysreg(id_aa64pfr0_el1) >> 24 & 0xf;

	return has_registers && (read_sysreg(ICC_SRE_EL1) & 1) ? 3 : 2;
}

int gic_init(void)
{
	u8 version = system_config->platform_info.arm.gic_version;
	int err;

	if (version != machine_version())
		return refuse(JAILHOUSE_RULE_GIC_VERSION,
			      JAILHOUSE_ARRAY_SYSTEM, 0, version);
	is_v2 = version == 2;
	gicd_phys = system_config->platform_info.arm.gicd_base;
	err = gic_check_frame(0, gicd_phys, gicd_size() - GICD_PIDR2_FROM_END,
			      PIDR2_ARCH_SHIFT);
	if (err)
		return err;
	gicd_base = map_device(gicd_phys, gicd_size());
	if (!gicd_base)
		return -ENOMEM;
	return is_v2 ? gicv2_init() : gicv3_init();
}

int gic_cpu_init(void)
{
	int err;

	if (is_v2)
		err = gicv2_cpu_init();
	else
		err = gicv3_find_redistributor(this_cpu()->cpu_id);
	if (!err && !is_v2)
		err = gicv3_cpu_init();
	if (err)
		return err;
	this_private()->gic.initialized = true;
	vcpu_set_vectors(is_v2);
	return 0;
}

void gic_cpu_exit(void)
{
	struct gic_cpu *gic = &this_private()->gic;

	if (!gic->initialized)
		return;
	gic->initialized = false;
	if (is_v2)
		gicv2_cpu_exit();
	else
		gicv3_cpu_exit();
}

bool gic_is_owned(u32 intid)
{
	const struct cell *cell = this_cpu()->cell;

	if (intid >= GIC_FIRST_LPI)
		return cell == &root_cell;
	return intid < GIC_FIRST_SPI ||
		(intid < GIC_FIRST_SPECIAL &&
		 (cell->arch.spis[intid / 32] >> intid % 32 & 1));
}

void gic_disable(u32 intid)
{
	volatile u8 *own = this_private()->gic.own + GICD_ICENABLER;

	if (intid < GIC_FIRST_SPI)
		mmio_write32(own, BIT(intid));
	else if (intid < GIC_FIRST_SPECIAL)
		gicd_disable(intid);
	else if (intid - GIC_FIRST_EPPI < GIC_NUM_EPPIS)
		mmio_write32(own + 4 + (intid - GIC_FIRST_EPPI) / 32 * 4,
			     BIT(intid % 32));
	else if (intid - GIC_FIRST_ESPI < GIC_NUM_ESPIS)
		mmio_write32(gicd_base + GICD_ICENABLER_E +
			     (intid - GIC_FIRST_ESPI) / 32 * 4,
			     BIT(intid % 32));
}

/** Another CPU of the cell that runs; MAX_CPUS + 1 if there is none. */
static unsigned int running_cpu(const struct cell *cell)
{
	unsigned int cpu;

	for_each_cpu(cpu, &cell->cpus)
		if (cpu != this_cpu()->cpu_id &&
		    public_per_cpu(cpu)->arch.power == ARM64_POWER_ON)
			break;
	return cpu;
}

void gic_turn_away(u32 intid)
{
	unsigned int cpu = running_cpu(this_cpu()->cell);

	if (intid < GIC_FIRST_SPI || intid >= GIC_FIRST_SPECIAL ||
	    !gic_is_owned(intid) || cpu > MAX_CPUS) {
		gic_disable(intid);
		return;
	}
	gic_route_spi(intid, cpu);
	gic_pend(intid);
}

void gic_pend(u32 intid)
{
	volatile u8 *base = intid < GIC_FIRST_SPI ? this_private()->gic.own :
						    gicd_base;

	mmio_write32(base + GICD_ISPENDR + intid / 32 * 4, BIT(intid % 32));
}

void gic_route_spi(unsigned int intid, unsigned int cpu)
{
	const struct arch_public_per_cpu *arch = &public_per_cpu(cpu)->arch;

	if (is_v2)
		mmio_write8(gicd_base + GICD_ITARGETSR + intid,
			    arch->gicc_mask);
	else
		mmio_write64(gicd_base + GICD_IROUTER + 8 * intid,
			     arch->mpidr);
}

void gic_send_sgi(unsigned int cpu, unsigned int sgi)
{
	struct arch_public_per_cpu *arch = &public_per_cpu(cpu)->arch;

	__atomic_fetch_or(&arch->sgi_sources[sgi], this_cpu()->arch.gicc_mask,
			  __ATOMIC_SEQ_CST);
	__atomic_fetch_or(&arch->sgis, BIT(sgi), __ATOMIC_SEQ_CST);
	if (cpu == this_cpu()->cpu_id)
		gic_deliver_sgis();
	else
		gic_send_kick(cpu);
}

/** SPIs that a configuration lists for the distributor. */
static void list_spis(const struct jailhouse_cell_desc *config, u32 *spis)
{
	const struct jailhouse_irqchip *chip = jailhouse_cell_irqchips(config);
	unsigned int n, word, i;

	for (n = 0; n < config->num_irqchips; n++, chip++) {
		if (chip->address != gicd_phys)
			continue;
		for (i = 0; i < ARRAY_SIZE(chip->pin_bitmap); i++) {
			word = chip->pin_base / 32 + i;
			if (word > 0 && word < GIC_MAX_INTIDS / 32)
				spis[word] |= chip->pin_bitmap[i];
		}
	}
	spis[GIC_MAX_INTIDS / 32 - 1] &= BIT(GIC_FIRST_SPECIAL % 32) - 1;
}

static enum mmio_result hidden_access(void *arg, struct mmio_access *mmio)
{
	(void)arg;
	if (!mmio->is_write)
		mmio->value = 0;
	return MMIO_HANDLED;
}

/** Root's configuration may list the whole GIC; these frames act on all cells'
 *  interrupts. */
static int hide_frames(struct cell *cell)
{
	int err = mmio_register(&cell->mmio,
				system_config->platform_info.arm.gich_base,
				GICV2_FRAME_SIZE, hidden_access, cell);

	if (err)
		return err;
	return mmio_register(&cell->mmio,
			     system_config->platform_info.arm.gicv_base,
			     GICV2_FRAME_SIZE, hidden_access, cell);
}

static int register_frames(struct cell *cell)
{
	int err;

	err = mmio_register(&cell->mmio, gicd_phys, gicd_size(),
			    is_v2 ? gicv2_dist_access : gicv3_dist_access,
			    cell);
	if (err)
		return err;
	if (is_v2)
		return cell == &root_cell ? hide_frames(cell) : 0;
	return mmio_register(&cell->mmio,
			     system_config->platform_info.arm.gicr_base,
			     gicv3_redist_size(), gicv3_redist_access, cell);
}

/** With GICv2 a guest finds its virtual interface where the physical one is. */
static int map(struct cell *cell)
{
	if (!is_v2)
		return 0;
	return paging_map(&cell->space,
			  system_config->platform_info.arm.gicv_base,
			  system_config->platform_info.arm.gicc_base,
			  GICV2_FRAME_SIZE, PAGING_READ | PAGING_WRITE |
			  PAGING_DEVICE | PAGING_NO_HUGE);
}

/** One more than the highest SPI. */
static unsigned int end_of_spis(void)
{
	unsigned int words = GICD_TYPER_WORDS(mmio_read32(gicd_base +
							  GICD_TYPER));

	return MIN(32 * words, (unsigned int)GIC_FIRST_SPECIAL);
}

static void clamp_priorities(void)
{
	unsigned int intid, end = end_of_spis();

	for (intid = GIC_FIRST_SPI; intid < end; intid++)
		gic_clamp_priority(gicd_base + GICD_IPRIORITYR + intid);
}

/** What only the machine knows; the rest is config_check's. */
static int check(const struct jailhouse_cell_desc *config,
		 struct jailhouse_config_error *error)
{
	const struct jailhouse_memory *mem = jailhouse_cell_mem_regions(config);
	unsigned int n;

	for (n = 0; n < config->num_memory_regions && !is_v2; n++) {
		if (mem[n].flags & JAILHOUSE_MEM_COMM_REGION ||
		    !gicv3_redist_uses(mem[n].phys_start, mem[n].size))
			continue;
		error->rule = JAILHOUSE_RULE_MEM_EMULATED;
		error->array = JAILHOUSE_ARRAY_MEMORY;
		error->index = n;
		error->other = 0;
		return -EINVAL;
	}
	return 0;
}

static int prepare(struct cell *cell)
{
	if (cell == &root_cell) {
		cell->arch.gicd_ctlr = mmio_read32(gicd_base + GICD_CTLR);
		clamp_priorities();
		gicd_take();
	}
	list_spis(cell->config, cell->arch.spis);
	return register_frames(cell);
}

/** Move interrupts from one cell to another, where a configuration lists them
 *  and the other has them. */
static void move_spis(u32 *from, const u32 *which, unsigned int cpu, bool take)
{
	unsigned int intid;

	for (intid = GIC_FIRST_SPI; intid < GIC_FIRST_SPECIAL; intid++) {
		if (!(which[intid / 32] >> intid % 32 & 1))
			continue;
		gicd_reset_spi(intid, cpu);
		if (take)
			from[intid / 32] &= ~(u32)BIT(intid % 32);
		else
			from[intid / 32] |= BIT(intid % 32);
	}
}

/** Whether an SPI can only interrupt CPUs of a cell. */
static bool is_routed_within(const struct cell *cell, unsigned int intid)
{
	u8 targets = 0;
	unsigned int cpu;
	u64 route = 0;

	if (is_v2)
		targets = mmio_read8(gicd_base + GICD_ITARGETSR + intid);
	else
		route = mmio_read64(gicd_base + GICD_IROUTER + 8 * intid);
	for_each_cpu(cpu, &cell->cpus) {
		const struct arch_public_per_cpu *arch =
			&public_per_cpu(cpu)->arch;

		targets &= ~arch->gicc_mask;
		if (!is_v2 && route == arch->mpidr)
			return true;
	}
	return is_v2 && !targets;
}

/** What root keeps must not interrupt CPUs that it just lost. */
static void recall_spis(void)
{
	unsigned int intid, cpu = next_cpu(0, &root_cell.cpus);
	unsigned int end = end_of_spis();

	for (intid = GIC_FIRST_SPI; intid < end; intid++)
		if ((root_cell.arch.spis[intid / 32] >> intid % 32 & 1) &&
		    !is_routed_within(&root_cell, intid))
			gic_route_spi(intid, cpu);
}

static void commit(struct cell *cell)
{
	move_spis(root_cell.arch.spis, cell->arch.spis,
		  next_cpu(0, &cell->cpus), true);
	recall_spis();
}

static void release(struct cell *cell)
{
	u32 listed[GIC_MAX_INTIDS / 32] = { 0 };
	unsigned int n;

	list_spis(root_cell.config, listed);
	for (n = 0; n < ARRAY_SIZE(listed); n++)
		listed[n] &= cell->arch.spis[n];
	move_spis(root_cell.arch.spis, listed, next_cpu(0, &root_cell.cpus),
		  false);
}

static void reset(struct cell *cell)
{
	unsigned int intid, cpu = next_cpu(0, &cell->cpus);

	cell->arch.gicd_ctlr = 0;
	for (intid = GIC_FIRST_SPI; intid < GIC_FIRST_SPECIAL; intid++)
		if (cell->arch.spis[intid / 32] >> intid % 32 & 1)
			gicd_reset_spi(intid, cpu);
}

static void rollback(struct cell *cell)
{
	if (cell == &root_cell)
		gicd_return();
}

static void cpu_handover(struct cell *cell)
{
	(void)cell;
	gic_cpu_reset();
	if (!is_v2)
		gicv3_redist_reset();
}

const struct unit arm64_gic_unit = {
	.name = "gic",
	.check = check,
	.prepare = prepare,
	.rollback = rollback,
	.map = map,
	.commit = commit,
	.release = release,
	.reset = reset,
	.cpu_handover = cpu_handover,
	.shutdown = gicd_return,
};
