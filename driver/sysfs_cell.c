// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * /sys/devices/jailhouse/cells: name, state, CPUs and statistics of cells.
 *
 * Reading takes no lock of the management calls: these wait for readers when
 * they remove an object. A reader may thus see a CPU at its old owner.
 */
#define pr_fmt(fmt) "jailhouse: " fmt

#include <linux/kobject.h>
#include <linux/slab.h>
#include <linux/sysfs.h>

#include "driver.h"

/** Directory statistics/cpu<n>. */
struct cpu_statistics {
	struct kobject kobj;
	struct list_head entry;
	unsigned int cpu;
};

static struct cell *to_cell(struct kobject *kobj)
{
	return container_of(kobj, struct cell, kobj);
}

static ssize_t name_show(struct kobject *kobj, struct kobj_attribute *attr,
			 char *buffer)
{
	return sysfs_emit(buffer, "%s\n", to_cell(kobj)->config->name);
}

static ssize_t state_show(struct kobject *kobj, struct kobj_attribute *attr,
			  char *buffer)
{
	static const char *const names[] = {
		[JAILHOUSE_CELL_RUNNING] = "running",
		[JAILHOUSE_CELL_RUNNING_LOCKED] = "running/locked",
		[JAILHOUSE_CELL_SHUT_DOWN] = "shut down",
		[JAILHOUSE_CELL_FAILED] = "failed",
		[JAILHOUSE_CELL_FAILED_COMM_REV] = "Comm ABI mismatch",
	};
	int state = hv_query(JAILHOUSE_HC_CELL_GET_STATE,
			     to_cell(kobj)->config->id, 0);
	bool valid = state >= 0 && state < ARRAY_SIZE(names);

	return sysfs_emit(buffer, "%s\n", valid ? names[state] : "invalid");
}

static ssize_t cpus_assigned_show(struct kobject *kobj,
				  struct kobj_attribute *attr, char *buffer)
{
	return sysfs_emit(buffer, "%*pb\n",
			  cpumask_pr_args(&to_cell(kobj)->cpus));
}

static ssize_t cpus_assigned_list_show(struct kobject *kobj,
				       struct kobj_attribute *attr,
				       char *buffer)
{
	return sysfs_emit(buffer, "%*pbl\n",
			  cpumask_pr_args(&to_cell(kobj)->cpus));
}

static ssize_t show_failed(const struct cell *cell, char *buffer,
			   const char *format)
{
	cpumask_var_t failed;
	unsigned int cpu;
	ssize_t ret;

	if (!zalloc_cpumask_var(&failed, GFP_KERNEL))
		return -ENOMEM;
	for_each_cpu(cpu, &cell->cpus)
		if (hv_query(JAILHOUSE_HC_CPU_GET_INFO, cpu,
			     JAILHOUSE_CPU_INFO_STATE) == JAILHOUSE_CPU_FAILED)
			cpumask_set_cpu(cpu, failed);
	ret = sysfs_emit(buffer, format, cpumask_pr_args(failed));
	free_cpumask_var(failed);
	return ret;
}

static ssize_t cpus_failed_show(struct kobject *kobj,
				struct kobj_attribute *attr, char *buffer)
{
	return show_failed(to_cell(kobj), buffer, "%*pb\n");
}

static ssize_t cpus_failed_list_show(struct kobject *kobj,
				     struct kobj_attribute *attr, char *buffer)
{
	return show_failed(to_cell(kobj), buffer, "%*pbl\n");
}

/* Where the regions are, also those that the driver placed. */
static ssize_t mem_regions_show(struct kobject *kobj,
				struct kobj_attribute *attr, char *buffer)
{
	const struct jailhouse_cell_desc *config = to_cell(kobj)->config;
	const struct jailhouse_memory *mem = jailhouse_cell_mem_regions(config);
	unsigned int i;
	int length = 0;

