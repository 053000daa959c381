/* SPDX-License-Identifier: BSD-2-Clause */
/* Cell "rt" on machine arm64-gicv2. */
#include "arm64-virt-rt.h"
