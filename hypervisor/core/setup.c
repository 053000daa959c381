/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The way in, all CPUs at once, and the way out. The first CPU that arrives
 * does what is to be done once; a failure anywhere sends all CPUs back.
 */
#include <arch/cpu.h>
#include <arch/setup.h>
#include <cell.h>
#include <config_check.h>
#include <console.h>
#include <core_entry.h>
#include <cpu.h>
#include <errno.h>
#include <page_alloc.h>
#include <report.h>
#include <setup.h>
#include <tables.h>
#include <unit.h>
#include <jailhouse/config-access.h>

/** Number of CPUs that have arrived, and at all barriers together. */
static u32 cpus_arrived;
static u32 barrier_arrivals;
/** First failure of any CPU. */
static int failure;
/** Steps of the list below that are done. */
static unsigned int steps_done;
static bool brought_up;
static bool disabling;

static u64 config_offset(void)
{
	return percpu_offset(image_header.max_cpus);
}

static u64 pool_offset(void)
{
	return config_offset() + PAGE_ALIGN((u64)image_header.config_size);
}

static void *hv_memory(u64 offset)
{
	return hv_phys_to_virt(image_header.phys_start + offset);
}

static int init_pool(void)
{
	u64 start = pool_offset(), end = image_header.boot_tables_offset;

	if (image_header.max_cpus > MAX_CPUS || start >= end ||
	    end > image_header.size ||
	    page_pool_init(hv_memory(start), (end - start) >> PAGE_SHIFT))
		return refuse(JAILHOUSE_RULE_HV_MEM_SIZE,
			      JAILHOUSE_ARRAY_SYSTEM, 0, start >> 10);
	return 0;
}

static int init_config(void)
{
	struct jailhouse_system *config = hv_memory(config_offset());
	struct jailhouse_config_error error;

	if (config_check_system(config, image_header.config_size,
				arch_config_machine(), &error))
		return refuse_error(&error);
	if (config->hypervisor_memory.phys_start != image_header.phys_start ||
	    config->hypervisor_memory.size != image_header.size)
		return refuse(JAILHOUSE_RULE_HV_MEM_SIZE,
			      JAILHOUSE_ARRAY_SYSTEM, 0,
			      image_header.size >> 10);
	system_config = config;
	return 0;
}

/** Who lacks a page says only that. */
static int with_reason(int err)
{
	return err == -ENOMEM ? pool_exhausted() : err;
}

/** Root's CPU set must be exactly the CPUs that are here. */
static int check_cpu_set(void)
{
	const struct jailhouse_cell_desc *root = &system_config->root_cell;
	bool listed, here;
	u32 cpu;

	for (cpu = 0; cpu < root->cpu_set_size * 8 ||
	     cpu < image_header.max_cpus; cpu++) {
		listed = jailhouse_cell_has_cpu(root, cpu);
		here = cpu < image_header.max_cpus &&
			public_per_cpu(cpu)->entered;
		if (listed && !here)
			return refuse(JAILHOUSE_RULE_CPU_NOT_ONLINE,
				      JAILHOUSE_ARRAY_CPUS, cpu, 0);
		if (here && !listed)
			return refuse(JAILHOUSE_RULE_CPU_NOT_LISTED,
				      JAILHOUSE_ARRAY_CPUS, cpu, 0);
	}
	return 0;
}

static int init_tables(void)
{
	return with_reason(tables_init(this_cpu()->cpu_id));
}

static int init_console(void)
{
	console_init();
	printk("Hypervisor %s, %u CPUs, %lu pages of memory\n",
	       image_header.version, image_header.online_cpus,
	       page_pool_size());
	return 0;
}

