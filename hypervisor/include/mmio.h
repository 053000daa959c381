/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Emulated memory-mapped registers: a sorted table per cell, searched on a
 * second-stage fault.
 */
#ifndef HV_MMIO_H
#define HV_MMIO_H

#include <types.h>

struct mmio_access {
	/** Guest-physical address. */
	u64 address;
	/** 1, 2, 4 or 8 bytes. */
	unsigned int size;
	bool is_write;
	/** Written by the guest, or to be returned to it. */
	u64 value;
};

enum mmio_result {
	/** No handler covers the address. */
	MMIO_UNHANDLED,
	/** The handler refuses: a violation. */
	MMIO_ERROR,
	MMIO_HANDLED,
};

/** @mmio->address is made relative to the start of the region. */
typedef enum mmio_result (*mmio_handler)(void *arg, struct mmio_access *mmio);

struct mmio_region {
	u64 start;
	u64 size;
	mmio_handler handler;
	void *arg;
};

#define MMIO_MAX_REGIONS	16

struct mmio_table {
	unsigned int count;
	struct mmio_region regions[MMIO_MAX_REGIONS];
};

/**
 * Add a region. Only while no CPU runs in the cell.
 * Return: 0, -ENOMEM if the table is full, -EINVAL if it overlaps another.
 */
int mmio_register(struct mmio_table *table, u64 start, u64 size,
		  mmio_handler handler, void *arg);

/** Remove the region that starts at an address, if there is one. */
void mmio_unregister(struct mmio_table *table, u64 start);

/**
 * Handle an access; it must lie wholly in one region.
 * On return @mmio->value holds what a read returns.
 */
enum mmio_result mmio_dispatch(const struct mmio_table *table,
			       struct mmio_access *mmio);

#endif
