/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef INMATES_TESTS_CELLINFO_H
#define INMATES_TESTS_CELLINFO_H

#include <inmate.h>

/** Tell that @what is not as expected, if so. */
void check(const char *what, u64 value, u64 expected);

/** Print the result, then wait for the request to shut down. */
void conclude(void);

#endif
