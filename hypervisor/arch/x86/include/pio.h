/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * I/O ports: a permission map per cell, so that accesses to own ports don't
 * exit, and the filter for those that do.
 *
 * Open are the ports of a cell's configuration and the PM timer. Never open for
 * cells other than root: 0xcf8 to 0xcff (PCI configuration and, in the middle of
 * them, the reset control register); for all cells: 0x64 and 0x92, which control
 * the A20 gate and reset. pio_filter() decides about these.
 */
#ifndef HV_X86_PIO_H
#define HV_X86_PIO_H

#include <unit.h>

/** Size of a permission map: 65536 ports and 3 more, in pages. */
#define PIO_BITMAP_PAGES	3

extern const struct unit x86_pio_unit;

/** PCI configuration access of type 1, emulated as if there were no bus. */
#define PIO_PCI_ADDRESS		0xcf8
#define PIO_PCI_DATA		0xcfc

/** An IN, OUT, INS or OUTS that was intercepted. */
struct pio_access {
	u16 port;
	/** 1, 2 or 4 bytes. */
	unsigned int size;
	bool is_write;
	/** INS or OUTS, with or without REP. */
	bool is_string;
	/** Written, or to be returned; bits beyond @size are ignored. */
	u32 value;
};

enum pio_action {
	/** A write was taken or dropped, a read returns pio_access.value. */
	PIO_HANDLED,
	/** The access is to be done for the guest, as it is. */
	PIO_FORWARD,
	/**
	 * A violation. Root: report, drop a write; a read returns
	 * pio_access.value, which is all ones.
	 */
	PIO_VIOLATION,
};

/**
 * Decide about an intercepted access of a CPU of a cell. String forms are
 * violations.
 *
 * Cells other than root: a 32-bit address at 0xcf8 is kept per cell, data at
 * 0xcfc to 0xcff read all ones and can't be written (no device of the cell is
 * reachable there). All cells, if they list the port: 0x64 takes no command
 * that moves the A20 gate (0xd1, 0xdd, 0xdf), and from cells none that pulses
 * the reset line (0xf0 to 0xff); 0x92 keeps the gate open, and is no reset for
 * cells. Bytes at an unlisted 0x80, the POST code, are dropped.
 */
enum pio_action pio_filter(struct cell *cell, struct pio_access *access);

#endif
