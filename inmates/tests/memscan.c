/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Leaves a secret in the cell's memory, or looks for one that another owner
 * of the memory left.
 *
 * Parameters:
 *	mode=write|scan	default scan
 *	start=, size=	region, default from the end of the image to 1 MiB
 *	pattern=	64-bit secret, default 0x5ec4e7c0ffee5ec4
 *
 * Prints "memscan: written N" or "memscan: found N of M words". The default
 * secret does not stand in the image: it is stored inverted.
 */
#include <inmate.h>

static const volatile u64 inverted_secret = 0xa13b183f0011a13bULL;

/* Of the cells that it runs in. */
#define RAM_END		0x100000UL

extern char image_end[];

static void write_all(volatile u64 *words, u64 count, u64 pattern)
{
	u64 n;

	for (n = 0; n < count; n++)
		words[n] = pattern;
	printk("memscan: written %llu\n", count);
}

static void scan_all(const volatile u64 *words, u64 count, u64 pattern)
{
	u64 n, found = 0, not_zero = 0;

	for (n = 0; n < count; n++) {
		found += words[n] == pattern;
		not_zero += words[n] != 0;
	}
	printk("memscan: found %llu of %llu words\n", found, count);
	printk("memscan: not zero %llu\n", not_zero);
}

void inmate_main(void)
{
	unsigned long start = cmdline_number("start", (long)image_end);
	u64 pattern = cmdline_number("pattern", (long)~inverted_secret);
	u64 count = cmdline_number("size", (long)(RAM_END - start))
		    / sizeof(u64);
	char mode[8] = "scan";

	cmdline_string("mode", mode, sizeof(mode));
	printk("memscan: %s 0x%lx..0x%llx\n", mode, start,
	       start + count * sizeof(u64) - 1);
	if (!strcmp(mode, "write"))
		write_all((volatile u64 *)start, count, pattern);
	else
		scan_all((const volatile u64 *)start, count, pattern);

	while (!comm_shutdown_requested())
		cpu_idle();
	comm_approve_shutdown();
}
