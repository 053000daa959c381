/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Machine x86-svm, the hypervisor's memory taken from the running kernel.
 */
#define HYPERVISOR_FLAGS	JAILHOUSE_MEM_PLACE
#include "x86-svm-root.h"
