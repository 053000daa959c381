/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * cell create, start, shutdown, destroy, and the table of all cell commands.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <config_check.h>
#include <jailhouse/ioctl.h>
#include "cell.h"

static int run_create(int argc, char **argv)
{
	struct config_machine machine = {
		.unsupported = CONFIG_BUILD_UNSUPPORTED,
	};
	struct jailhouse_cell_create create = { 0 };
	struct jailhouse_config_error error;
	struct jailhouse_cell_desc *blob;
	char sentence[1024];
	size_t size;
	int status;

	if (argc != 1 || argv[0][0] == '-')
		return tool_usage("give exactly one cell configuration.");
	blob = read_blob(argv[0], &size);
	if (!blob)
		return TOOL_FAILED;
	/* The driver knows the machine; here the blob's own claim must do. */
	machine.architecture = size > JAILHOUSE_SIGNATURE_LEN ?
		blob->architecture : 0;
	if (config_check_cell(blob, size, &machine, &error) < 0) {
		explain_rule(sentence, sizeof(sentence), &error, NULL);
		status = tool_fail(argv[0], &error, "%s", sentence);
	} else {
		create.config_address = (uintptr_t)blob;
		create.config_size = (__u32)size;
		status = device_ioctl(false, JAILHOUSE_CELL_CREATE, &create,
				      argv[0]);
	}
	free(blob);
	return status;
}

int parse_cell_id(int argc, char **argv, struct jailhouse_cell_id *id,
		  const char **text)
{
	unsigned long long number;
	bool named = argc > 0 && !strcmp(argv[0], "--name");

	memset(id, 0, sizeof(*id));
	if (argc < 1 + named) {
		tool_usage("give the cell's id or name.");
		return -1;
	}
	*text = argv[named];
	if (!named && parse_number(*text, &number)) {
		if (number > INT32_MAX) {
			tool_usage("%s is too large for a cell's id.", *text);
			return -1;
		}
		id->id = (__s32)number;
		return 1;
	}
	if ((!named && (*text)[0] == '-') || (*text)[0] == 0 ||
	    strlen(*text) > JAILHOUSE_CELL_NAME_MAXLEN) {
		tool_usage("\"%s\" is neither an id nor a name of 1 to %d characters.",
			   *text, JAILHOUSE_CELL_NAME_MAXLEN);
		return -1;
	}
	id->id = JAILHOUSE_CELL_ID_UNUSED;
	strcpy(id->name, *text);
	return named ? 2 : 1;
}

/* Return: the words used, or -1 after printing a message. */
static int only_cell_id(int argc, char **argv, struct jailhouse_cell_id *id,
			const char **text)
{
	int used = parse_cell_id(argc, argv, id, text);

	if (used >= 0 && used < argc) {
		tool_usage("\"%s\" is one operand too many.", argv[used]);
		return -1;
	}
	return used;
}

static int run_start(int argc, char **argv)
{
	struct jailhouse_cell_id id;
	const char *text;

	if (only_cell_id(argc, argv, &id, &text) < 0)
		return TOOL_USAGE;
	return device_ioctl(false, JAILHOUSE_CELL_START, &id, text);
}

/* Loading nothing stops the cell and leaves it loadable. */
static int run_shutdown(int argc, char **argv)
{
	struct jailhouse_cell_load load = { .num_preload_images = 0 };
	const char *text;

	if (only_cell_id(argc, argv, &load.cell_id, &text) < 0)
		return TOOL_USAGE;
	return device_ioctl(false, JAILHOUSE_CELL_LOAD, &load, text);
}

static int run_destroy(int argc, char **argv)
{
	struct jailhouse_cell_id id;
	const char *text;

	if (only_cell_id(argc, argv, &id, &text) < 0)
		return TOOL_USAGE;
	return device_ioctl(false, JAILHOUSE_CELL_DESTROY, &id, text);
}

#define CELL	"{ID|[--name] NAME}"

const struct command cell_commands[] = {
	{
		.group = "cell",
		.name = "create",
		.operands = "CELLCONFIG",
		.summary = "take CPUs, memory and devices from Linux for a cell",
		.help = "Creates a cell as the configuration CELLCONFIG (a .cell file) says. It does\n"
			"not run yet. Nothing changes if anything stands against it.",
		.run = run_create,
	},
	{
		.group = "cell",
		.name = "list",
		.operands = "",
		.summary = "print all cells, their states and CPUs",
		.help = "Prints a line per cell; the root cell has id 0. Prints nothing while the\n"
			"hypervisor is disabled.",
		.run = run_cell_list,
	},
	{
		.group = "cell",
		.name = "load",
		.operands = CELL " {IMAGE | -s|--string \"STRING\"} [-a|--address ADDRESS] ...",
		.summary = "stop a cell and write images into its memory",
		.help = "Stops the cell, asking it first, and writes files and strings into its\n"
			"memory, in the given order. Images that do not fit are found before: then\n"
			"the cell runs on.\n"
			"\n"
			"  IMAGE                     file, written as it is\n"
			"  -s, --string \"STRING\"     text, written with its terminating NUL\n"
			"  -a, --address ADDRESS     guest address of the image before it, default 0;\n"
			"                            decimal, 0x hexadecimal or 0 octal\n"
			"\n"
			"Example: jailhouse cell load rt rt.bin -s \"period=1000\" -a 0x1000",
		.run = run_cell_load,
	},
	{
		.group = "cell",
		.name = "start",
		.operands = CELL,
		.summary = "start or restart a cell",
		.help = "Starts the cell's CPUs at its reset address. A running cell is asked first,\n"
			"then restarted. A number is an id; --name forces a name.",
		.run = run_start,
	},
	{
		.group = "cell",
		.name = "shutdown",
		.operands = CELL,
		.summary = "stop a cell, keeping what it owns",
		.help = "Asks the cell, then stops its CPUs. It can be loaded and started again.\n"
			"A number is an id; --name forces a name.",
		.run = run_shutdown,
	},
	{
		.group = "cell",
		.name = "destroy",
		.operands = CELL,
		.summary = "give all that a cell owns back to Linux",
		.help = "Asks the cell, then stops it and gives its CPUs, memory and devices back.\n"
			"A number is an id; --name forces a name.",
		.run = run_destroy,
	},
	{
		.group = "cell",
		.name = "stats",
		.operands = CELL,
		.summary = "watch how often a cell's CPUs leave the guest",
		.help = "Shows the exit counters of the cell, renewed every second; once if standard\n"
			"input or output is not a terminal.\n"
			"\n"
			"Keys: q quit; c next CPU, a all CPUs together.",
		.run = run_cell_stats,
	},
	{ .name = NULL },
};
