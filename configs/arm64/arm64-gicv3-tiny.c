/* SPDX-License-Identifier: BSD-2-Clause */
/* Cell "tiny" on machine arm64-gicv3. */
#include "arm64-virt-tiny.h"
