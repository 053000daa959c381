/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * config check.
 */
#include <stdlib.h>
#include <string.h>

#include <config_check.h>
#include "tool.h"

/* A file to check. The first one is the system's. */
struct config_file {
	const char *path;
	void *blob;
	size_t size;
	/** On its own; others are not compared with it otherwise. */
	bool valid;
};

struct check {
	struct config_machine machine;
	struct config_file *files;
	int num_files;
	int problems;
	int warnings;
};

/* explain_rule() knows no context. */
static const struct check *current;

static struct jailhouse_cell_desc *cell_of(const struct config_file *file)
{
	return file->blob;
}

/* The id of a cell is the position of its file; 0 is the system's root cell. */
static const char *name_of(__u32 id)
{
	static char name[JAILHOUSE_CELL_NAME_MAXLEN + 1];
	const char *from;

	if (id >= (__u32)current->num_files || !current->files[id].valid)
		return "";
	if (id == 0)
		from = ((struct jailhouse_system *)
			current->files[0].blob)->root_cell.name;
	else
		from = cell_of(&current->files[id])->name;
	memcpy(name, from, JAILHOUSE_CELL_NAME_MAXLEN);
	return name;
}

static void report(struct check *check, const char *path,
		   const struct jailhouse_config_error *error)
{
	char sentence[1024];

	explain_rule(sentence, sizeof(sentence), error, name_of);
	if (tool.json) {
		fputs(check->problems ? ",\n  " : "\n  ", stdout);
		json_problem(stdout, path, error, sentence);
	} else {
		tool_fail(path, error, "%s", sentence);
	}
	check->problems++;
}

static void check_system(struct check *check)
{
	struct config_file *file = &check->files[0];
	struct jailhouse_config_error error;

	if (config_check_system(file->blob, file->size, &check->machine,
				&error) < 0)
		report(check, file->path, &error);
	else
		file->valid = true;
}

/* On its own, with the system, and with the cells before it. */
static void check_cell(struct check *check, int index)
{
	struct config_file *file = &check->files[index];
	struct jailhouse_config_error error;
	int n;

	if (config_check_cell(file->blob, file->size, &check->machine,
			      &error) < 0) {
		report(check, file->path, &error);
		return;
	}
	file->valid = true;
	cell_of(file)->id = (__u32)index;
	if (check->files[0].valid &&
	    config_check_cell_system(cell_of(file), check->files[0].blob,
				     &error) < 0)
		report(check, file->path, &error);
	for (n = 1; n < index; n++)
		if (check->files[n].valid &&
		    config_check_cell_cell(cell_of(file),
					   cell_of(&check->files[n]),
					   &error) < 0)
			report(check, file->path, &error);
}

static const struct {
	__u32 feature;
	const char *text;
} unsupported[] = {
	{ CONFIG_FEATURE_PCI,
	  "pci_devices: ignored, all functions stay with root" },
	{ CONFIG_FEATURE_CACHE,
	  "cache_regions: ignored, caches are not partitioned" },
	{ CONFIG_FEATURE_STREAM, "stream_ids: ignored, no IOMMU is driven" },
	{ CONFIG_FEATURE_IOMMU,
	  "header.platform_info.iommu_units: ignored, devices can write to any memory" },
	{ CONFIG_FEATURE_TEST_DEVICE, "cell.flags: TEST_DEVICE ignored" },
	{ CONFIG_FEATURE_AARCH32, "cell.flags: AARCH32 ignored" },
	{ CONFIG_FEATURE_CONSOLE,
	  "header.debug_console.type: ignored, nothing is printed there" },
	{ CONFIG_FEATURE_CONSOLE_CLOCK,
	  "header.debug_console.clock_reg: ignored, the clock must run already" },
};

/* What root's configuration names and this build does not drive. */
static void warn(struct check *check)
{
	__u32 missing;
	size_t n;

	if (!check->files[0].valid)
		return;
	missing = config_system_features(check->files[0].blob) &
		check->machine.unsupported;
	for (n = 0; n < ARRAY_SIZE(unsupported); n++) {
		if (!(missing & unsupported[n].feature))
			continue;
		if (tool.json) {
			fputs(check->warnings ? ",\n  " : "\n  ", stdout);
			json_problem(stdout, check->files[0].path, NULL,
				     unsupported[n].text);
		} else {
			printf("%s: warning: %s\n", check->files[0].path,
			       unsupported[n].text);
		}
		check->warnings++;
	}
}

