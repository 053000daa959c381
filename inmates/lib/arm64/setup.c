/* SPDX-License-Identifier: BSD-2-Clause */
#include <inmate.h>
#include <inmate/gic.h>
#include <inmate/setup.h>

__noreturn void inmate_start(void)
{
	if (memcmp(comm_region->signature, COMM_REGION_MAGIC,
		   sizeof(comm_region->signature)) ||
	    comm_region->revision != COMM_REGION_ABI_REVISION)
		inmate_stop(JAILHOUSE_CELL_FAILED_COMM_REV);

	console_init();
	gic_cpu_init();
	timer_init();

	inmate_main();
	inmate_stop(JAILHOUSE_CELL_SHUT_DOWN);
}
