/* SPDX-License-Identifier: BSD-2-Clause */
/* Model-specific registers for tests: those that were set exist. */
#ifndef TEST_X86_FAKE_MSRS_H
#define TEST_X86_FAKE_MSRS_H

#include <types.h>

/** None exists. */
void msrs_reset(void);
/** Make one exist, or change it. */
void msr_set(u32 msr, u64 value);
/** Its value; the test fails if it doesn't exist. */
u64 msr_get(u32 msr);

#endif
