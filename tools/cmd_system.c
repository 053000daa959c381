/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * enable, disable, console.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <config_check.h>
#include <jailhouse/ioctl.h>
#include "tool.h"

static int run_enable(int argc, char **argv)
{
	struct config_machine machine = {
		.unsupported = CONFIG_BUILD_UNSUPPORTED,
	};
	struct jailhouse_config_error error;
	struct jailhouse_system *blob;
	char sentence[1024];
	size_t size;
	int status;

	if (argc != 1 || argv[0][0] == '-')
		return tool_usage("give exactly one system configuration.");
	blob = read_blob(argv[0], &size);
	if (!blob)
		return TOOL_FAILED;
	/* The driver knows the machine; here the blob's own claim must do. */
	machine.architecture = size > JAILHOUSE_SIGNATURE_LEN ?
		blob->architecture : 0;
	if (config_check_system(blob, size, &machine, &error) < 0) {
		explain_rule(sentence, sizeof(sentence), &error, NULL);
		status = tool_fail(argv[0], &error, "%s", sentence);
	} else {
		status = device_ioctl(true, JAILHOUSE_ENABLE, blob, argv[0]);
	}
	free(blob);
	return status;
}

static int run_disable(int argc, char **argv)
{
	(void)argv;
	if (argc != 0)
		return tool_usage("takes no operands.");
	return device_ioctl(false, JAILHOUSE_DISABLE, NULL, NULL);
}

static int write_all(const char *text, size_t size)
{
	if (fwrite(text, 1, size, stdout) != size || fflush(stdout) != 0)
		return tool_fail(NULL, NULL, "cannot write: %s.",
				 strerror(errno));
	return 0;
}

static int read_failed(int err)
{
	if (err == EPERM)
		return tool_fail(NULL, NULL,
				 "the system configuration has no virtual console. Set JAILHOUSE_SYS_VIRTUAL_DEBUG_CONSOLE in header.flags.");
	return tool_fail(NULL, NULL, JAILHOUSE_DEVICE " cannot be read: %s.",
			 strerror(err));
}

static int run_console(int argc, char **argv)
{
	bool follow = argc == 1 && (!strcmp(argv[0], "-f") ||
				    !strcmp(argv[0], "--follow"));
	int fd, status = 0;
	char buffer[4096];
	ssize_t got;

	if (argc != 0 && !follow)
		return tool_usage("\"%s\" is not an option of it.",
				  argv[argc > 1]);
	fd = device_open(false, O_RDONLY | (follow ? 0 : O_NONBLOCK));
	if (fd < 0)
		return TOOL_FAILED;
	do {
		got = read(fd, buffer, sizeof(buffer));
		if (got > 0)
			status = write_all(buffer, (size_t)got);
		else if (got < 0 && errno != EAGAIN && errno != EINTR)
			status = read_failed(errno);
	} while (!status && (got > 0 || (got < 0 && errno == EINTR)));
	close(fd);
	return status;
}

const struct command system_commands[] = {
	{
		.name = "enable",
		.operands = "SYSCONFIG",
		.summary = "put the hypervisor underneath the running Linux",
		.help = "Loads the driver if necessary, and enables the hypervisor as the system\n"
			"configuration SYSCONFIG (a .cell file) says. Linux becomes the root cell and\n"
			"goes on. Nothing changes if anything stands against it.",
		.run = run_enable,
	},
	{
		.name = "disable",
		.operands = "",
		.summary = "destroy all cells and remove the hypervisor",
		.help = "Destroys all cells, gives their CPUs and memory back to Linux and removes\n"
			"the hypervisor. The youngest cell is asked first. If one refuses, the\n"
			"hypervisor stays, and so does that cell with those older than it; the ones\n"
			"before it stay destroyed.",
		.run = run_disable,
	},
	{
		.name = "console",
		.operands = "[-f|--follow]",
		.summary = "print the messages of the hypervisor and of inmates",
		.help = "Prints the hypervisor's console, which inmates may use too, from its oldest\n"
			"byte, and returns. It keeps 2048 bytes.\n"
			"\n"
			"  -f, --follow   go on with what comes; end with Ctrl-C",
		.run = run_console,
	},
	{ .name = NULL },
};
