/* SPDX-License-Identifier: BSD-2-Clause */
/* System registers that keep what is written. */
#ifndef TEST_ARM64_SYSREGS_H
#define TEST_ARM64_SYSREGS_H

#include <types.h>

/** All read 0. */
void sysregs_reset(void);
/** @name: as the code under test spells it, macros expanded; kept. */
void sysreg_set(const char *name, u64 value);

#endif
