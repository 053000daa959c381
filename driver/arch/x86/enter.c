// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Entering and leaving the hypervisor on a CPU.
 */
#define pr_fmt(fmt) "jailhouse: " fmt

#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/smp.h>
#include <linux/vmalloc.h>
#include <asm/apic.h>
#include <asm/desc.h>
#include <asm/msr.h>
#include <asm/trapnr.h>

#include "../../arch.h"
#include "../../driver.h"
#include "apic_access.h"
#include "entry_area.h"

static void *areas;
static unsigned int num_areas;

struct entry_area *entry_area(unsigned int cpu)
{
	return areas + cpu * ENTRY_AREA_SIZE;
}

void *entry_areas(unsigned long *size)
{
	*size = (unsigned long)num_areas * ENTRY_AREA_SIZE;
	return areas;
}

void entry_set_boot_cr3(u64 cr3)
{
	unsigned int cpu;

	for (cpu = 0; cpu < num_areas; cpu++)
		entry_area(cpu)->context.boot_cr3 = cr3;
}

int arch_entry_init(unsigned int max_cpus)
{
	unsigned int cpu;

	areas = vzalloc((unsigned long)max_cpus * ENTRY_AREA_SIZE);
	if (!areas)
		return -ENOMEM;
	num_areas = max_cpus;

	for (cpu = 0; cpu < max_cpus; cpu++) {
		struct entry_area *area = entry_area(cpu);
		gate_desc *nmi = &area->idt[X86_TRAP_NMI];
		unsigned long handler = (unsigned long)entry_nmi;

		area->context.cpu = cpu;
		area->stack = (unsigned long)area + ENTRY_AREA_SIZE;
		area->gdtr.limit = GDT_SIZE - 1;
		area->gdtr.base = (unsigned long)area->gdt;
		area->idtr.limit = sizeof(area->idt) - 1;
		area->idtr.base = (unsigned long)area->idt;

		nmi->offset_low = (u16)handler;
		nmi->offset_middle = (u16)(handler >> 16);
		nmi->offset_high = (u32)(handler >> 32);
		nmi->segment = __KERNEL_CS;
		nmi->bits.type = GATE_INTERRUPT;
		nmi->bits.p = 1;
	}
	return 0;
}

void arch_entry_exit(void)
{
	vfree(areas);
	areas = NULL;
	num_areas = 0;
}

/*
 * NMIs are lost while they are only counted. The APIC holds at most one
 * pending besides the one in service, so that is what Linux gets to see.
 */
static void raise_nmis(struct entry_area *area)
{
	u64 count = min_t(u64, area->context.nmis, 2);

	for (area->context.nmis = 0; count > 0; count--)
		apic_send_nmi_self();
}

int arch_enter(void)
{
	unsigned int cpu = smp_processor_id();
	struct entry_area *area = entry_area(cpu);

	memcpy(area->gdt, get_cpu_gdt_rw(cpu), sizeof(area->gdt));
	area->context.nmis = 0;
	area->result = entry_enter(area, JAILHOUSE_HV_BASE +
				   hv.image.entry_offset);
	raise_nmis(area);
	return area->result;
}

int arch_leave(void)
{
	struct entry_area *area = entry_area(smp_processor_id());
	int result;

	area->context.nmis = 0;
	result = entry_leave(jailhouse_use_vmcall);
	raise_nmis(area);
	return result;
}
