/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef HV_FAKE_ASM_CELL_H
#define HV_FAKE_ASM_CELL_H

#define ARCH_UNALIGNED_IO	" | JAILHOUSE_MEM_IO_UNALIGNED"

/** What the fake unit did for a cell. */
struct arch_cell {
	void *unit_page;
	unsigned int commits;
	unsigned int releases;
	unsigned int resets;
};

#endif
