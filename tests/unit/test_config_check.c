/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The configuration checker: every rule about a single blob is broken once,
 * and odd traits of existing board files are accepted.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <cmocka.h>

#include "config_refusal.h"

static void test_valid(void **state)
{
	(void)state;
	accepted(false);
	accepted(true);
	spec_other_cell(&cell);
	accepted(false);
}

static void test_too_short(void **state)
{
	unsigned long whole, size;
	struct jailhouse_config_error error;

	(void)state;
	build_cell(&cell, &blob);
	whole = blob.size;
	for (size = 0; size < whole; size++) {
		blob.size = size;
		assert_int_equal(check(&blob, false, &error), -EINVAL);
		assert_int_equal(error.rule, JAILHOUSE_RULE_BLOB_TOO_SHORT);
		assert_int_equal(error.other,
				 size < sizeof(cell.desc) ? sizeof(cell.desc) :
				 whole);
	}
	build_system(&sys, &blob);
	whole = blob.size;
	for (size = 0; size < whole; size++) {
		blob.size = size;
		assert_int_equal(check(&blob, true, &error), -EINVAL);
		assert_int_equal(error.rule, JAILHOUSE_RULE_BLOB_TOO_SHORT);
	}
}

static void put_count(unsigned long descriptor, unsigned int n, __u32 value)
{
	memcpy(blob.bytes + descriptor +
	       offsetof(struct jailhouse_cell_desc, cpu_set_size) + n * 4,
	       &value, sizeof(value));
}

static void test_counts_cannot_wrap(void **state)
{
	unsigned int n;

	(void)state;
	for (n = 0; n < 8; n++) {
		build_cell(&cell, &blob);
		put_count(0, n, 0xffffffff);
		refused_blob(false, JAILHOUSE_RULE_BLOB_TOO_SHORT,
			     JAILHOUSE_ARRAY_CELL, 0, 0xffffffff);
		/* In 32 bits, this many elements of 32 bytes are 0 bytes. */
		put_count(0, n, 0x08000000);
		assert_true(jailhouse_cell_config_size(&blob.cell) >
			    0x08000000);
		build_system(&sys, &blob);
		put_count(offsetof(struct jailhouse_system, root_cell), n,
			  0x08000000);
		refused_blob(true, JAILHOUSE_RULE_BLOB_TOO_LARGE,
			     JAILHOUSE_ARRAY_SYSTEM, 0,
			     CONFIG_SYSTEM_MAX_SIZE);
	}
}

static void test_too_large(void **state)
{
	struct jailhouse_config_error error;

	(void)state;
	build_cell(&cell, &blob);
	blob.size = JAILHOUSE_CELL_CONFIG_MAX_SIZE + 1;
	refused_blob(false, JAILHOUSE_RULE_BLOB_TOO_LARGE,
		     JAILHOUSE_ARRAY_CELL, 0, JAILHOUSE_CELL_CONFIG_MAX_SIZE);
	blob.size = JAILHOUSE_CELL_CONFIG_MAX_SIZE;
	assert_int_equal(check(&blob, false, &error), 0);
}

/* The largest system blob: bytes behind the arrays don't count. */
static void test_largest_system(void **state)
{
	struct jailhouse_config_error error;
	__u32 streams = (CONFIG_SYSTEM_MAX_SIZE - 596) / 4;
	struct jailhouse_system *large = calloc(1, CONFIG_SYSTEM_MAX_SIZE + 4);

	(void)state;
	assert_non_null(large);
	build_system(&sys, &blob);
	assert_int_equal(blob.size, 596);
	memcpy(large, blob.bytes, blob.size);
	large->root_cell.num_stream_ids = streams;
	assert_int_equal(config_check_system(large, CONFIG_SYSTEM_MAX_SIZE + 4,
					     &machine, &error), 0);
	large->root_cell.num_stream_ids = streams + 1;
	assert_int_equal(config_check_system(large, CONFIG_SYSTEM_MAX_SIZE + 4,
					     &machine, &error), -E2BIG);
	assert_int_equal(error.rule, JAILHOUSE_RULE_BLOB_TOO_LARGE);
	free(large);
}

