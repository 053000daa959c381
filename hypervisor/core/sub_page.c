/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Regions that are parts of pages: second-stage tables can't map them, so each
 * access is checked, and done for the guest with the width that it has.
 */
#include <cell.h>
#include <jailhouse/config-access.h>

/* Not aligned where JAILHOUSE_MEM_IO_UNALIGNED says so. */
typedef volatile u16 __attribute__((aligned(1))) reg16;
typedef volatile u32 __attribute__((aligned(1))) reg32;
typedef volatile u64 __attribute__((aligned(1))) reg64;

static bool is_allowed(const struct jailhouse_memory *region,
		       const struct mmio_access *mmio)
{
	u64 width = (u64)mmio->size << JAILHOUSE_MEM_IO_WIDTH_SHIFT;
	u64 offset = mmio->address - region->virt_start;
	bool aligned = !(mmio->address & (mmio->size - 1));

	return CELL_SUB_PAGE(region) &&
		mmio->address >= region->virt_start && offset < region->size &&
		mmio->size <= region->size - offset &&
		/* One page is mapped at a time. */
		(mmio->address & PAGE_OFFS_MASK) + mmio->size <= PAGE_SIZE &&
		(region->flags & width) &&
		(aligned || region->flags & JAILHOUSE_MEM_IO_UNALIGNED) &&
		(region->flags & (mmio->is_write ? JAILHOUSE_MEM_WRITE :
				  JAILHOUSE_MEM_READ));
}

struct forward {
	volatile void *reg;
	struct mmio_access *mmio;
};

static void do_forward(void *arg)
{
	const struct forward *forward = arg;
	struct mmio_access *mmio = forward->mmio;
	volatile void *reg = forward->reg;

	if (mmio->size == 1 && mmio->is_write)
		*(volatile u8 *)reg = mmio->value;
	else if (mmio->size == 1)
		mmio->value = *(volatile u8 *)reg;
	else if (mmio->size == 2 && mmio->is_write)
		*(reg16 *)reg = mmio->value;
	else if (mmio->size == 2)
		mmio->value = *(reg16 *)reg;
	else if (mmio->size == 4 && mmio->is_write)
		*(reg32 *)reg = mmio->value;
	else if (mmio->size == 4)
		mmio->value = *(reg32 *)reg;
	else if (mmio->is_write)
		*(reg64 *)reg = mmio->value;
	else
		mmio->value = *(reg64 *)reg;
}

/** Return: false if the device answered with an error. */
static bool forward(u64 phys, struct mmio_access *mmio)
{
	struct forward forward = {
		.reg = (volatile u8 *)arch_tmp_map_writable(phys & PAGE_MASK,
							    true) +
			(phys & PAGE_OFFS_MASK),
		.mmio = mmio,
	};
	bool ok = arch_try(do_forward, &forward);

	arch_tmp_unmap();
	return ok;
}

enum mmio_result sub_page_access(const struct cell *cell,
				 struct mmio_access *mmio)
{
	const struct jailhouse_memory *region =
		jailhouse_cell_mem_regions(cell->config);
	u64 phys;
	u32 n;

	for (n = 0; n < cell->config->num_memory_regions; n++, region++) {
		if (!is_allowed(region, mmio))
			continue;
		phys = region->phys_start +
			(mmio->address - region->virt_start);
		if (cell == &root_cell && !root_owns(phys, mmio->size))
			break;
		return forward(phys, mmio) ? MMIO_HANDLED : MMIO_ERROR;
	}
	return MMIO_UNHANDLED;
}
