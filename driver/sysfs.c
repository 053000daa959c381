// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * /sys/devices/jailhouse, but for its cells.
 */
#include <linux/device.h>
#include <linux/err.h>
#include <linux/kobject.h>
#include <linux/sysfs.h>

#include "driver.h"

static struct device *device;
struct kset *sysfs_cells;

static ssize_t enabled_show(struct device *dev, struct device_attribute *attr,
			    char *buffer)
{
	return sysfs_emit(buffer, "%u\n", READ_ONCE(hv.enabled));
}
static DEVICE_ATTR_RO(enabled);

static ssize_t version_show(struct device *dev, struct device_attribute *attr,
			    char *buffer)
{
	return sysfs_emit(buffer, "%s\n", JAILHOUSE_VERSION);
}
static DEVICE_ATTR_RO(version);

static ssize_t console_show(struct device *dev, struct device_attribute *attr,
			    char *buffer)
{
	/* The ring is smaller than a page. */
	return READ_ONCE(hv.enabled) ? console_snapshot(buffer) : 0;
}
/* Of all cells: not for every user. */
static DEVICE_ATTR_ADMIN_RO(console);

/* Where hypervisor memory is, also if the driver chose the place. */
static ssize_t hypervisor_memory_show(struct device *dev,
				      struct device_attribute *attr,
				      char *buffer)
{
	if (!READ_ONCE(hv.enabled))
		return 0;
	return sysfs_emit(buffer, "%#llx %#llx\n", hv.phys, hv.size);
}
static DEVICE_ATTR_RO(hypervisor_memory);

static ssize_t root_stop_max_show(struct device *dev,
				  struct device_attribute *attr, char *buffer)
{
	return sysfs_emit(buffer, "%llu\n", hv_root_stop_max());
}
static DEVICE_ATTR_RO(root_stop_max);

static ssize_t last_error_show(struct device *dev,
			       struct device_attribute *attr, char *buffer)
{
	struct jailhouse_config_error error = report_last();
	const char *array = config_array_name(error.array);

	if (error.rule == JAILHOUSE_RULE_NONE)
		return sysfs_emit(buffer, "none\n");
	return sysfs_emit(buffer, "%s %s %u %u\n", config_rule_name(error.rule),
			  *array ? array : "-", error.index, error.other);
}
static DEVICE_ATTR_RO(last_error);

struct info_attribute {
	struct device_attribute attribute;
	/** JAILHOUSE_INFO_* */
	u32 info;
};

static ssize_t info_show(struct device *dev, struct device_attribute *attr,
			 char *buffer)
{
	struct info_attribute *info =
		container_of(attr, struct info_attribute, attribute);
	int ret = hv_query(JAILHOUSE_HC_HYPERVISOR_GET_INFO, info->info, 0);

	return sysfs_emit(buffer, "%d\n", max(ret, 0));
}

#define INFO_ATTRIBUTE(name, number)					\
	static struct info_attribute info_attr_##name = {		\
		.attribute = __ATTR(name, 0444, info_show, NULL),	\
		.info = number,						\
	}

INFO_ATTRIBUTE(mem_pool_size, JAILHOUSE_INFO_MEM_POOL_SIZE);
INFO_ATTRIBUTE(mem_pool_used, JAILHOUSE_INFO_MEM_POOL_USED);
INFO_ATTRIBUTE(remap_pool_size, JAILHOUSE_INFO_REMAP_POOL_SIZE);
INFO_ATTRIBUTE(remap_pool_used, JAILHOUSE_INFO_REMAP_POOL_USED);

static struct attribute *attributes[] = {
	&dev_attr_enabled.attr,
	&dev_attr_version.attr,
	&dev_attr_console.attr,
	&dev_attr_hypervisor_memory.attr,
	&dev_attr_last_error.attr,
	&dev_attr_root_stop_max.attr,
	&info_attr_mem_pool_size.attribute.attr,
	&info_attr_mem_pool_used.attribute.attr,
	&info_attr_remap_pool_size.attribute.attr,
	&info_attr_remap_pool_used.attribute.attr,
	NULL
};

static const struct attribute_group group = {
	.attrs = attributes,
};

struct device *sysfs_device(void)
{
	return device;
}

int sysfs_init(void)
{
	int ret;

	device = root_device_register("jailhouse");
	if (IS_ERR(device))
		return PTR_ERR(device);
	ret = sysfs_create_group(&device->kobj, &group);
	if (ret)
		goto undo_device;
	sysfs_cells = kset_create_and_add("cells", NULL, &device->kobj);
	if (sysfs_cells)
		return 0;

	ret = -ENOMEM;
	sysfs_remove_group(&device->kobj, &group);
undo_device:
	root_device_unregister(device);
	return ret;
}

void sysfs_exit(void)
{
	kset_unregister(sysfs_cells);
	sysfs_remove_group(&device->kobj, &group);
	root_device_unregister(device);
}
