/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The driver's files in sysfs.
 */
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "tool.h"

bool sysfs_read(char *buffer, size_t size, const char *format, ...)
{
	char path[PATH_MAX] = JAILHOUSE_SYSFS "/";
	size_t used = strlen(path), length;
	va_list args;
	FILE *file;

	va_start(args, format);
	vsnprintf(path + used, sizeof(path) - used, format, args);
	va_end(args);
	buffer[0] = 0;
	file = fopen(path, "re");
	if (!file)
		return false;
	length = fread(buffer, 1, size - 1, file);
	fclose(file);
	if (length > 0 && buffer[length - 1] == '\n')
		length--;
	buffer[length] = 0;
	return true;
}

const char *sysfs_cell_name(__u32 id)
{
	static char name[JAILHOUSE_CELL_NAME_MAXLEN + 2];

	sysfs_read(name, sizeof(name), "cells/%u/name", id);
	return name;
}

static int compare_ids(const void *a, const void *b)
{
	__u32 first = *(const __u32 *)a, second = *(const __u32 *)b;

	return first < second ? -1 : first > second;
}

unsigned int sysfs_cells(__u32 **ids)
{
	unsigned int count = 0, room = 0;
	struct dirent *entry;
	unsigned long id;
	__u32 *grown;
	char *end;
	DIR *dir;

	*ids = NULL;
	dir = opendir(JAILHOUSE_SYSFS "/cells");
	if (!dir)
		return 0;
	while ((entry = readdir(dir)) != NULL) {
		errno = 0;
		id = strtoul(entry->d_name, &end, 10);
		if (*end || end == entry->d_name || errno)
			continue;
		if (count == room) {
			room = room ? room * 2 : 16;
			grown = realloc(*ids, room * sizeof(**ids));
			if (!grown)
				break;
			*ids = grown;
		}
		(*ids)[count++] = (__u32)id;
	}
	closedir(dir);
	if (count)
		qsort(*ids, count, sizeof(**ids), compare_ids);
	return count;
}
