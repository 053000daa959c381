/* SPDX-License-Identifier: BSD-2-Clause */
/* Who may call what. */
#include <cell.h>
#include <console.h>
#include <core_entry.h>
#include <cpu.h>
#include <errno.h>
#include <page_alloc.h>
#include <report.h>
#include <setup.h>
#include <jailhouse/hypercall.h>

/** Counters are 32 bits wide and results have a sign. */
#define STAT_MASK	0x7fffffffU

static bool caller_is_root(void)
{
	return this_cpu()->cell == &root_cell;
}

long hypercall_get_info(u64 type)
{
	switch (type) {
	case JAILHOUSE_INFO_MEM_POOL_SIZE:
		return page_pool_size();
	case JAILHOUSE_INFO_MEM_POOL_USED:
		return page_pool_used();
	case JAILHOUSE_INFO_REMAP_POOL_SIZE:
	case JAILHOUSE_INFO_REMAP_POOL_USED:
		/* Nothing is remapped at run time. */
		return 0;
	case JAILHOUSE_INFO_NUM_CELLS:
		return cell_count();
	}
	return -EINVAL;
}

static long cpu_get_info(u64 cpu, u64 type)
{
	const struct public_per_cpu *public;

	if (cpu >= image_header.max_cpus)
		return -EINVAL;
	public = public_per_cpu(cpu);
	if (!public->entered)
		return -EINVAL;
	if (!caller_is_root() && public->cell != this_cpu()->cell)
		return -EPERM;

	if (type == JAILHOUSE_CPU_INFO_STATE)
		return public->failed ? JAILHOUSE_CPU_FAILED :
			JAILHOUSE_CPU_RUNNING;
	if (type >= JAILHOUSE_CPU_INFO_STAT_BASE &&
	    type - JAILHOUSE_CPU_INFO_STAT_BASE < JAILHOUSE_NUM_CPU_STATS)
		return public->stats[type - JAILHOUSE_CPU_INFO_STAT_BASE] &
			STAT_MASK;
	return -EINVAL;
}

static long debug_putc(u64 c)
{
	if (!(this_cpu()->cell->config->flags &
	      JAILHOUSE_CELL_VIRTUAL_CONSOLE_PERMITTED))
		return -EPERM;
	console_putc((char)c);
	return 0;
}

/** A management call that names a cell; ids are 32 bits wide. */
static long manage_cell(u64 code, u64 id)
{
	if (id > ~0U)
		return -ENOENT;
	switch (code) {
	case JAILHOUSE_HC_CELL_START:
		return cell_start(id);
	case JAILHOUSE_HC_CELL_SET_LOADABLE:
		return cell_set_loadable(id);
	case JAILHOUSE_HC_CELL_DESTROY:
		return cell_destroy(id);
	}
	return cell_get_state(id);
}

static long manage(u64 code, u64 arg)
{
	long result;

	if (!caller_is_root())
		return -EPERM;
	management_lock();
	/* The CPU may have lost its cell while it waited for the lock. */
	if (!caller_is_root())
		result = -EPERM;
	else if (code != JAILHOUSE_HC_CELL_CREATE)
		result = manage_cell(code, arg);
	else
		result = core_disabling() ?
			refuse(JAILHOUSE_RULE_DISABLING,
			       JAILHOUSE_ARRAY_NONE, 0, 0) : cell_create(arg);
	management_unlock();
	console_drain(false);
	return result;
}

long hypercall(u64 code, u64 arg1, u64 arg2)
{
	cpu_count(JAILHOUSE_CPU_STAT_VMEXITS_HYPERCALL);

	switch (code) {
	case JAILHOUSE_HC_DISABLE:
		return caller_is_root() ? core_disable() : -EPERM;
	case JAILHOUSE_HC_CELL_CREATE:
	case JAILHOUSE_HC_CELL_START:
	case JAILHOUSE_HC_CELL_SET_LOADABLE:
	case JAILHOUSE_HC_CELL_DESTROY:
	case JAILHOUSE_HC_CELL_GET_STATE:
		return manage(code, arg1);
	case JAILHOUSE_HC_HYPERVISOR_GET_INFO:
		return hypercall_get_info(arg1);
	case JAILHOUSE_HC_CPU_GET_INFO:
		return cpu_get_info(arg1, arg2);
	case JAILHOUSE_HC_DEBUG_CONSOLE_PUTC:
		return debug_putc(arg1);
	}
	return -ENOSYS;
}
