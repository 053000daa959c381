/* SPDX-License-Identifier: BSD-2-Clause */
/* CPUs and cells for the tests of x86 units and filters. */
#ifndef TEST_X86_MACHINE_H
#define TEST_X86_MACHINE_H

#include <cpu.h>
#include <report.h>
#include <unit.h>

#define NUM_TEST_CPUS	256

/** A configuration with room for the arrays that these units read. */
struct test_config {
	struct jailhouse_cell_desc desc;
	struct jailhouse_irqchip irqchips[10];
	struct jailhouse_pio pio[8];
} __attribute__((packed));

extern struct test_config root_config;
extern struct test_config cell_config;
extern struct cell test_cell;

/** The last call of report_violation() and how many there were. */
extern struct violation last_violation;
extern unsigned int num_violations;

/** What refuse() was last told; it returns -ENOMEM. */
extern struct jailhouse_config_error last_refusal;

/** Pages in use by page_alloc(); let it fail the next time. */
extern unsigned int pages_in_use;
extern bool page_alloc_fails;

/**
 * Root with CPUs 0 to 7 and APIC ids 2 * CPU, no cell, no arrays, xAPIC in flat
 * mode. CPU 8 and up have entered but belong to nobody.
 */
void machine_reset(void);

/** A set with the given bits of CPUs 0 to 63. */
cpu_set_t cpus(u64 bits);

/** Add the test cell with these CPUs, taken from root, behind root. */
void machine_add_cell(u64 bits);

/** Append a range of ports to a configuration; ports come after irqchips. */
void add_ports(struct test_config *config, u16 base, u16 length);

/** Append an irqchip. Only before add_ports(). */
void add_irqchip(struct test_config *config, u64 address, u32 pins);

#endif
