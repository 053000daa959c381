/* SPDX-License-Identifier: BSD-2-Clause */
/* Cache maintenance. */
#ifndef HV_ARM64_CLEAN_H
#define HV_ARM64_CLEAN_H

#include <types.h>

struct cell;

/**
 * Write what caches hold of a range back to memory and forget it, in all
 * caches up to the point of coherency (Arm ARM D7.4). Complete on return.
 * @start, @size: mapped, as normal memory; any alignment, in bytes.
 */
void arm64_clean(const volatile void *start, u64 size);

/**
 * Do that with a part of a cell's RAM, from arch.clean_region and clean_offset
 * on. No CPU of the cell runs guest code. Time bounded.
 * Return: whether all is done.
 */
bool clean_cell(struct cell *cell);

#endif
