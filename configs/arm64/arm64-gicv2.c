/* SPDX-License-Identifier: BSD-2-Clause */
/* Machine arm64-gicv2, the hypervisor's memory taken from the running kernel. */
#define MACHINE_NAME	"arm64-gicv2"
#define GIC_VERSION	2
#include "arm64-virt-root.h"
