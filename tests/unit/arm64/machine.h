/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A root cell with CPUs 0 and 1, a cell with 2 and 3, and a distributor that is
 * an array of bytes. Of the SPIs 40..47 belong to the cell, the others to root.
 */
#ifndef TEST_ARM64_MACHINE_H
#define TEST_ARM64_MACHINE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <cell.h>
#include <cpu.h>

#define NUM_CPUS	4
#define MPIDR(cpu)	(0x100UL + (cpu))

extern struct cell test_cell;
extern u8 gicd_bytes[0x10000];
/** Writes that reached the distributor. */
extern unsigned int gicd_writes;
/** Lines printed: all that this code has to say are warnings. */
extern unsigned int warnings;
/** SGIs that were sent, by CPU. */
extern u32 sent_sgis[NUM_CPUS];

void machine_reset(unsigned int gic_version);
/** Be that CPU. */
void machine_be(unsigned int cpu);

u32 gicd_word(u32 offset);
void gicd_set_word(u32 offset, u32 value);

#endif
