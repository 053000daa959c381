/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The real header as arm64 sees it: statistics and communication region. What
 * it includes is the host's.
 */
#include <jailhouse/types.h>
#include <jailhouse/cell-config.h>

#pragma push_macro("__x86_64__")
#undef __x86_64__
#include "../../../../include/jailhouse/hypercall.h"
#pragma pop_macro("__x86_64__")
