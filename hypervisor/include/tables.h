/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The hypervisor's own tables, one set per CPU: image W^X, every CPU's public
 * part, the own private part, configuration and page pool, device registers,
 * and room for windows of the architecture.
 */
#ifndef HV_TABLES_H
#define HV_TABLES_H

#include <types.h>
#include <paging.h>
#include <jailhouse/image.h>

/** Device registers of all CPUs, in a 2 MiB table behind the image's memory. */
#define HV_DEVICE_BASE		(JAILHOUSE_HV_BASE + JAILHOUSE_HV_MAX_SIZE)
#define HV_DEVICE_PAGES		500
/** Windows of a page, the last entries of the same table. */
#define HV_WINDOW(n)		(HV_DEVICE_BASE + 0x1ff000 - (n) * PAGE_SIZE)

/** How entries look, the architecture's. */
extern const struct paging_format arch_hv_format;

struct hv_tables {
	struct paging_space space;
	/** The 2 MiB table at HV_DEVICE_BASE. */
	u64 *windows;
};

/**
 * Build the calling CPU's tables and use them; nothing if it has some.
 * Return: 0 or -ENOMEM.
 */
int tables_init(unsigned int cpu);

/** Use the boot tables again and free those of the calling CPU, if any. */
void tables_exit(void);

/** Whether the calling CPU has some: registers in memory are in no others. */
bool tables_loaded(void);

/**
 * Map device registers for all CPUs, until disable. Only at bring-up on the
 * first CPU. The same device may be asked for repeatedly.
 * Return: where, or NULL if there is no room or no memory.
 */
void *map_device(u64 phys, u64 size);

/** The entry of an HV_WINDOW(). */
static inline u64 *window_entry(const struct hv_tables *tables, u64 window)
{
	return &tables->windows[window >> PAGE_SHIFT & 511];
}

#endif
