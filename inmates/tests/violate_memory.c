/* SPDX-License-Identifier: BSD-2-Clause */
#include "violate.h"

/* No cell's: root's RAM, or none, on the emulated machines. */
#define FOREIGN_ADDRESS		0x70000000

unsigned long violate_foreign(void)
{
	return cmdline_number("address", FOREIGN_ADDRESS);
}

static const char *mem_read(void)
{
	mmio_read32((void *)violate_foreign());
	return NULL;
}

static const char *mem_write(void)
{
	mmio_write32((void *)violate_foreign(), (u32)cmdline_number("value", 0));
	return NULL;
}

static const char *mem_exec(void)
{
	((void (*)(void))violate_foreign())();
	return NULL;
}

const struct violation_case memory_cases[] = {
	{ "mem-read", mem_read, STOPPED },
	{ "mem-write", mem_write, STOPPED },
	{ "mem-exec", mem_exec, STOPPED },
	{ NULL, NULL, STOPPED },
};
