/* SPDX-License-Identifier: BSD-2-Clause */
/* What the core asks of a CPU (arch/cpu.h). */
#include <types.h>
#include <cell.h>
#include <clean.h>
#include <console.h>
#include <core_entry.h>
#include <cpu.h>
#include <gic.h>
#include <power.h>
#include <stage2.h>
#include <sysreg.h>
#include <vcpu.h>
#include <arch/cell.h>
#include <arch/cpu.h>

void arch_cpu_kick(unsigned int cpu)
{
	gic_send_kick(cpu);
}

void arch_cpu_flush_tlb(void)
{
	stage2_flush();
	/* What the cell owns changed, too. */
	gic_purge();
}

static void take_serror(void *arg)
{
	(void)arg;
	dsb(sy);
	asm volatile("msr daifclr, #4" : : : "memory");
	isb();
	asm volatile("msr daifset, #4" : : : "memory");
}

void drop_serror(void)
{
	if (!arch_try(take_serror, NULL))
		printk("CPU %u drops an SError with the guest that caused it\n",
		       this_cpu()->cpu_id);
}

void power_off(void)
{
	struct private_per_cpu *private = this_private();
	u32 power = ARM64_POWER_ON;

	private->parked = true;
	drop_serror();
	gic_cpu_park();
	vcpu_clear();
	/* Who asks for a start of a CPU that is off already must not lose. */
	__atomic_compare_exchange_n(&this_cpu()->arch.power, &power,
				    ARM64_POWER_OFF, false, __ATOMIC_RELEASE,
				    __ATOMIC_RELAXED);
}

static void power_on(u64 pc, u64 context)
{
	gic_cpu_reset();
	vcpu_load_cell();
	vcpu_reset(pc, context);
	this_private()->parked = false;
	__atomic_store_n(&this_cpu()->arch.power, ARM64_POWER_ON,
			 __ATOMIC_RELEASE);
}

void arch_cpu_park(void)
{
	power_off();
}

/*
 * The guest finds its RAM in memory, not in caches (ABI section 5). That takes
 * as long as the RAM is large: between the pieces the CPU obeys who manages.
 */
void arch_cpu_reset(void)
{
	struct arch_cell *arch = &this_cpu()->cell->arch;

	if (!this_private()->parked)
		power_off();
	arch->clean_region = 0;
	arch->clean_offset = 0;
	cpu_set_events(this_cpu()->cpu_id, CPU_EVENT_CLEAN);
}

static void clean_and_start(void)
{
	struct cell *cell = this_cpu()->cell;

	if (clean_cell(cell))
		power_on(cell->config->cpu_reset_address, 0);
	else
		cpu_set_events(this_cpu()->cpu_id, CPU_EVENT_CLEAN);
}

void arch_cpu_events(u32 events)
{
	const struct arch_public_per_cpu *arch = &this_cpu()->arch;

	if ((events & CPU_EVENT_POWER_ON) &&
	    __atomic_load_n(&arch->power, __ATOMIC_ACQUIRE) ==
	    ARM64_POWER_PENDING)
		power_on(arch->entry, arch->context);
	if (events & CPU_EVENT_CLEAN)
		clean_and_start();
	if (events & CPU_EVENT_RESTART)
		psci_restart();
}
