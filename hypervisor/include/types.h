/* SPDX-License-Identifier: BSD-2-Clause */
/* Basic types of the hypervisor; also usable in host unit tests. */
#ifndef HV_TYPES_H
#define HV_TYPES_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <jailhouse/types.h>

typedef __u8 u8;
typedef __u16 u16;
typedef __u32 u32;
typedef __u64 u64;
typedef __s32 s32;
typedef __s64 s64;

#ifndef ARRAY_SIZE
#define ARRAY_SIZE(array)	(sizeof(array) / sizeof((array)[0]))
#endif

#define PAGE_SHIFT		12
#define PAGE_SIZE		4096UL
#define PAGE_MASK		(~(PAGE_SIZE - 1))
#define PAGE_OFFS_MASK		(PAGE_SIZE - 1)
/** Round up to whole pages, in bytes. */
#define PAGE_ALIGN(size)	(((size) + PAGE_SIZE - 1) & PAGE_MASK)
#define PAGES(size)		(((size) + PAGE_SIZE - 1) >> PAGE_SHIFT)

#define MIN(a, b)		((a) < (b) ? (a) : (b))
#define MAX(a, b)		((a) > (b) ? (a) : (b))

#define BIT(n)			(1UL << (n))

#define __packed		__attribute__((packed))
#define __aligned(x)		__attribute__((aligned(x)))
/** Optimised for size, whatever the rest of the file is. */
#define __cold			__attribute__((cold))
#define __noreturn		__attribute__((noreturn))
#define __printf(fmt, args)	__attribute__((format(printf, fmt, args)))

#endif
