/* SPDX-License-Identifier: BSD-2-Clause */
/* The way in, failing at each step, and the way out. */
#include <errno.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include <console.h>
#include <core_entry.h>
#include <cpu.h>
#include <page_alloc.h>
#include <setup.h>

#include "machine.h"

static struct blob blob;
static struct cell_spec first;

/** Enable is refused by a rule, and every CPU is back. */
static void refused(long err, u32 rule)
{
	unsigned int cpu;

	build_system(&machine_system, &blob);
	CHECK_EQ(machine_try_boot(blob.bytes, blob.size), err);
	CHECK_EQ(last_rule(), rule);
	for (cpu = 0; cpu < MACHINE_CPUS; cpu++) {
		CHECK(!public_per_cpu(cpu)->entered);
		CHECK(!public_per_cpu(cpu)->arch.initialised);
		CHECK(!public_per_cpu(cpu)->arch.tables);
	}
	CHECK_EQ(fake.arch_inits, fake.arch_exits);
	CHECK_EQ(fake.units_prepared, 0);
}

FRESH_TEST(broken_configuration)
{
	machine_spec();
	machine_system.header.revision = 13;
	refused(-EINVAL, JAILHOUSE_RULE_REVISION);
	CHECK_EQ(fake.arch_inits, 0);
	CHECK_EQ(fake.cpu_exits, 0);
}

FRESH_TEST(configuration_for_other_memory)
{
	machine_spec();
	machine_system.header.hypervisor_memory.phys_start -= 0x200000;
	refused(-EINVAL, JAILHOUSE_RULE_HV_MEM_SIZE);
}

FRESH_TEST(listed_cpu_is_missing)
{
	machine_spec();
	machine_system.root.cpus[0] = 0x1f;
	refused(-EINVAL, JAILHOUSE_RULE_CPU_NOT_ONLINE);
	CHECK_EQ(root_view.last_error.index, 4);
}

FRESH_TEST(online_cpu_is_not_listed)
{
	machine_spec();
	machine_system.root.cpus[0] = 0xb;
	refused(-EINVAL, JAILHOUSE_RULE_CPU_NOT_LISTED);
	CHECK_EQ(root_view.last_error.index, 2);
}

FRESH_TEST(no_room_for_a_pool)
{
	machine_spec();
	build_system(&machine_system, &blob);
	/* Image, CPUs, configuration and boot tables take it all. */
	machine_hv_size = FAKE_CORE_SIZE + MACHINE_CPUS * FAKE_PERCPU_SIZE +
		2 * PAGE_SIZE;
	CHECK_EQ(machine_try_boot(blob.bytes, blob.size), -EINVAL);
	CHECK_EQ(last_rule(), JAILHOUSE_RULE_HV_MEM_SIZE);
}

FRESH_TEST(one_cpu_is_unusable)
{
	machine_spec();
	fake.check_result = -ENODEV;
	fake.failing_cpu = 2;
	refused(-ENODEV, JAILHOUSE_RULE_CPU_NO_VIRTUALIZATION);
	CHECK_EQ(root_view.last_error.index, 2);
	CHECK_EQ(fake.cpu_exits, 0);
	CHECK_EQ(fake.arch_inits, 0);
}

FRESH_TEST(architecture_fails)
{
	machine_spec();
	build_system(&machine_system, &blob);
	fake.arch_init_result = -EIO;
	CHECK_EQ(machine_try_boot(blob.bytes, blob.size), -EIO);
	CHECK_EQ(fake.arch_exits, 0);
	CHECK_EQ(fake.cpu_exits, 0);
	CHECK_EQ(fake.units_prepared, 0);
}

/* The user is told what is to be changed. */
FRESH_TEST(architecture_lacks_a_page)
{
	machine_spec();
	fake.arch_init_result = -ENOMEM;
	refused(-ENOMEM, JAILHOUSE_RULE_POOL_EXHAUSTED);
}

FRESH_TEST(one_cpu_lacks_a_page)
{
	machine_spec();
	fake.init_result = -ENOMEM;
	fake.failing_cpu = 2;
	refused(-ENOMEM, JAILHOUSE_RULE_POOL_EXHAUSTED);
	CHECK_EQ(fake.cpu_exits, MACHINE_CPUS);
}

FRESH_TEST(there_is_no_page_for_tables)
{
	machine_spec();
	fake.tables_left = 0;
	refused(-ENOMEM, JAILHOUSE_RULE_POOL_EXHAUSTED);
	CHECK_EQ(fake.arch_inits, 0);
	CHECK_EQ(fake.cpu_exits, 0);
}

FRESH_TEST(there_is_no_page_for_tables_of_another)
{
	machine_spec();
	fake.tables_left = MACHINE_CPUS - 1;
	refused(-ENOMEM, JAILHOUSE_RULE_POOL_EXHAUSTED);
	CHECK_EQ(fake.arch_inits, 1);
	CHECK_EQ(fake.cpu_exits, MACHINE_CPUS);
}

FRESH_TEST(one_cpu_fails_late)
{
	unsigned int cpu;

	machine_spec();
	build_system(&machine_system, &blob);
	fake.init_result = -EBUSY;
	fake.failing_cpu = 3;
	CHECK_EQ(machine_try_boot(blob.bytes, blob.size), -EBUSY);
	CHECK_EQ(fake.cpu_exits, MACHINE_CPUS);
	CHECK_EQ(fake.arch_inits, 1);
	CHECK_EQ(fake.arch_exits, 1);
	CHECK_EQ(fake.units_prepared, 0);
	for (cpu = 0; cpu < MACHINE_CPUS; cpu++)
		CHECK(!public_per_cpu(cpu)->entered);
	/* Only the bitmap is left of the pool. */
	CHECK_EQ(page_pool_used(), 1);
}

