/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The configuration checker: memory, interrupt controllers, ports, PCI and
 * cache of one blob.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "config_refusal.h"

#define DATA	(JAILHOUSE_MEM_READ | JAILHOUSE_MEM_WRITE)

static struct jailhouse_memory *add_mem(__u64 phys, __u64 virt, __u64 size,
					__u64 flags)
{
	struct jailhouse_memory *mem = &cell.mem[cell.num_mem++];

	mem->phys_start = phys;
	mem->virt_start = virt;
	mem->size = size;
	mem->flags = flags;
	return mem;
}

static void test_alignment(void **state)
{
	struct jailhouse_memory *mem;

	(void)state;
	mem = add_mem(0xf0000010, 0x200000, 0x1000, RAM);
	refused_cell(MEM_ALIGNMENT, MEMORY, 2, 0);
	mem->virt_start = 0x200010;
	mem->flags = DATA;
	accepted(false);
	mem->size = 0x20;
	accepted(false);
	mem->flags = RAM;
	refused_cell(MEM_SUB_PAGE, MEMORY, 2, 0);
	mem->flags = DATA | JAILHOUSE_MEM_LOADABLE;
	refused_cell(MEM_SUB_PAGE, MEMORY, 2, 0);
	mem->size = 0x1000;
	refused_cell(MEM_SUB_PAGE, MEMORY, 2, 0);
	cell.num_mem = 2;
	cell.mem[1].virt_start += 0x10;
	refused_cell(MEM_ALIGNMENT, MEMORY, 1, 0);
	cell.mem[1].virt_start -= 0x10;
	/* The communication region's physical address means nothing. */
	cell.mem[1].phys_start = 0xfffffffffffffff5;
	accepted(false);
}

static void test_wrap_and_width(void **state)
{
	struct jailhouse_memory *mem;

	(void)state;
	mem = add_mem(0xfffffffffffff000, 0x200000, 0x2000, RAM);
	refused_cell(MEM_WRAP, MEMORY, 2, 0);
	mem->phys_start = 0x200000;
	mem->virt_start = 0xfffffffffffff000;
	refused_cell(MEM_WRAP, MEMORY, 2, 0);
	mem->virt_start = 0x200000;
	mem->size = 0xffffffffffffffff;
	refused_cell(MEM_WRAP, MEMORY, 2, 0);
	mem->size = 0x2000;
	mem->phys_start = (1ULL << 40) - 0x1000;
	refused_cell(MEM_ADDRESS_WIDTH, MEMORY, 2, 40);
	mem->size = 0x1000;
	accepted(false);
	mem->virt_start = 1ULL << 40;
	refused_cell(MEM_ADDRESS_WIDTH, MEMORY, 2, 40);
	machine.phys_bits = 0;
	accepted(false);
	machine.phys_bits = 64;
	accepted(false);
	machine.phys_bits = 40;
	cell.num_mem = 2;
	cell.mem[1].virt_start = 1ULL << 40;
	refused_cell(MEM_ADDRESS_WIDTH, MEMORY, 1, 40);

	sys.root.mem[1].size = 0xffffffffffff0000;
	refused_system(MEM_WRAP, MEMORY, 1, 0);
	sys.root.mem[1].size = 1ULL << 40;
	refused_system(MEM_ADDRESS_WIDTH, MEMORY, 1, 40);
}