static void test_header(void **state)
{
	(void)state;
	cell.desc.signature[4] = 'X';
	refused_cell(SIGNATURE, CELL, 0, 0);
	setup(NULL);
	cell.desc.revision = 13;
	refused_cell(REVISION, CELL, 0, 13);
	setup(NULL);
	cell.desc.architecture = JAILHOUSE_ARM64;
	refused_cell(ARCHITECTURE, CELL, 0, JAILHOUSE_ARM64);
	setup(NULL);
	sys.header.signature[0] = 'j';
	refused_system(SIGNATURE, SYSTEM, 0, 0);
	setup(NULL);
	sys.header.revision = 15;
	refused_system(REVISION, SYSTEM, 0, 15);
	setup(NULL);
	sys.header.architecture = JAILHOUSE_ARM;
	refused_system(ARCHITECTURE, SYSTEM, 0, JAILHOUSE_ARM);
}

static void test_name(void **state)
{
	(void)state;
	cell.desc.name[0] = 0;
	refused_cell(CELL_NAME, CELL, 0, 0);
	strcpy(cell.desc.name, "a\nb");
	refused_cell(CELL_NAME, CELL, 1, '\n');
	memset(cell.desc.name, 'x', sizeof(cell.desc.name));
	cell.desc.name[31] = '\n';
	accepted(false);
	strcpy(cell.desc.name, "K\xc3\xa4tzchen 1");
	accepted(false);
	sys.root.desc.name[0] = 0;
	accepted(true);
}

/* The memory regions that follow now belong to the CPU set. */
static unsigned int first_cpu_above(unsigned int cpu)
{
	do
		cpu++;
	while (!jailhouse_cell_has_cpu(&blob.cell, cpu));
	return cpu;
}

static void test_cpus(void **state)
{
	(void)state;
	cell.cpus[0] = 0;
	refused_cell(CPU_SET_EMPTY, CPUS, 0, 0);
	cell.cpu_bytes = 0;
	refused_cell(CPU_SET_EMPTY, CPUS, 0, 0);
	cell.cpu_bytes = 8;
	cell.cpus[0] = 3;
	refused_cell(CPU_BOOT, CPUS, 0, 0);
	cell.cpu_bytes = 32;
	cell.cpus[0] = 0;
	cell.cpus[3] = 1ULL << 63;
	refused_cell(CPU_ID, CPUS, 255, 0);
	cell.cpus[3] = 1ULL << 62;
	accepted(false);
	sys.root.cpus[0] = 0;
	refused_system(CPU_SET_EMPTY, CPUS, 0, 0);
	setup(NULL);
	build_cell(&cell, &blob);
	blob.cell.cpu_set_size = 4097;
	blob.size += 4097;
	refused_blob(false, JAILHOUSE_RULE_CPU_SET_SIZE, JAILHOUSE_ARRAY_CPUS,
		     0, 4097);
	blob.cell.cpu_set_size = 4096;
	blob.size--;
	refused_blob(false, JAILHOUSE_RULE_CPU_ID, JAILHOUSE_ARRAY_CPUS,
		     first_cpu_above(254), 0);
	/* arm has no such limits. */
	setup(NULL);
	machine.architecture = JAILHOUSE_ARM64;
	cell.desc.architecture = JAILHOUSE_ARM64;
	cell.cpu_bytes = 32;
	cell.cpus[0] = 1;
	cell.cpus[3] = 1ULL << 63;
	accepted(false);
}

