// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * Writing memory back from the caches. The kernel's own function is not
 * exported.
 */
#include <linux/bits.h>
#include <asm/barrier.h>
#include <asm/sysreg.h>

#include "../../arch.h"

/* CTR_EL0.DminLine: log2 of the smallest line in words of 4 bytes. */
static unsigned long line_size(void)
{
	return 4UL << ((read_sysreg(ctr_el0) >> 16) & 0xf);
}

void arch_clean_cache(const void *virt, u64 size)
{
	unsigned long line = line_size();
	unsigned long addr = (unsigned long)virt & ~(line - 1);
	unsigned long end = (unsigned long)virt + size;

	for (; addr < end; addr += line)
		asm volatile("dc civac, %0" : : "r" (addr) : "memory");
	dsb(sy);
}
