/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * cell stats: a screen of exit counters, or one list without a terminal.
 */
#include <dirent.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "cell.h"

#define MAX_COUNTERS	32
#define ALL_CPUS	(-1)
#define PREFIX		"vmexits_"

struct counter {
	char name[64];
	unsigned long long sum;
	unsigned long long per_second;
};

struct stats {
	__u32 cell;
	/** ALL_CPUS, or the one shown. */
	int cpu;
	struct counter counters[MAX_COUNTERS];
	unsigned int count;
	struct timespec read_at;
};

/* Return: whether the cell exists; *@id is its number. */
static bool find_cell(const struct jailhouse_cell_id *wanted, __u32 *id)
{
	unsigned int count, n;
	bool found = false;
	__u32 *ids;

	count = sysfs_cells(&ids);
	for (n = 0; n < count && !found; n++) {
		found = wanted->id >= 0 ? ids[n] == (__u32)wanted->id :
			!strcmp(sysfs_cell_name(ids[n]), wanted->name);
		*id = ids[n];
	}
	free(ids);
	return found;
}

static void stats_path(const struct stats *stats, char *path, size_t size)
{
	if (stats->cpu == ALL_CPUS)
		snprintf(path, size, "cells/%u/statistics", stats->cell);
	else
		snprintf(path, size, "cells/%u/statistics/cpu%d", stats->cell,
			 stats->cpu);
}

static int compare_names(const void *a, const void *b)
{
	const struct counter *first = a, *second = b;
	bool first_total = !strcmp(first->name, "total");
	bool second_total = !strcmp(second->name, "total");

	if (first_total != second_total)
		return first_total ? -1 : 1;
	return strcmp(first->name, second->name);
}

static void read_counters(struct stats *stats, const char *path)
{
	char directory[256], text[32];
	struct counter *counter;
	struct dirent *entry;
	DIR *dir;

	snprintf(directory, sizeof(directory), JAILHOUSE_SYSFS "/%s", path);
	dir = opendir(directory);
	stats->count = 0;
	while (dir && stats->count < MAX_COUNTERS &&
	       (entry = readdir(dir)) != NULL) {
		if (strncmp(entry->d_name, PREFIX, strlen(PREFIX)) != 0 ||
		    strlen(entry->d_name) >= sizeof(counter->name) ||
		    !sysfs_read(text, sizeof(text), "%s/%s", path,
				entry->d_name))
			continue;
		counter = &stats->counters[stats->count++];
		strcpy(counter->name, entry->d_name + strlen(PREFIX));
		counter->sum = strtoull(text, NULL, 10);
		counter->per_second = 0;
	}
	if (dir)
		closedir(dir);
	qsort(stats->counters, stats->count, sizeof(stats->counters[0]),
	      compare_names);
}

/*
 * Read all counters again; rates come from the difference to @stats' last
 * contents if those belong to the same CPU. Return: whether there are any.
 */
static bool renew(struct stats *stats, bool with_rates)
{
	struct stats last = *stats;
	unsigned int n;
	double seconds;
	char path[128];

	stats_path(stats, path, sizeof(path));
	read_counters(stats, path);
	clock_gettime(CLOCK_MONOTONIC, &stats->read_at);
	seconds = (double)(stats->read_at.tv_sec - last.read_at.tv_sec) +
		(double)(stats->read_at.tv_nsec - last.read_at.tv_nsec) / 1e9;
	with_rates = with_rates && last.count == stats->count && seconds > 0;
	for (n = 0; n < stats->count && with_rates; n++)
		if (stats->counters[n].sum >= last.counters[n].sum)
			stats->counters[n].per_second = (unsigned long long)
				((double)(stats->counters[n].sum -
					  last.counters[n].sum) / seconds +
				 0.5);
	return stats->count > 0;
}

