/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Configuration checker: memory regions of one cell.
 */
#include "config_check_impl.h"

#include <jailhouse/image.h>

/* Real mode, where x86 CPUs of a cell start, ends below 4 GiB. */
#define X86_MAX_RESET_ADDRESS	0xffffffffULL

#define ARM64_HV_ALIGNMENT	0x200000ULL

static int refuse(const struct config_subject *subject, __u32 rule,
		  __u32 index, __u64 other)
{
	return config_refuse(subject->error, rule, JAILHOUSE_ARRAY_MEMORY,
			     index, other);
}

static bool too_wide(__u64 start, __u64 size,
		     const struct config_machine *machine)
{
	return machine->phys_bits != 0 && machine->phys_bits < 64 &&
		(start + (size - 1)) >> machine->phys_bits != 0;
}

static int check_comm_region(const struct config_subject *subject, __u32 index)
{
	const struct jailhouse_memory *mem =
		&jailhouse_cell_mem_regions(subject->cell)[index];
	const __u64 contradictions = JAILHOUSE_MEM_IO | JAILHOUSE_MEM_LOADABLE |
		JAILHOUSE_MEM_ROOTSHARED;

	if (subject->is_root || (mem->flags & contradictions))
		return refuse(subject, JAILHOUSE_RULE_MEM_FLAGS, index,
			      mem->flags);
	if (mem->flags & JAILHOUSE_MEM_PLACE)
		return refuse(subject, JAILHOUSE_RULE_MEM_PLACE, index, 0);
	if (mem->size != JAILHOUSE_COMM_REGION_SIZE)
		return refuse(subject, JAILHOUSE_RULE_MEM_COMM_SIZE, index,
			      mem->size);
	if (mem->virt_start & CONFIG_PAGE_MASK)
		return refuse(subject, JAILHOUSE_RULE_MEM_ALIGNMENT, index, 0);
	if (too_wide(mem->virt_start, mem->size, subject->machine))
		return refuse(subject, JAILHOUSE_RULE_MEM_ADDRESS_WIDTH, index,
			      subject->machine->phys_bits);
	return 0;
}

/* PLACE is for RAM that the driver can claim: whole pages, no device. */
static int check_place(const struct config_subject *subject, __u32 index)
{
	const struct jailhouse_memory *mem =
		&jailhouse_cell_mem_regions(subject->cell)[index];
	const __u64 ram = JAILHOUSE_MEM_READ | JAILHOUSE_MEM_WRITE;
	const __u64 other = JAILHOUSE_MEM_IO | JAILHOUSE_MEM_ROOTSHARED;

	if (!(mem->flags & JAILHOUSE_MEM_PLACE))
		return 0;
	if (subject->is_root || (mem->flags & ram) != ram ||
	    (mem->flags & other) || config_is_sub_page(mem))
		return refuse(subject, JAILHOUSE_RULE_MEM_PLACE, index, 0);
	if (subject->machine->placed)
		return refuse(subject, JAILHOUSE_RULE_MEM_NOT_PLACED, index,
			      0);
	return 0;
}

/* Addresses of a region that is not the communication region. */
static int check_addresses(const struct config_subject *subject, __u32 index)
{
	const struct jailhouse_memory *mem =
		&jailhouse_cell_mem_regions(subject->cell)[index];

	if (config_wraps(mem->phys_start, mem->size) ||
	    config_wraps(mem->virt_start, mem->size))
		return refuse(subject, JAILHOUSE_RULE_MEM_WRAP, index, 0);
	if (subject->is_root && mem->phys_start != mem->virt_start)
		return refuse(subject, JAILHOUSE_RULE_MEM_NOT_IDENTITY, index,
			      0);
	if ((mem->phys_start ^ mem->virt_start) & CONFIG_PAGE_MASK)
		return refuse(subject, JAILHOUSE_RULE_MEM_ALIGNMENT, index, 0);
	if (too_wide(mem->phys_start, mem->size, subject->machine) ||
	    too_wide(mem->virt_start, mem->size, subject->machine))
		return refuse(subject, JAILHOUSE_RULE_MEM_ADDRESS_WIDTH, index,
			      subject->machine->phys_bits);
	return 0;
}

/* RAM to run from or to be loaded is mapped, so it has whole pages. */
static int check_sub_page(const struct config_subject *subject, __u32 index)
{
	const struct jailhouse_memory *mem =
		&jailhouse_cell_mem_regions(subject->cell)[index];

	if (!subject->is_root && config_is_sub_page(mem) &&
	    (mem->flags & (JAILHOUSE_MEM_EXECUTE | JAILHOUSE_MEM_LOADABLE)))
		return refuse(subject, JAILHOUSE_RULE_MEM_SUB_PAGE, index, 0);
	return 0;
}

/*
 * The local APIC sits at the same address in every cell. Root may list what is
 * emulated, it does not get it anyway.
 */
