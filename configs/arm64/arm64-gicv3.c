/* SPDX-License-Identifier: BSD-2-Clause */
/* Machine arm64-gicv3, the hypervisor's memory taken from the running kernel. */
#define MACHINE_NAME	"arm64-gicv3"
#define GIC_VERSION	3
#include "arm64-virt-root.h"
