// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Bringing the hypervisor below Linux and taking it away again.
 */
#define pr_fmt(fmt) "jailhouse: " fmt

#include <linux/cpu.h>
#include <linux/io.h>
#include <linux/ioport.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/processor.h>
#include <linux/rwsem.h>
#include <linux/sizes.h>
#include <linux/stop_machine.h>
#include <linux/uaccess.h>

#include "arch.h"
#include "driver.h"

struct hypervisor hv;

/* Held for reading by hypercalls outside of management calls. */
static DECLARE_RWSEM(hv_lock);

static const struct jailhouse_root_view *root_view(void)
{
	return hv.virt + hv.image.root_view_offset;
}

/* What the hypervisor refused last; its sequence is odd while that changes. */
static void report_from_hypervisor(u32 old_sequence, const char *what, int ret)
{
	const struct jailhouse_root_view *view = root_view();
	struct jailhouse_config_error error;
	u32 sequence;

	if (view->error_sequence == old_sequence) {
		pr_err("the hypervisor refused %s with error %d; see its console\n",
		       what, ret);
		return;
	}
	do {
		sequence = view->error_sequence;
		smp_rmb();
		error = view->last_error;
		smp_rmb();
	} while (sequence != view->error_sequence);
	pr_err("the hypervisor refused %s with error %d\n", what, ret);
	report_error(&error);
}

int hv_call(u32 num, unsigned long arg, const char *what)
{
	u32 sequence = root_view()->error_sequence;
	int ret = jailhouse_call_arg1(num, arg);

	if (ret < 0)
		report_from_hypervisor(sequence, what, ret);
	return ret;
}

int hv_query(u32 num, unsigned long arg1, unsigned long arg2)
{
	int ret = -ENODEV;

	down_read(&hv_lock);
	if (hv.enabled)
		ret = jailhouse_call_arg2(num, arg1, arg2);
	up_read(&hv_lock);
	return ret;
}

u64 hv_root_stop_max(void)
{
	u64 ns = 0;

	down_read(&hv_lock);
	if (hv.enabled)
		ns = root_view()->root_stop_max_ns;
	up_read(&hv_lock);
	return ns;
}

static int read_config(const void __user *blob)
{
	struct jailhouse_config_error error = { };
	const struct config_machine machine = {
		.phys_bits = arch_phys_bits(),
		.architecture = arch_number(),
		.unsupported = CONFIG_BUILD_UNSUPPORTED,
	};
	struct jailhouse_system header;
	u64 size;
	int ret;

	if (copy_from_user(&header, blob, sizeof(header)))
		return -EFAULT;
	size = jailhouse_system_config_size(&header);
	if (size > CONFIG_SYSTEM_MAX_SIZE)
		return refuse(BLOB_TOO_LARGE, SYSTEM, 0,
			      CONFIG_SYSTEM_MAX_SIZE,
			      "the configuration claims to have %llu bytes, %u are allowed; is it a system configuration?",
			      size, CONFIG_SYSTEM_MAX_SIZE);

	hv.config = kvmalloc(size, GFP_KERNEL);
	if (!hv.config)
		return -ENOMEM;
	hv.config_size = size;
	if (copy_from_user(hv.config, blob, size))
		return -EFAULT;
	hv.config->root_cell.id = 0;

	/* Checked after the copy, so that user space can't change it. */
	ret = config_check_system(hv.config, size, &machine, &error);
	return ret ? report_error(&error) : 0;
}

static void drop_config(void)
{
	kvfree(hv.config);
	hv.config = NULL;
}

/* Root's CPUs must be exactly those that are online. Hotplug is disabled. */
static int check_cpus(void)
{
	const struct jailhouse_cell_desc *root = &hv.config->root_cell;
	unsigned int cpu;

	for (cpu = 0; cpu < root->cpu_set_size * 8; cpu++) {
		bool online = cpu < nr_cpu_ids && cpu_online(cpu);

		if (jailhouse_cell_has_cpu(root, cpu) && !online)
			return refuse(CPU_NOT_ONLINE, CPUS, cpu, 0,
				      "CPU %u of the configuration is not online; bring it online, or remove it from cpus",
				      cpu);
	}
	for_each_online_cpu(cpu) {
		if (!jailhouse_cell_has_cpu(root, cpu))
			return refuse(CPU_NOT_LISTED, CPUS, cpu, 0,
				      "CPU %u is online, but not in the configuration; add it to cpus, or take it offline",
				      cpu);
	}
	cpumask_copy(&hv.cpus, cpu_online_mask);
	cpu_note_siblings(&hv.cpus);
	return arch_check_machine(hv.config);
}

static int load_image(void)
{
	int ret = image_request(sysfs_device());

	if (ret)
		return ret;
	hv.image.max_cpus = cpumask_last(&hv.cpus) + 1;
	hv.image.online_cpus = cpumask_weight(&hv.cpus);
	return 0;
}

