/* SPDX-License-Identifier: BSD-2-Clause */
/* What the checks of any architecture come to. */
#include "cellinfo.h"

static unsigned int failures;

void check(const char *what, u64 value, u64 expected)
{
	if (value == expected)
		return;
	printk("cellinfo: FAIL %s: 0x%llx, not 0x%llx\n", what, value,
	       expected);
	failures++;
}

void conclude(void)
{
	printk("cellinfo: %s\n", failures ? "FAIL" : "PASS");
	while (!comm_shutdown_requested())
		cpu_idle();
	comm_approve_shutdown();
}
