/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/* What the architectures do for probe.c; functions return 0 or -errno. */
#ifndef PROBE_H
#define PROBE_H

#include <linux/types.h>

#define PROBE_RESULT_SIZE	64

/** What the reader of "run" gets. */
extern char probe_result[PROBE_RESULT_SIZE];

/** Code that counts for ever in the word at 0x100 behind its beginning. */
extern const u8 probe_stub[];
extern const size_t probe_stub_size;

/** Call the hypervisor without the driver's knowledge. */
int probe_hypercall(u64 code, u64 arg1, u64 arg2);

/** Execute a privileged instruction: result "fault" or "executed". */
int probe_instruction(const char *name);

/** Commands of one architecture; -EINVAL if there is none of that name. */
int probe_architecture(const char *what, u64 a, u64 b, u64 c);

#endif