static void test_comm_region(void **state)
{
	const __u64 bad[] = {
		JAILHOUSE_MEM_IO, JAILHOUSE_MEM_LOADABLE,
		JAILHOUSE_MEM_ROOTSHARED,
	};
	unsigned int n;

	(void)state;
	for (n = 0; n < 3; n++) {
		cell.mem[1].flags = COMM | bad[n];
		refused_cell(MEM_FLAGS, MEMORY, 1, COMM | (unsigned int)bad[n]);
	}
	cell.mem[1].flags = COMM | JAILHOUSE_MEM_PLACE;
	refused_cell(MEM_PLACE, MEMORY, 1, 0);
	cell.mem[1].flags = COMM;
	cell.mem[1].size = 0x2000;
	refused_cell(MEM_COMM_SIZE, MEMORY, 1, 0x2000);
	cell.mem[1].size = 0x1000;
	add_mem(0, 0x102000, 0x1000, COMM);
	refused_cell(MEM_COMM_TWICE, MEMORY, 2, 1);
	cell.mem[1].size = 0;
	accepted(false);
	/* Read-only, as for passive cells. */
	cell.mem[2].flags = JAILHOUSE_MEM_READ | JAILHOUSE_MEM_COMM_REGION;
	accepted(false);
	cell.num_mem = 1;
	accepted(false);

	sys.root.mem[1].flags = COMM;
	refused_system(MEM_FLAGS, MEMORY, 1, COMM);
}

static void test_place(void **state)
{
	(void)state;
	cell.mem[0].flags |= JAILHOUSE_MEM_PLACE;
	accepted(false);
	machine.placed = true;
	refused_cell(MEM_NOT_PLACED, MEMORY, 0, 0);
	machine.placed = false;
	cell.mem[0].flags |= JAILHOUSE_MEM_IO;
	refused_cell(MEM_PLACE, MEMORY, 0, 0);
	cell.mem[0].flags ^= JAILHOUSE_MEM_IO | JAILHOUSE_MEM_ROOTSHARED;
	refused_cell(MEM_PLACE, MEMORY, 0, 0);
	cell.mem[0].flags ^= JAILHOUSE_MEM_ROOTSHARED | JAILHOUSE_MEM_WRITE;
	refused_cell(MEM_PLACE, MEMORY, 0, 0);
	cell.mem[0].flags ^= JAILHOUSE_MEM_WRITE;
	cell.mem[0].size -= 8;
	refused_cell(MEM_PLACE, MEMORY, 0, 0);

	sys.header.hypervisor_memory.flags = JAILHOUSE_MEM_PLACE;
	accepted(true);
	machine.placed = true;
	refused_system(MEM_NOT_PLACED, SYSTEM, 0, 0);
	machine.placed = false;
	sys.root.mem[1].flags |= JAILHOUSE_MEM_PLACE;
	refused_system(MEM_PLACE, MEMORY, 1, 0);
}

static void test_overlap(void **state)
{
	struct jailhouse_memory *mem;

	(void)state;
	mem = add_mem(0xf0000000, 0xff000, 0x1000, RAM);
	refused_cell(MEM_OVERLAP, MEMORY, 2, 0);
	mem->virt_start = 0x100000;
	refused_cell(MEM_OVERLAP, MEMORY, 2, 1);
	mem->virt_start = 0x101000;
	accepted(false);
	/* The same memory at two places of one cell. */
	mem->phys_start = cell.mem[0].phys_start;
	accepted(false);
	/* Registers of one page, one by one. */
	mem->size = 0x10;
	mem->flags = DATA;
	mem = add_mem(cell.mem[0].phys_start + 0x10, 0x101010, 0x10, DATA);
	accepted(false);
	mem->virt_start = 0x10100f;
	mem->phys_start -= 1;
	refused_cell(MEM_OVERLAP, MEMORY, 3, 2);
	cell.num_mem = 2;
	mem = add_mem(0xf0000000, 0, 1ULL << 32, JAILHOUSE_MEM_READ);
	refused_cell(MEM_EMULATED, MEMORY, 2, 0);
}

