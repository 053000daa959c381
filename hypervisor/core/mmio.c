/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <mmio.h>

/** Number of regions that start at or below an address. */
static unsigned int regions_up_to(const struct mmio_table *table, u64 address)
{
	unsigned int low = 0, high = table->count, middle;

	while (low < high) {
		middle = (low + high) / 2;
		if (table->regions[middle].start <= address)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

int mmio_register(struct mmio_table *table, u64 start, u64 size,
		  mmio_handler handler, void *arg)
{
	unsigned int at = regions_up_to(table, start), n;
	struct mmio_region *regions = table->regions;

	if (size == 0 || start + (size - 1) < start)
		return -EINVAL;
	if (at > 0 && start - regions[at - 1].start < regions[at - 1].size)
		return -EINVAL;
	if (at < table->count && regions[at].start - start < size)
		return -EINVAL;
	if (table->count == MMIO_MAX_REGIONS)
		return -ENOMEM;

	for (n = table->count; n > at; n--)
		regions[n] = regions[n - 1];
	regions[at].start = start;
	regions[at].size = size;
	regions[at].handler = handler;
	regions[at].arg = arg;
	table->count++;
	return 0;
}

void mmio_unregister(struct mmio_table *table, u64 start)
{
	unsigned int after = regions_up_to(table, start);

	if (after == 0 || table->regions[after - 1].start != start)
		return;
	for (; after < table->count; after++)
		table->regions[after - 1] = table->regions[after];
	table->count--;
}

enum mmio_result mmio_dispatch(const struct mmio_table *table,
			       struct mmio_access *mmio)
{
	unsigned int after = regions_up_to(table, mmio->address);
	const struct mmio_region *region;
	enum mmio_result result;
	u64 address = mmio->address;

	if (after == 0)
		return MMIO_UNHANDLED;
	region = &table->regions[after - 1];
	if (address - region->start >= region->size)
		return MMIO_UNHANDLED;
	if (mmio->size > region->size - (address - region->start))
		return MMIO_UNHANDLED;

	mmio->address = address - region->start;
	result = region->handler(region->arg, mmio);
	mmio->address = address;
	return result;
}
