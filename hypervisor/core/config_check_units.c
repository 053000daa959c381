/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Configuration checker: the machine's GIC; interrupt controllers, ports, PCI
 * functions and cache regions of one cell.
 */
#include "config_check_impl.h"

#define X86_IOAPIC_MAX_PINS	120

/* GIC and APLIC number up to 1024 interrupts. */
#define MAX_PIN_BASE		896

/* Chipsets turn a write to this port into an SMI. */
#define X86_PORT_SMI_COMMAND	0xb2

/* PCI configuration address and data, the reset register 0xcf9 in between. */
#define X86_PORT_PCI_CONFIG	0xcf8
#define X86_NUM_PCI_CONFIG	8

#define SHMEM_MAX_PEER		11
#define SHMEM_MAX_VECTORS	16

/* Cache regions name ways by the bits of a 64-bit mask. */
#define CACHE_MAX_WAYS		64

#define GIC_V2_ALIGNMENT	0x1000ULL
#define GIC_V2_GICD_SIZE	0x1000ULL
#define GIC_V2_FRAME_SIZE	0x2000ULL
#define GIC_V3_ALIGNMENT	0x10000ULL
#define GIC_V3_GICD_SIZE	0x10000ULL
#define GIC_V3_GICR_SIZE	0x20000ULL

#define GIC_FIRST_PPI		16
#define GIC_LAST_PPI		31

static __u32 count_cpus(const struct jailhouse_cell_desc *cell)
{
	__u32 cpu, count = 0;

	for (cpu = 0; cpu < cell->cpu_set_size * 8; cpu++)
		count += jailhouse_cell_has_cpu(cell, cpu);
	return count;
}

__u32 config_gic_frames(const struct jailhouse_system *config,
			struct config_range frames[CONFIG_GIC_MAX_FRAMES])
{
	frames[0].start = config->platform_info.arm.gicd_base;
	if (config->platform_info.arm.gic_version == 3) {
		frames[0].size = GIC_V3_GICD_SIZE;
		/* Side by side, at least one for each of root's CPUs. */
		frames[1].start = config->platform_info.arm.gicr_base;
		frames[1].size = GIC_V3_GICR_SIZE *
			count_cpus(&config->root_cell);
		return 2;
	}
	frames[0].size = GIC_V2_GICD_SIZE;
	frames[1].start = config->platform_info.arm.gicc_base;
	frames[2].start = config->platform_info.arm.gich_base;
	frames[3].start = config->platform_info.arm.gicv_base;
	frames[1].size = frames[2].size = frames[3].size = GIC_V2_FRAME_SIZE;
	return 4;
}

static bool is_gic_frame(const struct config_range *frame, __u64 alignment,
			 unsigned int phys_bits)
{
	if (frame->start == 0 || frame->start % alignment ||
	    (frame->size && config_wraps(frame->start, frame->size)))
		return false;
	return phys_bits == 0 || phys_bits > 63 ||
		(frame->start + (frame->size - 1)) >> phys_bits == 0;
}

int config_check_gic(const struct jailhouse_system *config,
		     const struct config_machine *machine,
		     struct jailhouse_config_error *error)
{
	bool v3 = config->platform_info.arm.gic_version == 3;
	__u64 alignment = v3 ? GIC_V3_ALIGNMENT : GIC_V2_ALIGNMENT;
	struct config_range frames[CONFIG_GIC_MAX_FRAMES];
	__u8 irq = config->platform_info.arm.maintenance_irq;
	__u32 count, i, n;
	bool good;

	if (!config_is_arm(machine->architecture))
		return 0;
	if (irq < GIC_FIRST_PPI || irq > GIC_LAST_PPI)
		return config_refuse(error, JAILHOUSE_RULE_GIC_MAINTENANCE,
				     JAILHOUSE_ARRAY_SYSTEM, 0, irq);
	count = config_gic_frames(config, frames);
	for (i = 0; i < count; i++) {
		good = is_gic_frame(&frames[i], alignment, machine->phys_bits);
		for (n = 0; good && n < i; n++)
			good = !config_overlap(frames[n].start, frames[n].size,
					       frames[i].start,
					       frames[i].size);
		if (!good)
			return config_refuse(error, JAILHOUSE_RULE_GIC_BASE,
					     JAILHOUSE_ARRAY_SYSTEM, i,
					     frames[i].start);
	}
	return 0;
}

