/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Files that the user names.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tool.h"

/* No configuration comes near; what is larger was named by mistake. */
#define MAX_BLOB_SIZE	(1024 * 1024)

/* Return: an open, regular, not empty and not too large file, or -1. */
static int open_checked(const char *path, size_t limit, size_t *size)
{
	struct stat status;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);

	if (fd < 0) {
		tool_fail(path, NULL, "cannot be opened: %s. Check the path.",
			  strerror(errno));
		return -1;
	}
	if (fstat(fd, &status) < 0)
		tool_fail(path, NULL, "cannot be read: %s.", strerror(errno));
	else if (S_ISDIR(status.st_mode))
		tool_fail(path, NULL, "is a directory. Name a file.");
	else if (!S_ISREG(status.st_mode))
		tool_fail(path, NULL, "is not a regular file. Name a file.");
	else if (status.st_size == 0)
		tool_fail(path, NULL,
			  "is empty. Was its build interrupted?");
	else if ((unsigned long long)status.st_size > limit)
		tool_fail(path, NULL,
			  "has %lld bytes, at most %zu are possible. Is this the right file?",
			  (long long)status.st_size, limit);
	else {
		*size = (size_t)status.st_size;
		return fd;
	}
	close(fd);
	return -1;
}

void *read_file(const char *path, size_t limit, size_t *size)
{
	unsigned char *content;
	size_t done = 0;
	ssize_t got = 1;
	int fd = open_checked(path, limit, size);

	if (fd < 0)
		return NULL;
	content = malloc(*size);
	if (!content) {
		tool_fail(path, NULL, "does not fit in memory.");
		close(fd);
		return NULL;
	}
	while (done < *size && got > 0) {
		got = read(fd, content + done, *size - done);
		if (got > 0)
			done += (size_t)got;
		else if (got < 0 && errno == EINTR)
			got = 1;
	}
	if (done < *size) {
		tool_fail(path, NULL, "cannot be read: %s.",
			  got < 0 ? strerror(errno) : "it became shorter");
		free(content);
		content = NULL;
	}
	close(fd);
	return content;
}

static bool has_signature(const char *content, size_t size)
{
	return size >= JAILHOUSE_SIGNATURE_LEN &&
		(!memcmp(content, JAILHOUSE_SYSTEM_SIGNATURE,
			 JAILHOUSE_SIGNATURE_LEN) ||
		 !memcmp(content, JAILHOUSE_CELL_DESC_SIGNATURE,
			 JAILHOUSE_SIGNATURE_LEN));
}

void *read_blob(const char *path, size_t *size)
{
	void *content = read_file(path, MAX_BLOB_SIZE, size);

	if (content && !has_signature(content, *size)) {
		tool_fail(path, NULL,
			  "is not a configuration. Name a .cell file, built from its C source.");
		free(content);
		content = NULL;
	}
	return content;
}
