/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * cell load.
 */
#include <ctype.h>
#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "cell.h"

#define MAX_IMAGE_SIZE	(1UL << 32)

bool parse_number(const char *text, unsigned long long *number)
{
	char *end;

	/* strtoull() takes signs and blanks. */
	if (!isdigit((unsigned char)text[0]))
		return false;
	errno = 0;
	*number = strtoull(text, &end, 0);
	return *end == 0 && errno == 0;
}

static bool is_option(const char *word, const char *brief, const char *full)
{
	return !strcmp(word, brief) || !strcmp(word, full);
}

/* Return: whether the image could be added. */
static bool add_image(struct jailhouse_cell_load *load, const void *content,
		      size_t size)
{
	struct jailhouse_preload_image *image =
		&load->image[load->num_preload_images];

	if (!content)
		return false;
	image->source_address = (uintptr_t)content;
	image->size = size;
	load->num_preload_images++;
	return true;
}

static bool add_file(struct jailhouse_cell_load *load, const char *path)
{
	void *content;
	size_t size;

	content = read_file(path, MAX_IMAGE_SIZE, &size);
	return add_image(load, content, size);
}

static int set_address(struct jailhouse_cell_load *load, const char *text)
{
	unsigned long long address;

	if (load->num_preload_images == 0)
		return tool_usage("-a %s comes before any image.", text);
	if (!parse_number(text, &address))
		return tool_usage("\"%s\" is not an address.", text);
	load->image[load->num_preload_images - 1].target_address = address;
	return 0;
}

/* Adds all images. Return: the exit code so far. */
static int parse_images(struct jailhouse_cell_load *load, int argc, char **argv)
{
	int n, status = 0;

	for (n = 0; n < argc && !status; n++) {
		bool string = is_option(argv[n], "-s", "--string");
		bool address = is_option(argv[n], "-a", "--address");

		if ((string || address) && n + 1 == argc)
			return tool_usage("%s needs a value.", argv[n]);
		if (address) {
			status = set_address(load, argv[++n]);
		} else if (string) {
			n++;
			add_image(load, argv[n], strlen(argv[n]) + 1);
		} else if (argv[n][0] == '-' && argv[n][1]) {
			status = tool_usage("\"%s\" is not an option of it.",
					    argv[n]);
		} else if (!add_file(load, argv[n])) {
			status = TOOL_FAILED;
		}
	}
	return status;
}

int run_cell_load(int argc, char **argv)
{
	struct jailhouse_cell_load *load;
	struct jailhouse_cell_id id;
	const char *text;
	int used, status;

	used = parse_cell_id(argc, argv, &id, &text);
	if (used < 0)
		return TOOL_USAGE;
	if (used == argc)
		return tool_usage("give an image, or a string with -s. (\"cell shutdown\" only stops a cell.)");
	load = calloc(1, sizeof(*load) +
		      (size_t)(argc - used) * sizeof(load->image[0]));
	if (!load)
		return tool_fail(NULL, NULL, "out of memory.");
	load->cell_id = id;
	status = parse_images(load, argc - used, argv + used);
	/* Contents are left to the end of the process. */
	if (!status)
		status = device_ioctl(false, JAILHOUSE_CELL_LOAD, load, text);
	free(load);
	return status;
}