/* The next CPU of the cell behind the shown one, or all after the last. */
static int next_cpu(const struct stats *stats)
{
	char list[1024], *end;
	const char *text = list;
	long first, last;

	sysfs_read(list, sizeof(list), "cells/%u/cpus_assigned_list",
		   stats->cell);
	while (*text) {
		first = last = strtol(text, &end, 10);
		if (end == text)
			break;
		if (*end == '-')
			last = strtol(end + 1, &end, 10);
		if (last > stats->cpu)
			return (int)(first > stats->cpu ? first :
				     stats->cpu + 1);
		text = *end == ',' ? end + 1 : end;
	}
	return ALL_CPUS;
}

static void show(const struct stats *stats, bool screen)
{
	const char *eol = screen ? "\033[K\r\n" : "\n";
	unsigned int n;

	if (screen)
		fputs("\033[H", stdout);
	printf("Cell \"%s\" (id %u), ", sysfs_cell_name(stats->cell),
	       stats->cell);
	if (stats->cpu == ALL_CPUS)
		printf("all CPUs%s%s", eol, eol);
	else
		printf("CPU %d%s%s", stats->cpu, eol, eol);
	printf("%-24s%16s", "COUNTER", "SUM");
	if (screen)
		printf("%12s", "PER SEC");
	fputs(eol, stdout);
	for (n = 0; n < stats->count; n++) {
		printf("%-24s%16llu", stats->counters[n].name,
		       stats->counters[n].sum);
		if (screen)
			printf("%12llu", stats->counters[n].per_second);
		fputs(eol, stdout);
	}
	if (screen)
		printf("%sq quit   c next CPU   a all CPUs%s\033[J", eol, eol);
	fflush(stdout);
}

/* Return: a key, 0 after a second without one, 'q' at the end of input. */
static char wait_key(void)
{
	struct pollfd input = { .fd = STDIN_FILENO, .events = POLLIN };
	char key = 0;

	if (poll(&input, 1, 1000) > 0 && read(STDIN_FILENO, &key, 1) != 1)
		key = 'q';
	return key;
}

static int watch(struct stats *stats)
{
	struct termios saved, raw;
	bool alive, rates = false;
	char key = 0;

	tcgetattr(STDIN_FILENO, &saved);
	raw = saved;
	raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO | ISIG);
	tcsetattr(STDIN_FILENO, TCSANOW, &raw);
	fputs("\033[?1049h\033[?25l", stdout);
	while ((alive = renew(stats, rates)) && key != 'q') {
		rates = true;
		show(stats, true);
		key = wait_key();
		if (key == 'c' || key == 'a') {
			stats->cpu = key == 'c' ? next_cpu(stats) : ALL_CPUS;
			rates = false;
		} else if (key == 3) {
			key = 'q';
		}
	}
	fputs("\033[?25h\033[?1049l", stdout);
	fflush(stdout);
	tcsetattr(STDIN_FILENO, TCSANOW, &saved);
	return alive ? 0 : tool_fail(NULL, NULL, "the cell is gone.");
}

static void print_json(const struct stats *stats)
{
	unsigned int n;

	printf("{\"id\": %u, \"vmexits\": {", stats->cell);
	for (n = 0; n < stats->count; n++) {
		fputs(n ? ", " : "", stdout);
		json_string(stdout, stats->counters[n].name);
		printf(": %llu", stats->counters[n].sum);
	}
	puts("}}");
}

int run_cell_stats(int argc, char **argv)
{
	struct stats stats = { .cpu = ALL_CPUS };
	struct jailhouse_cell_id id;
	const char *text;
	int used;

	used = parse_cell_id(argc, argv, &id, &text);
	if (used < 0)
		return TOOL_USAGE;
	if (used < argc)
		return tool_usage("\"%s\" is one operand too many.",
				  argv[used]);
	if (!find_cell(&id, &stats.cell))
		return tool_fail(text, NULL,
				 "no such cell. \"jailhouse cell list\" shows all cells.");
	if (!tool.json && isatty(STDIN_FILENO) && isatty(STDOUT_FILENO))
		return watch(&stats);
	if (!renew(&stats, false))
		return tool_fail(text, NULL, "the cell has no statistics.");
	if (tool.json)
		print_json(&stats);
	else
		show(&stats, false);
	return 0;
}
