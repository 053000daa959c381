/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * jailhouse: finds the command and runs it.
 */
#include <stdlib.h>
#include <string.h>

#include "tool.h"

/* Tables of one room each, ended by an entry without a name. */
static const struct command * const tables[] = {
	system_commands, cell_commands, config_commands,
};

static void print_synopsis(FILE *out, const struct command *command)
{
	fprintf(out, "jailhouse %s%s%s%s%s", command->group ?: "",
		command->group ? " " : "", command->name,
		command->operands[0] ? " " : "", command->operands);
}

/* @group: NULL for all commands. */
static void print_overview(FILE *out, const char *group)
{
	const struct command *command;
	size_t n;

	fputs("Usage:\n", out);
	for (n = 0; n < ARRAY_SIZE(tables); n++)
		for (command = tables[n]; command->name; command++) {
			if (group && (!command->group ||
				      strcmp(command->group, group) != 0))
				continue;
			fputs("  ", out);
			print_synopsis(out, command);
			fprintf(out, "\n        %s\n", command->summary);
		}
	fputs("  jailhouse --help | --version\n"
	      "\n"
	      "--json prints results and errors as JSON. \"COMMAND --help\" tells more.\n"
	      "Exit codes: 0 success, 1 failure, 2 wrong usage.\n", out);
}

static void print_help(const struct command *command)
{
	fputs("Usage: ", stdout);
	print_synopsis(stdout, command);
	printf("\n\n%s\n", command->help);
}

static bool is_group(const char *word)
{
	const struct command *command;
	size_t n;

	for (n = 0; n < ARRAY_SIZE(tables); n++)
		for (command = tables[n]; command->name; command++)
			if (command->group && !strcmp(command->group, word))
				return true;
	return false;
}

static const struct command *find_command(const char *group, const char *name)
{
	const struct command *command;
	size_t n;

	for (n = 0; n < ARRAY_SIZE(tables); n++)
		for (command = tables[n]; command->name; command++) {
			if (!group != !command->group ||
			    (group && strcmp(command->group, group) != 0))
				continue;
			if (!strcmp(command->name, name))
				return command;
		}
	return NULL;
}

/* The word behind -s is text for the inmate, whatever it looks like. */
static bool is_text(char **argv, int n)
{
	return !strcmp(argv[n - 1], "-s") || !strcmp(argv[n - 1], "--string");
}

static int take_json(int argc, char **argv)
{
	int from, to = 1;

	for (from = 1; from < argc; from++) {
		if (!strcmp(argv[from], "--json") && !is_text(argv, from))
			tool.json = true;
		else
			argv[to++] = argv[from];
	}
	argv[to] = NULL;
	return to;
}

static bool is_help(const char *word)
{
	return !strcmp(word, "--help") || !strcmp(word, "-h");
}

static bool wants_help(int argc, char **argv)
{
	int n;

	for (n = 1; n < argc; n++)
		if (is_help(argv[n]) && !is_text(argv, n))
			return true;
	return false;
}

/* Words that stand for themselves. Return: whether it was one of them. */
static bool run_option(const char *word, const char *group)
{
	if (is_help(word) || (!group && !strcmp(word, "help")))
		print_overview(stdout, group);
	else if (!group && (!strcmp(word, "--version") || !strcmp(word, "-V")))
		puts("jailhouse " JAILHOUSE_VERSION);
	else
		return false;
	return true;
}

static int run(int argc, char **argv)
{
	const struct command *command;
	const char *group = NULL;
	char full_name[64];

	argc = take_json(argc, argv);
	if (argc > 1 && is_group(argv[1])) {
		group = argv[1];
		tool.command = group;
		argc--;
		argv++;
	}
	if (argc < 2) {
		if (!tool.json)
			print_overview(stderr, group);
		return tool_usage("no command given.");
	}
	if (run_option(argv[1], group))
		return 0;
	command = find_command(group, argv[1]);
	if (!command)
		return tool_usage("\"%s\" is not a command.", argv[1]);
	snprintf(full_name, sizeof(full_name), "%s%s%s", group ?: "",
		 group ? " " : "", command->name);
	tool.command = full_name;
	if (wants_help(argc - 1, argv + 1)) {
		print_help(command);
		return 0;
	}
	return command->run(argc - 2, argv + 2);
}

int main(int argc, char **argv)
{
	int status = run(argc, argv);

	if (fflush(stdout) != 0 || ferror(stdout)) {
		perror("jailhouse: standard output");
		return status ? status : TOOL_FAILED;
	}
	return status;
}
