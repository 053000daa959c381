/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Machine arm64-gicv3, the hypervisor's memory set aside at boot. See
 * arm64-virt-memory.h for the kernel's command line.
 */
#define HYPERVISOR_FLAGS	0
#include "arm64-gicv3.c"