static int check_emulated(const struct config_subject *subject, __u32 index)
{
	const struct jailhouse_memory *mem =
		&jailhouse_cell_mem_regions(subject->cell)[index];
	const struct config_machine *machine = subject->machine;
	bool placed = config_is_placed(mem);
	bool hit = false;
	__u32 n;

	if (machine->architecture == JAILHOUSE_X86)
		hit = config_overlap(mem->virt_start, mem->size,
				     CONFIG_X86_APIC_WINDOW,
				     CONFIG_X86_APIC_WINDOW_SIZE) ||
			(placed &&
			 config_overlap(mem->phys_start, mem->size,
					CONFIG_X86_APIC_WINDOW,
					CONFIG_X86_APIC_WINDOW_SIZE));
	for (n = 0; n < machine->num_emulated && placed && !hit; n++)
		hit = config_overlap(mem->phys_start, mem->size,
				     machine->emulated[n].start,
				     machine->emulated[n].size);
	if (hit)
		return refuse(subject, JAILHOUSE_RULE_MEM_EMULATED, index, 0);
	return 0;
}

/* Against the regions of the same cell before this one. */
static int check_earlier(const struct config_subject *subject, __u32 index)
{
	const struct jailhouse_memory *mem =
		jailhouse_cell_mem_regions(subject->cell);
	__u64 both;
	__u32 n;

	for (n = 0; n < index; n++) {
		both = mem[n].flags & mem[index].flags;
		if ((both & JAILHOUSE_MEM_COMM_REGION) && mem[n].size)
			return refuse(subject, JAILHOUSE_RULE_MEM_COMM_TWICE,
				      index, n);
		if (config_overlap(mem[n].virt_start, mem[n].size,
				   mem[index].virt_start, mem[index].size))
			return refuse(subject, JAILHOUSE_RULE_MEM_OVERLAP,
				      index, n);
	}
	return 0;
}

static int check_region(const struct config_subject *subject, __u32 index)
{
	const struct jailhouse_memory *mem =
		&jailhouse_cell_mem_regions(subject->cell)[index];
	int err;

	if (mem->size == 0)
		return 0;
	if (mem->flags & JAILHOUSE_MEM_COMM_REGION)
		err = check_comm_region(subject, index);
	else
		err = check_addresses(subject, index);
	if (!err)
		err = check_place(subject, index);
	if (!err)
		err = check_sub_page(subject, index);
	if (err || subject->is_root)
		return err;
	err = check_emulated(subject, index);
	if (!err)
		err = check_earlier(subject, index);
	return err;
}

int config_check_memory(const struct config_subject *subject)
{
	__u32 n;
	int err = 0;

	for (n = 0; n < subject->cell->num_memory_regions && !err; n++)
		err = check_region(subject, n);
	return err;
}

/*
 * x86 fetches only what is EXECUTE; arm maps every region executable. A cell
 * whose CPUs can't fetch the first instruction would only fail later.
 */
int config_check_reset_address(const struct config_subject *subject)
{
	const struct jailhouse_cell_desc *cell = subject->cell;
	const struct jailhouse_memory *mem = jailhouse_cell_mem_regions(cell);
	bool x86 = subject->machine->architecture == JAILHOUSE_X86;
	__u64 address = cell->cpu_reset_address;
	__u32 n;

	for (n = 0; n < cell->num_memory_regions; n++)
		if ((!x86 || (mem[n].flags & JAILHOUSE_MEM_EXECUTE)) &&
		    config_overlap(mem[n].virt_start, mem[n].size, address, 1))
			break;
	if (n == cell->num_memory_regions ||
	    (x86 && address > X86_MAX_RESET_ADDRESS))
		return config_refuse(subject->error,
				     JAILHOUSE_RULE_RESET_ADDRESS,
				     JAILHOUSE_ARRAY_CELL, 0, address);
	return 0;
}

int config_check_hypervisor_memory(const struct jailhouse_system *config,
				   __u64 config_size,
				   const struct config_machine *machine,
				   struct jailhouse_config_error *error)
{
	const struct jailhouse_memory *mem = &config->hypervisor_memory;
	/* The copy of the blob and at least one page more. */
	const __u64 least = config_size + CONFIG_PAGE_SIZE;
	__u64 alignment = CONFIG_PAGE_SIZE;
	__u32 rule = JAILHOUSE_RULE_NONE;
	__u64 other = 0;

	if (machine->architecture == JAILHOUSE_ARM64)
		alignment = ARM64_HV_ALIGNMENT;
	if (mem->size < least) {
		rule = JAILHOUSE_RULE_HV_MEM_SIZE;
		other = (least + 1023) / 1024;
	} else if (config_wraps(mem->phys_start, mem->size)) {
		rule = JAILHOUSE_RULE_MEM_WRAP;
	} else if (mem->size > JAILHOUSE_HV_MAX_SIZE) {
		rule = JAILHOUSE_RULE_HV_MEM_TOO_LARGE;
		other = JAILHOUSE_HV_MAX_SIZE >> 20;
	} else if ((mem->phys_start & (alignment - 1)) ||
		   (mem->size & CONFIG_PAGE_MASK)) {
		rule = JAILHOUSE_RULE_HV_MEM_ALIGNMENT;
		other = alignment;
	} else if (too_wide(mem->phys_start, mem->size, machine)) {
		rule = JAILHOUSE_RULE_MEM_ADDRESS_WIDTH;
		other = machine->phys_bits;
	} else if (machine->placed && (mem->flags & JAILHOUSE_MEM_PLACE)) {
		rule = JAILHOUSE_RULE_MEM_NOT_PLACED;
	}
	if (rule == JAILHOUSE_RULE_NONE)
		return 0;
	return config_refuse(error, rule, JAILHOUSE_ARRAY_SYSTEM, 0, other);
}