static int check_pins(const struct config_subject *subject, __u32 index)
{
	const struct jailhouse_irqchip *chip =
		&jailhouse_cell_irqchips(subject->cell)[index];
	__u32 architecture = subject->machine->architecture;
	__u32 rule = JAILHOUSE_RULE_NONE, other = 0;

	if (architecture == JAILHOUSE_X86) {
		if (chip->pin_base != 0) {
			rule = JAILHOUSE_RULE_IRQCHIP_PIN_BASE;
			other = chip->pin_base;
		} else if (chip->pin_bitmap[3] >> 24) {
			rule = JAILHOUSE_RULE_IRQCHIP_PIN;
			other = X86_IOAPIC_MAX_PINS;
			while (!config_has_pin(chip, other))
				other++;
		}
	} else if (chip->pin_base % 32 || chip->pin_base > MAX_PIN_BASE) {
		rule = JAILHOUSE_RULE_IRQCHIP_PIN_BASE;
		other = chip->pin_base;
	}
	if (rule == JAILHOUSE_RULE_NONE)
		return 0;
	return config_refuse(subject->error, rule, JAILHOUSE_ARRAY_IRQCHIPS,
			     index, other);
}

int config_check_irqchips(const struct config_subject *subject)
{
	const struct jailhouse_irqchip *chips =
		jailhouse_cell_irqchips(subject->cell);
	__u32 i, n;
	int err;

	for (i = 0; i < subject->cell->num_irqchips; i++) {
		err = check_pins(subject, i);
		if (err)
			return err;
		for (n = 0; n < i; n++)
			if (chips[n].address == chips[i].address &&
			    chips[n].pin_base == chips[i].pin_base)
				return config_refuse(subject->error,
						JAILHOUSE_RULE_IRQCHIP_TWICE,
						JAILHOUSE_ARRAY_IRQCHIPS,
						i, n);
	}
	return 0;
}

/* What no cell but root gets; root has it as far as the hypervisor allows. */
static int check_reserved_ports(const struct config_subject *subject,
				__u32 index)
{
	const struct jailhouse_pio *pio =
		&jailhouse_cell_pio(subject->cell)[index];
	bool hit;

	hit = config_overlap(pio->base, pio->length, X86_PORT_SMI_COMMAND, 1);
	if (hit)
		return config_refuse(subject->error,
				     JAILHOUSE_RULE_PIO_RESERVED,
				     JAILHOUSE_ARRAY_PIO, index,
				     X86_PORT_SMI_COMMAND);
	/* Builds that drive PCI emulate these ports whether listed or not. */
	hit = (subject->machine->unsupported & CONFIG_FEATURE_PCI) &&
		config_overlap(pio->base, pio->length, X86_PORT_PCI_CONFIG,
			       X86_NUM_PCI_CONFIG);
	if (hit)
		return config_refuse(subject->error,
				     JAILHOUSE_RULE_PIO_RESERVED,
				     JAILHOUSE_ARRAY_PIO, index,
				     X86_PORT_PCI_CONFIG);
	return 0;
}

int config_check_pio(const struct config_subject *subject)
{
	const struct jailhouse_pio *pio = jailhouse_cell_pio(subject->cell);
	__u32 i, n;
	int err;

	if (subject->machine->architecture != JAILHOUSE_X86)
		return 0;
	for (i = 0; i < subject->cell->num_pio_regions; i++) {
		if (pio[i].length == 0 || pio[i].length > 0x10000 - pio[i].base)
			return config_refuse(subject->error,
					     JAILHOUSE_RULE_PIO_RANGE,
					     JAILHOUSE_ARRAY_PIO, i,
					     pio[i].base);
		if (subject->is_root)
			continue;
		err = check_reserved_ports(subject, i);
		if (err)
			return err;
		for (n = 0; n < i; n++)
			if (config_overlap(pio[n].base, pio[n].length,
					   pio[i].base, pio[i].length))
				return config_refuse(subject->error,
						     JAILHOUSE_RULE_PIO_OVERLAP,
						     JAILHOUSE_ARRAY_PIO, i, n);
	}
	return 0;
}

