// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Cells: creating, starting and destroying them.
 */
#define pr_fmt(fmt) "jailhouse: " fmt

#include <linux/err.h>
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include "arch.h"
#include "driver.h"

LIST_HEAD(cells);

static struct cell *root_cell(void)
{
	return list_first_entry(&cells, struct cell, entry);
}

struct cell *cell_find(const struct jailhouse_cell_id *id)
{
	struct cell *cell;

	list_for_each_entry(cell, &cells, entry) {
		if (id->id == JAILHOUSE_CELL_ID_UNUSED ?
		    strncmp(cell->config->name, id->name,
			    JAILHOUSE_CELL_NAME_MAXLEN) == 0 :
		    cell->config->id == (u32)id->id)
			return cell;
	}
	return ERR_PTR(-ENOENT);
}

/* The cell that an ioctl names; root can be neither started nor destroyed. */
static struct cell *find_from_user(const struct jailhouse_cell_id __user *arg)
{
	struct jailhouse_cell_id id;
	struct cell *cell;

	if (!hv.enabled)
		return ERR_PTR(-EINVAL);
	if (copy_from_user(&id, arg, sizeof(id)))
		return ERR_PTR(-EFAULT);
	cell = cell_find(&id);
	if (!IS_ERR(cell) && cell == root_cell())
		return ERR_PTR(-EINVAL);
	return cell;
}

static u32 lowest_free_id(void)
{
	struct cell *cell;
	u32 id = 0;

	/* Ids are taken in any order: start over after each collision. */
again:
	list_for_each_entry(cell, &cells, entry) {
		if (cell->config->id == id) {
			id++;
			goto again;
		}
	}
	return id;
}

static struct cell *cell_new(u32 config_size)
{
	struct cell *cell = kzalloc(sizeof(*cell), GFP_KERNEL);

	if (!cell)
		return NULL;
	cell->config = kzalloc(config_size, GFP_KERNEL);
	if (!cell->config) {
		kfree(cell);
		return NULL;
	}
	cell->config_size = config_size;
	INIT_LIST_HEAD(&cell->entry);
	INIT_LIST_HEAD(&cell->cpu_statistics);
	return cell;
}

static void cell_free(struct cell *cell)
{
	kvfree(cell->windows);
	kfree(cell->config);
	kfree(cell);
}

static void set_cpus(struct cell *cell)
{
	unsigned int cpu;

	for_each_possible_cpu(cpu)
		if (jailhouse_cell_has_cpu(cell->config, cpu))
			cpumask_set_cpu(cpu, &cell->cpus);
}

int cell_root_add(void)
{
	u64 size = jailhouse_cell_config_size(&hv.config->root_cell);
	struct cell *cell = cell_new(size);
	int ret;

	if (!cell)
		return -ENOMEM;
	memcpy(cell->config, &hv.config->root_cell, size);
	set_cpus(cell);
	list_add(&cell->entry, &cells);
	ret = sysfs_cell_add(cell);
	if (ret) {
		list_del(&cell->entry);
		cell_free(cell);
	}
	return ret;
}

void cell_root_remove(void)
{
	struct cell *cell = root_cell();

	list_del(&cell->entry);
	sysfs_cell_remove(cell);
	cell_free(cell);
}

/* Copy the blob into a new cell and fill in what is up to the driver. */
static struct cell *
cell_from_user(const struct jailhouse_cell_create __user *arg)
{
	struct jailhouse_cell_create create;
	struct jailhouse_cell_desc *config;
	struct cell *cell;

	if (copy_from_user(&create, arg, sizeof(create)))
		return ERR_PTR(-EFAULT);
	if (create.config_size < sizeof(*config))
		return ERR_PTR(refuse(BLOB_TOO_SHORT, CELL, 0, sizeof(*config),
				      "the configuration has %u bytes, a cell's has at least %zu; is it a cell configuration?",
				      create.config_size, sizeof(*config)));
	if (create.config_size > JAILHOUSE_CELL_CONFIG_MAX_SIZE)
		return ERR_PTR(refuse(BLOB_TOO_LARGE, CELL, 0,
				      JAILHOUSE_CELL_CONFIG_MAX_SIZE,
				      "the configuration has %u bytes, %u are allowed; remove regions",
				      create.config_size,
				      JAILHOUSE_CELL_CONFIG_MAX_SIZE));

	cell = cell_new(create.config_size);
	if (!cell)
		return ERR_PTR(-ENOMEM);
	config = cell->config;
	if (copy_from_user(config, u64_to_user_ptr(create.config_address),
			   create.config_size)) {
		cell_free(cell);
		return ERR_PTR(-EFAULT);
	}
	config->name[JAILHOUSE_CELL_NAME_MAXLEN] = '\0';
	config->id = lowest_free_id();
	if (config->flags & JAILHOUSE_CELL_VIRTUAL_CONSOLE_ACTIVE)
		config->flags |= JAILHOUSE_CELL_VIRTUAL_CONSOLE_PERMITTED;
	return cell;
}

