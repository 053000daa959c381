/* SPDX-License-Identifier: BSD-2-Clause */
/* What the core asks of the architecture about cells. */
#ifndef HV_ARCH_CELL_H
#define HV_ARCH_CELL_H

#include <types.h>
#include <paging.h>
#include <asm/cell.h>	/* struct arch_cell */

struct cell;
struct violation;
struct config_machine;
struct jailhouse_comm_region;
struct jailhouse_memory;

/** Format, number of levels and pages of the root of second-stage tables. */
const struct paging_format *arch_stage2_format(void);
unsigned int arch_stage2_levels(void);
unsigned int arch_stage2_root_pages(void);

/** PAGING_* of a region for a second stage (JAILHOUSE_MEM_* in, EXECUTE rules
 *  of the architecture). */
unsigned int arch_memory_attrs(u64 mem_flags);

/** Fill the architecture's members of a communication region. */
void arch_comm_region_init(struct cell *cell,
			   struct jailhouse_comm_region *comm);

/** What the configuration checker may assume. */
const struct config_machine *arch_config_machine(void);

/**
 * At start: which CPUs of a cell run (true) and which stay parked until the
 * guest starts them.
 */
bool arch_cpu_starts(const struct cell *cell, unsigned int cpu);

/**
 * One page of physical memory at a time, mapped for the calling CPU alone, to
 * be read. The mapping ends with the next call, or with arch_tmp_unmap().
 */
void *arch_tmp_map(u64 phys);
/** Likewise for writing, @device: without caches. */
void *arch_tmp_map_writable(u64 phys, bool device);
void arch_tmp_unmap(void);

/**
 * Guests may access a page of the hypervisor's that they share without caches:
 * let them see what was written there, and the caller what they wrote. To be
 * called before and after accesses. @size: in bytes.
 */
void arch_sync_data(const volatile void *data, u64 size);

/**
 * Let a function access memory that a guest or a configuration chose, where
 * nothing may be: hardware may answer with an error.
 * @access: runs at once; holds no lock that it took itself, may be left at any
 *	access. Not nested.
 *
 * Return: false if it was left because of an error.
 */
bool arch_try(void (*access)(void *arg), void *arg);

#endif
