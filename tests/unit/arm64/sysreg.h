/* SPDX-License-Identifier: BSD-2-Clause */
/* Instructions that the host doesn't have. */
#ifndef HV_ARM64_SYSREG_H
#define HV_ARM64_SYSREG_H

#include <types.h>

void wfi(void);

/** The tests' registers. */
u64 fake_sysreg(const char *name);
#define read_sysreg(name)	fake_sysreg(#name)

#endif
