/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef INMATES_TESTS_BENCH_H
#define INMATES_TESTS_BENCH_H

#include <inmate.h>

#define SAMPLES		301

extern u32 samples[SAMPLES];

/** Print the line of an operation, of the first @count samples; sorts them. */
void report(const char *name, unsigned int count);

#endif