static void test_emulated(void **state)
{
	const struct config_range ranges[] = {
		{ 0xd0000000, 0 }, { 0xd0000000, 0x2000 },
	};
	struct jailhouse_memory *mem;

	(void)state;
	mem = add_mem(0xf0000000, 0xfee00000, 0x1000, RAM);
	refused_cell(MEM_EMULATED, MEMORY, 2, 0);
	mem->virt_start = 0x200000;
	mem->phys_start = 0xfedff000;
	mem->size = 0x2000;
	refused_cell(MEM_EMULATED, MEMORY, 2, 0);
	mem->size = 0x1000;
	accepted(false);
	mem->phys_start = 0xfeeff000;
	refused_cell(MEM_EMULATED, MEMORY, 2, 0);
	mem->phys_start = 0xfef00000;
	accepted(false);
	mem->phys_start = 0xd0001000;
	accepted(false);
	machine.emulated = ranges;
	machine.num_emulated = 2;
	refused_cell(MEM_EMULATED, MEMORY, 2, 0);
	mem->flags |= JAILHOUSE_MEM_PLACE;
	accepted(false);
	/* Root does not get it whatever it lists. */
	sys.root.mem[1] = (struct jailhouse_memory) {
		.phys_start = 0xd0000000, .virt_start = 0xd0000000,
		.size = 0x30000000, .flags = RAM,
	};
	accepted(true);
}

static void test_reset_address(void **state)
{
	(void)state;
	cell.desc.cpu_reset_address = 0x100000;
	refused_cell(RESET_ADDRESS, CELL, 0, 0x100000);
	cell.desc.cpu_reset_address = 0xfffff;
	accepted(false);
	cell.mem[0].flags &= ~(__u64)JAILHOUSE_MEM_EXECUTE;
	refused_cell(RESET_ADDRESS, CELL, 0, 0xfffff);
	cell.desc.architecture = machine.architecture = JAILHOUSE_ARM64;
	accepted(false);
	cell.desc.architecture = machine.architecture = JAILHOUSE_X86;
	add_mem(0xf0000000, 0xfffff000, 0x1000, RAM);
	cell.desc.cpu_reset_address = 0xffffffff;
	accepted(false);
	add_mem(0xf0000000, 1ULL << 32, 0x1000, RAM);
	cell.desc.cpu_reset_address = 1ULL << 32;
	refused_cell(RESET_ADDRESS, CELL, 0, 0xffffffff);
}

static void test_root_memory(void **state)
{
	(void)state;
	sys.root.mem[1].virt_start += 0x1000;
	refused_system(MEM_NOT_IDENTITY, MEMORY, 1, 0);
	/* Overlaps: each other, the hypervisor, the local APIC; sub-page. */
	sys.root.mem[1].phys_start = sys.root.mem[1].virt_start = 0x10;
	sys.root.mem[1].size = 0xff000011;
	accepted(true);
	sys.root.mem[1].flags |= JAILHOUSE_MEM_ROOTSHARED |
		JAILHOUSE_MEM_LOADABLE | JAILHOUSE_MEM_IO;
	accepted(true);
}

static void test_hypervisor_memory(void **state)
{
	struct jailhouse_memory *hv = &sys.header.hypervisor_memory;

	(void)state;
	hv->size = 0;
	build_system(&sys, &blob);
	refused_blob(true, JAILHOUSE_RULE_HV_MEM_SIZE, JAILHOUSE_ARRAY_SYSTEM,
		     0, (unsigned int)(blob.size + 4096 + 1023) / 1024);
	hv->size = blob.size + 4096;
	refused_system(HV_MEM_ALIGNMENT, SYSTEM, 0, 0x1000);
	hv->size = 0x1800;
	refused_system(HV_MEM_ALIGNMENT, SYSTEM, 0, 0x1000);
	hv->size = 0x20001000;
	refused_system(HV_MEM_TOO_LARGE, SYSTEM, 0, 512);
	hv->size = 0x20000000;
	accepted(true);
	hv->size = HV_SIZE;
	hv->phys_start |= 0x800;
	refused_system(HV_MEM_ALIGNMENT, SYSTEM, 0, 0x1000);
	hv->phys_start = 0xfffffffffffff000;
	refused_system(MEM_WRAP, SYSTEM, 0, 0);
	hv->phys_start = 1ULL << 40;
	refused_system(MEM_ADDRESS_WIDTH, SYSTEM, 0, 40);
	hv->phys_start = 0x3b001000;
	accepted(true);
	machine.architecture = JAILHOUSE_ARM64;
	spec_gic(&sys, 2);
	refused_system(HV_MEM_ALIGNMENT, SYSTEM, 0, 0x200000);
}

