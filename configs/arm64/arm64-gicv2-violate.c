/* SPDX-License-Identifier: BSD-2-Clause */
/* Cell "violate" on machine arm64-gicv2. */
#include "arm64-virt-violate.h"
