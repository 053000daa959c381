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
	{ NULL, NULL, STOPPED },
};