	for (i = 0; i < config->num_memory_regions; i++)
		length += sysfs_emit_at(buffer, length,
					"%#llx %#llx %#llx %#llx\n",
					mem[i].phys_start, mem[i].virt_start,
					mem[i].size, mem[i].flags);
	return length;
}

#define CELL_ATTRIBUTE(name) \
	static struct kobj_attribute name##_attribute = __ATTR_RO(name)

CELL_ATTRIBUTE(name);
CELL_ATTRIBUTE(state);
CELL_ATTRIBUTE(cpus_assigned);
CELL_ATTRIBUTE(cpus_assigned_list);
CELL_ATTRIBUTE(cpus_failed);
CELL_ATTRIBUTE(cpus_failed_list);
CELL_ATTRIBUTE(mem_regions);

static struct attribute *cell_attrs[] = {
	&name_attribute.attr,
	&state_attribute.attr,
	&cpus_assigned_attribute.attr,
	&cpus_assigned_list_attribute.attr,
	&cpus_failed_attribute.attr,
	&cpus_failed_list_attribute.attr,
	&mem_regions_attribute.attr,
	NULL
};
ATTRIBUTE_GROUPS(cell);

static void release_cell(struct kobject *kobj)
{
	complete(&to_cell(kobj)->released);
}

static struct kobj_type cell_type = {
	.release = release_cell,
	.sysfs_ops = &kobj_sysfs_ops,
	.default_groups = cell_groups,
};

struct statistics_attribute {
	struct kobj_attribute attribute;
	/** JAILHOUSE_CPU_STAT_* */
	u32 number;
};

static int query_statistics(struct kobj_attribute *attr, unsigned int cpu)
{
	u32 number = container_of(attr, struct statistics_attribute,
				  attribute)->number;
	int ret = hv_query(JAILHOUSE_HC_CPU_GET_INFO, cpu,
			   JAILHOUSE_CPU_INFO_STAT_BASE + number);

	return max(ret, 0);
}

static ssize_t sum_show(struct kobject *kobj, struct kobj_attribute *attr,
			char *buffer)
{
	const struct cell *cell = to_cell(kobj->parent);
	unsigned int cpu;
	u64 sum = 0;

	for_each_cpu(cpu, &cell->cpus)
		sum += query_statistics(attr, cpu);
	return sysfs_emit(buffer, "%llu\n", sum);
}

static ssize_t cpu_show(struct kobject *kobj, struct kobj_attribute *attr,
			char *buffer)
{
	const struct cpu_statistics *statistics =
		container_of(kobj, struct cpu_statistics, kobj);

	return sysfs_emit(buffer, "%d\n",
			  query_statistics(attr, statistics->cpu));
}

#ifdef CONFIG_X86_64
#define ARCH_STATISTICS(X)			\
	X(pio, VMEXITS_PIO)			\
	X(xapic, VMEXITS_XAPIC)			\
	X(cr, VMEXITS_CR)			\
	X(cpuid, VMEXITS_CPUID)			\
	X(xsetbv, VMEXITS_XSETBV)		\
	X(exception, VMEXITS_EXCEPTION)		\
	X(msr_other, VMEXITS_MSR_OTHER)		\
	X(msr_x2apic_icr, VMEXITS_MSR_X2APIC_ICR)
#else
#define ARCH_STATISTICS(X)			\
	X(maintenance, VMEXITS_MAINTENANCE)	\
	X(virt_irq, VMEXITS_VIRQ)		\
	X(virt_sgi, VMEXITS_VSGI)		\
	X(psci, VMEXITS_PSCI)			\
	X(smccc, VMEXITS_SMCCC)
#endif

#define STATISTICS(X)				\
	X(total, VMEXITS_TOTAL)			\
	X(mmio, VMEXITS_MMIO)			\
	X(management, VMEXITS_MANAGEMENT)	\
	X(hypercall, VMEXITS_HYPERCALL)		\
	ARCH_STATISTICS(X)