static void test_consoles(void **state)
{
	(void)state;
	cell.desc.console.type = 11;
	refused_cell(CONSOLE_TYPE, CELL, 0, 11);
	cell.desc.console.type = JAILHOUSE_CON_TYPE_SCIF;
	accepted(false);
	sys.header.debug_console.address = 0xfff8;
	accepted(true);
	sys.header.debug_console.type = JAILHOUSE_CON_TYPE_PL011;
	refused_system(CONSOLE_TYPE, SYSTEM, 0, JAILHOUSE_CON_TYPE_PL011);
	sys.header.debug_console.type = JAILHOUSE_CON_TYPE_8250;
	sys.header.debug_console.address = 0xfff9;
	refused_system(CONSOLE_ADDRESS, SYSTEM, 0, 0xfff9);
	sys.header.debug_console.flags = JAILHOUSE_CON_ACCESS_MMIO;
	sys.header.debug_console.address = 0xfffffffffffff000;
	sys.header.debug_console.size = 0x2000;
	refused_system(CONSOLE_ADDRESS, SYSTEM, 0, 0xffffffff);
	sys.header.debug_console.size = 0;
	refused_system(CONSOLE_ADDRESS, SYSTEM, 0, 0xffffffff);
	sys.header.debug_console.size = 0x1000;
	accepted(true);
	sys.header.debug_console.type = JAILHOUSE_CON_TYPE_EFIFB;
	accepted(true);
	setup(NULL);
	machine.architecture = JAILHOUSE_ARM64;
	spec_gic(&sys, 3);
	sys.header.hypervisor_memory.phys_start = 0x3b000000;
	sys.header.debug_console.type = JAILHOUSE_CON_TYPE_EFIFB;
	refused_system(CONSOLE_TYPE, SYSTEM, 0, JAILHOUSE_CON_TYPE_EFIFB);
	sys.header.debug_console.type = JAILHOUSE_CON_TYPE_PL011;
	accepted(true);
	sys.header.debug_console.type = JAILHOUSE_CON_TYPE_SCIF;
	accepted(true);
	sys.header.debug_console.type = JAILHOUSE_CON_TYPE_SCIF + 1;
	refused_system(CONSOLE_TYPE, SYSTEM, 0, 11);
}

static void test_platform(void **state)
{
	(void)state;
	sys.header.platform_info.x86.apic_mode = 3;
	refused_system(APIC_MODE, SYSTEM, 0, 3);
	sys.header.platform_info.x86.apic_mode = JAILHOUSE_APIC_MODE_X2APIC;
	accepted(true);
	setup(NULL);
	machine.architecture = JAILHOUSE_ARM64;
	spec_gic(&sys, 4);
	refused_system(GIC_VERSION, SYSTEM, 0, 4);
}

static void test_features(void **state)
{
	(void)state;
	machine.unsupported = ~0U;
	accepted(false);
	cell.num_pci = 1;
	cell.pci[0].type = JAILHOUSE_PCI_TYPE_DEVICE;
	refused_cell(PCI_UNSUPPORTED, PCI_DEVICES, 0, 0);
	setup(NULL);
	machine.unsupported = ~0U;
	cell.num_cache = 1;
	cell.cache[0].type = JAILHOUSE_CACHE_L3;
	cell.cache[0].size = 4;
	refused_cell(CACHE_UNSUPPORTED, CACHE, 0, 0);
	setup(NULL);
	machine.unsupported = ~0U;
	cell.num_streams = 1;
	refused_cell(STREAM_UNSUPPORTED, STREAM_IDS, 0, 0);
	setup(NULL);
	machine.unsupported = ~0U;
	cell.desc.flags = JAILHOUSE_CELL_TEST_DEVICE | 0xff00;
	refused_cell(CELL_FLAGS, CELL, 0, JAILHOUSE_CELL_TEST_DEVICE);
	cell.desc.flags = JAILHOUSE_CELL_AARCH32;
	refused_cell(CELL_FLAGS, CELL, 0, JAILHOUSE_CELL_AARCH32);
	machine.unsupported = 0;
	accepted(false);
}

