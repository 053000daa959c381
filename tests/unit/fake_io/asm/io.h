/* SPDX-License-Identifier: BSD-2-Clause */
/* Device accesses of drivers under test, answered by the test. */
#ifndef FAKE_ASM_IO_H
#define FAKE_ASM_IO_H

#include <jailhouse/types.h>

__u8 inb(__u16 port);
void outb(__u8 value, __u16 port);
__u8 mmio_read8(const volatile void *address);
void mmio_write8(volatile void *address, __u8 value);
__u32 mmio_read32(const volatile void *address);
void mmio_write32(volatile void *address, __u32 value);

#endif
