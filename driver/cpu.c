// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Taking CPUs from Linux and giving them back. While the hypervisor is
 * enabled, a CPU comes online only if it entered and belongs to root: others
 * are owned by a cell, or would run without the hypervisor below.
 */
#define pr_fmt(fmt) "jailhouse: " fmt

#include <linux/cpu.h>
#include <linux/cpuhotplug.h>
#include <linux/moduleparam.h>
#include <linux/percpu.h>
#include <linux/topology.h>

#include "driver.h"

static enum cpuhp_state hotplug_state;
static bool guarded;
/** CPUs that may come online while guarded. */
static struct cpumask allowed;

static bool split_siblings;
module_param(split_siblings, bool, 0644);
MODULE_PARM_DESC(split_siblings, "Let cells share a core by its threads");

/** Lowest thread of the CPU's core, as it was when all CPUs were online. */
static DEFINE_PER_CPU(unsigned int, first_thread);

void cpu_note_siblings(const struct cpumask *cpus)
{
	unsigned int cpu;

	for_each_cpu(cpu, cpus) {
		per_cpu(first_thread, cpu) =
			cpumask_first(topology_sibling_cpumask(cpu));
	}
}

int cpu_check_siblings(const struct cpumask *cpus)
{
	unsigned int cpu, other;

	for_each_cpu(cpu, cpus) {
		for_each_cpu(other, &hv.cpus) {
			if (cpumask_test_cpu(other, cpus) ||
			    per_cpu(first_thread, cpu) !=
			    per_cpu(first_thread, other))
				continue;
			if (!READ_ONCE(split_siblings))
				return refuse(CPU_SIBLING, CPUS, cpu, other,
					      "CPU %u is a thread of the same core as CPU %u, which is not the cell's; give both to one cell, or set the parameter split_siblings",
					      cpu, other);
			pr_warn("CPU %u and CPU %u, of different cells, are threads of one core: they disturb and may observe each other\n",
				cpu, other);
		}
	}
	return 0;
}

/* Runs on another CPU, before the CPU is started. */
static int refuse_foreign_cpu(unsigned int cpu)
{
	if (!READ_ONCE(guarded) || cpumask_test_cpu(cpu, &allowed))
		return 0;
	pr_err("CPU %u belongs to a cell or did not enter the hypervisor, it can't come online; destroy the cell or run 'jailhouse disable' first\n",
	       cpu);
	return -EPERM;
}

int cpu_guard_init(void)
{
	int ret;

	ret = cpuhp_setup_state_nocalls(CPUHP_BP_PREPARE_DYN,
					"jailhouse:prepare",
					refuse_foreign_cpu, NULL);
	if (ret < 0)
		return ret;
	hotplug_state = ret;
	return 0;
}

void cpu_guard_exit(void)
{
	cpuhp_remove_state_nocalls(hotplug_state);
}

void cpu_guard_start(const struct cpumask *cpus)
{
	cpumask_copy(&allowed, cpus);
	WRITE_ONCE(guarded, true);
}

void cpu_guard_stop(void)
{
	WRITE_ONCE(guarded, false);
}

int cpu_take(const struct cpumask *cpus, struct cpumask *taken)
{
	unsigned int cpu;
	int ret;

	/* First, so that nobody brings back what is taken below. */
	cpumask_andnot(&allowed, &allowed, cpus);
	/* Who passed the guard before that is online, or off, after this. */
	cpus_read_lock();
	cpus_read_unlock();

	for_each_cpu(cpu, cpus) {
		if (!cpu_online(cpu))
			continue;
		ret = remove_cpu(cpu);
		if (ret) {
			pr_err("Linux can't give up CPU %u (error %d); see the kernel log for what holds it\n",
			       cpu, ret);
			/* 1: somebody else took it offline meanwhile. */
			return ret < 0 ? ret : -EBUSY;
		}
		cpumask_set_cpu(cpu, taken);
	}
	return 0;
}

void cpu_give(const struct cpumask *cpus, const struct cpumask *taken)
{
	unsigned int cpu;
	int ret;

	cpumask_or(&allowed, &allowed, cpus);

	for_each_cpu(cpu, taken) {
		ret = add_cpu(cpu);
		if (ret)
			pr_err("CPU %u did not come back online (error %d); try 'echo 1 > /sys/devices/system/cpu/cpu%u/online'\n",
			       cpu, ret, cpu);
	}
}
