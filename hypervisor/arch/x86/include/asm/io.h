/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Port and memory-mapped device access on x86, shared by hypervisor and
 * inmates. Each function is exactly one access of the width in its name; the
 * compiler neither merges nor reorders them.
 */
#ifndef ASM_IO_H
#define ASM_IO_H

#include <jailhouse/types.h>

#define ASM_IO_PORT(suffix, type, reg)					\
/** Read from an I/O port. */						\
static inline type in##suffix(__u16 port)				\
{									\
	type value;							\
									\
	asm volatile("in" #suffix " %1, %" reg "0"			\
		     : "=a" (value) : "Nd" (port) : "memory");		\
	return value;							\
}									\
/** Write to an I/O port. Value first, as in most x86 kernels. */	\
static inline void out##suffix(type value, __u16 port)			\
{									\
	asm volatile("out" #suffix " %" reg "0, %1"			\
		     : : "a" (value), "Nd" (port) : "memory");		\
}

ASM_IO_PORT(b, __u8, "b")
ASM_IO_PORT(w, __u16, "w")
ASM_IO_PORT(l, __u32, "k")

#undef ASM_IO_PORT

/*
 * MOV between memory and the accumulator's register class only: whoever traps
 * such an access need not decode more than plain MOV.
 */
#define ASM_IO_MMIO(bits, type, suffix)					\
/** Read from memory-mapped I/O; @address is aligned to the width. */	\
static inline type mmio_read##bits(const volatile void *address)	\
{									\
	type value;							\
									\
	asm volatile("mov" suffix " %1, %0" : "=r" (value)		\
		     : "m" (*(const volatile type *)address)		\
		     : "memory");					\
	return value;							\
}									\
/** Write to memory-mapped I/O; @address is aligned to the width. */	\
static inline void mmio_write##bits(volatile void *address, type value)	\
{									\
	asm volatile("mov" suffix " %1, %0"				\
		     : "=m" (*(volatile type *)address)			\
		     : "r" (value) : "memory");				\
}

ASM_IO_MMIO(8, __u8, "b")
ASM_IO_MMIO(16, __u16, "w")
ASM_IO_MMIO(32, __u32, "l")
ASM_IO_MMIO(64, __u64, "q")

#undef ASM_IO_MMIO

#endif
