/* SPDX-License-Identifier: BSD-2-Clause */
/* Device accesses go to the test's device. */
#ifndef ASM_IO_H
#define ASM_IO_H

#include <types.h>

u8 mmio_read8(const volatile void *address);
void mmio_write8(volatile void *address, u8 value);
u32 mmio_read32(const volatile void *address);
void mmio_write32(volatile void *address, u32 value);
u64 mmio_read64(const volatile void *address);
void mmio_write64(volatile void *address, u64 value);

#endif
