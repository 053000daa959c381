/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * cell list.
 */
#include <stdlib.h>

#include "cell.h"

struct row {
	char name[64];
	char state[64];
	char assigned[1024];
	char failed[1024];
};

static bool read_row(__u32 id, struct row *row)
{
	/* The cell may vanish meanwhile; then it is not listed. */
	return sysfs_read(row->name, sizeof(row->name), "cells/%u/name", id) &&
		sysfs_read(row->state, sizeof(row->state), "cells/%u/state",
			   id) &&
		sysfs_read(row->assigned, sizeof(row->assigned),
			   "cells/%u/cpus_assigned_list", id) &&
		sysfs_read(row->failed, sizeof(row->failed),
			   "cells/%u/cpus_failed_list", id);
}

static void print_line(const char *id, const char *name, const char *state,
		       const char *assigned, const char *failed)
{
	printf("%-8s%-24s%-18s%-24s%-24s\n", id, name, state, assigned,
	       failed);
}

/* "0,2-4" becomes [0, 2, 3, 4]. */
static void print_cpus(const char *list)
{
	unsigned long first, last;
	bool more = false;
	char *end;

	putchar('[');
	while (*list) {
		first = strtoul(list, &end, 10);
		last = first;
		if (end == list)
			break;
		if (*end == '-')
			last = strtoul(end + 1, &end, 10);
		for (; first <= last; first++) {
			printf(more ? ", %lu" : "%lu", first);
			more = true;
		}
		list = *end == ',' ? end + 1 : end;
	}
	putchar(']');
}

static void print_object(__u32 id, const struct row *row)
{
	printf("{\"id\": %u, \"name\": ", id);
	json_string(stdout, row->name);
	fputs(", \"state\": ", stdout);
	json_string(stdout, row->state);
	fputs(", \"cpus_assigned\": ", stdout);
	print_cpus(row->assigned);
	fputs(", \"cpus_failed\": ", stdout);
	print_cpus(row->failed);
	putchar('}');
}

int run_cell_list(int argc, char **argv)
{
	unsigned int count, n;
	bool first = true;
	char number[16];
	struct row row;
	__u32 *ids;

	(void)argv;
	if (argc != 0)
		return tool_usage("takes no operands.");
	count = sysfs_cells(&ids);
	if (tool.json)
		putchar('[');
	for (n = 0; n < count; n++) {
		if (!read_row(ids[n], &row))
			continue;
		if (tool.json) {
			fputs(first ? "" : ",\n ", stdout);
			print_object(ids[n], &row);
		} else {
			if (first)
				print_line("ID", "Name", "State",
					   "Assigned CPUs", "Failed CPUs");
			snprintf(number, sizeof(number), "%u", ids[n]);
			print_line(number, row.name, row.state, row.assigned,
				   row.failed);
		}
		first = false;
	}
	if (tool.json)
		puts("]");
	free(ids);
	return 0;
}