#define STATISTICS_ATTRIBUTES(name, counter)				\
	static struct statistics_attribute sum_##name = {		\
		.attribute = __ATTR(vmexits_##name, 0444, sum_show, NULL), \
		.number = JAILHOUSE_CPU_STAT_##counter,			\
	};								\
	static struct statistics_attribute cpu_##name = {		\
		.attribute = __ATTR(vmexits_##name, 0444, cpu_show, NULL), \
		.number = JAILHOUSE_CPU_STAT_##counter,			\
	};
STATISTICS(STATISTICS_ATTRIBUTES)

#define SUM_POINTER(name, counter)	&sum_##name.attribute.attr,
#define CPU_POINTER(name, counter)	&cpu_##name.attribute.attr,

static struct attribute *sum_attrs[] = { STATISTICS(SUM_POINTER) NULL };
static struct attribute *cpu_attrs[] = { STATISTICS(CPU_POINTER) NULL };
static const struct attribute_group sum_group = { .attrs = sum_attrs };
ATTRIBUTE_GROUPS(cpu);

static void release_cpu(struct kobject *kobj)
{
	kfree(container_of(kobj, struct cpu_statistics, kobj));
}

static struct kobj_type cpu_type = {
	.release = release_cpu,
	.sysfs_ops = &kobj_sysfs_ops,
	.default_groups = cpu_groups,
};

int sysfs_cell_add_cpus(struct cell *cell, const struct cpumask *cpus)
{
	struct cpu_statistics *statistics;
	unsigned int cpu;
	int ret;

	for_each_cpu(cpu, cpus) {
		statistics = kzalloc(sizeof(*statistics), GFP_KERNEL);
		if (!statistics)
			return -ENOMEM;
		statistics->cpu = cpu;
		ret = kobject_init_and_add(&statistics->kobj, &cpu_type,
					   cell->statistics, "cpu%u", cpu);
		if (ret) {
			kobject_put(&statistics->kobj);
			return ret;
		}
		list_add(&statistics->entry, &cell->cpu_statistics);
	}
	return 0;
}

void sysfs_cell_remove_cpus(struct cell *cell, const struct cpumask *cpus)
{
	struct cpu_statistics *statistics, *next;

	list_for_each_entry_safe(statistics, next, &cell->cpu_statistics,
				 entry) {
		if (!cpumask_test_cpu(statistics->cpu, cpus))
			continue;
		list_del(&statistics->entry);
		kobject_del(&statistics->kobj);
		kobject_put(&statistics->kobj);
	}
}

static int add_statistics(struct cell *cell)
{
	int ret;

	cell->statistics = kobject_create_and_add("statistics", &cell->kobj);
	if (!cell->statistics)
		return -ENOMEM;
	ret = sysfs_create_group(cell->statistics, &sum_group);
	if (ret)
		return ret;
	return sysfs_cell_add_cpus(cell, &cell->cpus);
}

int sysfs_cell_add(struct cell *cell)
{
	int ret;

	init_completion(&cell->released);
	cell->kobj.kset = sysfs_cells;
	ret = kobject_init_and_add(&cell->kobj, &cell_type, NULL, "%u",
				   cell->config->id);
	if (ret == 0)
		ret = add_statistics(cell);
	if (ret) {
		sysfs_cell_remove(cell);
		return ret;
	}
	kobject_uevent(&cell->kobj, KOBJ_ADD);
	return 0;
}

void sysfs_cell_remove(struct cell *cell)
{
	sysfs_cell_remove_cpus(cell, cpu_possible_mask);
	if (cell->statistics) {
		sysfs_remove_group(cell->statistics, &sum_group);
		kobject_del(cell->statistics);
		kobject_put(cell->statistics);
		cell->statistics = NULL;
	}
	/* The last reference; removes the directory if it was ever made. */
	kobject_put(&cell->kobj);
	wait_for_completion(&cell->released);
}
