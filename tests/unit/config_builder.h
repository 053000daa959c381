/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Configuration blobs for tests: a specification with room for some entries of
 * each kind, packed into a blob on demand.
 */
#ifndef CONFIG_BUILDER_H
#define CONFIG_BUILDER_H

#include <jailhouse/cell-config.h>

#define RAM	(JAILHOUSE_MEM_READ | JAILHOUSE_MEM_WRITE | \
		 JAILHOUSE_MEM_EXECUTE)
#define COMM	(JAILHOUSE_MEM_READ | JAILHOUSE_MEM_WRITE | \
		 JAILHOUSE_MEM_COMM_REGION)
#define HV_START	0x3b000000ULL
#define HV_SIZE		0x600000ULL
#define IOAPIC		0xfec00000ULL

struct cell_spec {
	/* The counts are filled in by build_*(), unless forced there. */
	struct jailhouse_cell_desc desc;
	__u64 cpus[4];
	struct jailhouse_memory mem[8];
	struct jailhouse_cache cache[2];
	struct jailhouse_irqchip irqchips[4];
	struct jailhouse_pio pio[4];
	struct jailhouse_pci_device pci[3];
	struct jailhouse_pci_capability caps[3];
	union jailhouse_stream_id streams[2];
	unsigned int cpu_bytes, num_mem, num_cache, num_irqchips, num_pio,
		     num_pci, num_caps, num_streams;
};

struct system_spec {
	struct jailhouse_system header;
	struct cell_spec root;
};

struct blob {
	union {
		unsigned char bytes[0x12000];
		struct jailhouse_cell_desc cell;
		struct jailhouse_system system;
	} __attribute__((packed, aligned(8)));
	unsigned long size;
};

/** A valid x86 cell: CPU 1, RAM at 0, communication region behind it. */
void spec_cell(struct cell_spec *spec);

/** A second valid cell that does not conflict with the first: CPU 2. */
void spec_other_cell(struct cell_spec *spec);

/** A valid x86 system: four CPUs, memory around the hypervisor's, an IOAPIC. */
void spec_system(struct system_spec *spec);

/** Make of it a system of arm64 with a GIC of this version. */
void spec_gic(struct system_spec *spec, unsigned int version);

/** Pack a cell. The blob ends with its last array. */
void build_cell(const struct cell_spec *spec, struct blob *blob);

/** Pack a system. The blob ends with its last array. */
void build_system(const struct system_spec *spec, struct blob *blob);

#endif
