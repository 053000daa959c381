/* SPDX-License-Identifier: BSD-2-Clause */
/* The pure part of command line parsing, apart for tests on the host. */
#ifndef INMATE_CMDLINE_H
#define INMATE_CMDLINE_H

#include <stdbool.h>
#include <stddef.h>

/**
 * Find a parameter in a line that ends with a NUL or after @size bytes.
 * @value:  its value within the line, not terminated; empty for NAME alone
 * @length: of the value
 *
 * Return: false if the parameter is absent. The first one counts.
 */
bool cmdline_find(const char *line, size_t size, const char *name,
		  const char **value, size_t *length);

/** Parse a whole text as number. Return: false if it is none or too large. */
bool cmdline_to_number(const char *text, long *number);

#endif
