/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Fixed-width integer types for every consumer of the public headers: board
 * configurations, the tools, the hypervisor, inmates and the kernel module.
 */
#ifndef JAILHOUSE_TYPES_H
#define JAILHOUSE_TYPES_H

#if defined(__KERNEL__) || (defined(__linux__) && __STDC_HOSTED__)
#include <linux/types.h>
#else
typedef unsigned char __u8;
typedef unsigned short __u16;
typedef unsigned int __u32;
typedef unsigned long long __u64;
typedef signed char __s8;
typedef signed short __s16;
typedef signed int __s32;
typedef signed long long __s64;
#endif

#endif
