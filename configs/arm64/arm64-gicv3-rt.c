/* SPDX-License-Identifier: BSD-2-Clause */
/* Cell "rt" on machine arm64-gicv3. */
#include "arm64-virt-rt.h"
