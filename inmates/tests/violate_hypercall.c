/* SPDX-License-Identifier: BSD-2-Clause */
#include "violate.h"

#define EPERM	1
#define EINVAL	22
#define ENOSYS	38

static const char *refused(u32 code, unsigned long arg1, unsigned long arg2,
			   int error)
{
	int result = (int)jailhouse_call_arg2(code, arg1, arg2);

	if (result == -error)
		return NULL;
	printk("violate: hypercall %u returned %d, not %d\n", code, result,
	       -error);
	return "wrong result";
}

static const char *unknown(void)
{
	return refused(9, 0, 0, ENOSYS);
}

static const char *unknown_large(void)
{
	return refused(0xffffffff, 0, 0, ENOSYS);
}

static const char *disable(void)
{
	return refused(JAILHOUSE_HC_DISABLE, 0, 0, EPERM);
}

static const char *create(void)
{
	return refused(JAILHOUSE_HC_CELL_CREATE, 0x2000, 0, EPERM);
}

static const char *start(void)
{
	return refused(JAILHOUSE_HC_CELL_START, 1, 0, EPERM);
}

static const char *set_loadable(void)
{
	return refused(JAILHOUSE_HC_CELL_SET_LOADABLE, 1, 0, EPERM);
}

static const char *destroy(void)
{
	return refused(JAILHOUSE_HC_CELL_DESTROY, 1, 0, EPERM);
}

static const char *get_state(void)
{
	return refused(JAILHOUSE_HC_CELL_GET_STATE, 0, 0, EPERM);
}

static const char *cpu_info_foreign(void)
{
	return refused(JAILHOUSE_HC_CPU_GET_INFO, 0,
		       JAILHOUSE_CPU_INFO_STATE, EPERM);
}

static const char *info_bad(void)
{
	return refused(JAILHOUSE_HC_HYPERVISOR_GET_INFO, 99, 0, EINVAL);
}

static const char *cpu_info_none(void)
{
	return refused(JAILHOUSE_HC_CPU_GET_INFO, 0x10000,
		       JAILHOUSE_CPU_INFO_STATE, EINVAL);
}

/** One of the cell's own CPUs. */
static unsigned long own_cpu(void)
{
	return cmdline_number("target", 2);
}

static const char *cpu_info_kind(void)
{
	return refused(JAILHOUSE_HC_CPU_GET_INFO, own_cpu(), 1, EINVAL);
}

static const char *permitted(void)
{
	int first, second;

	if ((int)jailhouse_call_arg1(JAILHOUSE_HC_HYPERVISOR_GET_INFO,
				     JAILHOUSE_INFO_NUM_CELLS) < 2)
		return "wrong number of cells";
	if (jailhouse_call_arg2(JAILHOUSE_HC_CPU_GET_INFO, own_cpu(),
				JAILHOUSE_CPU_INFO_STATE) !=
	    JAILHOUSE_CPU_RUNNING)
		return "own CPU does not run";
	first = (int)jailhouse_call_arg2(JAILHOUSE_HC_CPU_GET_INFO, own_cpu(),
					 JAILHOUSE_CPU_INFO_STAT_BASE);
	second = (int)jailhouse_call_arg2(JAILHOUSE_HC_CPU_GET_INFO, own_cpu(),
					  JAILHOUSE_CPU_INFO_STAT_BASE);
	return first > 0 && second > first ? NULL : "exits are not counted";
}

/*
 * For a cell that must not print: tells by its state whether it was refused.
 */
static __noreturn const char *putc_refused(void)
{
	int result = (int)jailhouse_call_arg1(
		JAILHOUSE_HC_DEBUG_CONSOLE_PUTC, 'x');

	comm_set_state(result == -EPERM ? JAILHOUSE_CELL_SHUT_DOWN :
		       JAILHOUSE_CELL_FAILED);
	for (;;)
		cpu_idle();
}

const struct violation_case hypercall_cases[] = {
	{ "hypercall-unknown", unknown, HARMLESS },
	{ "hypercall-large", unknown_large, HARMLESS },
	{ "hypercall-disable", disable, HARMLESS },
	{ "hypercall-create", create, HARMLESS },
	{ "hypercall-start", start, HARMLESS },
	{ "hypercall-loadable", set_loadable, HARMLESS },
	{ "hypercall-destroy", destroy, HARMLESS },
	{ "hypercall-state", get_state, HARMLESS },
	{ "hypercall-cpu-info", cpu_info_foreign, HARMLESS },
	{ "hypercall-info", info_bad, HARMLESS },
	{ "hypercall-cpu-none", cpu_info_none, HARMLESS },
	{ "hypercall-cpu-kind", cpu_info_kind, HARMLESS },
	{ "hypercall-permitted", permitted, HARMLESS },
	{ "hypercall-putc", putc_refused, MISBEHAVES },
	{ NULL, NULL, STOPPED },
};
