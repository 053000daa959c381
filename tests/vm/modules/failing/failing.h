/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * At the end of the driver's driver.h: allocations that fail. The parameter
 * "failing" counts them down, the one that makes it 0 fails.
 */
#ifndef FAILING_H
#define FAILING_H

#include <linux/cpumask.h>
#include <linux/firmware.h>
#include <linux/gfp.h>
#include <linux/io.h>
#include <linux/kobject.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/slab.h>
#include <linux/sysfs.h>
#include <linux/vmalloc.h>

extern unsigned int failing;

static inline bool failing_now(void)
{
	return failing && --failing == 0;
}

#define kzalloc(...)	(failing_now() ? NULL : kzalloc(__VA_ARGS__))
#define kvmalloc(...)	(failing_now() ? NULL : kvmalloc(__VA_ARGS__))
#define kvcalloc(...)	(failing_now() ? NULL : kvcalloc(__VA_ARGS__))
#define kvmalloc_array(...)						\
	(failing_now() ? NULL : kvmalloc_array(__VA_ARGS__))
#define vzalloc(...)	(failing_now() ? NULL : vzalloc(__VA_ARGS__))
#define memremap(...)	(failing_now() ? NULL : memremap(__VA_ARGS__))
#define alloc_contig_range(...)						\
	(failing_now() ? -ENOMEM : alloc_contig_range(__VA_ARGS__))
#define zalloc_cpumask_var(...)						\
	(!failing_now() && zalloc_cpumask_var(__VA_ARGS__))
#define firmware_request_nowarn(...)					\
	(failing_now() ? -ENOMEM : firmware_request_nowarn(__VA_ARGS__))
#define sysfs_create_group(...)						\
	(failing_now() ? -ENOMEM : sysfs_create_group(__VA_ARGS__))
#define kobject_create_and_add(...)					\
	(failing_now() ? NULL : kobject_create_and_add(__VA_ARGS__))
/* It takes the object over even if it fails. */
#define kobject_init_and_add(object, type, ...)				\
	(failing_now() ? kobject_init(object, type), -ENOMEM :		\
	 kobject_init_and_add(object, type, __VA_ARGS__))

/* Found once in the driver. */
#undef MODULE_DESCRIPTION
#define MODULE_DESCRIPTION(text)					\
	MODULE_INFO(description, text);					\
	unsigned int failing;						\
	module_param(failing, uint, 0644)

#endif
