/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The configuration checker: a cell against the system and another cell.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <config_check.h>
#include "config_builder.h"

static struct cell_spec cell, other;
static struct system_spec sys;
static struct blob cell_blob, other_blob, system_blob;
static struct jailhouse_config_error error;

static int setup(void **state)
{
	(void)state;
	spec_cell(&cell);
	spec_other_cell(&other);
	spec_system(&sys);
	return 0;
}

/* Both parties must be valid on their own, as the checks demand. */
static void build(void)
{
	struct config_machine machine = {
		.architecture = sys.header.architecture,
	};

	build_cell(&cell, &cell_blob);
	build_cell(&other, &other_blob);
	build_system(&sys, &system_blob);
	assert_int_equal(config_check_cell(&cell_blob.cell, cell_blob.size,
					   &machine, &error), 0);
	assert_int_equal(config_check_cell(&other_blob.cell, other_blob.size,
					   &machine, &error), 0);
	assert_int_equal(config_check_system(&system_blob.system,
					     system_blob.size, &machine,
					     &error), 0);
	memset(&error, 0, sizeof(error));
}

/* A copy of exactly the blob's size, so that ASan sees any access behind it. */
static void *copy(const struct blob *blob)
{
	void *bytes = malloc(blob->size);

	assert_non_null(bytes);
	return memcpy(bytes, blob->bytes, blob->size);
}

static int with_system(void)
{
	void *first, *second;
	int err;

	build();
	first = copy(&cell_blob);
	second = copy(&system_blob);
	err = config_check_cell_system(first, second, &error);
	free(first);
	free(second);
	return err;
}

static int with_cell(void)
{
	void *first, *second;
	int err;

	build();
	first = copy(&cell_blob);
	second = copy(&other_blob);
	err = config_check_cell_cell(first, second, &error);
	free(first);
	free(second);
	return err;
}

#define accepted(check)							\
	do {								\
		int result = check();					\
									\
		assert_string_equal(config_rule_name(error.rule), "none"); \
		assert_int_equal(result, 0);				\
	} while (0)

