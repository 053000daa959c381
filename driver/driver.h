/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What the parts of the module share. Unless a comment says otherwise, a
 * function that changes state is called with the management mutex of main.c
 * held, which serializes all ioctls, the reboot notifier and module exit.
 */
#ifndef JAILHOUSE_DRIVER_H
#define JAILHOUSE_DRIVER_H

#include <linux/completion.h>
#include <linux/cpumask.h>
#include <linux/kernel.h>
#include <linux/kobject.h>
#include <linux/list.h>
#include <linux/types.h>

#include <jailhouse/cell-config.h>
#include <jailhouse/config-access.h>
#include <jailhouse/config-rules.h>
#include <jailhouse/hypercall.h>
#include <jailhouse/image.h>
#include <jailhouse/ioctl.h>

#include "config_check.h"

struct device;
struct file;

/** A physically contiguous range that was claimed from the running kernel. */
struct memory_window {
	u64 phys;
	u64 size;
};

/** The hypervisor, from the first step of enable to the last of disable. */
struct hypervisor {
	/** All CPUs run under the hypervisor; written under hv_lock. */
	bool enabled;
	/** Some CPUs entered, others did not: only a reboot helps. */
	bool broken;
	/** The driver's copy of the system blob, completed and placed. */
	struct jailhouse_system *config;
	u32 config_size;
	/** Hypervisor memory; virt is NULL while there is none. */
	u64 phys;
	u64 size;
	void *virt;
	/** Where the memory is from: Linux had it, or it is a resource of ours. */
	bool claimed;
	bool requested;
	/** Copy of the image's header, as written into hypervisor memory. */
	struct jailhouse_image_header image;
	/** CPUs that entered. */
	struct cpumask cpus;
};

extern struct hypervisor hv;

/* enable.c */

/**
 * Enable the hypervisor with a system blob in user memory.
 * Return: 0, or a negative errno with nothing changed.
 */
int jailhouse_enable(const void __user *blob);

/**
 * Destroy all cells, then take the hypervisor away from below Linux.
 * @bring_online: bring CPUs of root online that Linux took offline; without
 *	that they make it fail with -EBUSY.
 * Return: 0, or a negative errno; cells destroyed so far stay destroyed.
 */
int jailhouse_disable(bool bring_online);

/**
 * Hypercall on behalf of a management call. A refusal is written to the log
 * and to last_error.
 * @what: the call in words, for the log.
 */
int hv_call(u32 num, unsigned long arg, const char *what);

/**
 * Hypercall that only reads. Needs no mutex.
 * Return: its result, or -ENODEV while disabled.
 */
int hv_query(u32 num, unsigned long arg1, unsigned long arg2);

/** Longest stop of CPUs of root by a management call since enable,
 *  in ns; 0 while disabled. */
u64 hv_root_stop_max(void);

/* image.c */

/**
 * Load the hypervisor image into hv.image, hypervisor memory must not exist.
 * The content is kept until image_drop().
 */
int image_request(struct device *dev);

/** Forget the image's content. */
void image_drop(void);

/**
 * Put image and system blob into the zeroed hypervisor memory and complete
 * the header. @boot_tables: bytes to keep free at the top.
 */
int image_install(u64 boot_tables);

/* memory.c */

/**
 * Claim a window from the running kernel: 2 MiB aligned, owned by nobody
 * afterwards, marked offline. May take seconds.
 * Return: 0, -ENOMEM when there is none, -EINTR on a fatal signal.
 */
int memory_claim(u64 size, struct memory_window *window);

/** Give a claimed window back to the kernel. Its content must be zeroed. */
void memory_release(const struct memory_window *window);

/** Zero a range of RAM, claimed or reserved at boot. Return: 0 or -ENOMEM. */
int memory_zero(u64 phys, u64 size);

/** As memory_zero(), for memory that is mapped already. */
void memory_zero_mapped(void *virt, u64 size);

/** Whether any byte of the range is Linux' own memory. */
bool memory_used_by_linux(u64 phys, u64 size);

/* cpu.c */

int cpu_guard_init(void);
void cpu_guard_exit(void);

/** Remember which of the CPUs, all online, are threads of one core. */
void cpu_note_siblings(const struct cpumask *cpus);

/**
 * Refuse CPUs for a cell whose cores have threads elsewhere, unless the module
 * parameter split_siblings allows it, with a warning.
 */
int cpu_check_siblings(const struct cpumask *cpus);

/** From now on only the CPUs in the mask may come online. */
void cpu_guard_start(const struct cpumask *cpus);
void cpu_guard_stop(void);

