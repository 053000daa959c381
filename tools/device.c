/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The character device.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <config_check.h>
#include <jailhouse/ioctl.h>
#include "tool.h"

/* udev may take a moment to name the device. */
#define DEVICE_POLLS	200
#define POLL_NS		10000000L

static int open_failed(int err)
{
	if (err == ENOENT)
		tool_fail(NULL, NULL,
			  JAILHOUSE_DEVICE " does not exist, so the hypervisor is not enabled. Run \"jailhouse enable SYSCONFIG\" first.");
	else if (err == EACCES || err == EPERM)
		tool_fail(NULL, NULL,
			  "no permission to open " JAILHOUSE_DEVICE ". Run as root.");
	else
		tool_fail(NULL, NULL, JAILHOUSE_DEVICE " cannot be opened: %s.",
			  strerror(err));
	return -1;
}

int device_open(bool load, int flags)
{
	const struct timespec moment = { .tv_nsec = POLL_NS };
	int fd = open(JAILHOUSE_DEVICE, flags | O_CLOEXEC);
	int polls;

	if (fd < 0 && errno == ENOENT && load) {
		if (driver_load() < 0)
			return -1;
		fd = open(JAILHOUSE_DEVICE, flags | O_CLOEXEC);
		for (polls = 0; fd < 0 && errno == ENOENT &&
		     polls < DEVICE_POLLS; polls++) {
			nanosleep(&moment, NULL);
			fd = open(JAILHOUSE_DEVICE, flags | O_CLOEXEC);
		}
	}
	return fd < 0 ? open_failed(errno) : fd;
}

/* Loading nothing is how a cell is shut down. */
static bool is_load(unsigned long request, const void *argument)
{
	const struct jailhouse_cell_load *load = argument;

	return request == JAILHOUSE_CELL_LOAD && load->num_preload_images;
}

/* What an error number means if no rule came with it. */
static const char *plain_error(unsigned long request, const void *argument,
			       int err)
{
	char enabled[8];

	sysfs_read(enabled, sizeof(enabled), "enabled");
	if (request == JAILHOUSE_ENABLE && err == EBUSY)
		return enabled[0] == '1' ?
			"the hypervisor is enabled already. Run \"jailhouse disable\" first." :
			"the machine is busy: another hypervisor, such as KVM, uses the virtualization extension, or a CPU is offline. Stop its guests, bring all CPUs online.";
	if (request == JAILHOUSE_ENABLE && err == ENOENT)
		return "the driver found no hypervisor image. Install it below /lib/firmware (\"make install\").";
	if (request == JAILHOUSE_ENABLE && err == ENODEV)
		return "the CPUs offer no usable hardware virtualization. Turn it on in the firmware's setup, or use another machine.";
	if (request == JAILHOUSE_DISABLE && err == EBUSY)
		return "a CPU of the system configuration is offline. Bring it online (/sys/devices/system/cpu/cpuN/online) and try again.";
	if (request != JAILHOUSE_ENABLE && err == EINVAL && enabled[0] == '0')
		return "the hypervisor is not enabled. Run \"jailhouse enable SYSCONFIG\" first.";
	if (request == JAILHOUSE_CELL_CREATE && err == EEXIST)
		return "a cell of that name exists. Destroy it first, or choose another name.";
	if (request == JAILHOUSE_CELL_CREATE && err == EINVAL)
		return "the configuration was refused. See the kernel's log (dmesg).";
	if (is_load(request, argument) && err == EINVAL)
		return "an image does not fit: it must lie wholly in one region with the flags LOADABLE and WRITE. Check its address (-a) and size.";
	if (is_load(request, argument) && err == EBUSY)
		return "the cell's memory cannot be written, it is no RAM. The cell is stopped and may be loaded in part. Correct the configuration.";
	if (is_load(request, argument) && err == EINTR)
		return "interrupted. The cell may be stopped and loaded in part. Load it again.";
	if (request != JAILHOUSE_ENABLE && err == EINVAL)
		return "the root cell can be neither started, stopped nor destroyed. \"jailhouse cell list\" shows all cells.";
	if (err == ENOENT)
		return "no such cell. \"jailhouse cell list\" shows all cells.";
	if (err == EPERM)
		return "refused: the cell answered so, or another cell is locked. Try again when it agrees.";
	if (err == EINTR)
		return "interrupted. Try again.";
	return NULL;
}

/* What has changed although the call failed. */
static const char *aftermath(unsigned long request, int err)
{
	if (request == JAILHOUSE_DISABLE && err == EPERM)
		return " Cells that were destroyed before stay destroyed (\"jailhouse cell list\").";
	return "";
}

int device_ioctl(bool load, unsigned long request, const void *argument,
		 const char *where)
{
	struct jailhouse_config_error rule;
	char text[256], sentence[1024];
	const char *plain;
	int err, fd = device_open(load, O_RDWR);

	if (fd < 0)
		return TOOL_FAILED;
	err = ioctl(fd, request, argument) < 0 ? errno : 0;
	if (!err) {
		close(fd);
		return 0;
	}
	/* A rule whose number differs is a leftover of an earlier call. */
	if (sysfs_read(text, sizeof(text), "last_error") &&
	    parse_last_error(text, &rule) &&
	    config_rule_errno(rule.rule) == -err) {
		explain_rule(sentence, sizeof(sentence), &rule,
			     sysfs_cell_name);
		tool_fail(where, &rule, "%s%s", sentence,
			  aftermath(request, err));
	} else {
		plain = plain_error(request, argument, err);
		if (plain)
			tool_fail(where, NULL, "%s%s", plain,
				  aftermath(request, err));
		else
			tool_fail(where, NULL,
				  "%s. See the kernel's log (dmesg) and \"jailhouse console\".",
				  strerror(err));
	}
	close(fd);
	return TOOL_FAILED;
}
