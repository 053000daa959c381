/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The hypercall instructions of x86: VMCALL on Intel, VMMCALL on AMD. Code in
 * EAX, arguments in (R|E)DI and (R|E)SI, result in EAX.
 */
#ifndef JAILHOUSE_HYPERCALL_X86_H
#define JAILHOUSE_HYPERCALL_X86_H

#ifndef __KERNEL__
#include <stdbool.h>
#endif
#include <jailhouse/types.h>

#if !defined(__KERNEL__) || defined(JAILHOUSE_USE_HYPERCALLS)

/** Set by the caller's start-up code: true selects VMCALL, false VMMCALL. */
extern bool jailhouse_use_vmcall;

/**
 * Issue a hypercall.
 * @num: JAILHOUSE_HC_*
 *
 * Return: the hypervisor's result, negative errno on failure.
 */
static inline __u32 jailhouse_call(__u32 num)
{
	__u32 result;

	if (jailhouse_use_vmcall)
		asm volatile("vmcall" : "=a" (result) : "a" (num) : "memory");
	else
		asm volatile("vmmcall" : "=a" (result) : "a" (num) : "memory");
	return result;
}

/** As jailhouse_call(), with one argument. */
static inline __u32 jailhouse_call_arg1(__u32 num, unsigned long arg1)
{
	__u32 result;

	if (jailhouse_use_vmcall)
		asm volatile("vmcall" : "=a" (result)
			     : "a" (num), "D" (arg1) : "memory");
	else
		asm volatile("vmmcall" : "=a" (result)
			     : "a" (num), "D" (arg1) : "memory");
	return result;
}

/** As jailhouse_call(), with two arguments. */
static inline __u32 jailhouse_call_arg2(__u32 num, unsigned long arg1,
					unsigned long arg2)
{
	__u32 result;

	if (jailhouse_use_vmcall)
		asm volatile("vmcall" : "=a" (result)
			     : "a" (num), "D" (arg1), "S" (arg2) : "memory");
	else
		asm volatile("vmmcall" : "=a" (result)
			     : "a" (num), "D" (arg1), "S" (arg2) : "memory");
	return result;
}

#endif

#endif
