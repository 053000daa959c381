/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Preloaded into the tool by its tests: records the ioctls of the character
 * device in the file $FAKE_LOG, a line each, and fails with $FAKE_ERRNO unless
 * that is 0.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <jailhouse/ioctl.h>

int ioctl(int fd, unsigned long request, ...);

static void log_bytes(FILE *log, const void *bytes, unsigned long size)
{
	const unsigned char *byte = bytes;

	fputc(' ', log);
	while (size--)
		fprintf(log, "%02x", *byte++);
}

static void log_load(FILE *log, const struct jailhouse_cell_load *load)
{
	const struct jailhouse_preload_image *image;
	unsigned int n;

	fprintf(log, "load id %d name \"%s\"", load->cell_id.id,
		load->cell_id.name);
	for (n = 0; n < load->num_preload_images; n++) {
		image = &load->image[n];
		fprintf(log, " at %llx", image->target_address);
		log_bytes(log, (void *)(uintptr_t)image->source_address,
			  image->size);
	}
}

static void log_call(FILE *log, unsigned long request, const void *argument)
{
	const struct jailhouse_cell_create *create = argument;
	const struct jailhouse_cell_id *id = argument;

	switch (request) {
	case JAILHOUSE_ENABLE:
		fprintf(log, "enable %.5s", (const char *)argument);
		break;
	case JAILHOUSE_DISABLE:
		fputs("disable", log);
		break;
	case JAILHOUSE_CELL_CREATE:
		fprintf(log, "create %.5s %u",
			(char *)(uintptr_t)create->config_address,
			create->config_size);
		break;
	case JAILHOUSE_CELL_LOAD:
		log_load(log, argument);
		break;
	case JAILHOUSE_CELL_START:
		fprintf(log, "start id %d name \"%s\"", id->id, id->name);
		break;
	case JAILHOUSE_CELL_DESTROY:
		fprintf(log, "destroy id %d name \"%s\"", id->id, id->name);
		break;
	default:
		fprintf(log, "unknown %lx", request);
	}
	fputc('\n', log);
}

int ioctl(int fd, unsigned long request, ...)
{
	FILE *log = fopen(getenv("FAKE_LOG"), "a");
	va_list args;

	(void)fd;
	if (!log)
		abort();
	va_start(args, request);
	log_call(log, request, va_arg(args, void *));
	va_end(args);
	fclose(log);
	errno = atoi(getenv("FAKE_ERRNO"));
	return errno ? -1 : 0;
}
