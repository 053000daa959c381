/* SPDX-License-Identifier: BSD-2-Clause */
/* PSCI 1.1 (DEN0022) and the SMC calling convention 1.1 (DEN0028). */
#ifndef HV_ARM64_PSCI_H
#define HV_ARM64_PSCI_H

#include <types.h>

#define SMCCC_FAST		BIT(31)
#define SMCCC_64		BIT(30)
#define SMCCC_OWNER(id)		((id) >> 24 & 0x3f)
#define SMCCC_OWNER_ARCH	0
#define SMCCC_OWNER_SIP		2
#define SMCCC_OWNER_OEM		3
#define SMCCC_OWNER_STANDARD	4
/** Trusted applications and trusted operating systems, up to 63. */
#define SMCCC_OWNER_TRUSTED	48

#define SMCCC_VERSION		0x80000000U
#define SMCCC_ARCH_FEATURES	0x80000001U
#define SMCCC_WORKAROUND_3	0x80003fffU
#define SMCCC_WORKAROUND_1	0x80008000U
#define SMCCC_WORKAROUND_2	0x80007fffU
#define SMCCC_NOT_SUPPORTED	-1

#define PSCI_VERSION		0x84000000U
#define PSCI_CPU_SUSPEND	0x84000001U
#define PSCI_CPU_OFF		0x84000002U
#define PSCI_CPU_ON		0x84000003U
#define PSCI_AFFINITY_INFO	0x84000004U
#define PSCI_MIGRATE_INFO_TYPE	0x84000006U
#define PSCI_SYSTEM_OFF		0x84000008U
#define PSCI_SYSTEM_RESET	0x84000009U
#define PSCI_FEATURES		0x8400000aU
#define PSCI_SYSTEM_RESET2	0x84000012U
#define PSCI_LAST		0x8400001fU
/** True random numbers (DEN0098), same owner as PSCI. */
#define TRNG_FIRST		0x84000050U
#define TRNG_LAST		0x8400005fU

#define PSCI_SUCCESS		0
#define PSCI_NOT_SUPPORTED	-1
#define PSCI_INVALID_PARAMETERS	-2
#define PSCI_DENIED		-3
#define PSCI_ALREADY_ON		-4
#define PSCI_ON_PENDING		-5

#define PSCI_1_1		0x10001
#define SMCCC_1_1		0x10001
/** Trusted OS is absent or needs no migration. */
#define PSCI_NO_MIGRATION	2

#endif
