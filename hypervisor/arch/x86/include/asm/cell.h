/* SPDX-License-Identifier: BSD-2-Clause */
/* What x86 adds to a cell. */
#ifndef HV_X86_ASM_CELL_H
#define HV_X86_ASM_CELL_H

#include <types.h>

/** IOAPICs per cell. */
#define X86_MAX_IOAPICS		4
#define X86_IOAPIC_MAX_PINS	120

/** What allows accesses of devices that are not aligned: for reports. */
#define ARCH_UNALIGNED_IO	" | JAILHOUSE_MEM_IO_UNALIGNED"

struct x86_ioapic;
struct cell;

/** A cell's share of one physical IOAPIC. */
struct x86_cell_ioapic {
	struct x86_ioapic *chip;
	/** Owner. */
	struct cell *cell;
	/** Index register as the cell sees it. */
	u32 index;
	/** Pins that the cell owns now. */
	u32 pins[4];
};

struct arch_cell {
	/** I/O permission map, 3 pages (APM 15.10.1): set bits trap. */
	u8 *io_bitmap;
	/** MSR permission map, 2 pages (APM 15.11). */
	u8 *msr_bitmap;
	unsigned int num_ioapics;
	struct x86_cell_ioapic ioapics[X86_MAX_IOAPICS];
	/** Last address written to port 0xcf8 (non-root cells). */
	u32 pci_address;
};

#endif
