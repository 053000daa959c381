/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Machine x86-svm, the hypervisor's memory reserved at boot. See
 * x86-svm-memory.h for the kernel's command line.
 */
#define HYPERVISOR_FLAGS	0
#include "x86-svm-root.h"
