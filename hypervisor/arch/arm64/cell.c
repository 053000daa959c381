/* SPDX-License-Identifier: BSD-2-Clause */
/* What arm64 adds to a cell, and the list of units. */
#include <types.h>
#include <cell.h>
#include <config_check.h>
#include <cpu.h>
#include <gic.h>
#include <power.h>
#include <report.h>
#include <stage2.h>
#include <sysreg.h>
#include <unit.h>
#include <vcpu.h>
#include <arch/cell.h>

/*
 * VMIDs of 8 bits, which all CPUs have: that of root is what Linux had as KVM's
 * host, whose translations vcpu_init() drops; cells have that of their first CPU.
 * No two share one, whatever ids root gives them. Guests that set
 * TTBRn_EL1.CnP would share translations with another of the same VMID.
 */
#define ROOT_VMID		0UL
#define VTTBR_VMID_SHIFT	48

/** Precondition: the cell's CPUs are one at least, as config_check() demands. */
static u64 vmid(const struct cell *cell)
{
	u64 cpu = 0;

	if (cell == &root_cell)
		return ROOT_VMID;
	while (!jailhouse_cell_has_cpu(cell->config, cpu))
		cpu++;
	return 1 + cpu;
}

static int map(struct cell *cell)
{
	cell->arch.vttbr = hv_virt_to_phys(cell->space.root) |
		vmid(cell) << VTTBR_VMID_SHIFT;
	return 0;
}

/* The CPU forgets its previous owner; it is parked right afterwards. */
static void cpu_handover(struct cell *cell)
{
	(void)cell;
	drop_serror();
	vcpu_clear();
	vcpu_load_cell();
}

/*
 * All CPUs of the cell are stopped and will be parked; a start or restart that
 * was asked for before is void.
 */
static void all_off(struct cell *cell)
{
	unsigned int cpu;

	__atomic_store_n(&cell->arch.restarting, 0, __ATOMIC_RELAXED);
	for_each_cpu(cpu, &cell->cpus)
		__atomic_store_n(&public_per_cpu(cpu)->arch.power,
				 ARM64_POWER_OFF, __ATOMIC_RELEASE);
}

static const struct unit cpu_unit = {
	.name = "cpu",
	.map = map,
	.commit = all_off,
	.release = all_off,
	.reset = all_off,
	.cpu_handover = cpu_handover,
};

const struct unit *const arch_units[] = {
	&cpu_unit,
	&arm64_gic_unit,
	NULL,
};

void arch_comm_region_init(struct cell *cell,
			   struct jailhouse_comm_region *comm)
{
	comm->gic_version = system_config->platform_info.arm.gic_version;
	comm->gicd_base = system_config->platform_info.arm.gicd_base;
	comm->gicc_base = system_config->platform_info.arm.gicc_base;
	comm->gicr_base = system_config->platform_info.arm.gicr_base;
	comm->vpci_irq_base = cell->config->vpci_irq_base;
}

const struct config_machine *arch_config_machine(void)
{
	static struct config_machine machine;

	machine.architecture = JAILHOUSE_ARM64;
	machine.unsupported = CONFIG_BUILD_UNSUPPORTED;
	machine.placed = true;
	machine.phys_bits = arm64_phys_bits();
	return &machine;
}

bool arch_cpu_starts(const struct cell *cell, unsigned int cpu)
{
	return cpu == next_cpu(0, &cell->cpus);
}
