/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <console.h>
#include <cpu.h>
#include <page_alloc.h>

#include "machine.h"

static struct cell_spec first;

/* Cell 1 with CPUs 1 and 3, running. */
static void boot(u32 flags)
{
	machine_spec();
	machine_boot();
	spec_cell(&first);
	first.cpus[0] = 1 << 1 | 1 << 3;
	first.desc.flags = flags | JAILHOUSE_CELL_PASSIVE_COMMREG;
	CHECK_EQ(create(&first), 0);
	CHECK_EQ(start(1), 0);
}

FRESH_TEST(unknown_codes)
{
	boot(0);
	CHECK_EQ(call(0, 9, 0, 0), -ENOSYS);
	CHECK_EQ(call(1, 9, 0, 0), -ENOSYS);
	CHECK_EQ(call(0, 1ULL << 32, 0, 0), -ENOSYS);
	CHECK_EQ(call(0, ~0ULL, 0, 0), -ENOSYS);
}

FRESH_TEST(management_is_roots)
{
	struct snapshot *before;
	u64 code;

	boot(0);
	put_blob(BLOB_ADDRESS, &first);
	before = take_snapshot();
	for (code = JAILHOUSE_HC_DISABLE; code <= JAILHOUSE_HC_CELL_DESTROY;
	     code++)
		CHECK_EQ(call(1, code, code == JAILHOUSE_HC_CELL_CREATE ?
			      BLOB_ADDRESS : 1, 0), -EPERM);
	CHECK_EQ(call(1, JAILHOUSE_HC_CELL_GET_STATE, 1, 0), -EPERM);
	check_snapshot(before);
	CHECK_EQ(get_state(1), JAILHOUSE_CELL_RUNNING);
}

FRESH_TEST(refused_without_waiting_for_the_lock)
{
	boot(0);
	management_lock();
	CHECK_EQ(call(1, JAILHOUSE_HC_CELL_START, 1, 0), -EPERM);
	CHECK_EQ(call(1, JAILHOUSE_HC_DISABLE, 0, 0), -EPERM);
	CHECK_EQ(call(1, JAILHOUSE_HC_HYPERVISOR_GET_INFO,
		      JAILHOUSE_INFO_NUM_CELLS, 0), 2);
	management_unlock();
}

FRESH_TEST(information)
{
	boot(0);
	CHECK_EQ(call(1, JAILHOUSE_HC_HYPERVISOR_GET_INFO,
		      JAILHOUSE_INFO_MEM_POOL_SIZE, 0), page_pool_size());
	CHECK_EQ(call(0, JAILHOUSE_HC_HYPERVISOR_GET_INFO,
		      JAILHOUSE_INFO_MEM_POOL_USED, 0), page_pool_used());
	CHECK_EQ(call(0, JAILHOUSE_HC_HYPERVISOR_GET_INFO,
		      JAILHOUSE_INFO_REMAP_POOL_SIZE, 0), 0);
	CHECK_EQ(call(0, JAILHOUSE_HC_HYPERVISOR_GET_INFO,
		      JAILHOUSE_INFO_REMAP_POOL_USED, 0), 0);
	CHECK_EQ(call(1, JAILHOUSE_HC_HYPERVISOR_GET_INFO,
		      JAILHOUSE_INFO_NUM_CELLS, 0), 2);
	CHECK_EQ(call(0, JAILHOUSE_HC_HYPERVISOR_GET_INFO, 5, 0), -EINVAL);
	CHECK_EQ(call(0, JAILHOUSE_HC_HYPERVISOR_GET_INFO, 1ULL << 32, 0),
		 -EINVAL);
	CHECK_EQ(page_pool_size(), (HV_SIZE - FAKE_CORE_SIZE -
		 MACHINE_CPUS * FAKE_PERCPU_SIZE - PAGE_SIZE) / PAGE_SIZE - 1);
}

static long cpu_info(unsigned int caller, u64 cpu, u64 type)
{
	return call(caller, JAILHOUSE_HC_CPU_GET_INFO, cpu, type);
}

