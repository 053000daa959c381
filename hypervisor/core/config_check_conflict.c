/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Configuration checker: a cell against the system and against another cell.
 */
#include "config_check_impl.h"

static int check_cpus_of_root(const struct jailhouse_cell_desc *cell,
			      const struct jailhouse_cell_desc *root,
			      struct jailhouse_config_error *error)
{
	__u32 cpu;

	for (cpu = 0; cpu < cell->cpu_set_size * 8; cpu++)
		if (jailhouse_cell_has_cpu(cell, cpu) &&
		    !jailhouse_cell_has_cpu(root, cpu))
			return config_refuse(error,
					     JAILHOUSE_RULE_CPU_NOT_ROOT,
					     JAILHOUSE_ARRAY_CPUS, cpu,
					     CONFIG_NONE);
	return 0;
}

static bool hits_gic(const struct jailhouse_memory *mem,
		     const struct jailhouse_system *system)
{
	struct config_range frames[CONFIG_GIC_MAX_FRAMES];
	__u32 n, count = config_gic_frames(system, frames);

	for (n = 0; n < count; n++)
		if (config_overlap(mem->phys_start, mem->size, frames[n].start,
				   frames[n].size))
			return true;
	return false;
}

/* The hypervisor keeps the registers of all IOAPICs that root may have. */
static bool hits_ioapic(const struct jailhouse_memory *mem,
			const struct jailhouse_cell_desc *root)
{
	const struct jailhouse_irqchip *chips = jailhouse_cell_irqchips(root);
	__u32 n;

	for (n = 0; n < root->num_irqchips; n++)
		if (config_overlap(mem->phys_start, mem->size,
				   chips[n].address & ~CONFIG_PAGE_MASK,
				   CONFIG_PAGE_SIZE))
			return true;
	return false;
}

static bool hits_iommu(const struct jailhouse_memory *mem,
		       const struct jailhouse_system *system)
{
	const struct jailhouse_iommu *units =
		system->platform_info.iommu_units;
	unsigned int n;

	for (n = 0; n < JAILHOUSE_MAX_IOMMU_UNITS && units[n].base; n++)
		if (config_overlap(mem->phys_start, mem->size, units[n].base,
				   units[n].size))
			return true;
	return false;
}

/* Without config space behind it, nothing is at the window's address. */
static bool hits_ecam(const struct jailhouse_memory *mem,
		      const struct jailhouse_system *system)
{
	__u64 buses = system->platform_info.pci_mmconfig_end_bus + 1ULL;

	return system->platform_info.pci_mmconfig_base != 0 &&
		!system->platform_info.pci_is_virtual &&
		config_overlap(mem->phys_start, mem->size,
			       system->platform_info.pci_mmconfig_base,
			       buses << 20);
}

static bool hits_emulated(const struct jailhouse_memory *mem,
			  const struct jailhouse_system *system)
{
	bool hit = hits_iommu(mem, system) || hits_ecam(mem, system);

	if (system->architecture == JAILHOUSE_X86)
		hit = hit || hits_ioapic(mem, &system->root_cell);
	else if (config_is_arm(system->architecture))
		hit = hit || hits_gic(mem, system);
	return hit;
}

/* A cell finds its IOAPICs at their own addresses. */
static bool hides_own_ioapic(const struct jailhouse_memory *mem,
			     const struct jailhouse_cell_desc *cell)
{
	const struct jailhouse_irqchip *chips = jailhouse_cell_irqchips(cell);
	__u32 n;

	for (n = 0; n < cell->num_irqchips; n++)
		if (config_overlap(mem->virt_start, mem->size,
				   chips[n].address & ~CONFIG_PAGE_MASK,
				   CONFIG_PAGE_SIZE))
			return true;
	return false;
}

static int check_memory_of_system(const struct jailhouse_cell_desc *cell,
				  const struct jailhouse_system *system,
				  struct jailhouse_config_error *error)
{
	const struct jailhouse_memory *hv = &system->hypervisor_memory;
	const struct jailhouse_memory *mem = jailhouse_cell_mem_regions(cell);
	bool x86 = system->architecture == JAILHOUSE_X86;
	__u32 n;

