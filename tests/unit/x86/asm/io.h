/* SPDX-License-Identifier: BSD-2-Clause */
/* Device accesses go to the test's device. */
#ifndef ASM_IO_H
#define ASM_IO_H

#include <types.h>

u8 inb(u16 port);
u32 mmio_read32(const volatile void *address);
void mmio_write32(volatile void *address, u32 value);

#endif