FRESH_TEST(cpu_information)
{
	boot(0);
	CHECK_EQ(cpu_info(0, 0, JAILHOUSE_CPU_INFO_STATE), 0);
	CHECK_EQ(cpu_info(0, 1, JAILHOUSE_CPU_INFO_STATE), 0);
	CHECK_EQ(cpu_info(1, 3, JAILHOUSE_CPU_INFO_STATE), 0);
	CHECK_EQ(cpu_info(1, 0, JAILHOUSE_CPU_INFO_STATE), -EPERM);
	CHECK_EQ(cpu_info(1, 2, 1000), -EPERM);
	CHECK_EQ(cpu_info(0, 4, JAILHOUSE_CPU_INFO_STATE), -EINVAL);
	CHECK_EQ(cpu_info(1, 4, JAILHOUSE_CPU_INFO_STATE), -EINVAL);
	CHECK_EQ(cpu_info(0, 1ULL << 32, JAILHOUSE_CPU_INFO_STATE), -EINVAL);
	CHECK_EQ(cpu_info(0, 0, 1), -EINVAL);
	CHECK_EQ(cpu_info(0, 0, 999), -EINVAL);
	CHECK_EQ(cpu_info(0, 0, 1000 + JAILHOUSE_NUM_CPU_STATS), -EINVAL);
	CHECK_EQ(cpu_info(0, 0, ~0ULL), -EINVAL);

	public_per_cpu(3)->stats[JAILHOUSE_CPU_STAT_VMEXITS_CPUID] =
		0x80000005;
	CHECK_EQ(cpu_info(0, 3, 1000 + JAILHOUSE_CPU_STAT_VMEXITS_CPUID), 5);
	fake_be(1);
	cell_fail(cell_find(1));
	fake_be(0);
	CHECK_EQ(cpu_info(0, 3, JAILHOUSE_CPU_INFO_STATE),
		 JAILHOUSE_CPU_FAILED);
	/* A CPU that has not entered, or left, is none. */
	public_per_cpu(2)->entered = false;
	CHECK_EQ(cpu_info(0, 2, JAILHOUSE_CPU_INFO_STATE), -EINVAL);
}

FRESH_TEST(calls_are_counted)
{
	const u64 stat = 1000 + JAILHOUSE_CPU_STAT_VMEXITS_HYPERCALL;
	long count;

	boot(0);
	count = cpu_info(1, 1, stat);
	CHECK_EQ(cpu_info(1, 1, stat), count + 1);
	call(1, 77, 0, 0);
	CHECK_EQ(cpu_info(1, 1, stat), count + 3);
	CHECK_EQ(cpu_info(1, 1, 1000 + JAILHOUSE_CPU_STAT_VMEXITS_TOTAL), 0);
}

FRESH_TEST(putc_needs_permission)
{
	u32 tail;

	boot(0);
	tail = root_view.console.tail;
	CHECK_EQ(call(1, JAILHOUSE_HC_DEBUG_CONSOLE_PUTC, 'x', 0), -EPERM);
	CHECK_EQ(root_view.console.tail, tail);
	CHECK_EQ(call(0, JAILHOUSE_HC_DEBUG_CONSOLE_PUTC, 'x', 0), -EPERM);
	CHECK_EQ(root_view.console.tail, tail);
}

FRESH_TEST(putc_prints)
{
	const char *text;

	boot(JAILHOUSE_CELL_VIRTUAL_CONSOLE_PERMITTED);
	CHECK_EQ(call(1, JAILHOUSE_HC_DEBUG_CONSOLE_PUTC, 'o', 0), 0);
	CHECK_EQ(call(1, JAILHOUSE_HC_DEBUG_CONSOLE_PUTC, 0x100 | 'k', 0), 0);
	CHECK_EQ(call(1, JAILHOUSE_HC_DEBUG_CONSOLE_PUTC, '\n', 0), 0);
	text = console_text();
	CHECK_EQ(strcmp(text + strlen(text) - 3, "ok\n"), 0);
}