static void be_arm64(unsigned int gic_version)
{
	setup(NULL);
	machine.architecture = JAILHOUSE_ARM64;
	spec_gic(&sys, gic_version);
	sys.header.hypervisor_memory.phys_start = 0x3b000000;
	sys.header.debug_console.type = JAILHOUSE_CON_TYPE_PL011;
}

static void test_gic_maintenance(void **state)
{
	(void)state;
	be_arm64(3);
	accepted(true);
	sys.header.platform_info.arm.maintenance_irq = 15;
	refused_system(GIC_MAINTENANCE, SYSTEM, 0, 15);
	sys.header.platform_info.arm.maintenance_irq = 16;
	accepted(true);
	sys.header.platform_info.arm.maintenance_irq = 31;
	accepted(true);
	sys.header.platform_info.arm.maintenance_irq = 32;
	refused_system(GIC_MAINTENANCE, SYSTEM, 0, 32);
}

/* With GICv3 the others are not looked at. */
static void test_gicv3_bases(void **state)
{
	(void)state;
	be_arm64(3);
	sys.header.platform_info.arm.gicc_base = 0;
	sys.header.platform_info.arm.gich_base = 1;
	accepted(true);
	sys.header.platform_info.arm.gicd_base = 0;
	refused_system(GIC_BASE, SYSTEM, 0, 0);
	sys.header.platform_info.arm.gicd_base = 0x8001000;
	refused_system(GIC_BASE, SYSTEM, 0, 0x8001000);
	/* Four CPUs' redistributors end where it begins, or behind. */
	sys.header.platform_info.arm.gicd_base = 0x8120000;
	accepted(true);
	sys.header.platform_info.arm.gicd_base = 0x8110000;
	refused_system(GIC_BASE, SYSTEM, 1, 0x80a0000);
	sys.header.platform_info.arm.gicr_base = (1ULL << 40) - 0x70000;
	refused_system(GIC_BASE, SYSTEM, 1, 0xffffffff);
	sys.header.platform_info.arm.gicr_base = (1ULL << 40) - 0x80000;
	accepted(true);
	sys.header.platform_info.arm.gicr_base = -0x10000ULL;
	refused_system(GIC_BASE, SYSTEM, 1, 0xffffffff);
	machine.phys_bits = 0;
	refused_system(GIC_BASE, SYSTEM, 1, 0xffffffff);
}

static void test_gicv2_bases(void **state)
{
	(void)state;
	be_arm64(2);
	sys.header.platform_info.arm.gicr_base = 0;
	accepted(true);
	sys.header.platform_info.arm.gicc_base = 0x8001000;
	accepted(true);
	sys.header.platform_info.arm.gicc_base = 0x8001800;
	refused_system(GIC_BASE, SYSTEM, 1, 0x8001800);
	sys.header.platform_info.arm.gicc_base = 0x8000000;
	refused_system(GIC_BASE, SYSTEM, 1, 0x8000000);
	sys.header.platform_info.arm.gicc_base = 0x8001000;
	sys.header.platform_info.arm.gich_base = 0;
	refused_system(GIC_BASE, SYSTEM, 2, 0);
	sys.header.platform_info.arm.gich_base = 0x8003000;
	sys.header.platform_info.arm.gicv_base = 0x8004000;
	refused_system(GIC_BASE, SYSTEM, 3, 0x8004000);
	sys.header.platform_info.arm.gicv_base = 0x8005000;
	accepted(true);
}

