/* SPDX-License-Identifier: BSD-2-Clause */
/* Members of struct private_per_cpu that assembly uses; asserted in setup.c. */
#ifndef HV_X86_ASM_PRIVATE_OFFSETS_H
#define HV_X86_ASM_PRIVATE_OFFSETS_H

#define PRIVATE_FAULT_RESUME	0
#define PRIVATE_NMIS		8

#endif
