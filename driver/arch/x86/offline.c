// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * CPUs that Linux has, but that don't enter. One that Linux took offline waits
 * in Linux's code, where a write to memory or an NMI sets it going. INIT takes
 * it out of there: then only SIPI starts it, which the hypervisor passes to no
 * CPU that did not enter (APM volume 2, 14.1.3; SDM volume 3, 9.4). Linux
 * starts CPUs by INIT and SIPI, whatever they did before.
 */
#define pr_fmt(fmt) "jailhouse: " fmt

#include <linux/cpumask.h>
#include <linux/irqflags.h>
#include <linux/percpu.h>
#include <linux/smp.h>

#include "../../arch.h"
#include "../../driver.h"
#include "apic_access.h"

/** The highest id that xAPIC mode can address; above is the broadcast. */
#define XAPIC_MAX_ID	0xfeU

static void note_boot_cpu(void *seen)
{
	u64 base;

	rdmsrl(MSR_IA32_APICBASE, base);
	if (base & MSR_IA32_APICBASE_BSP)
		WRITE_ONCE(*(bool *)seen, true);
}

/* After INIT the boot CPU starts the firmware instead of waiting for SIPI. */
static bool boot_cpu_online(void)
{
	bool seen = false;

	on_each_cpu(note_boot_cpu, &seen, 1);
	return seen;
}

static bool can_reach(u32 apic_id)
{
	return apic_in_x2apic_mode() || apic_id <= XAPIC_MAX_ID;
}

static void send_init(unsigned int cpu)
{
	unsigned long flags;

	local_irq_save(flags);
	apic_send(per_cpu(x86_cpu_to_apicid, cpu),
		  APIC_DM_INIT | APIC_INT_LEVELTRIG | APIC_INT_ASSERT);
	local_irq_restore(flags);
}

static int hold(unsigned int cpu)
{
	if (!can_reach(per_cpu(x86_cpu_to_apicid, cpu)))
		return refuse(CPU_OFFLINE, CPUS, cpu, 0,
			      "CPU %u is offline and INIT can't reach its APIC id, so that the hypervisor can't hold it; bring it online and add it to cpus",
			      cpu);
	send_init(cpu);
	return 0;
}

int arch_hold_offline_cpus(void)
{
	static struct cpumask offline;
	unsigned int cpu;
	int ret;

	if (!cpumask_andnot(&offline, cpu_present_mask, cpu_online_mask))
		return 0;
	if (!boot_cpu_online()) {
		cpu = cpumask_first(&offline);
		return refuse(CPU_OFFLINE, CPUS, cpu, 0,
			      "CPU %u, the boot CPU, is offline, where the hypervisor can't hold it; bring it online ('echo 1 > /sys/devices/system/cpu/cpu%u/online') and add it to cpus",
			      cpu, cpu);
	}
	for_each_cpu(cpu, &offline) {
		ret = hold(cpu);
		if (ret)
			return ret;
	}
	return 0;
}
