/* SPDX-License-Identifier: BSD-2-Clause */
/* Cell "gic" on machine arm64-gicv3. */
#include "arm64-virt-gic.h"