/* Which call may answer what: all of the ABI's table that a call can cause. */
FRESH_TEST(documented_errors)
{
	static const struct {
		unsigned int cpu;
		u64 code, arg1, arg2;
		long result;
	} calls[] = {
		{ 1, JAILHOUSE_HC_DISABLE, 0, 0, -EPERM },
		{ 0, JAILHOUSE_HC_DISABLE, 0, 0, -EBUSY },
		{ 1, JAILHOUSE_HC_CELL_CREATE, BLOB_ADDRESS, 0, -EPERM },
		{ 0, JAILHOUSE_HC_CELL_CREATE, BLOB_ADDRESS, 0, -EEXIST },
		{ 0, JAILHOUSE_HC_CELL_CREATE, HV_START, 0, -EINVAL },
		{ 1, JAILHOUSE_HC_CELL_START, 1, 0, -EPERM },
		{ 0, JAILHOUSE_HC_CELL_START, 2, 0, -ENOENT },
		{ 0, JAILHOUSE_HC_CELL_START, 1ULL << 32, 0, -ENOENT },
		{ 0, JAILHOUSE_HC_CELL_START, 0, 0, -EINVAL },
		{ 1, JAILHOUSE_HC_CELL_SET_LOADABLE, 1, 0, -EPERM },
		{ 0, JAILHOUSE_HC_CELL_SET_LOADABLE, 2, 0, -ENOENT },
		{ 0, JAILHOUSE_HC_CELL_SET_LOADABLE, 0, 0, -EINVAL },
		{ 1, JAILHOUSE_HC_CELL_DESTROY, 1, 0, -EPERM },
		{ 0, JAILHOUSE_HC_CELL_DESTROY, 2, 0, -ENOENT },
		{ 0, JAILHOUSE_HC_CELL_DESTROY, 0, 0, -EINVAL },
		{ 0, JAILHOUSE_HC_HYPERVISOR_GET_INFO, 5, 0, -EINVAL },
		{ 1, JAILHOUSE_HC_HYPERVISOR_GET_INFO, 5, 0, -EINVAL },
		{ 1, JAILHOUSE_HC_CELL_GET_STATE, 1, 0, -EPERM },
		{ 0, JAILHOUSE_HC_CELL_GET_STATE, 2, 0, -ENOENT },
		{ 0, JAILHOUSE_HC_CELL_GET_STATE, 1, 0, -EINVAL },
		{ 0, JAILHOUSE_HC_CELL_GET_STATE, 0, 0, 0 },
		{ 1, JAILHOUSE_HC_CPU_GET_INFO, 0, 0, -EPERM },
		{ 0, JAILHOUSE_HC_CPU_GET_INFO, 77, 0, -EINVAL },
		{ 0, JAILHOUSE_HC_CPU_GET_INFO, 0, 1, -EINVAL },
		{ 1, JAILHOUSE_HC_DEBUG_CONSOLE_PUTC, 'x', 0, -EPERM },
		{ 0, JAILHOUSE_HC_DEBUG_CONSOLE_PUTC, 'x', 0, -EPERM },
		{ 0, JAILHOUSE_HC_DEBUG_CONSOLE_PUTC + 1, 0, 0, -ENOSYS },
	};
	struct snapshot *before;
	unsigned int n;

	boot(0);
	put_blob(BLOB_ADDRESS, &first);
	cell_find(1)->comm->cell_state = 99;
	before = take_snapshot();
	for (n = 0; n < sizeof(calls) / sizeof(calls[0]); n++) {
		if (call(calls[n].cpu, calls[n].code, calls[n].arg1,
			 calls[n].arg2) != calls[n].result)
			fprintf(stderr, "calls[%u]\n", n);
		CHECK_EQ(call(calls[n].cpu, calls[n].code, calls[n].arg1,
			      calls[n].arg2), calls[n].result);
	}
	check_snapshot(before);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FRESH(unknown_codes),
		FRESH(documented_errors),
		FRESH(management_is_roots),
		FRESH(refused_without_waiting_for_the_lock),
		FRESH(information),
		FRESH(cpu_information),
		FRESH(calls_are_counted),
		FRESH(putc_needs_permission),
		FRESH(putc_prints),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
