/* SPDX-License-Identifier: BSD-2-Clause */
#include "x86/test.h"

#include <x86.h>

#include "x86/fake_msrs.h"

#define MAX_MSRS	128

static struct {
	u32 number;
	u64 value;
} msrs[MAX_MSRS];
static unsigned int num_msrs;

void msrs_reset(void)
{
	num_msrs = 0;
}

static u64 *find(u32 msr)
{
	unsigned int n;

	for (n = 0; n < num_msrs; n++)
		if (msrs[n].number == msr)
			return &msrs[n].value;
	return NULL;
}

void msr_set(u32 msr, u64 value)
{
	u64 *found = find(msr);

	if (!found) {
		assert_true(num_msrs < MAX_MSRS);
		msrs[num_msrs].number = msr;
		found = &msrs[num_msrs++].value;
	}
	*found = value;
}

u64 msr_get(u32 msr)
{
	u64 *found = find(msr);

	assert_non_null(found);
	return *found;
}

bool rdmsr_safe(u32 msr, u64 *value)
{
	u64 *found = find(msr);

	if (found)
		*value = *found;
	return found;
}

bool wrmsr_safe(u32 msr, u64 value)
{
	u64 *found = find(msr);

	if (found)
		*found = value;
	return found;
}
