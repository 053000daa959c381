/* SPDX-License-Identifier: BSD-2-Clause */
/* Cell "violate" on machine arm64-gicv3 with memory set aside at boot. */
#define PLACE			0
#include "arm64-virt-violate.h"
