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

/*
 * Reads "width" bytes at "address" and finds "value" there; by default memory
 * of its own.
 */
static const char *mem_width(void)
{
	static u64 own = 0x1122334455667788;
	unsigned long address = cmdline_number("address", (unsigned long)&own);
	unsigned long width = cmdline_number("width", sizeof(own));
	u64 value;

	if (width == 1)
		value = mmio_read8((void *)address);
	else if (width == 2)
		value = mmio_read16((void *)address);
	else if (width == 4)
		value = mmio_read32((void *)address);
	else
		value = mmio_read64((void *)address);
	return value == (u64)cmdline_number("value", (long)own) ?
		NULL : "another value";
}

const struct violation_case memory_cases[] = {
	{ "mem-read", mem_read, STOPPED },
	{ "mem-write", mem_write, STOPPED },
	{ "mem-exec", mem_exec, STOPPED },
	{ "mem-width", mem_width, HARMLESS },
	{ NULL, NULL, STOPPED },
};
