/* SPDX-License-Identifier: BSD-2-Clause */
#include <string.h>
#include "config_builder.h"

void spec_cell(struct cell_spec *spec)
{
	memset(spec, 0, sizeof(*spec));
	memcpy(spec->desc.signature, JAILHOUSE_CELL_DESC_SIGNATURE,
	       JAILHOUSE_SIGNATURE_LEN);
	spec->desc.architecture = JAILHOUSE_X86;
	spec->desc.revision = JAILHOUSE_CONFIG_REVISION;
	strcpy(spec->desc.name, "first");
	spec->desc.id = 1;
	spec->cpus[0] = 1 << 1;
	spec->cpu_bytes = 8;
	spec->mem[0] = (struct jailhouse_memory) {
		.phys_start = 0x3bf00000,
		.size = 0x100000,
		.flags = RAM | JAILHOUSE_MEM_LOADABLE,
	};
	spec->mem[1] = (struct jailhouse_memory) {
		.virt_start = 0x100000,
		.size = 0x1000,
		.flags = COMM,
	};
	spec->num_mem = 2;
}

void spec_other_cell(struct cell_spec *spec)
{
	spec_cell(spec);
	strcpy(spec->desc.name, "second");
	spec->desc.id = 2;
	spec->cpus[0] = 1 << 2;
	spec->mem[0].phys_start = 0x3be00000;
}

void spec_system(struct system_spec *spec)
{
	struct cell_spec *root = &spec->root;

	memset(spec, 0, sizeof(*spec));
	memcpy(spec->header.signature, JAILHOUSE_SYSTEM_SIGNATURE,
	       JAILHOUSE_SIGNATURE_LEN);
	spec->header.architecture = JAILHOUSE_X86;
	spec->header.revision = JAILHOUSE_CONFIG_REVISION;
	spec->header.hypervisor_memory.phys_start = HV_START;
	spec->header.hypervisor_memory.size = HV_SIZE;
	spec->header.debug_console.type = JAILHOUSE_CON_TYPE_8250;
	spec->header.debug_console.address = 0x2f8;
	strcpy(root->desc.name, "RootCell");
	root->cpus[0] = 0xf;
	root->cpu_bytes = 8;
	root->mem[0] = (struct jailhouse_memory) {
		.size = HV_START,
		.flags = RAM | JAILHOUSE_MEM_DMA,
	};
	root->mem[1] = (struct jailhouse_memory) {
		.phys_start = HV_START + HV_SIZE,
		.virt_start = HV_START + HV_SIZE,
		.size = 0x1000000,
		.flags = RAM | JAILHOUSE_MEM_DMA,
	};
	root->num_mem = 2;
	root->irqchips[0] = (struct jailhouse_irqchip) {
		.address = IOAPIC,
		.pin_bitmap = { 0xffffff },
	};
	root->num_irqchips = 1;
	root->pio[0] = (struct jailhouse_pio)PIO_RANGE(0, 0xffff);
	root->num_pio = 1;
}

static void append(struct blob *blob, const void *data, unsigned long size)
{
	memcpy(blob->bytes + blob->size, data, size);
	blob->size += size;
}

static void append_cell(const struct cell_spec *spec, struct blob *blob)
{
	struct jailhouse_cell_desc desc = spec->desc;

	desc.cpu_set_size = spec->cpu_bytes;
	desc.num_memory_regions = spec->num_mem;
	desc.num_cache_regions = spec->num_cache;
	desc.num_irqchips = spec->num_irqchips;
	desc.num_pio_regions = spec->num_pio;
	desc.num_pci_devices = spec->num_pci;
	desc.num_pci_caps = spec->num_caps;
	desc.num_stream_ids = spec->num_streams;
	append(blob, &desc, sizeof(desc));
	append(blob, spec->cpus, spec->cpu_bytes);
	append(blob, spec->mem, spec->num_mem * sizeof(spec->mem[0]));
	append(blob, spec->cache, spec->num_cache * sizeof(spec->cache[0]));
	append(blob, spec->irqchips,
	       spec->num_irqchips * sizeof(spec->irqchips[0]));
	append(blob, spec->pio, spec->num_pio * sizeof(spec->pio[0]));
	append(blob, spec->pci, spec->num_pci * sizeof(spec->pci[0]));
	append(blob, spec->caps, spec->num_caps * sizeof(spec->caps[0]));
	append(blob, spec->streams,
	       spec->num_streams * sizeof(spec->streams[0]));
}

void spec_gic(struct system_spec *spec, unsigned int version)
{
	struct jailhouse_system *system = &spec->header;

	system->architecture = JAILHOUSE_ARM64;
	system->platform_info.arm.maintenance_irq = 25;
	system->platform_info.arm.gic_version = (__u8)version;
	system->platform_info.arm.gicd_base = 0x8000000;
	system->platform_info.arm.gicc_base = 0x8010000;
	system->platform_info.arm.gich_base = 0x8030000;
	system->platform_info.arm.gicv_base = 0x8040000;
	system->platform_info.arm.gicr_base = 0x80a0000;
}

void build_cell(const struct cell_spec *spec, struct blob *blob)
{
	memset(blob, 0, sizeof(*blob));
	append_cell(spec, blob);
}

void build_system(const struct system_spec *spec, struct blob *blob)
{
	memset(blob, 0, sizeof(*blob));
	append(blob, &spec->header,
	       sizeof(spec->header) - sizeof(spec->header.root_cell));
	append_cell(&spec->root, blob);
}
