/* SPDX-License-Identifier: BSD-2-Clause */
#include <inmate.h>
#include <inmate/cmdline.h>

bool cmdline_string(const char *name, char *buffer, size_t size)
{
	const char *value;
	size_t length;

	if (!cmdline_find((const char *)CMDLINE_ADDRESS, CMDLINE_SIZE, name,
			  &value, &length) || length >= size)
		return false;
	memcpy(buffer, value, length);
	buffer[length] = 0;
	return true;
}

long cmdline_number(const char *name, long fallback)
{
	char buffer[32];
	long number;

	if (cmdline_string(name, buffer, sizeof(buffer)) &&
	    cmdline_to_number(buffer, &number))
		return number;
	return fallback;
}

bool cmdline_bool(const char *name, bool fallback)
{
	char buffer[8];

	if (!cmdline_string(name, buffer, sizeof(buffer)))
		return fallback;
	if (!buffer[0] || !strcmp(buffer, "1") || !strcmp(buffer, "true") ||
	    !strcmp(buffer, "on"))
		return true;
	if (!strcmp(buffer, "0") || !strcmp(buffer, "false") ||
	    !strcmp(buffer, "off"))
		return false;
	return fallback;
}