/* Sections: state table, common section, one output section per peer. */
static int check_shmem(const struct config_subject *subject, __u32 index)
{
	const struct jailhouse_pci_device *device =
		&jailhouse_cell_pci_devices(subject->cell)[index];
	__u64 regions = (__u64)device->shmem_regions_start + 2 +
		device->shmem_peers;
	__u32 rule = JAILHOUSE_RULE_NONE;
	__u64 other = 0;

	if (device->shmem_dev_id > SHMEM_MAX_PEER) {
		rule = JAILHOUSE_RULE_PCI_SHMEM_PEER;
		other = device->shmem_dev_id;
	} else if (device->num_msix_vectors > SHMEM_MAX_VECTORS) {
		rule = JAILHOUSE_RULE_PCI_SHMEM_VECTORS;
		other = device->num_msix_vectors;
	} else if (regions > subject->cell->num_memory_regions) {
		rule = JAILHOUSE_RULE_PCI_SHMEM_REGIONS;
		other = regions;
	}
	if (rule == JAILHOUSE_RULE_NONE)
		return 0;
	return config_refuse(subject->error, rule, JAILHOUSE_ARRAY_PCI_DEVICES,
			     index, other);
}

static int check_pci_device(const struct config_subject *subject, __u32 index)
{
	const struct jailhouse_pci_device *device =
		&jailhouse_cell_pci_devices(subject->cell)[index];
	__u32 num_caps = subject->cell->num_pci_caps;

	if (device->type < JAILHOUSE_PCI_TYPE_DEVICE ||
	    device->type > JAILHOUSE_PCI_TYPE_IVSHMEM)
		return config_refuse(subject->error, JAILHOUSE_RULE_PCI_TYPE,
				     JAILHOUSE_ARRAY_PCI_DEVICES, index,
				     device->type);
	if (device->num_caps != 0 &&
	    (device->num_caps > num_caps ||
	     device->caps_start > num_caps - device->num_caps))
		return config_refuse(subject->error,
				     JAILHOUSE_RULE_PCI_CAPS_SLICE,
				     JAILHOUSE_ARRAY_PCI_DEVICES, index,
				     device->caps_start);
	if (device->type == JAILHOUSE_PCI_TYPE_IVSHMEM)
		return check_shmem(subject, index);
	return 0;
}

/* The MSI-X tables of a cell's devices are emulated. */
static int check_msix_tables(const struct config_subject *subject,
			     const struct jailhouse_pci_device *device)
{
	const struct jailhouse_cell_desc *cell = subject->cell;
	const struct jailhouse_memory *mem = jailhouse_cell_mem_regions(cell);
	__u32 n;

	if (device->type == JAILHOUSE_PCI_TYPE_IVSHMEM ||
	    device->msix_address == 0)
		return 0;
	for (n = 0; n < cell->num_memory_regions; n++)
		if (config_overlap(mem[n].virt_start, mem[n].size,
				   device->msix_address,
				   device->msix_region_size))
			return config_refuse(subject->error,
					     JAILHOUSE_RULE_MEM_EMULATED,
					     JAILHOUSE_ARRAY_MEMORY, n, 0);
	return 0;
}

int config_check_pci(const struct config_subject *subject)
{
	const struct jailhouse_pci_device *devices =
		jailhouse_cell_pci_devices(subject->cell);
	__u32 i, n;
	int err;

	for (i = 0; i < subject->cell->num_pci_devices; i++) {
		err = check_pci_device(subject, i);
		if (!err && !subject->is_root)
			err = check_msix_tables(subject, &devices[i]);
		if (err)
			return err;
		for (n = 0; n < i; n++)
			if (devices[n].bdf == devices[i].bdf &&
			    devices[n].domain == devices[i].domain)
				return config_refuse(subject->error,
						JAILHOUSE_RULE_PCI_TWICE,
						JAILHOUSE_ARRAY_PCI_DEVICES,
						i, n);
	}
	return 0;
}

int config_check_cache(const struct config_subject *subject)
{
	const struct jailhouse_cell_desc *cell = subject->cell;
	const struct jailhouse_cache *cache =
		jailhouse_cell_cache_regions(cell);

	if (subject->machine->architecture != JAILHOUSE_X86 ||
	    cell->num_cache_regions == 0)
		return 0;
	if (cell->num_cache_regions > 1)
		return config_refuse(subject->error,
				     JAILHOUSE_RULE_CACHE_REGION,
				     JAILHOUSE_ARRAY_CACHE, 1, 0);
	if (cache->type != JAILHOUSE_CACHE_L3 || cache->size == 0 ||
	    cache->size > CACHE_MAX_WAYS ||
	    cache->start > CACHE_MAX_WAYS - cache->size)
		return config_refuse(subject->error,
				     JAILHOUSE_RULE_CACHE_REGION,
				     JAILHOUSE_ARRAY_CACHE, 0, cache->type);
	return 0;
}
