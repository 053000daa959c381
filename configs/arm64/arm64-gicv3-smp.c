/* SPDX-License-Identifier: BSD-2-Clause */
/* Cell "smp" on machine arm64-gicv3. */
#include "arm64-virt-smp.h"