/* What the configuration says, against the system and the other cells. */
static int check_config(const struct cell *cell)
{
	const struct config_machine machine = {
		.phys_bits = arch_phys_bits(),
		.architecture = arch_number(),
		.unsupported = CONFIG_BUILD_UNSUPPORTED,
	};
	struct jailhouse_config_error error = { };
	const struct cell *other;
	int ret;

	ret = config_check_cell(cell->config, cell->config_size, &machine,
				&error);
	if (ret)
		return report_error(&error);
	list_for_each_entry(other, &cells, entry) {
		if (other == root_cell())
			continue;
		ret = config_check_cell_cell(cell->config, other->config,
					     &error);
		if (ret)
			return report_error(&error);
	}
	ret = config_check_cell_system(cell->config, hv.config, &error);
	if (ret)
		return report_error(&error);
	return cell_memory_check(cell);
}

/* Show the cell, and its CPUs no longer at root. */
static int publish(struct cell *cell)
{
	struct cell *root = root_cell();
	int ret;

	cpumask_andnot(&root->cpus, &root->cpus, &cell->cpus);
	sysfs_cell_remove_cpus(root, &cell->cpus);
	ret = sysfs_cell_add(cell);
	if (ret == 0)
		list_add_tail(&cell->entry, &cells);
	return ret;
}

/* Undoes publish(), also one that failed. */
static void give_cpus_to_root(struct cell *cell)
{
	struct cell *root = root_cell();

	cpumask_or(&root->cpus, &root->cpus, &cell->cpus);
	if (sysfs_cell_add_cpus(root, &cell->cpus))
		pr_warn("no memory for the statistics of root's CPUs\n");
}

/* Everything that needs to be undone from here on is undone here. */
static int create(struct cell *cell)
{
	int ret;

	ret = cell_memory_place(cell);
	if (ret)
		return ret;
	ret = cell_memory_zero(cell);
	if (ret)
		goto release;
	ret = cpu_take(&cell->cpus, &cell->taken);
	if (ret)
		goto give;
	ret = hv_call(JAILHOUSE_HC_CELL_CREATE, virt_to_phys(cell->config),
		      "cell create");
	if (ret)
		goto give;
	ret = publish(cell);
	if (ret == 0)
		return 0;

	give_cpus_to_root(cell);
	if (hv_call(JAILHOUSE_HC_CELL_DESTROY, cell->config->id,
		    "destruction of the new cell")) {
		/* The cell has its memory and CPUs, so they can't be used. */
		pr_crit("cell \"%s\" can't be managed, reboot the machine\n",
			cell->config->name);
		return ret;
	}
give:
	cpu_give(&cell->cpus, &cell->taken);
release:
	cell_memory_release(cell);
	return ret;
}

int cell_create(const struct jailhouse_cell_create __user *arg)
{
	struct cell *cell;
	int ret;

	if (!hv.enabled)
		return -EINVAL;
	cell = cell_from_user(arg);
	if (IS_ERR(cell))
		return PTR_ERR(cell);
	ret = check_config(cell);
	if (ret == 0) {
		set_cpus(cell);
		ret = cpu_check_siblings(&cell->cpus);
	}
	if (ret == 0)
		ret = create(cell);
	if (ret) {
		cell_free(cell);
		return ret;
	}
	pr_info("created cell \"%s\"\n", cell->config->name);
	return 0;
}

int cell_start(const struct jailhouse_cell_id __user *arg)
{
	struct cell *cell = find_from_user(arg);

	if (IS_ERR(cell))
		return PTR_ERR(cell);
	return hv_call(JAILHOUSE_HC_CELL_START, cell->config->id,
		       "cell start");
}

static int destroy(struct cell *cell)
{
	int ret;

	ret = hv_call(JAILHOUSE_HC_CELL_DESTROY, cell->config->id,
		      "cell destroy");
	if (ret)
		return ret;

	list_del(&cell->entry);
	sysfs_cell_remove(cell);
	give_cpus_to_root(cell);
	if (cell_memory_zero(cell) == 0)
		cell_memory_release(cell);
	else
		pr_err("memory of cell \"%s\" could not be zeroed, Linux does not get it back\n",
		       cell->config->name);
	cpu_give(&cell->cpus, &cell->taken);
	pr_info("destroyed cell \"%s\"\n", cell->config->name);
	cell_free(cell);
	return 0;
}

int cell_destroy(const struct jailhouse_cell_id __user *arg)
{
	struct cell *cell = find_from_user(arg);

	return IS_ERR(cell) ? PTR_ERR(cell) : destroy(cell);
}

bool cell_returns_cpu(unsigned int cpu)
{
	const struct cell *cell;

	list_for_each_entry(cell, &cells, entry)
		if (cpumask_test_cpu(cpu, &cell->taken))
			return true;
	return false;
}

int cell_destroy_all(void)
{
	struct cell *cell, *next;
	int ret;

	list_for_each_entry_safe_reverse(cell, next, &cells, entry) {
		if (cell == root_cell())
			break;
		ret = destroy(cell);
		if (ret)
			return ret;
	}
	return 0;
}