static void test_features_of_root(void **state)
{
	(void)state;
	sys.root.num_pci = 1;
	sys.root.pci[0].type = JAILHOUSE_PCI_TYPE_BRIDGE;
	sys.root.num_streams = 1;
	sys.root.num_cache = 1;
	sys.root.cache[0].type = JAILHOUSE_CACHE_L3;
	sys.root.cache[0].size = 20;
	sys.root.mem[2] = sys.root.mem[0];
	sys.root.mem[2].size = 0x10;
	sys.root.num_mem = 3;
	sys.root.desc.flags = JAILHOUSE_CELL_TEST_DEVICE |
		JAILHOUSE_CELL_AARCH32;
	sys.header.platform_info.iommu_units[0].base = 0xfed80000;
	sys.header.debug_console.type = JAILHOUSE_CON_TYPE_EFIFB;
	sys.header.debug_console.clock_reg = 0xfe000000;
	machine.unsupported = ~0U;
	accepted(true);
	assert_int_equal(config_system_features(&blob.system),
			 CONFIG_FEATURE_PCI | CONFIG_FEATURE_CACHE | CONFIG_FEATURE_STREAM |
			 CONFIG_FEATURE_IOMMU | CONFIG_FEATURE_TEST_DEVICE |
			 CONFIG_FEATURE_AARCH32 | CONFIG_FEATURE_CONSOLE |
			 CONFIG_FEATURE_CONSOLE_CLOCK);
	setup(NULL);
	accepted(true);
	assert_int_equal(config_system_features(&blob.system), 0);
}

static void test_driven_consoles(void **state)
{
	unsigned int type;

	(void)state;
	sys.header.debug_console.type = JAILHOUSE_CON_TYPE_NONE;
	accepted(true);
	assert_int_equal(config_system_features(&blob.system), 0);
	sys.header.architecture = machine.architecture = JAILHOUSE_ARM64;
	sys.header.platform_info.arm.gic_version = 3;
	sys.header.platform_info.arm.maintenance_irq = 25;
	sys.header.platform_info.arm.gicd_base = 0x08000000;
	sys.header.platform_info.arm.gicr_base = 0x080a0000;
	sys.header.hypervisor_memory.phys_start = 0x3b000000;
	for (type = JAILHOUSE_CON_TYPE_8250; type <= JAILHOUSE_CON_TYPE_SCIF;
	     type++) {
		sys.header.debug_console.type = type;
		accepted(true);
		assert_int_equal(config_system_features(&blob.system),
				 type <= JAILHOUSE_CON_TYPE_PL011 ?
				 0 : CONFIG_FEATURE_CONSOLE);
	}
}

struct extension_blob {
	__u32 table_size;
	__u32 padding;
	struct jailhouse_extension first;
	__u32 data[2];
	struct jailhouse_extension second;
};

static void append_extensions(struct extension_blob *ext)
{
	cell.desc.flags |= JAILHOUSE_CELL_EXTENDED;
	cell.cpu_bytes = 3;
	build_cell(&cell, &blob);
	blob.size = (blob.size + 7) / 8 * 8;
	memcpy(blob.bytes + blob.size, ext, sizeof(*ext));
	blob.size += sizeof(*ext);
}

static void test_extensions(void **state)
{
	struct extension_blob ext = {
		.table_size = sizeof(ext),
		.first = { .type = 7, .size = 5 },
		.second = { .type = 9 },
	};
	struct jailhouse_config_error error;
	const int rule = JAILHOUSE_RULE_EXTENSION;
	const int array = JAILHOUSE_ARRAY_CELL;

	(void)state;
	append_extensions(&ext);
	assert_int_equal(check(&blob, false, &error), 0);
	blob.size--;
	refused_blob(false, JAILHOUSE_RULE_BLOB_TOO_SHORT, array, 0,
		     blob.size + 1);
	blob.size -= sizeof(ext);
	refused_blob(false, JAILHOUSE_RULE_BLOB_TOO_SHORT, array, 0,
		     blob.size + 9);
	ext.second.flags = JAILHOUSE_EXTENSION_REQUIRED;
	append_extensions(&ext);
	refused_blob(false, rule, array, 1, 9);
	ext.second.flags = 0;
	ext.second.size = 1;
	append_extensions(&ext);
	refused_blob(false, rule, array, 1, 9);
	ext.second.size = 0;
	ext.first.size = 0xffffffff;
	append_extensions(&ext);
	refused_blob(false, rule, array, 0, 7);
	ext.first.size = 5;
	ext.table_size = sizeof(ext) - 1;
	append_extensions(&ext);
	refused_blob(false, rule, array, 1, 0xffffffff);
	ext.table_size = 8;
	append_extensions(&ext);
	blob.size -= sizeof(ext) - 8;
	assert_int_equal(check(&blob, false, &error), 0);
	ext.table_size = 7;
	append_extensions(&ext);
	refused_blob(false, rule, array, 0, 0xffffffff);
}