	for (n = 0; n < cell->num_memory_regions; n++) {
		if (config_is_placed(&mem[n]) && config_is_placed(hv) &&
		    config_overlap(mem[n].phys_start, mem[n].size,
				   hv->phys_start, hv->size))
			return config_refuse(error,
					     JAILHOUSE_RULE_MEM_HYPERVISOR,
					     JAILHOUSE_ARRAY_MEMORY, n, 0);
		if ((config_is_placed(&mem[n]) &&
		     hits_emulated(&mem[n], system)) ||
		    (x86 && hides_own_ioapic(&mem[n], cell)))
			return config_refuse(error,
					     JAILHOUSE_RULE_MEM_EMULATED,
					     JAILHOUSE_ARRAY_MEMORY, n, 0);
	}
	return 0;
}

/* On arm, entries with another address than the GIC's are ignored. */
static int check_irqchips_of_root(const struct jailhouse_cell_desc *cell,
				  const struct jailhouse_cell_desc *root,
				  struct jailhouse_config_error *error)
{
	const struct jailhouse_irqchip *chips = jailhouse_cell_irqchips(cell);
	const struct jailhouse_irqchip *known = jailhouse_cell_irqchips(root);
	__u32 i, n;

	for (i = 0; i < cell->num_irqchips; i++) {
		for (n = 0; n < root->num_irqchips; n++)
			if (known[n].address == chips[i].address)
				break;
		if (n == root->num_irqchips)
			return config_refuse(error,
					     JAILHOUSE_RULE_IRQCHIP_UNKNOWN,
					     JAILHOUSE_ARRAY_IRQCHIPS, i, 0);
	}
	return 0;
}

int config_check_cell_system(const struct jailhouse_cell_desc *cell,
			     const struct jailhouse_system *system,
			     struct jailhouse_config_error *error)
{
	const struct jailhouse_cell_desc *root = &system->root_cell;
	int err;

	if (cell->architecture != system->architecture)
		return config_refuse(error, JAILHOUSE_RULE_ARCHITECTURE,
				     JAILHOUSE_ARRAY_CELL, 0,
				     cell->architecture);
	if (config_same_name(cell, root))
		return config_refuse(error, JAILHOUSE_RULE_CELL_NAME_TAKEN,
				     JAILHOUSE_ARRAY_CELL, 0, 0);
	err = check_cpus_of_root(cell, root, error);
	if (!err)
		err = check_memory_of_system(cell, system, error);
	if (!err && system->architecture == JAILHOUSE_X86)
		err = check_irqchips_of_root(cell, root, error);
	return err;
}

static int check_cpus(const struct jailhouse_cell_desc *new_cell,
		      const struct jailhouse_cell_desc *other_cell,
		      struct jailhouse_config_error *error)
{
	__u32 cpu;

	for (cpu = 0; cpu < new_cell->cpu_set_size * 8; cpu++)
		if (jailhouse_cell_has_cpu(new_cell, cpu) &&
		    jailhouse_cell_has_cpu(other_cell, cpu))
			return config_refuse(error,
					     JAILHOUSE_RULE_CPU_NOT_ROOT,
					     JAILHOUSE_ARRAY_CPUS, cpu,
					     other_cell->id);
	return 0;
}

/* Overlap is legal only where both sides declare it shared. */
static bool memory_conflicts(const struct jailhouse_memory *mem,
			     const struct jailhouse_cell_desc *other_cell)
{
	const struct jailhouse_memory *other =
		jailhouse_cell_mem_regions(other_cell);
	__u32 n;

	for (n = 0; n < other_cell->num_memory_regions; n++)
		if (config_is_placed(&other[n]) &&
		    !(mem->flags & other[n].flags &
		      JAILHOUSE_MEM_ROOTSHARED) &&
		    config_overlap(mem->phys_start, mem->size,
				   other[n].phys_start, other[n].size))
			return true;
	return false;
}

static int check_memory(const struct jailhouse_cell_desc *new_cell,
			const struct jailhouse_cell_desc *other_cell,
			struct jailhouse_config_error *error)
{
	const struct jailhouse_memory *mem =
		jailhouse_cell_mem_regions(new_cell);
	__u32 n;

	for (n = 0; n < new_cell->num_memory_regions; n++)
		if (config_is_placed(&mem[n]) &&
		    memory_conflicts(&mem[n], other_cell))
			return config_refuse(error,
					     JAILHOUSE_RULE_MEM_OTHER_CELL,
					     JAILHOUSE_ARRAY_MEMORY, n,
					     other_cell->id);
	return 0;
}

