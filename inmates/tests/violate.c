/* SPDX-License-Identifier: BSD-2-Clause */
#include <inmate.h>
void inmate_main(void) {}
