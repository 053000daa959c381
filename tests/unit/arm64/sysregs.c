/* SPDX-License-Identifier: BSD-2-Clause */
#include "arm64/machine.h"
#include "arm64/sysregs.h"

#include <string.h>

#include <sysreg.h>

static struct {
	const char *name;
	u64 value;
} registers[256];

static u64 *find(const char *name)
{
	unsigned int n;

	for (n = 0; n < ARRAY_SIZE(registers); n++) {
		if (!registers[n].name)
			registers[n].name = name;
		if (!strcmp(registers[n].name, name))
			return &registers[n].value;
	}
	fail_msg("too many registers");
	return NULL;
}

void sysregs_reset(void)
{
	memset(registers, 0, sizeof(registers));
}

void sysreg_set(const char *name, u64 value)
{
	*find(name) = value;
}

u64 sysreg_get(const char *name)
{
	return *find(name);
}

__attribute__((weak)) void sysreg_hook(const char *name, u64 *written)
{
	(void)name;
	(void)written;
}

u64 fake_sysreg(const char *name)
{
	sysreg_hook(name, NULL);
	return *find(name);
}

void fake_write_sysreg(const char *name, u64 value)
{
	sysreg_hook(name, &value);
	*find(name) = value;
}