#define refused(check, rule_name, array_name, at, other_party)		\
	do {								\
		int result = check();					\
									\
		assert_string_equal(config_rule_name(error.rule),	\
			config_rule_name(JAILHOUSE_RULE_##rule_name));	\
		assert_int_equal(result,				\
			config_rule_errno(JAILHOUSE_RULE_##rule_name));	\
		assert_true(result < 0);				\
		assert_int_equal(error.array, JAILHOUSE_ARRAY_##array_name); \
		assert_int_equal(error.index, at);			\
		assert_int_equal(error.other, other_party);		\
	} while (0)

static void all_arm64(void)
{
	cell.desc.architecture = other.desc.architecture = JAILHOUSE_ARM64;
	spec_gic(&sys, 3);
	sys.header.debug_console.type = JAILHOUSE_CON_TYPE_PL011;
}

static void test_valid(void **state)
{
	(void)state;
	accepted(with_system);
	accepted(with_cell);
}

static void test_architecture(void **state)
{
	(void)state;
	build();
	cell_blob.cell.architecture = JAILHOUSE_ARM64;
	assert_true(config_check_cell_system(&cell_blob.cell,
					     &system_blob.system, &error) < 0);
	assert_int_equal(error.rule, JAILHOUSE_RULE_ARCHITECTURE);
}

static void test_names(void **state)
{
	(void)state;
	strcpy(cell.desc.name, "RootCell");
	refused(with_system, CELL_NAME_TAKEN, CELL, 0, 0);
	strcpy(cell.desc.name, "second");
	refused(with_cell, CELL_NAME_TAKEN, CELL, 0, 2);
	strcpy(cell.desc.name, "second2");
	accepted(with_cell);
	memset(cell.desc.name, 'x', 32);
	memset(other.desc.name, 'x', 31);
	refused(with_cell, CELL_NAME_TAKEN, CELL, 0, 2);
}

static void test_cpus(void **state)
{
	(void)state;
	cell.cpus[0] = 1 << 4;
	refused(with_system, CPU_NOT_ROOT, CPUS, 4, 0xffffffff);
	cell.cpus[0] = 1 << 2 | 1 << 1;
	refused(with_cell, CPU_NOT_ROOT, CPUS, 2, 2);
	/* Sets of different lengths. */
	cell.cpu_bytes = 1;
	refused(with_cell, CPU_NOT_ROOT, CPUS, 2, 2);
	cell.cpu_bytes = 24;
	cell.cpus[0] = 0;
	cell.cpus[2] = 1;
	accepted(with_cell);
	refused(with_system, CPU_NOT_ROOT, CPUS, 128, 0xffffffff);
}

static void test_hypervisor_memory(void **state)
{
	(void)state;
	cell.mem[0].phys_start = HV_START + HV_SIZE - 0x1000;
	refused(with_system, MEM_HYPERVISOR, MEMORY, 0, 0);
	cell.mem[0].phys_start = HV_START - 0xff000;
	refused(with_system, MEM_HYPERVISOR, MEMORY, 0, 0);
	cell.mem[0].flags |= JAILHOUSE_MEM_ROOTSHARED;
	refused(with_system, MEM_HYPERVISOR, MEMORY, 0, 0);
	cell.mem[0].flags ^= JAILHOUSE_MEM_ROOTSHARED | JAILHOUSE_MEM_PLACE;
	accepted(with_system);
	cell.mem[0].flags ^= JAILHOUSE_MEM_PLACE;
	sys.header.hypervisor_memory.flags |= JAILHOUSE_MEM_PLACE;
	accepted(with_system);
	sys.header.hypervisor_memory.flags = 0;
	cell.mem[0].phys_start = HV_START - 0x100000;
	accepted(with_system);
	cell.mem[1].phys_start = HV_START;
	accepted(with_system);
	/* Root never had this memory. */
	cell.mem[0].phys_start = 0x7000000000;
	accepted(with_system);
}

static void map(__u64 phys, __u64 size, __u64 virt)
{
	cell.mem[2].phys_start = phys;
	cell.mem[2].virt_start = virt;
	cell.mem[2].size = size;
	cell.mem[2].flags = JAILHOUSE_MEM_READ;
	cell.num_mem = 3;
}

static void test_emulated(void **state)
{
	(void)state;
	map(IOAPIC, 0x1000, 0x200000);
	refused(with_system, MEM_EMULATED, MEMORY, 2, 0);
	map(0xd0000000, 0x1000, IOAPIC);
	accepted(with_system);
	cell.irqchips[0].address = IOAPIC;
	cell.num_irqchips = 1;
	refused(with_system, MEM_EMULATED, MEMORY, 2, 0);
	map(0xfed90000, 0x1000, 0x200000);
	accepted(with_system);
	sys.header.platform_info.iommu_units[0].base = 0xfed80000;
	sys.header.platform_info.iommu_units[1].base = 0xfed90000;
	sys.header.platform_info.iommu_units[1].size = 0x80;
	refused(with_system, MEM_EMULATED, MEMORY, 2, 0);
	map(0xb0ff0000, 0x10000, 0x200000);
	accepted(with_system);
	sys.header.platform_info.pci_mmconfig_base = 0xb0000000;
	sys.header.platform_info.pci_mmconfig_end_bus = 15;
	refused(with_system, MEM_EMULATED, MEMORY, 2, 0);
	sys.header.platform_info.pci_is_virtual = 1;
	accepted(with_system);
	sys.header.platform_info.pci_is_virtual = 0;
	sys.header.platform_info.pci_mmconfig_end_bus = 14;
	accepted(with_system);
}

static void test_gic(void **state)
{
	(void)state;
	all_arm64();
	map(0x800f000, 0x1000, 0x200000);
	refused(with_system, MEM_EMULATED, MEMORY, 2, 0);
	map(0x8013000, 0x1000, 0x200000);
	accepted(with_system);
	sys.header.platform_info.arm.gic_version = 2;
	accepted(with_system);
	sys.header.platform_info.arm.gich_base = 0x8012000;
	refused(with_system, MEM_EMULATED, MEMORY, 2, 0);
	sys.header.platform_info.arm.gich_base = 0x9000000;
	sys.header.platform_info.arm.gicv_base = 0x8012000;
	refused(with_system, MEM_EMULATED, MEMORY, 2, 0);
	map(0x8000000, 0x1000, 0x200000);
	refused(with_system, MEM_EMULATED, MEMORY, 2, 0);
}

static void test_irqchips(void **state)
{
	(void)state;
	cell.num_irqchips = other.num_irqchips = 1;
	cell.irqchips[0].address = 0xfec01000;
	refused(with_system, IRQCHIP_UNKNOWN, IRQCHIPS, 0, 0);
	other.irqchips[0].address = IOAPIC;
	cell.irqchips[0].pin_bitmap[2] = 0x30;
	other.irqchips[0].pin_bitmap[2] = 0x60;
	accepted(with_cell);
	cell.irqchips[0].address = IOAPIC;
	accepted(with_system);
	refused(with_cell, IRQ_OTHER_CELL, IRQCHIPS, 0, 69);
	cell.irqchips[0].pin_bitmap[2] = 0x10;
	accepted(with_cell);
}

static void test_arm_interrupts(void **state)
{
	(void)state;
	all_arm64();
	cell.num_irqchips = other.num_irqchips = 1;
	/* Other controllers than the GIC are ignored. */
	cell.irqchips[0].address = other.irqchips[0].address = 0x123000;
	/* INTID 160, and the PPI 27, seen from two bases. */
	cell.irqchips[0].pin_base = 32;
	cell.irqchips[0].pin_bitmap[3] = 0x80000000;
	other.irqchips[0].pin_base = 128;
	other.irqchips[0].pin_bitmap[1] = 1;
	accepted(with_system);
	accepted(with_cell);
	cell.irqchips[0].pin_base = 64;
	cell.irqchips[0].pin_bitmap[3] = 1;
	refused(with_cell, IRQ_OTHER_CELL, IRQCHIPS, 0, 160);
	cell.irqchips[0].pin_base = other.irqchips[0].pin_base = 0;
	cell.irqchips[0].pin_bitmap[0] = 1 << 27;
	other.irqchips[0].pin_bitmap[0] = 1 << 27;
	accepted(with_cell);
}

static void test_memory(void **state)
{
	(void)state;
	other.mem[0].phys_start = cell.mem[0].phys_start + 0xff000;
	refused(with_cell, MEM_OTHER_CELL, MEMORY, 0, 2);
	cell.mem[0].flags |= JAILHOUSE_MEM_ROOTSHARED;
	refused(with_cell, MEM_OTHER_CELL, MEMORY, 0, 2);
	other.mem[0].flags |= JAILHOUSE_MEM_ROOTSHARED;
	accepted(with_cell);
	cell.mem[0].flags = other.mem[0].flags = RAM;
	other.mem[0].flags |= JAILHOUSE_MEM_PLACE;
	accepted(with_cell);
	other.mem[0].flags = RAM;
	cell.mem[0].flags |= JAILHOUSE_MEM_PLACE;
	accepted(with_cell);
	cell.mem[0].flags = RAM;
	other.mem[0].phys_start += 0x1000;
	accepted(with_cell);
	/* An absent section; and no memory stands behind these two regions. */
	other.mem[2] = cell.mem[0];
	other.mem[2].size = 0;
	other.num_mem = 3;
	cell.mem[1].phys_start = other.mem[1].phys_start = 0x1000;
	accepted(with_cell);
}

static void test_ports(void **state)
{
	(void)state;
	cell.num_pio = 2;
	other.num_pio = 1;
	cell.pio[0] = (struct jailhouse_pio)PIO_RANGE(0x3f8, 8);
	cell.pio[1] = (struct jailhouse_pio)PIO_RANGE(0x2f8, 8);
	other.pio[0] = (struct jailhouse_pio)PIO_RANGE(0x2ff, 0x10);
	refused(with_cell, PIO_OTHER_CELL, PIO, 1, 0x2ff);
	other.pio[0].base = 0x300;
	accepted(with_cell);
	cell.pio[1] = (struct jailhouse_pio)PIO_RANGE(0x30f, 1);
	refused(with_cell, PIO_OTHER_CELL, PIO, 1, 0x30f);
}

static void test_pci(void **state)
{
	struct jailhouse_pci_device *mine = &cell.pci[0];
	struct jailhouse_pci_device *theirs = &other.pci[0];

	(void)state;
	cell.num_pci = other.num_pci = 1;
	mine->bdf = theirs->bdf = 0x20;
	mine->domain = 1;
	mine->type = theirs->type = JAILHOUSE_PCI_TYPE_DEVICE;
	refused(with_cell, PCI_OTHER_CELL, PCI_DEVICES, 0, 2);
	theirs->bdf = 0x21;
	accepted(with_cell);
	theirs->bdf = 0x20;
	mine->type = JAILHOUSE_PCI_TYPE_IVSHMEM;
	refused(with_cell, PCI_OTHER_CELL, PCI_DEVICES, 0, 2);
	theirs->type = JAILHOUSE_PCI_TYPE_IVSHMEM;
	refused(with_cell, PCI_SHMEM_TAKEN, PCI_DEVICES, 0, 2);
	mine->shmem_dev_id = 1;
	accepted(with_cell);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_valid, setup),
		cmocka_unit_test_setup(test_architecture, setup),
		cmocka_unit_test_setup(test_names, setup),
		cmocka_unit_test_setup(test_cpus, setup),
		cmocka_unit_test_setup(test_hypervisor_memory, setup),
		cmocka_unit_test_setup(test_emulated, setup),
		cmocka_unit_test_setup(test_gic, setup),
		cmocka_unit_test_setup(test_irqchips, setup),
		cmocka_unit_test_setup(test_arm_interrupts, setup),
		cmocka_unit_test_setup(test_memory, setup),
		cmocka_unit_test_setup(test_ports, setup),
		cmocka_unit_test_setup(test_pci, setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
