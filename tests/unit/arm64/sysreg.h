/* SPDX-License-Identifier: BSD-2-Clause */
/* The real header, without the instructions that the host doesn't have. */
#ifndef TEST_ARM64_SYSREG_H
#define TEST_ARM64_SYSREG_H

#include "../../../hypervisor/arch/arm64/include/sysreg.h"

#undef read_sysreg_name
#undef write_sysreg_name
#undef isb
#undef dsb
#undef dmb
#undef tlbi
#undef ic
#undef dc
#undef wfi
#undef at

/** The test's registers, or those of sysregs.c. */
u64 fake_sysreg(const char *name);
void fake_write_sysreg(const char *name, u64 value);
/** Barriers and invalidations, as text. */
void fake_barrier(const char *text);
/** Cache maintenance by address. */
void fake_maintain(const char *text, u64 at);
void wfi(void);
void fake_at(const char *op, u64 address);

#define read_sysreg_name(reg)		fake_sysreg(#reg)
#define write_sysreg_name(value, reg)	fake_write_sysreg(#reg, (u64)(value))
#define isb()				fake_barrier("isb")
#define dsb(option)			fake_barrier("dsb " #option)
#define dmb(option)			fake_barrier("dmb " #option)
#define tlbi(op)			fake_barrier("tlbi " #op)
#define at(op, address)			fake_at(#op, (u64)(address))
#define ic(op)				fake_barrier("ic " #op)
#define dc(op, at)			fake_maintain("dc " #op, at)

#endif
