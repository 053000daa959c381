/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the files of the cell commands share.
 */
#ifndef CELL_H
#define CELL_H

#include <jailhouse/ioctl.h>
#include "tool.h"

/**
 * Parse "ID", "NAME" or "--name NAME" at the start of @argv.
 * @text:	the id or name, for messages.
 *
 * Return: the number of words used, or -1 after printing a message.
 */
int parse_cell_id(int argc, char **argv, struct jailhouse_cell_id *id,
		  const char **text);

/** Whether @text is a number, not negative, in any base of C. */
bool parse_number(const char *text, unsigned long long *number);

int run_cell_list(int argc, char **argv);
int run_cell_load(int argc, char **argv);
int run_cell_stats(int argc, char **argv);

#endif