static void test_irqchips(void **state)
{
	struct jailhouse_irqchip *chip = &cell.irqchips[0];

	(void)state;
	cell.num_irqchips = 1;
	chip->address = IOAPIC;
	chip->pin_bitmap[3] = 0x800000;
	accepted(false);
	chip->pin_bitmap[3] = 0x84000000;
	refused_cell(IRQCHIP_PIN, IRQCHIPS, 0, 122);
	chip->pin_bitmap[3] = 0;
	chip->pin_base = 32;
	refused_cell(IRQCHIP_PIN_BASE, IRQCHIPS, 0, 32);
	chip->pin_base = 0;
	cell.num_irqchips = 3;
	cell.irqchips[1].address = 0xfec01000;
	cell.irqchips[2].address = IOAPIC;
	refused_cell(IRQCHIP_TWICE, IRQCHIPS, 2, 0);

	cell.desc.architecture = machine.architecture = JAILHOUSE_ARM64;
	cell.irqchips[2].pin_base = 896;
	cell.irqchips[2].pin_bitmap[3] = 0xffffffff;
	accepted(false);
	cell.irqchips[2].pin_base = 928;
	refused_cell(IRQCHIP_PIN_BASE, IRQCHIPS, 2, 928);
	cell.irqchips[2].pin_base = 33;
	refused_cell(IRQCHIP_PIN_BASE, IRQCHIPS, 2, 33);
}

static void test_pio(void **state)
{
	(void)state;
	cell.num_pio = 1;
	cell.pio[0] = (struct jailhouse_pio)PIO_RANGE(0x2f8, 0);
	refused_cell(PIO_RANGE, PIO, 0, 0x2f8);
	cell.pio[0] = (struct jailhouse_pio)PIO_RANGE(0xfff8, 9);
	refused_cell(PIO_RANGE, PIO, 0, 0xfff8);
	cell.pio[0].length = 8;
	accepted(false);
	cell.num_pio = 2;
	cell.pio[1] = (struct jailhouse_pio)PIO_RANGE(0xfff0, 9);
	refused_cell(PIO_OVERLAP, PIO, 1, 0);
	cell.pio[1].length = 8;
	accepted(false);
	cell.pio[1] = (struct jailhouse_pio)PIO_RANGE(0xb0, 3);
	refused_cell(PIO_RESERVED, PIO, 1, 0xb2);
	cell.pio[1] = (struct jailhouse_pio)PIO_RANGE(0xcff, 1);
	accepted(false);
	machine.unsupported = CONFIG_FEATURE_PCI;
	refused_cell(PIO_RESERVED, PIO, 1, 0xcf8);

	/* Root's may overlap and name anything. */
	sys.root.num_pio = 2;
	sys.root.pio[1] = (struct jailhouse_pio)PIO_RANGE(0xff00, 0x100);
	accepted(true);
	sys.root.pio[1].length++;
	refused_system(PIO_RANGE, PIO, 1, 0xff00);
	/* Elsewhere the list means nothing. */
	cell.pio[1].length = 0;
	cell.desc.architecture = machine.architecture = JAILHOUSE_ARM64;
	accepted(false);
}

static void test_pci(void **state)
{
	(void)state;
	cell.num_pci = 2;
	cell.num_caps = 3;
	cell.pci[0].type = JAILHOUSE_PCI_TYPE_DEVICE;
	cell.pci[0].bdf = 0x10;
	refused_cell(PCI_TYPE, PCI_DEVICES, 1, 0);
	cell.pci[1].type = 4;
	refused_cell(PCI_TYPE, PCI_DEVICES, 1, 4);
	cell.pci[1].type = JAILHOUSE_PCI_TYPE_BRIDGE;
	cell.pci[1].bdf = 0x10;
	refused_cell(PCI_TWICE, PCI_DEVICES, 1, 0);
	cell.pci[1].domain = 1;
	accepted(false);
	/* Slices may be shared; an empty one may point anywhere. */
	cell.pci[0].num_caps = 3;
	cell.pci[1].caps_start = 2;
	cell.pci[1].num_caps = 1;
	accepted(false);
	cell.pci[1].num_caps = 2;
	refused_cell(PCI_CAPS_SLICE, PCI_DEVICES, 1, 2);
	cell.pci[1].num_caps = 0xffff;
	cell.pci[1].caps_start = 0;
	refused_cell(PCI_CAPS_SLICE, PCI_DEVICES, 1, 0);
	cell.pci[1].num_caps = 0;
	cell.pci[1].caps_start = 0xffff;
	accepted(false);
	cell.pci[1].msix_address = 0xff000;
	cell.pci[1].msix_region_size = 0x1000;
	refused_cell(MEM_EMULATED, MEMORY, 0, 0);
	sys.root.num_pci = 1;
	sys.root.pci[0] = cell.pci[1];
	accepted(true);
}