static int init_entry(void)
{
	return arch_entry_init(hv.image.max_cpus);
}

static int claim_memory(struct jailhouse_memory *mem)
{
	struct memory_window window;
	int ret = memory_claim(PAGE_ALIGN(mem->size), &window);

	if (ret == -EINTR)
		return ret;
	if (ret)
		return refuse(HV_MEM_CLAIM, SYSTEM, 0, mem->size / SZ_1M,
			      "no %llu KiB of contiguous memory can be had for the hypervisor; free memory, enable earlier after boot, or reserve it at boot",
			      mem->size / SZ_1K);
	hv.claimed = true;
	hv.phys = window.phys;
	hv.size = window.size;
	mem->phys_start = hv.phys;
	mem->flags &= ~(u64)JAILHOUSE_MEM_PLACE;
	return 0;
}

/*
 * No driver of Linux may take what the configuration names. What the device tree
 * sets aside is taken already, as far as Linux is concerned.
 */
static int reserve_memory(const struct jailhouse_memory *mem)
{
	bool used;

	hv.phys = mem->phys_start;
	hv.size = mem->size & PAGE_MASK;
	used = memory_used_by_linux(hv.phys, hv.size);
	if (!used && !arch_is_reserved(hv.phys, hv.size)) {
		hv.requested = request_mem_region(hv.phys, hv.size,
						  "jailhouse");
		used = !hv.requested;
	}
	if (used)
		return refuse(HV_MEM_NOT_RESERVED, SYSTEM, 0, 0,
			      "hypervisor memory %#llx..%#llx is used by Linux; "
			      ARCH_RESERVE_HINT ", or set the PLACE flag",
			      hv.phys, hv.phys + hv.size - 1,
			      hv.size / SZ_1K, hv.phys);
	return 0;
}

static void release_memory(void)
{
	const struct memory_window window = { hv.phys, hv.size };

	if (hv.claimed)
		memory_release(&window);
	else if (hv.requested)
		release_mem_region(hv.phys, hv.size);
}

static void put_memory(void)
{
	memory_zero_mapped(hv.virt, hv.size);
	memunmap(hv.virt);
	hv.virt = NULL;
	release_memory();
}

static int get_memory(void)
{
	struct jailhouse_memory *mem = &hv.config->hypervisor_memory;
	int ret;

	hv.claimed = false;
	hv.requested = false;
	ret = mem->flags & JAILHOUSE_MEM_PLACE ? claim_memory(mem) :
		reserve_memory(mem);
	if (ret)
		return ret;

	hv.virt = memremap(hv.phys, hv.size, MEMREMAP_WB);
	if (!hv.virt) {
		pr_err("can't map hypervisor memory %#llx..%#llx; is that memory?\n",
		       hv.phys, hv.phys + hv.size - 1);
		release_memory();
		return -ENOMEM;
	}
	return 0;
}

static int install_image(void)
{
	int ret;

	arch_complete_config(hv.config);
	ret = image_install(arch_boot_tables_size(hv.size));
	if (ret)
		return ret;
	arch_boot_tables_build();
	return 0;
}

static int attach_console(void)
{
	console_attach(&root_view()->console, hv.config->flags &
		       JAILHOUSE_SYS_VIRTUAL_DEBUG_CONSOLE);
	return 0;
}

/* How CPUs agree on entering: all of them, or none. */
struct entry {
	atomic_t arrived;
	/** First reason not to enter, and where. */
	atomic_t blocked_rule;
	unsigned int blocked_cpu;
	atomic_t entered;
	/** Result of a CPU that did not enter. */
	atomic_t error;
};

/* Runs on all CPUs at once, interrupts off. */
static int enter_cpu(void *data)
{
	struct entry *entry = data;
	u32 rule = arch_entry_blocked();
	int ret;

	if (rule && atomic_cmpxchg(&entry->blocked_rule, 0, rule) == 0)
		entry->blocked_cpu = smp_processor_id();
	atomic_inc(&entry->arrived);
	while (atomic_read(&entry->arrived) < hv.image.online_cpus)
		cpu_relax();
	if (atomic_read(&entry->blocked_rule))
		return 0;

	ret = arch_enter();
	if (ret)
		atomic_cmpxchg(&entry->error, 0, ret);
	else
		atomic_inc(&entry->entered);
	return 0;
}

static void set_broken(const char *what, int cpus)
{
	hv.broken = true;
	pr_crit("%d of %u CPUs %s the hypervisor, reboot the machine\n",
		cpus, hv.image.online_cpus, what);
}

/* hv_lock is held for writing. */
static int enter_all(void)
{
	struct entry entry = { };
	int error;
	u32 rule;

	stop_machine(enter_cpu, &entry, cpu_online_mask);

	rule = atomic_read(&entry.blocked_rule);
	if (rule) {
		pr_err("virtualization of CPU %u is in use; "
		       ARCH_VIRTUALIZATION_HINT "\n", entry.blocked_cpu);
		return report(rule, JAILHOUSE_ARRAY_CPUS, entry.blocked_cpu, 0);
	}
	error = atomic_read(&entry.error);
	if (error && atomic_read(&entry.entered))
		set_broken("entered", atomic_read(&entry.entered));
	else if (error)
		report_from_hypervisor(0, "enable", error);
	return error;
}

