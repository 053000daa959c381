/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What x86 adds to a cell: MSR permission map, communication region, and the
 * list of units.
 */
#include <types.h>
#include <errno.h>
#include <apic.h>
#include <config_check.h>
#include <cpu.h>
#include <ioapic.h>
#include <msr.h>
#include <page_alloc.h>
#include <pio.h>
#include <report.h>
#include <unit.h>
#include <vcpu.h>
#include <x86.h>
#include <arch/cell.h>

#define MSR_BITMAP_PAGES	2

static int msr_prepare(struct cell *cell)
{
	cell->arch.msr_bitmap = page_alloc(MSR_BITMAP_PAGES);
	if (!cell->arch.msr_bitmap)
		return -ENOMEM;
	msr_build_bitmap(cell->arch.msr_bitmap, cell == &root_cell);
	if (apic_is_x2apic())
		msr_bitmap_open_x2apic(cell->arch.msr_bitmap);
	return 0;
}

static void msr_rollback(struct cell *cell)
{
	page_free(cell->arch.msr_bitmap, MSR_BITMAP_PAGES);
	cell->arch.msr_bitmap = NULL;
}

/* The CPU forgets its previous owner; it is parked right afterwards. */
static void cpu_handover(struct cell *cell)
{
	unsigned int n;
	u32 msr;

	(void)cell;
	x86_fpu_reset();
	for (n = 0; n < msr_handover_count; n++)
		for (msr = msr_handover[n].first; msr <= msr_handover[n].last;
		     msr++)
			wrmsr_safe(msr, msr_handover[n].value);
	/* What root left in MCG_STATUS is no machine check of the APIC's. */
	apic_reset();
	/* The new owner's branches follow nobody's training. */
	wrmsr_safe(MSR_PRED_CMD, PRED_CMD_IBPB);
	this_cpu()->arch.wait_for_sipi = true;
	vcpu_load_cell();
}

static const struct unit msr_unit = {
	.name = "msr",
	.prepare = msr_prepare,
	.rollback = msr_rollback,
	.cpu_handover = cpu_handover,
};

const struct unit *const arch_units[] = {
	&msr_unit,
	&x86_apic_unit,
	&x86_ioapic_unit,
	&x86_pio_unit,
	NULL,
};

/* All accesses to memory are coherent, whatever their types. */
void arch_sync_data(const volatile void *data, u64 size)
{
	(void)data;
	(void)size;
}

void arch_comm_region_init(struct cell *cell,
			   struct jailhouse_comm_region *comm)
{
	unsigned int cpu, count = 0;

	for_each_cpu(cpu, &cell->cpus)
		count++;
	comm->pm_timer_address =
		system_config->platform_info.x86.pm_timer_address;
	comm->num_cpus = count;
	comm->tsc_khz = system_config->platform_info.x86.tsc_khz;
	comm->apic_khz = system_config->platform_info.x86.apic_khz;
}

const struct config_machine *arch_config_machine(void)
{
	static struct config_machine machine = {
		.architecture = JAILHOUSE_X86,
	};

	/* The second stage maps guest and host addresses of equal width. */
	machine.phys_bits = MIN(x86_phys_bits(), 12 + 9 * arch_stage2_levels());
	machine.placed = true;
	machine.unsupported = CONFIG_BUILD_UNSUPPORTED;
	return &machine;
}

bool arch_cpu_starts(const struct cell *cell, unsigned int cpu)
{
	(void)cell;
	(void)cpu;
	return true;
}