/**
 * Take CPUs from Linux. Those that were online are added to @taken, which
 * the caller clears before.
 * Return: 0, or the error of the first CPU that failed; @taken tells what
 * cpu_give() has to undo.
 */
int cpu_take(const struct cpumask *cpus, struct cpumask *taken);

/** Allow @cpus to come online again, and bring those in @taken online. */
void cpu_give(const struct cpumask *cpus, const struct cpumask *taken);

/* cell.c */

struct cell {
	struct kobject kobj;
	/** The last reference to kobj is gone. */
	struct completion released;
	struct list_head entry;
	/** The driver's copy of the blob, placed; for root hv's. */
	struct jailhouse_cell_desc *config;
	u32 config_size;
	/** CPUs that the cell has now; read without lock by sysfs. */
	struct cpumask cpus;
	/** CPUs that Linux lost to the cell. */
	struct cpumask taken;
	struct memory_window *windows;
	unsigned int num_windows;
	/** Directory statistics/ and the directories of its CPUs. */
	struct kobject *statistics;
	struct list_head cpu_statistics;
};

/** All cells, root first. */
extern struct list_head cells;

int cell_create(const struct jailhouse_cell_create __user *arg);
int cell_start(const struct jailhouse_cell_id __user *arg);
int cell_destroy(const struct jailhouse_cell_id __user *arg);

/** Destroy all cells but root, the youngest first. */
int cell_destroy_all(void);

/** Whether a CPU comes back online when its cell is destroyed. */
bool cell_returns_cpu(unsigned int cpu);

/** Make and remove the object of the root cell. */
int cell_root_add(void);
void cell_root_remove(void);

/** The cell that an ioctl's argument names, or an ERR_PTR. */
struct cell *cell_find(const struct jailhouse_cell_id *id);

/* cell_load.c */

int cell_load(const struct jailhouse_cell_load __user *arg);

/* cell_memory.c */

/**
 * Claim windows for the PLACE regions of a cell, write their addresses into
 * its blob and clear the flags. Undone by cell_memory_release().
 */
int cell_memory_place(struct cell *cell);

/** Give the cell's windows back; the content must be zeroed. */
void cell_memory_release(struct cell *cell);

/** Refuse regions that are Linux' own memory. */
int cell_memory_check(const struct cell *cell);

/** Whether root may write all of a range, as one or more of its regions. */
bool root_can_write(u64 phys, u64 size);

/** Zero all RAM of the cell that root can reach. */
int cell_memory_zero(const struct cell *cell);

/* sysfs.c, sysfs_cell.c */

int sysfs_init(void);
void sysfs_exit(void);
/** Parent of firmware requests. */
struct device *sysfs_device(void);
/** Where cells appear, and send their events from. */
extern struct kset *sysfs_cells;

/** Show a cell. On success the caller's reference belongs to sysfs. */
int sysfs_cell_add(struct cell *cell);
void sysfs_cell_remove(struct cell *cell);

/** Show statistics of CPUs under a cell, or remove them there. */
int sysfs_cell_add_cpus(struct cell *cell, const struct cpumask *cpus);
void sysfs_cell_remove_cpus(struct cell *cell, const struct cpumask *cpus);

/* console.c */

extern const struct file_operations jailhouse_fops;

/** A new ring begins: forget what is kept of the last one. */
void console_attach(const struct jailhouse_virt_console *new_ring, bool allowed);
/** The ring goes away: keep its content for readers. */
void console_detach(void);
/** Copy the ring's content, oldest byte first. Return: bytes. No mutex. */
size_t console_snapshot(char *buffer);
void console_exit(void);

/** main.c: the ioctl entry of jailhouse_fops. */
long jailhouse_ioctl(struct file *file, unsigned int cmd, unsigned long arg);

/* report.c */

void report_clear(void);
/** Remember a refusal as last_error. Return: the rule's negative errno. */
int report(u32 rule, u32 array, u32 index, u32 other);
/** As report(), for a tuple that a check or the hypervisor made. */
int report_error(const struct jailhouse_config_error *error);
/** Current tuple. Needs no mutex. */
struct jailhouse_config_error report_last(void);

/**
 * Refuse: one line to the log that says what, where and what to do, and the
 * tuple to last_error. Return: the rule's negative errno.
 */
#define refuse(rule, array, index, other, fmt, ...)			\
({									\
	pr_err(fmt "\n", ##__VA_ARGS__);				\
	report(JAILHOUSE_RULE_##rule, JAILHOUSE_ARRAY_##array, index, other); \
})

#endif