static int enter(void)
{
	int ret;

	cpu_guard_start(&hv.cpus);
	down_write(&hv_lock);
	ret = enter_all();
	WRITE_ONCE(hv.enabled, ret == 0);
	up_write(&hv_lock);
	if (ret && !hv.broken)
		cpu_guard_stop();
	return ret;
}

/* Everything that enable does, in order, and what undoes it. */
static const struct step {
	int (*go)(void);
	void (*undo)(void);
} steps[] = {
	{ check_cpus, NULL },
	{ load_image, image_drop },
	{ init_entry, arch_entry_exit },
	{ get_memory, put_memory },
	{ install_image, NULL },
	{ attach_console, console_detach },
	{ cell_root_add, cell_root_remove },
	{ arch_hold_offline_cpus, NULL },
	{ enter, NULL },
};

static void undo_steps(unsigned int done)
{
	while (done-- > 0)
		if (steps[done].undo)
			steps[done].undo();
}

static int take_steps(void)
{
	unsigned int i;
	int ret = 0;

	for (i = 0; i < ARRAY_SIZE(steps); i++) {
		ret = steps[i].go();
		if (ret)
			break;
	}
	if (ret && !hv.broken)
		undo_steps(i);
	return ret;
}

int jailhouse_enable(const void __user *blob)
{
	int ret;

	if (hv.enabled)
		return -EBUSY;
	if (!try_module_get(THIS_MODULE))
		return -ENODEV;

	ret = read_config(blob);
	if (ret == 0) {
		cpu_hotplug_disable();
		ret = take_steps();
		cpu_hotplug_enable();
	}
	if (ret == 0) {
		image_drop();
		pr_info("enabled, hypervisor memory at %#llx..%#llx\n",
			hv.phys, hv.phys + hv.size - 1);
	} else if (!hv.broken) {
		drop_config();
		module_put(THIS_MODULE);
	}
	return ret;
}

/* How CPUs leave; runs on all CPUs at once, interrupts off. */
struct departure {
	atomic_t left;
	atomic_t error;
};

static int leave_cpu(void *data)
{
	struct departure *departure = data;
	int ret = arch_leave();

	if (ret)
		atomic_cmpxchg(&departure->error, 0, ret);
	else
		atomic_inc(&departure->left);
	return 0;
}

/* Return: 0 with hv.enabled cleared, or why the hypervisor is still there. */
static int leave(void)
{
	struct departure departure = { };
	u32 sequence;
	int ret;

	down_write(&hv_lock);
	sequence = root_view()->error_sequence;
	stop_machine(leave_cpu, &departure, cpu_online_mask);
	ret = atomic_read(&departure.error);
	if (ret && atomic_read(&departure.left))
		set_broken("left", atomic_read(&departure.left));
	WRITE_ONCE(hv.enabled, ret != 0 && !hv.broken);
	up_write(&hv_lock);

	if (ret && !hv.broken)
		report_from_hypervisor(sequence, "disable", ret);
	if (ret == 0)
		cpu_guard_stop();
	return ret;
}

/*
 * Every CPU that entered has to leave: refuse if one is offline that won't
 * come online with the destruction of a cell.
 */
static int check_all_return(void)
{
	unsigned int cpu;

	for_each_cpu(cpu, &hv.cpus) {
		if (!cpu_online(cpu) && !cell_returns_cpu(cpu))
			return refuse(CPU_OFFLINE, CPUS, cpu, 0,
				      "CPU %u is offline and can't leave the hypervisor; bring it online first ('echo 1 > /sys/devices/system/cpu/cpu%u/online')",
				      cpu, cpu);
	}
	return 0;
}

/* All cells are gone. */
static int leave_all(void)
{
	int ret;

	cpu_hotplug_disable();
	ret = check_all_return();
	if (ret == 0)
		ret = leave();
	cpu_hotplug_enable();
	return ret;
}

static void bring_cpus_online(void)
{
	unsigned int cpu;

	for_each_cpu(cpu, &hv.cpus)
		if (!cpu_online(cpu))
			add_cpu(cpu);
}

int jailhouse_disable(bool bring_online)
{
	int ret;

	if (!hv.enabled)
		return -EINVAL;
	if (!bring_online) {
		ret = check_all_return();
		if (ret)
			return ret;
	}
	ret = cell_destroy_all();
	if (ret)
		return ret;
	if (bring_online)
		bring_cpus_online();
	ret = leave_all();
	if (ret)
		return ret;

	undo_steps(ARRAY_SIZE(steps));
	drop_config();
	pr_info("disabled\n");
	module_put(THIS_MODULE);
	return 0;
}
