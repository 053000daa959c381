/* SPDX-License-Identifier: BSD-2-Clause */
/* Cell "smp" on machine arm64-gicv2 with memory set aside at boot. */
#define PLACE			0
#include "arm64-virt-smp.h"
