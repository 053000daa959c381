/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Memory-mapped device access on arm64, shared by hypervisor and inmates. Each
 * function is exactly one access of the width in its name, by an instruction
 * that leaves a valid syndrome where it traps. Accesses to Device memory stay
 * in program order; order against other memory is the caller's business.
 */
#ifndef ASM_IO_H
#define ASM_IO_H

#include <jailhouse/types.h>

#define ASM_IO_MMIO(bits, type, suffix, reg)				\
/** Read from memory-mapped I/O; @address is aligned to the width. */	\
static inline type mmio_read##bits(const volatile void *address)	\
{									\
	type value;							\
									\
	asm volatile("ldr" suffix " %" reg "0, [%1]"			\
		     : "=r" (value) : "r" (address) : "memory");	\
	return value;							\
}									\
/** Write to memory-mapped I/O; @address is aligned to the width. */	\
static inline void mmio_write##bits(volatile void *address, type value)	\
{									\
	asm volatile("str" suffix " %" reg "0, [%1]"			\
		     : : "r" (value), "r" (address) : "memory");	\
}

ASM_IO_MMIO(8, __u8, "b", "w")
ASM_IO_MMIO(16, __u16, "h", "w")
ASM_IO_MMIO(32, __u32, "", "w")
ASM_IO_MMIO(64, __u64, "", "x")

#undef ASM_IO_MMIO

/* Ports exist on x86 only: nothing is there. */
static inline __u8 inb(__u16 port)
{
	(void)port;
	return 0xff;
}

static inline void outb(__u8 value, __u16 port)
{
	(void)value;
	(void)port;
}

#endif