/** Root's configuration may name more than this build drives. */
static int warn_of_features(void)
{
	static const struct {
		u32 feature;
		const char *text;
	} warnings[] = {
		{ CONFIG_FEATURE_PCI, "PCI devices; they stay with root" },
		{ CONFIG_FEATURE_CACHE, "cache regions" },
		{ CONFIG_FEATURE_STREAM, "stream ids" },
		{ CONFIG_FEATURE_IOMMU,
		  "IOMMUs; devices can reach all memory by DMA" },
		{ CONFIG_FEATURE_TEST_DEVICE, "the test device" },
		{ CONFIG_FEATURE_AARCH32, "AArch32" },
		{ CONFIG_FEATURE_CONSOLE,
		  "this type of debug console; nothing is printed there" },
		{ CONFIG_FEATURE_CONSOLE_CLOCK,
		  "the debug console's clock; it must run already" },
	};
	u32 missing = config_system_features(system_config) &
		arch_config_machine()->unsupported;
	unsigned int n;

	for (n = 0; n < ARRAY_SIZE(warnings); n++)
		if (missing & warnings[n].feature)
			printk("WARNING: this build does not drive %s\n",
			       warnings[n].text);
	return 0;
}

static int init_arch(void)
{
	return with_reason(arch_init());
}

/** What happens once, in this order; the undo goes backwards. */
static const struct {
	int (*init)(void);
	void (*exit)(void);
} steps[] = {
	{ init_pool, NULL },
	{ init_config, NULL },
	{ check_cpu_set, NULL },
	{ init_tables, tables_exit },
	{ init_console, NULL },
	{ warn_of_features, NULL },
	{ init_arch, arch_exit },
	{ root_cell_init, root_cell_exit },
};

static void take_down(void)
{
	while (steps_done)
		if (steps[--steps_done].exit)
			steps[steps_done].exit();
}

static int bring_up(void)
{
	int err;

	for (steps_done = 0; steps_done < ARRAY_SIZE(steps); steps_done++) {
		err = steps[steps_done].init();
		if (err) {
			take_down();
			return err;
		}
	}
	brought_up = true;
	return 0;
}

/** Announce the calling CPU. Return: whether it is the first. */
static bool arrive(unsigned int cpu)
{
	struct public_per_cpu *public = this_cpu();

	public->cpu_id = cpu;
	public->entered = true;
	return __atomic_fetch_add(&cpus_arrived, 1, __ATOMIC_SEQ_CST) == 0;
}

/** Wait until all CPUs are here. @passed: barriers this CPU has passed. */
static void barrier(u32 *passed)
{
	u32 all = ++*passed * image_header.online_cpus;

	__atomic_fetch_add(&barrier_arrivals, 1, __ATOMIC_SEQ_CST);
	while (__atomic_load_n(&barrier_arrivals, __ATOMIC_SEQ_CST) < all)
		cpu_relax();
}

static void note(int err)
{
	int none = 0;

	if (err)
		__atomic_compare_exchange_n(&failure, &none, err, false,
					    __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
}

static int noted(void)
{
	return __atomic_load_n(&failure, __ATOMIC_SEQ_CST);
}

static int init_cpu(unsigned int cpu)
{
	int err = tables_init(cpu);

	return with_reason(err ? err : arch_cpu_init());
}

static void exit_cpu(void)
{
	arch_cpu_exit();
	tables_exit();
}

void core_enter(unsigned int cpu)
{
	bool first = arrive(cpu);
	u32 passed = 0;

	note(arch_cpu_check(cpu));
	barrier(&passed);
	if (first && !noted())
		note(bring_up());
	barrier(&passed);
	if (brought_up)
		note(init_cpu(cpu));
	barrier(&passed);
	if (!noted()) {
		if (first)
			console_drain(true);
		arch_cpu_activate();
	}

	if (brought_up && !first)
		exit_cpu();
	barrier(&passed);
	/* Its tables are needed until the last step is undone. */
	if (brought_up && first) {
		arch_cpu_exit();
		take_down();
	}
	barrier(&passed);
	this_cpu()->entered = false;
	arch_cpu_leave(noted());
}

bool core_disabling(void)
{
	return disabling;
}

long core_disable(void)
{
	unsigned int cells;

	management_lock();
	cells = cell_count() - 1;
	if (cells) {
		management_unlock();
		return refuse(JAILHOUSE_RULE_CELLS_EXIST, JAILHOUSE_ARRAY_NONE,
			      0, cells);
	}
	if (!disabling) {
		disabling = true;
		printk("Shutting down\n");
		units_shutdown();
	}
	this_cpu()->entered = false;
	management_unlock();

	exit_cpu();
	arch_cpu_leave(0);
}