static int check_all(struct check *check)
{
	int n;

	current = check;
	if (tool.json)
		fputs("{\"errors\": [", stdout);
	check_system(check);
	for (n = 1; n < check->num_files; n++)
		check_cell(check, n);
	if (tool.json)
		fputs("],\n \"warnings\": [", stdout);
	warn(check);
	if (tool.json)
		printf("],\n \"valid\": %s}\n",
		       check->problems ? "false" : "true");
	else if (!check->problems)
		printf("%d configuration%s valid.\n", check->num_files,
		       check->num_files > 1 ? "s are" : " is");
	return check->problems ? TOOL_FAILED : 0;
}

static bool parse_architecture(const char *name, __u32 *architecture)
{
	static const struct {
		const char *name;
		__u32 architecture;
	} names[] = {
		{ "x86", JAILHOUSE_X86 }, { "x86_64", JAILHOUSE_X86 },
		{ "amd64", JAILHOUSE_X86 }, { "arm", JAILHOUSE_ARM },
		{ "arm64", JAILHOUSE_ARM64 }, { "aarch64", JAILHOUSE_ARM64 },
		{ "riscv64", JAILHOUSE_RISCV64 },
	};
	size_t n;

	for (n = 0; n < ARRAY_SIZE(names); n++)
		if (!strcmp(names[n].name, name)) {
			*architecture = names[n].architecture;
			return true;
		}
	return false;
}

/* Return: the exit code so far. */
static int read_files(struct check *check, int argc, char **argv)
{
	struct config_file *file;
	int n;

	for (n = 0; n < argc; n++) {
		file = &check->files[n];
		file->path = argv[n];
		file->blob = read_blob(argv[n], &file->size);
		if (!file->blob)
			return TOOL_FAILED;
		check->num_files++;
	}
	return 0;
}

static void free_files(struct check *check)
{
	int n;

	for (n = 0; n < check->num_files; n++)
		free(check->files[n].blob);
	free(check->files);
}

/* Takes "-a ARCH" out of @argv. Return: what is left, or -1. */
static int take_architecture(int argc, char **argv, __u32 *architecture,
			     bool *given)
{
	int from, to = 0;

	for (from = 0; from < argc; from++) {
		if (argv[from][0] != '-') {
			argv[to++] = argv[from];
			continue;
		}
		if (strcmp(argv[from], "-a") && strcmp(argv[from], "--arch")) {
			tool_usage("\"%s\" is not an option of it.",
				   argv[from]);
			return -1;
		}
		if (++from == argc ||
		    !parse_architecture(argv[from], architecture)) {
			tool_usage("-a needs one of x86, arm, arm64, riscv64.");
			return -1;
		}
		*given = true;
	}
	if (to == 0) {
		tool_usage("give a system configuration.");
		return -1;
	}
	return to;
}

static int run_check(int argc, char **argv)
{
	struct check check = {
		.machine.unsupported = CONFIG_BUILD_UNSUPPORTED,
	};
	const struct jailhouse_system *system;
	bool given = false;
	int status;

	argc = take_architecture(argc, argv, &check.machine.architecture,
				 &given);
	if (argc < 0)
		return TOOL_USAGE;
	check.files = calloc((size_t)argc, sizeof(check.files[0]));
	if (!check.files)
		return tool_fail(NULL, NULL, "out of memory.");
	status = read_files(&check, argc, argv);
	if (!status) {
		system = check.files[0].blob;
		if (!given && check.files[0].size > JAILHOUSE_SIGNATURE_LEN)
			check.machine.architecture = system->architecture;
		status = check_all(&check);
	}
	free_files(&check);
	return status;
}

const struct command config_commands[] = {
	{
		.group = "config",
		.name = "check",
		.operands = "[-a|--arch ARCH] SYSCONFIG [CELLCONFIG...]",
		.summary = "check configurations, alone and against each other",
		.help = "Checks the system configuration SYSCONFIG, every CELLCONFIG, and whether the\n"
			"cells fit on the system and beside each other, by the same rules as the\n"
			"driver and the hypervisor. Reports the first broken rule of each file and of\n"
			"each pair. Needs neither root nor the driver.\n"
			"\n"
			"  -a, --arch ARCH   x86, arm, arm64 or riscv64; default: what SYSCONFIG says",
		.run = run_check,
	},
	{ .name = NULL },
};