/* Return: the lowest interrupt in both chips, CONFIG_NONE if there is none. */
static __u32 shared_pin(const struct jailhouse_irqchip *a,
			const struct jailhouse_irqchip *b, __u32 first)
{
	__u32 end = a->pin_base + 128;
	__u32 pin = a->pin_base > first ? a->pin_base : first;

	for (; pin < end; pin++)
		if (config_has_pin(a, pin) && config_has_pin(b, pin))
			return pin;
	return CONFIG_NONE;
}

static int check_irqs(const struct jailhouse_cell_desc *new_cell,
		      const struct jailhouse_cell_desc *other_cell,
		      struct jailhouse_config_error *error)
{
	const struct jailhouse_irqchip *mine =
		jailhouse_cell_irqchips(new_cell);
	const struct jailhouse_irqchip *other =
		jailhouse_cell_irqchips(other_cell);
	/* Every CPU has its own SGIs and PPIs. */
	__u32 first = config_is_arm(new_cell->architecture) ? 32 : 0;
	__u32 i, n, pin;

	for (i = 0; i < new_cell->num_irqchips; i++)
		for (n = 0; n < other_cell->num_irqchips; n++) {
			if (mine[i].address != other[n].address)
				continue;
			pin = shared_pin(&mine[i], &other[n], first);
			if (pin != CONFIG_NONE)
				return config_refuse(error,
						JAILHOUSE_RULE_IRQ_OTHER_CELL,
						JAILHOUSE_ARRAY_IRQCHIPS,
						i, pin);
		}
	return 0;
}

static int check_ports(const struct jailhouse_cell_desc *new_cell,
		       const struct jailhouse_cell_desc *other_cell,
		       struct jailhouse_config_error *error)
{
	const struct jailhouse_pio *mine = jailhouse_cell_pio(new_cell);
	const struct jailhouse_pio *other = jailhouse_cell_pio(other_cell);
	__u32 i, n, port;

	for (i = 0; i < new_cell->num_pio_regions; i++)
		for (n = 0; n < other_cell->num_pio_regions; n++) {
			if (!config_overlap(mine[i].base, mine[i].length,
					    other[n].base, other[n].length))
				continue;
			port = mine[i].base > other[n].base ? mine[i].base :
				other[n].base;
			return config_refuse(error,
					     JAILHOUSE_RULE_PIO_OTHER_CELL,
					     JAILHOUSE_ARRAY_PIO, i, port);
		}
	return 0;
}

/*
 * Functions are told apart by bdf alone. Two ivshmem functions with one bdf are
 * the ends of a link, which need different peer ids.
 */
static int check_pci(const struct jailhouse_cell_desc *new_cell,
		     const struct jailhouse_cell_desc *other_cell,
		     struct jailhouse_config_error *error)
{
	const struct jailhouse_pci_device *mine =
		jailhouse_cell_pci_devices(new_cell);
	const struct jailhouse_pci_device *other =
		jailhouse_cell_pci_devices(other_cell);
	__u32 i, n, rule;

	for (i = 0; i < new_cell->num_pci_devices; i++)
		for (n = 0; n < other_cell->num_pci_devices; n++) {
			if (mine[i].bdf != other[n].bdf)
				continue;
			rule = JAILHOUSE_RULE_PCI_OTHER_CELL;
			if (mine[i].type == JAILHOUSE_PCI_TYPE_IVSHMEM &&
			    other[n].type == JAILHOUSE_PCI_TYPE_IVSHMEM) {
				if (mine[i].shmem_dev_id !=
				    other[n].shmem_dev_id)
					continue;
				rule = JAILHOUSE_RULE_PCI_SHMEM_TAKEN;
			}
			return config_refuse(error, rule,
					     JAILHOUSE_ARRAY_PCI_DEVICES, i,
					     other_cell->id);
		}
	return 0;
}

int config_check_cell_cell(const struct jailhouse_cell_desc *new_cell,
			   const struct jailhouse_cell_desc *other_cell,
			   struct jailhouse_config_error *error)
{
	int err;

	if (config_same_name(new_cell, other_cell))
		return config_refuse(error, JAILHOUSE_RULE_CELL_NAME_TAKEN,
				     JAILHOUSE_ARRAY_CELL, 0, other_cell->id);
	err = check_cpus(new_cell, other_cell, error);
	if (!err)
		err = check_memory(new_cell, other_cell, error);
	if (!err)
		err = check_irqs(new_cell, other_cell, error);
	if (!err && new_cell->architecture == JAILHOUSE_X86)
		err = check_ports(new_cell, other_cell, error);
	if (!err)
		err = check_pci(new_cell, other_cell, error);
	return err;
}
