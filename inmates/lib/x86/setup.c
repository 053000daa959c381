/* SPDX-License-Identifier: BSD-2-Clause */
#include <inmate.h>
#include <inmate/apic.h>
#include <inmate/setup.h>

#define CPUID_INTEL_EBX		0x756e6547	/* "Genu" of GenuineIntel */

bool jailhouse_use_vmcall;

__noreturn void inmate_start(void)
{
	jailhouse_use_vmcall = cpuid(0, 0).ebx == CPUID_INTEL_EBX;

	interrupt_init();
	interrupt_load();
	if (memcmp(comm_region->signature, COMM_REGION_MAGIC,
		   sizeof(comm_region->signature)) ||
	    comm_region->revision != COMM_REGION_ABI_REVISION)
		inmate_stop(JAILHOUSE_CELL_FAILED_COMM_REV);

	console_init();
	apic_init();
	timer_init();
	smp_init();

	inmate_main();
	inmate_stop(JAILHOUSE_CELL_SHUT_DOWN);
}
