/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The smallest useful inmate: a line per second, timed by the CPU's counter, until the
 * hypervisor asks it to shut down.
 */
#include <inmate.h>

#define NS_PER_SECOND	1000000000ULL

void inmate_main(void)
{
	u64 start = time_ns(), next = NS_PER_SECOND;
	unsigned long beats = 0;

	printk("tiny: hello from CPU 0x%llx\n", cpu_hw_id());

	while (!comm_shutdown_requested()) {
		if (time_ns() - start < next) {
			cpu_relax();
			continue;
		}
		next += NS_PER_SECOND;
		printk("tiny: beat %lu\n", ++beats);
	}

	printk("tiny: bye\n");
	comm_approve_shutdown();
}
