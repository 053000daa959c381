/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Cell "smp" on machine x86-svm with memory reserved at boot.
 */
#define PLACE			0
#include "x86-svm-smp.c"
