/* SPDX-License-Identifier: BSD-2-Clause */
/* System registers that keep what is written. */
#ifndef TEST_ARM64_SYSREGS_H
#define TEST_ARM64_SYSREGS_H

#include <types.h>

/** All read 0. */
void sysregs_reset(void);
/** @name: as the code under test spells it, macros expanded; kept. */
void sysreg_set(const char *name, u64 value);
/** What the test wants to know: the hook is not called. */
u64 sysreg_get(const char *name);

/**
 * Before each access by the code under test; does nothing unless a test has
 * one. @written: what will be kept; NULL if it is read.
 */
void sysreg_hook(const char *name, u64 *written);

#endif
