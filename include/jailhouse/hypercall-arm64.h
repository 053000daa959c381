/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The hypercall instruction of arm64: HVC with an immediate of its own. Code in
 * x0, arguments in x1 and x2, result in x0; x3 may be clobbered.
 */
#ifndef JAILHOUSE_HYPERCALL_ARM64_H
#define JAILHOUSE_HYPERCALL_ARM64_H

#include <jailhouse/types.h>

#if !defined(__KERNEL__) || defined(JAILHOUSE_USE_HYPERCALLS)

/** Issue a hypercall with two arguments. Return: its result. */
static inline __u32 jailhouse_call_arg2(__u32 num, unsigned long arg1,
					unsigned long arg2)
{
	register unsigned long x0 asm("x0") = num;
	register unsigned long x1 asm("x1") = arg1;
	register unsigned long x2 asm("x2") = arg2;

	asm volatile("hvc #0x4a48"
		     : "+r" (x0) : "r" (x1), "r" (x2) : "x3", "memory");
	return (__u32)x0;
}

/** As jailhouse_call_arg2(), with one argument. */
static inline __u32 jailhouse_call_arg1(__u32 num, unsigned long arg1)
{
	return jailhouse_call_arg2(num, arg1, 0);
}

/** As jailhouse_call_arg2(), without arguments. */
static inline __u32 jailhouse_call(__u32 num)
{
	return jailhouse_call_arg2(num, 0, 0);
}

#endif

#endif
