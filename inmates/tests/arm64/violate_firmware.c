/* SPDX-License-Identifier: BSD-2-Clause */
/* Calls to firmware, of which a cell has those for its own CPUs (DEN0022). */
#include <inmate/psci.h>

#include "../violate.h"

#define NOT_SUPPORTED		-1
#define INVALID_PARAMETERS	-2
#define DENIED			-3
#define ALREADY_ON		-4

#define SIP_CALL		0xc2000000UL
#define TOS_CALL		0xb2000000UL
#define TRNG_VERSION		0x84000050UL
#define PSCI_SYSTEM_SUSPEND	0xc400000eUL
#define PSCI_MEM_PROTECT	0x84000013UL
#define PSCI_NODE_HW_STATE	0xc400000dUL

static const char *answers(long result, long expected)
{
	if (result == expected)
		return NULL;
	printk("violate: answer %ld, not %ld\n", result, expected);
	return "wrong answer";
}

static const char *cpu_on_foreign(void)
{
	long result = psci_call(PSCI_CPU_ON, cmdline_number("target", 0),
				0x1000, 0);

	return answers(result, DENIED);
}

static const char *cpu_on_nobody(void)
{
	return answers(psci_call(PSCI_CPU_ON, 0xff0000, 0x1000, 0),
		       DENIED);
}

static const char *cpu_on_self(void)
{
	return answers(psci_call(PSCI_CPU_ON, cpu_hw_id(), 0x1000, 0),
		       ALREADY_ON);
}

static const char *affinity_foreign(void)
{
	return answers(psci_call(PSCI_AFFINITY_INFO,
				 cmdline_number("target", 0), 0, 0),
		       INVALID_PARAMETERS);
}

static const char *affinity_self(void)
{
	return answers(psci_call(PSCI_AFFINITY_INFO, cpu_hw_id(), 0, 0), 0);
}

static const char *vendor_call(void)
{
	return answers(psci_call(SIP_CALL, 0, 0, 0), NOT_SUPPORTED);
}

static const char *trusted_os_call(void)
{
	return answers(psci_call(TOS_CALL, 0, 0, 0), NOT_SUPPORTED);
}

static const char *random_call(void)
{
	return answers(psci_call(TRNG_VERSION, 0, 0, 0), NOT_SUPPORTED);
}

static const char *unknown_calls(void)
{
	static const u64 calls[] = {
		PSCI_SYSTEM_SUSPEND, PSCI_MEM_PROTECT, PSCI_NODE_HW_STATE,
		0x8400001f, 0xffffffff, 0x00000000, 0x86000000,
	};
	const char *wrong = NULL;
	unsigned int n;

	for (n = 0; n < ARRAY_SIZE(calls) && !wrong; n++)
		wrong = answers(psci_call(calls[n], 0, 0, 0), NOT_SUPPORTED);
	return wrong;
}

static const char *version(void)
{
	return psci_call(PSCI_VERSION, 0, 0, 0) == 0x10001 ? NULL :
		"not PSCI 1.1";
}

/* Ends the cell by itself; the state is not one of a failure. */
static __noreturn const char *system_off(void)
{
	psci_call(PSCI_SYSTEM_OFF, 0, 0, 0);
	for (;;)
		cpu_halt();
}

/* Begins anew, and again. */
static __noreturn const char *system_reset(void)
{
	psci_call(PSCI_SYSTEM_RESET, 0, 0, 0);
	for (;;)
		cpu_halt();
}

const struct violation_case firmware_cases[] = {
	{ "cpu-on-foreign", cpu_on_foreign, HARMLESS },
	{ "cpu-on-nobody", cpu_on_nobody, HARMLESS },
	{ "cpu-on-self", cpu_on_self, HARMLESS },
	{ "affinity-foreign", affinity_foreign, HARMLESS },
	{ "affinity-self", affinity_self, HARMLESS },
	{ "smc-vendor", vendor_call, HARMLESS },
	{ "smc-trusted-os", trusted_os_call, HARMLESS },
	{ "smc-random", random_call, HARMLESS },
	{ "smc-unknown", unknown_calls, HARMLESS },
	{ "psci-version", version, HARMLESS },
	{ "system-off", system_off, MISBEHAVES },
	{ "system-reset", system_reset, MISBEHAVES },
	{ NULL, NULL, STOPPED },
};
