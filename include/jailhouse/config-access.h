/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where the arrays of a cell descriptor start. Valid only on a blob whose size
 * was checked against jailhouse_cell_config_size() before.
 */
#ifndef JAILHOUSE_CONFIG_ACCESS_H
#define JAILHOUSE_CONFIG_ACCESS_H

#include <jailhouse/cell-config.h>

static inline const unsigned char *
jailhouse_cell_cpu_set(const struct jailhouse_cell_desc *cell)
{
	return (const unsigned char *)cell + sizeof(*cell);
}

static inline const struct jailhouse_memory *
jailhouse_cell_mem_regions(const struct jailhouse_cell_desc *cell)
{
	return (const struct jailhouse_memory *)
		(jailhouse_cell_cpu_set(cell) + cell->cpu_set_size);
}

static inline const struct jailhouse_cache *
jailhouse_cell_cache_regions(const struct jailhouse_cell_desc *cell)
{
	return (const struct jailhouse_cache *)
		(jailhouse_cell_mem_regions(cell) + cell->num_memory_regions);
}

static inline const struct jailhouse_irqchip *
jailhouse_cell_irqchips(const struct jailhouse_cell_desc *cell)
{
	return (const struct jailhouse_irqchip *)
		(jailhouse_cell_cache_regions(cell) + cell->num_cache_regions);
}

static inline const struct jailhouse_pio *
jailhouse_cell_pio(const struct jailhouse_cell_desc *cell)
{
	return (const struct jailhouse_pio *)
		(jailhouse_cell_irqchips(cell) + cell->num_irqchips);
}

static inline const struct jailhouse_pci_device *
jailhouse_cell_pci_devices(const struct jailhouse_cell_desc *cell)
{
	return (const struct jailhouse_pci_device *)
		(jailhouse_cell_pio(cell) + cell->num_pio_regions);
}

static inline const struct jailhouse_pci_capability *
jailhouse_cell_pci_caps(const struct jailhouse_cell_desc *cell)
{
	return (const struct jailhouse_pci_capability *)
		(jailhouse_cell_pci_devices(cell) + cell->num_pci_devices);
}

static inline const union jailhouse_stream_id *
jailhouse_cell_stream_ids(const struct jailhouse_cell_desc *cell)
{
	return (const union jailhouse_stream_id *)
		(jailhouse_cell_pci_caps(cell) + cell->num_pci_caps);
}

/**
 * Size of a cell descriptor with its arrays in bytes.
 *
 * The sum cannot wrap: each count is 32 bits wide, each element below 64
 * bytes.
 */
static inline __u64
jailhouse_cell_config_size(const struct jailhouse_cell_desc *cell)
{
	return sizeof(*cell) + (__u64)cell->cpu_set_size +
		cell->num_memory_regions *
			(__u64)sizeof(struct jailhouse_memory) +
		cell->num_cache_regions *
			(__u64)sizeof(struct jailhouse_cache) +
		cell->num_irqchips *
			(__u64)sizeof(struct jailhouse_irqchip) +
		cell->num_pio_regions *
			(__u64)sizeof(struct jailhouse_pio) +
		cell->num_pci_devices *
			(__u64)sizeof(struct jailhouse_pci_device) +
		cell->num_pci_caps *
			(__u64)sizeof(struct jailhouse_pci_capability) +
		cell->num_stream_ids *
			(__u64)sizeof(union jailhouse_stream_id);
}

/** Size of a system blob in bytes. */
static inline __u64
jailhouse_system_config_size(const struct jailhouse_system *system)
{
	return sizeof(*system) - sizeof(system->root_cell) +
		jailhouse_cell_config_size(&system->root_cell);
}

/** Whether a logical CPU is in a cell's CPU set. */
static inline int
jailhouse_cell_has_cpu(const struct jailhouse_cell_desc *cell, __u32 cpu)
{
	return cpu / 8 < cell->cpu_set_size &&
		(jailhouse_cell_cpu_set(cell)[cpu / 8] >> (cpu % 8) & 1);
}

#endif