static void test_shmem(void **state)
{
	struct jailhouse_pci_device *dev = &cell.pci[0];

	(void)state;
	cell.num_pci = 1;
	dev->type = JAILHOUSE_PCI_TYPE_IVSHMEM;
	dev->shmem_regions_start = 2;
	dev->shmem_peers = 2;
	dev->num_msix_vectors = 16;
	dev->shmem_dev_id = 11;
	cell.num_mem = 6;
	accepted(false);
	cell.num_mem = 5;
	refused_cell(PCI_SHMEM_REGIONS, PCI_DEVICES, 0, 6);
	dev->shmem_regions_start = 0xffffffff;
	refused_cell(PCI_SHMEM_REGIONS, PCI_DEVICES, 0, 0xffffffff);
	dev->num_msix_vectors = 17;
	refused_cell(PCI_SHMEM_VECTORS, PCI_DEVICES, 0, 17);
	dev->shmem_dev_id = 12;
	refused_cell(PCI_SHMEM_PEER, PCI_DEVICES, 0, 12);
}

static void test_cache(void **state)
{
	struct jailhouse_cache *cache = &cell.cache[0];

	(void)state;
	cell.num_cache = 2;
	refused_cell(CACHE_REGION, CACHE, 1, 0);
	cell.num_cache = 1;
	cache->type = JAILHOUSE_CACHE_L3;
	refused_cell(CACHE_REGION, CACHE, 0, JAILHOUSE_CACHE_L3);
	cache->size = 60;
	cache->start = 4;
	accepted(false);
	cache->size = 64;
	cache->start = 0;
	accepted(false);
	cache->size = 60;
	cache->start = 5;
	refused_cell(CACHE_REGION, CACHE, 0, JAILHOUSE_CACHE_L3);
	cache->start = 0;
	cache->size = 0xffffffff;
	refused_cell(CACHE_REGION, CACHE, 0, JAILHOUSE_CACHE_L3);
	cache->size = 1;
	cache->type = JAILHOUSE_CACHE_L3_CODE;
	refused_cell(CACHE_REGION, CACHE, 0, JAILHOUSE_CACHE_L3_CODE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_alignment, setup),
		cmocka_unit_test_setup(test_wrap_and_width, setup),
		cmocka_unit_test_setup(test_comm_region, setup),
		cmocka_unit_test_setup(test_place, setup),
		cmocka_unit_test_setup(test_overlap, setup),
		cmocka_unit_test_setup(test_emulated, setup),
		cmocka_unit_test_setup(test_reset_address, setup),
		cmocka_unit_test_setup(test_root_memory, setup),
		cmocka_unit_test_setup(test_hypervisor_memory, setup),
		cmocka_unit_test_setup(test_gic_maintenance, setup),
		cmocka_unit_test_setup(test_gicv3_bases, setup),
		cmocka_unit_test_setup(test_gicv2_bases, setup),
		cmocka_unit_test_setup(test_irqchips, setup),
		cmocka_unit_test_setup(test_pio, setup),
		cmocka_unit_test_setup(test_pci, setup),
		cmocka_unit_test_setup(test_shmem, setup),
		cmocka_unit_test_setup(test_cache, setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
