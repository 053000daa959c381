/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the files of the command line tool share.
 */
#ifndef TOOL_H
#define TOOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include <jailhouse/cell-config.h>
#include <jailhouse/config-rules.h>
#include <jailhouse/image.h>

/* Test builds point these at a fake tree. */
#ifndef JAILHOUSE_DEVICE
#define JAILHOUSE_DEVICE	"/dev/jailhouse"
#endif
#ifndef JAILHOUSE_SYSFS
#define JAILHOUSE_SYSFS		"/sys/devices/jailhouse"
#endif

/* Exit codes, besides 0. */
#define TOOL_FAILED		1
#define TOOL_USAGE		2

/** The invocation: what every message is about and how it is printed. */
struct tool {
	/** "cell create", ...; empty until the command is known. */
	const char *command;
	/** Results and errors as JSON. */
	bool json;
};

extern struct tool tool;

/** A command of the tool. */
struct command {
	/** NULL, "cell", "config". */
	const char *group;
	const char *name;
	/** Operands and options, for the usage line. */
	const char *operands;
	const char *summary;
	/** What --help prints below the usage line. */
	const char *help;
	/**
	 * Run the command. @argv holds its @argc operands and options only,
	 * NULL terminated.
	 *
	 * Return: the exit code.
	 */
	int (*run)(int argc, char **argv);
};

extern const struct command system_commands[];
extern const struct command cell_commands[];
extern const struct command config_commands[];

/* message.c */

/**
 * Print an error: what went wrong, where, what to do about it.
 * @where:	file or cell it is about, NULL: none.
 * @rule:	broken rule with its position, NULL: none.
 *
 * Return: TOOL_FAILED.
 */
int tool_fail(const char *where, const struct jailhouse_config_error *rule,
	      const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/**
 * Print an error about the command line, with a pointer to --help.
 *
 * Return: TOOL_USAGE.
 */
int tool_usage(const char *format, ...) __attribute__((format(printf, 1, 2)));

/** Write @text as a JSON string. */
void json_string(FILE *out, const char *text);

/** Write {"rule": ..., "message": @message}, @rule may be NULL. */
void json_problem(FILE *out, const char *where,
		  const struct jailhouse_config_error *rule,
		  const char *message);

/* explain.c */

/** Finds the name of a cell by its id; NULL or "" if there is none. */
typedef const char *(*cell_name_fn)(__u32 id);

/** Make the sentences about a broken rule: where, what, what to do. */
void explain_rule(char *buffer, size_t size,
		  const struct jailhouse_config_error *error,
		  cell_name_fn cell_name);

/**
 * Parse sysfs' last_error, "RULE ARRAY INDEX OTHER\n".
 *
 * Return: whether @text is one and names a broken rule.
 */
bool parse_last_error(const char *text, struct jailhouse_config_error *error);

/** Name of a JAILHOUSE_X86, ...; "unknown". */
const char *architecture_name(__u32 architecture);

/* file.c */

/**
 * Read a file as a whole; prints a message on failure.
 * @limit:	largest size in bytes.
 *
 * Return: the content, for free(), or NULL.
 */
void *read_file(const char *path, size_t limit, size_t *size);

/** Read a system or cell blob, at least as long as its signature. */
void *read_blob(const char *path, size_t *size);

/* sysfs.c */

/**
 * Read a file below JAILHOUSE_SYSFS, without its last newline.
 *
 * Return: whether it could be read.
 */
bool sysfs_read(char *buffer, size_t size, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/** Name of a cell that exists; "" if there is none with that id. */
const char *sysfs_cell_name(__u32 id);

/**
 * Ids of all cells in ascending order.
 *
 * Return: their number, 0 also without a driver; @ids is for free().
 */
unsigned int sysfs_cells(__u32 **ids);

/* driver.c */

/**
 * Load the driver with what it needs. Return: 0, or -1 after printing a message.
 */
int driver_load(void);

/* device.c */

/**
 * Open the character device.
 * @load:	load the driver if there is no device.
 * @flags:	O_RDWR, ...
 *
 * Return: the descriptor, or -1 after printing a message.
 */
int device_open(bool load, int flags);

/**
 * Issue an ioctl of the character device and print why it failed: the broken
 * rule if the driver tells one, else what the error number means here.
 * @where:	file or cell it is about, NULL: none.
 * @load:	load the driver if there is no device.
 *
 * Return: the exit code.
 */
int device_ioctl(bool load, unsigned long request, const void *argument,
		 const char *where);

#endif