/* What a boot ends with that had all the pages it wanted. */
#define ENOUGH		77

static unsigned long failing_page;

static void boot_without_page(void)
{
	int err;

	machine_spec();
	build_system(&machine_system, &blob);
	page_alloc_fail_at(failing_page);
	err = machine_try_boot(blob.bytes, blob.size);
	if (!err)
		_exit(ENOUGH);
	CHECK_EQ(err, -ENOMEM);
	CHECK_EQ(last_rule(), JAILHOUSE_RULE_POOL_EXHAUSTED);
	CHECK_EQ(page_pool_used(), 1);
	CHECK_EQ(fake.units_prepared, 0);
	CHECK_EQ(fake.arch_exits, 1);
}

static void run_allocation_fails_at_every_point(void **state)
{
	int status;

	(void)state;
	do {
		failing_page++;
		status = fresh_child(boot_without_page);
	} while (status == 0);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == ENOUGH);
	/* Unit, root of the tables, tables. */
	assert_true(failing_page > 5);
}

static void disable(void *cpu)
{
	long result = call(*(unsigned int *)cpu, JAILHOUSE_HC_DISABLE, 0, 0);

	CHECK_EQ(result, -EBUSY);
}

static enum fake_outcome try_disable(unsigned int cpu)
{
	int result = 0;
	enum fake_outcome outcome = fake_protect(disable, &cpu, &result);

	CHECK_EQ(result, 0);
	fake_be(0);
	return outcome;
}

FRESH_TEST(disable_on_all_cpus)
{
	unsigned int cpu;

	machine_spec();
	machine_boot();
	spec_cell(&first);
	for (cpu = 3; cpu > 0; cpu--) {
		CHECK_EQ(try_disable(cpu), FAKE_LEFT);
		CHECK(!public_per_cpu(cpu)->entered);
		CHECK(!public_per_cpu(cpu)->arch.initialised);
		CHECK(!public_per_cpu(cpu)->arch.tables);
		CHECK_EQ(fake.shutdowns, 1);
		/* Nothing is created any more. */
		CHECK_EQ(create(&first), -EBUSY);
		CHECK_EQ(last_rule(), JAILHOUSE_RULE_DISABLING);
	}
	CHECK_EQ(try_disable(0), FAKE_LEFT);
	CHECK_EQ(fake.shutdowns, 1);
	CHECK_EQ(fake.cpu_exits, MACHINE_CPUS);
}

FRESH_TEST(disable_is_refused_with_cells)
{
	machine_spec();
	machine_boot();
	spec_cell(&first);
	first.desc.flags |= JAILHOUSE_CELL_PASSIVE_COMMREG;
	CHECK_EQ(create(&first), 0);
	CHECK_EQ(try_disable(0), FAKE_RETURNED);
	CHECK_EQ(last_rule(), JAILHOUSE_RULE_CELLS_EXIST);
	CHECK_EQ(root_view.last_error.other, 1);
	CHECK_EQ(fake.shutdowns, 0);
	CHECK(public_per_cpu(0)->entered);
	CHECK_EQ(destroy(1), 0);
	CHECK_EQ(try_disable(0), FAKE_LEFT);
}

/* Accepted for root, each with its own line. */
FRESH_TEST(missing_features_are_named)
{
	struct cell_spec *root = &machine_system.root;

	machine_spec();
	machine_system.header.platform_info.iommu_units[0].base = 0xfed80000;
	root->pci[0].type = JAILHOUSE_PCI_TYPE_DEVICE;
	root->num_pci = 1;
	root->cache[0].type = JAILHOUSE_CACHE_L3;
	root->cache[0].size = 4;
	root->num_cache = 1;
	root->num_streams = 1;
	root->desc.flags = JAILHOUSE_CELL_TEST_DEVICE | JAILHOUSE_CELL_AARCH32;
	machine_system.header.debug_console.type = JAILHOUSE_CON_TYPE_EFIFB;
	machine_system.header.debug_console.clock_reg = 0xfe000000;
	machine_boot();
	CHECK(strstr(console_text(), "WARNING: this build does not drive PCI"));
	CHECK(strstr(console_text(), "does not drive cache regions"));
	CHECK(strstr(console_text(), "does not drive stream ids"));
	CHECK(strstr(console_text(), "does not drive IOMMUs"));
	CHECK(strstr(console_text(), "does not drive the test device"));
	CHECK(strstr(console_text(), "does not drive AArch32"));
	CHECK(strstr(console_text(), "does not drive this type of debug"));
	CHECK(strstr(console_text(), "does not drive the debug console's clock"));
	check_root_memory();
}

FRESH_TEST(only_missing_features_are_named)
{
	machine_spec();
	machine_system.header.platform_info.iommu_units[0].base = 0xfed80000;
	machine_boot();
	CHECK(strstr(console_text(), "does not drive IOMMUs"));
	CHECK_EQ(strstr(console_text(), "WARNING") -
		 strrchr(console_text(), 'W'), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FRESH(broken_configuration),
		FRESH(configuration_for_other_memory),
		FRESH(listed_cpu_is_missing),
		FRESH(online_cpu_is_not_listed),
		FRESH(no_room_for_a_pool),
		FRESH(one_cpu_is_unusable),
		FRESH(architecture_fails),
		FRESH(architecture_lacks_a_page),
		FRESH(one_cpu_lacks_a_page),
		FRESH(there_is_no_page_for_tables),
		FRESH(there_is_no_page_for_tables_of_another),
		FRESH(one_cpu_fails_late),
		FRESH(allocation_fails_at_every_point),
		FRESH(disable_on_all_cpus),
		FRESH(disable_is_refused_with_cells),
		FRESH(missing_features_are_named),
		FRESH(only_missing_features_are_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