static void test_names(void **state)
{
	static const char * const upper[] = {
#define NAME(name, error) #name,
		JAILHOUSE_CONFIG_RULES(NAME)
	};
	static const int errnos[] = {
#define ERRNO(name, error) error,
		JAILHOUSE_CONFIG_RULES(ERRNO)
	};
	unsigned int n;

	(void)state;
	for (n = 0; n < JAILHOUSE_NUM_RULES; n++) {
		assert_int_equal(strcasecmp(config_rule_name(n), upper[n]), 0);
		assert_int_not_equal(config_rule_name(n)[0], upper[n][0]);
		assert_int_equal(config_rule_errno(n), -errnos[n]);
	}
	assert_string_equal(config_rule_name(JAILHOUSE_NUM_RULES), "unknown");
	assert_int_equal(config_rule_errno(JAILHOUSE_NUM_RULES), -EINVAL);
	assert_string_equal(config_array_name(JAILHOUSE_ARRAY_MEMORY),
			    "mem_regions");
	assert_string_equal(config_array_name(JAILHOUSE_NUM_ARRAYS), "");
}

/* Traits of board files written for other hypervisors of this format. */
static void test_stock_traits(void **state)
{
	struct jailhouse_config_error error;

	(void)state;
	/* Unused flag bits, forced name byte, bytes behind the arrays. */
	cell.desc.flags = 0x1ffffff8;
	cell.mem[0].flags |= 0xfffffffffff00000 | 0x7c00;
	cell.desc.id = 77;
	cell.cpu_bytes = 1;
	accepted(false);
	blob.size += 100;
	memset(blob.bytes + blob.size - 100, 0xa5, 100);
	assert_int_equal(check(&blob, false, &error), 0);

	/* Absent sections, even with odd addresses; memory root never had. */
	cell.mem[2].phys_start = 0xffffffffffffffff;
	cell.mem[2].flags = 0xffff;
	cell.num_mem = 3;
	accepted(false);

	/* Root's descriptor has no header; other padding may be anything. */
	sys.root.desc.architecture = 9;
	sys.root.desc.revision = 9;
	sys.header.flags = 0xfffffffe;
	sys.header.hypervisor_memory.virt_start = 0x123;
	sys.header.hypervisor_memory.flags = 0xff;
	accepted(true);
	blob.size += 3;
	assert_int_equal(check(&blob, true, &error), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_valid, setup),
		cmocka_unit_test_setup(test_too_short, setup),
		cmocka_unit_test_setup(test_counts_cannot_wrap, setup),
		cmocka_unit_test_setup(test_too_large, setup),
		cmocka_unit_test_setup(test_largest_system, setup),
		cmocka_unit_test_setup(test_header, setup),
		cmocka_unit_test_setup(test_name, setup),
		cmocka_unit_test_setup(test_cpus, setup),
		cmocka_unit_test_setup(test_consoles, setup),
		cmocka_unit_test_setup(test_platform, setup),
		cmocka_unit_test_setup(test_features, setup),
		cmocka_unit_test_setup(test_features_of_root, setup),
		cmocka_unit_test_setup(test_driven_consoles, setup),
		cmocka_unit_test_setup(test_extensions, setup),
		cmocka_unit_test_setup(test_names, setup),
		cmocka_unit_test_setup(test_stock_traits, setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
