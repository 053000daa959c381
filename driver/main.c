// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Module, character device and the places from which management calls come.
 */
#define pr_fmt(fmt) "jailhouse: " fmt

#include <linux/fs.h>
#include <linux/miscdevice.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/reboot.h>
#include <linux/string.h>
#include <linux/suspend.h>

#include "arch.h"
#include "driver.h"

MODULE_DESCRIPTION("Loader and manager of the partitioning hypervisor");
MODULE_AUTHOR("The partitioning hypervisor authors");
MODULE_LICENSE("Dual BSD/GPL");
MODULE_VERSION(JAILHOUSE_VERSION);
MODULE_FIRMWARE(ARCH_FIRMWARE);

/** Serializes everything that changes state. */
static DEFINE_MUTEX(management);

/* The system goes to sleep, or wakes up. Under the mutex. */
static bool suspending;

static int enable(const void __user *blob)
{
	if (!suspending)
		return jailhouse_enable(blob);
	pr_err("can't enable while the system goes to sleep; try again\n");
	return -EBUSY;
}

static int dispatch(unsigned int cmd, void __user *arg)
{
	if (hv.broken)
		return -EIO;

	switch (cmd) {
	case JAILHOUSE_ENABLE:
		return enable(arg);
	case JAILHOUSE_DISABLE:
		return jailhouse_disable(false);
	case JAILHOUSE_CELL_CREATE:
		return cell_create(arg);
	case JAILHOUSE_CELL_LOAD:
		return cell_load(arg);
	case JAILHOUSE_CELL_START:
		return cell_start(arg);
	case JAILHOUSE_CELL_DESTROY:
		return cell_destroy(arg);
	default:
		return -EINVAL;
	}
}

long jailhouse_ioctl(struct file *file, unsigned int cmd, unsigned long arg)
{
	long ret;

	if (mutex_lock_interruptible(&management))
		return -EINTR;
	report_clear();
	ret = dispatch(cmd, (void __user *)arg);
	mutex_unlock(&management);
	return ret;
}

static struct miscdevice device = {
	.minor = MISC_DYNAMIC_MINOR,
	.name = "jailhouse",
	.fops = &jailhouse_fops,
	.mode = 0600,
};

/* kernel_kexec() restarts by this command, and nothing else tells it apart. */
static bool is_kexec(unsigned long action, const char *command)
{
	return action == SYS_RESTART && command &&
		!strcmp(command, "kexec reboot");
}

/* Return: whether the hypervisor is gone. Cells may refuse. */
static bool leave_for_reboot(void)
{
	int ret = 0;

	mutex_lock(&management);
	if (hv.broken)
		ret = -EIO;
	else if (hv.enabled)
		ret = jailhouse_disable(true);
	if (ret)
		pr_err("disable before reboot failed with %d, the reboot goes on below the hypervisor\n",
		       ret);
	mutex_unlock(&management);
	return ret == 0;
}

/*
 * A reset ends cells that refuse, and the machine comes up. A kernel started
 * by kexec would run beside them, without their CPUs, and use memory that is
 * no longer Linux's: reset the machine instead. Comes back here, with another
 * command.
 */
static int on_reboot(struct notifier_block *block, unsigned long action,
		     void *data)
{
	if (!leave_for_reboot() && is_kexec(action, data)) {
		pr_err("the new kernel can't run below the hypervisor, the machine is reset instead\n");
		kernel_restart(NULL);
	}
	return NOTIFY_DONE;
}

/* First of all: afterwards devices are shut down and CPUs stopped. */
static struct notifier_block reboot_block = {
	.notifier_call = on_reboot,
	.priority = INT_MAX,
};

/* Linux would wake up without the hypervisor, or below it without its state. */
static int on_suspend(struct notifier_block *block, unsigned long action,
		      void *data)
{
	bool prepare = action == PM_SUSPEND_PREPARE ||
		       action == PM_HIBERNATION_PREPARE;
	bool possible;

	mutex_lock(&management);
	possible = !prepare || !(hv.enabled || hv.broken);
	suspending = prepare && possible;
	mutex_unlock(&management);
	if (possible)
		return NOTIFY_DONE;
	pr_err("can't suspend while enabled; run 'jailhouse disable' first\n");
	return NOTIFY_BAD;
}

static struct notifier_block suspend_block = {
	.notifier_call = on_suspend,
	.priority = INT_MAX,
};

static int __init jailhouse_init(void)
{
	int ret;

	ret = cpu_guard_init();
	if (ret)
		return ret;
	ret = sysfs_init();
	if (ret)
		goto undo_cpu;
	ret = register_reboot_notifier(&reboot_block);
	if (ret)
		goto undo_sysfs;
	ret = register_pm_notifier(&suspend_block);
	if (ret)
		goto undo_reboot;
	ret = misc_register(&device);
	if (ret)
		goto undo_suspend;
	return 0;

undo_suspend:
	unregister_pm_notifier(&suspend_block);
undo_reboot:
	unregister_reboot_notifier(&reboot_block);
undo_sysfs:
	sysfs_exit();
undo_cpu:
	cpu_guard_exit();
	return ret;
}

static void __exit jailhouse_exit(void)
{
	misc_deregister(&device);
	console_exit();
	unregister_pm_notifier(&suspend_block);
	unregister_reboot_notifier(&reboot_block);
	sysfs_exit();
	cpu_guard_exit();
}

module_init(jailhouse_init);
module_exit(jailhouse_exit);
