/* SPDX-License-Identifier: BSD-2-Clause */
/* Performance counters of a CPU (APM volume 2, 13.2). */
#ifndef HV_X86_PERF_COUNTERS_H
#define HV_X86_PERF_COUNTERS_H

/** Selectors, and where the count is. */
#define MSR_PERF_CTL(n)		(0xc0010200 + 2 * (n))
#define MSR_PERF_CTR(n)		(0xc0010201 + 2 * (n))
#define NUM_PERF_CTRS		6U
/** The first ones under their old numbers, which all models have. */
#define MSR_PERF_LEGACY_CTL	0xc0010000
#define MSR_PERF_LEGACY_CTR	0xc0010004
#define NUM_PERF_LEGACY_CTRS	4

#endif
