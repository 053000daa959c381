/* SPDX-License-Identifier: BSD-2-Clause */
/* Other CPUs of the cell, by PSCI (DEN0022). */
#include <inmate.h>
#include <inmate/gic.h>
#include <inmate/psci.h>
#include <inmate/setup.h>

extern const char secondary_entry[];

static u8 stacks[INMATE_MAX_CPUS][INMATE_STACK_SIZE] __aligned(16);
static unsigned int num_started;

static void (*volatile entry)(void);

long psci_call(u64 function, u64 arg1, u64 arg2, u64 arg3)
{
	register u64 x0 asm("x0") = function;
	register u64 x1 asm("x1") = arg1;
	register u64 x2 asm("x2") = arg2;
	register u64 x3 asm("x3") = arg3;

	asm volatile("smc #0"
		     : "+r" (x0), "+r" (x1), "+r" (x2), "+r" (x3)
		     : : "memory");
	return (s32)x0;
}

void secondary_start(void)
{
	void (*function)(void) = entry;

	gic_cpu_init();
	entry = NULL;
	asm volatile("dsb ish" : : : "memory");
	function();
	psci_call(PSCI_CPU_OFF, 0, 0, 0);
}

bool smp_start(u64 hw_id, void (*function)(void))
{
	u64 start = time_ns();

	if (num_started == INMATE_MAX_CPUS)
		return false;
	entry = function;
	asm volatile("dsb ish" : : : "memory");
	if (psci_call(PSCI_CPU_ON, hw_id, (u64)secondary_entry,
		      (u64)&stacks[num_started + 1]))
		return false;
	num_started++;
	while (entry)
		if (time_ns() - start > PATIENCE_NS)
			return false;
	return true;
}
