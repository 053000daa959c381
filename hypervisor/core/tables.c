/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the hypervisor's own tables map. Addresses are those of the boot tables,
 * so that a CPU changes from one set to the other wherever it is.
 */
#include <types.h>
#include <cell.h>
#include <paging.h>
#include <tables.h>
#include <arch/tables.h>
#include <jailhouse/image.h>

#define MAX_DEVICES	16

#define DATA		(PAGING_READ | PAGING_WRITE)
#define TEXT		(PAGING_READ | PAGING_EXECUTE)

static struct {
	u64 phys;
	u64 size;
	u64 virt;
} devices[MAX_DEVICES];
static unsigned int num_devices, used_device_pages;

u64 hv_virt_to_phys(const volatile void *virt)
{
	return (u64)virt - JAILHOUSE_HV_BASE + image_header.phys_start;
}

void *hv_phys_to_virt(u64 phys)
{
	return (void *)(phys - image_header.phys_start + JAILHOUSE_HV_BASE);
}

/* Tables cover the translated bits; what is above them repeats the highest. */
static int map(struct paging_space *space, u64 phys, u64 virt, u64 size,
	       unsigned int attrs)
{
	u64 mask = (PAGE_SIZE << (9 * space->levels)) - 1;

	return paging_map(space, phys, virt & mask, size, attrs);
}

static int map_part(struct paging_space *space, u64 offset, u64 size,
		    unsigned int attrs)
{
	return map(space, image_header.phys_start + offset,
		   JAILHOUSE_HV_BASE + offset, size, attrs);
}

static int map_image(struct paging_space *space)
{
	int err = map_part(space, 0, image_header.core_size, DATA);

	if (!err)
		err = map_part(space, image_header.text_offset,
			       image_header.text_size, TEXT);
	if (!err)
		err = map_part(space, image_header.rodata_offset,
			       image_header.rodata_size, PAGING_READ);
	return err;
}

static int map_percpu(struct paging_space *space, unsigned int own)
{
	unsigned int cpu;
	int err = 0;

	for (cpu = 0; !err && cpu < image_header.max_cpus; cpu++)
		err = map_part(space, percpu_offset(cpu) + ARCH_PERCPU_PUBLIC,
			       PAGE_SIZE, DATA);
	return err ? err : map_part(space, percpu_offset(own),
				    image_header.percpu_size, DATA);
}

static int map_pool(struct paging_space *space)
{
	u64 start = percpu_offset(image_header.max_cpus);

	return map_part(space, start, image_header.boot_tables_offset - start,
			DATA);
}

static int map_registers(struct paging_space *space, unsigned int index)
{
	return map(space, devices[index].phys, devices[index].virt,
		   devices[index].size,
		   DATA | PAGING_DEVICE | PAGING_NO_HUGE);
}

/* Mapping any window once creates the table of all. */
static int map_windows(struct paging_space *space)
{
	return map(space, image_header.phys_start, HV_WINDOW(0), PAGE_SIZE,
		   PAGING_READ | PAGING_NO_HUGE);
}

/* The table of level 0 that covers an address; it exists. */
static u64 *find_table(const struct paging_space *space, u64 virt)
{
	u64 *table = space->root, entry;
	unsigned int level;

	for (level = space->levels - 1; level > 0; level--) {
		entry = table[virt >> (PAGE_SHIFT + 9 * level) & 511];
		table = hv_phys_to_virt(space->format->phys(entry, level));
	}
	return table;
}

static int map_all(struct paging_space *space, unsigned int cpu)
{
	unsigned int n;
	int err = map_image(space);

	if (!err)
		err = map_percpu(space, cpu);
	if (!err)
		err = map_pool(space);
	for (n = 0; !err && n < num_devices; n++)
		err = map_registers(space, n);
	if (!err)
		err = map_windows(space);
	return err ? err : arch_map_more(space);
}

int tables_init(unsigned int cpu)
{
	struct hv_tables *tables = arch_hv_tables();
	struct paging_space *space = &tables->space;
	int err;

	if (space->root)
		return 0;
	err = paging_init(space, &arch_hv_format, arch_hv_levels(), 1);
	if (err)
		return err;
	err = map_all(space, cpu);
	if (err) {
		paging_exit(space);
		return err;
	}
	tables->windows = find_table(space, HV_DEVICE_BASE);
	*window_entry(tables, HV_WINDOW(0)) = 0;
	arch_load_tables(hv_virt_to_phys(space->root));
	return 0;
}

void tables_exit(void)
{
	struct paging_space *space = &arch_hv_tables()->space;

	if (!space->root)
		return;
	arch_load_boot_tables();
	paging_exit(space);
}

bool tables_loaded(void)
{
	return arch_hv_tables()->space.root;
}

void *map_device(u64 phys, u64 size)
{
	u64 start = phys & PAGE_MASK;
	u64 pages = PAGES(phys + size - start);
	unsigned int n;

	for (n = 0; n < num_devices; n++)
		if (devices[n].phys == start &&
		    devices[n].size >= pages * PAGE_SIZE)
			return (void *)(devices[n].virt + (phys - start));
	if (num_devices == MAX_DEVICES ||
	    used_device_pages + pages > HV_DEVICE_PAGES)
		return NULL;
	devices[n].phys = start;
	devices[n].size = pages * PAGE_SIZE;
	devices[n].virt = HV_DEVICE_BASE + used_device_pages * PAGE_SIZE;
	if (map_registers(&arch_hv_tables()->space, n))
		return NULL;
	arch_tables_sync();
	num_devices++;
	used_device_pages += pages;
	return (void *)(devices[n].virt + (phys - start));
}
