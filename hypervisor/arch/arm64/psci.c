/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Calls to firmware (SMC). A guest's power calls concern CPUs of its own cell
 * and never reach firmware: a CPU that is off waits in the hypervisor. Root's
 * calls to the vendor's services, the trusted operating system and the random
 * number generator are forwarded; boards don't live without them.
 */
#include <types.h>
#include <cell.h>
#include <comm.h>
#include <core_entry.h>
#include <cpu.h>
#include <exits.h>
#include <gic.h>
#include <power.h>
#include <psci.h>
#include <sysreg.h>
#include <unit.h>
#include <arch/cpu.h>
#include <jailhouse/hypercall.h>

static bool is_root(void)
{
	return this_cpu()->cell == &root_cell;
}

/** CPU of the calling cell; NULL if there is none with these affinities. */
static struct public_per_cpu *find_cpu(u64 mpidr)
{
	unsigned int cpu;

	for_each_cpu(cpu, &this_cpu()->cell->cpus)
		if (public_per_cpu(cpu)->arch.mpidr == mpidr)
			return public_per_cpu(cpu);
	return NULL;
}

static long cpu_on(u64 mpidr, u64 entry, u64 context)
{
	struct public_per_cpu *cpu = find_cpu(mpidr);
	u32 power = ARM64_POWER_OFF;

	if (!cpu || cpu->failed ||
	    __atomic_load_n(&this_cpu()->cell->arch.restarting,
			    __ATOMIC_RELAXED))
		return PSCI_DENIED;
	if (!__atomic_compare_exchange_n(&cpu->arch.power, &power,
					 ARM64_POWER_PENDING, false,
					 __ATOMIC_ACQUIRE, __ATOMIC_ACQUIRE))
		return power == ARM64_POWER_ON ? PSCI_ALREADY_ON :
			PSCI_ON_PENDING;
	cpu->arch.entry = entry;
	cpu->arch.context = context;
	cpu_post_events(cpu->cpu_id, CPU_EVENT_POWER_ON);
	return PSCI_SUCCESS;
}

/* Level 0 only: that is all that PSCI 1.0 asks for. */
static long affinity_info(u64 mpidr, u64 level)
{
	const struct public_per_cpu *cpu = find_cpu(mpidr);

	if (level > 0)
		return PSCI_INVALID_PARAMETERS;
	if (cpu)
		return __atomic_load_n(&cpu->arch.power, __ATOMIC_ACQUIRE);
	return PSCI_INVALID_PARAMETERS;
}

/** As WFI; deeper states would lose what the hypervisor has in EL2. */
static long cpu_suspend(void)
{
	if (!gic_has_pending())
		wfi();
	return PSCI_SUCCESS;
}

/** Without EL3, SMC is undefined but for the power calls of an emulator. */
static bool has_firmware(void)
{
	return read_sysreg(id_aa64pfr0_el1) >> 12 & 0xf;
}

static bool is_ours(u32 id)
{
	switch (id & ~SMCCC_64) {
	case PSCI_VERSION:
	case PSCI_CPU_SUSPEND:
	case PSCI_CPU_OFF:
	case PSCI_CPU_ON:
	case PSCI_AFFINITY_INFO:
	case PSCI_MIGRATE_INFO_TYPE:
	case PSCI_FEATURES:
	case SMCCC_VERSION:
		return true;
	}
	return false;
}

static bool is_forwarded_psci(u32 id)
{
	switch (id & ~SMCCC_64) {
	case PSCI_SYSTEM_OFF:
	case PSCI_SYSTEM_RESET:
	case PSCI_SYSTEM_RESET2:
		return is_root();
	}
	return false;
}

/** Ask firmware about one function. */
static long firmware_features(u32 function, u64 id)
{
	struct guest_regs call = { .x = { function, id } };

	arm64_smc(&call);
	return (s32)call.x[0];
}

static long psci_features(u32 id)
{
	if (is_ours(id))
		return 0;
	return is_forwarded_psci(id) ? firmware_features(PSCI_FEATURES, id) :
		PSCI_NOT_SUPPORTED;
}

static long psci(struct guest_regs *regs)
{
	bool wide = regs->x[0] & SMCCC_64;
	u64 mask = wide ? ~0UL : ~0U;

	switch ((u32)regs->x[0] & ~SMCCC_64) {
	case PSCI_VERSION:
		return PSCI_1_1;
	case PSCI_CPU_SUSPEND:
		return cpu_suspend();
	case PSCI_CPU_OFF:
		power_off();
		return 0;
	case PSCI_CPU_ON:
		return cpu_on(regs->x[1] & mask, regs->x[2] & mask,
			      regs->x[3] & mask);
	case PSCI_AFFINITY_INFO:
		return affinity_info(regs->x[1] & mask, regs->x[2] & mask);
	case PSCI_MIGRATE_INFO_TYPE:
		return PSCI_NO_MIGRATION;
	case PSCI_FEATURES:
		return psci_features(regs->x[1]);
	}
	return PSCI_NOT_SUPPORTED;
}

/** A cell's SYSTEM_OFF and SYSTEM_RESET concern the cell. */
static bool is_system_call(u32 id)
{
	id &= ~(u32)SMCCC_64;
	return id == PSCI_SYSTEM_OFF || id == PSCI_SYSTEM_RESET ||
		id == PSCI_SYSTEM_RESET2;
}

/** The calling CPU's cell ends by itself; CPUs stop as their events are seen. */
static void end_cell(void)
{
	struct cell *cell = this_cpu()->cell;
	unsigned int cpu;

	comm_set_state(cell, JAILHOUSE_CELL_SHUT_DOWN);
	for_each_cpu(cpu, &cell->cpus)
		cpu_post_events(cpu, CPU_EVENT_PARK);
}

/** Tell the cell's other CPUs to park. Return: whether all have. */
static bool others_are_off(const struct cell *cell)
{
	bool off = true;
	unsigned int cpu;

	for_each_cpu(cpu, &cell->cpus) {
		if (cpu == this_cpu()->cpu_id ||
		    __atomic_load_n(&public_per_cpu(cpu)->arch.power,
				    __ATOMIC_ACQUIRE) == ARM64_POWER_OFF)
			continue;
		cpu_post_events(cpu, CPU_EVENT_PARK);
		off = false;
	}
	return off;
}

/*
 * Between two looks the CPU obeys who manages: its cell may be gone then, and
 * the event with it.
 */
void psci_restart(void)
{
	struct cell *cell = this_cpu()->cell;

	/* Another CPU that was about to start it did. */
	if (!this_private()->parked)
		power_off();
	if (!others_are_off(cell)) {
		cpu_relax();
		cpu_set_events(this_cpu()->cpu_id, CPU_EVENT_RESTART);
		return;
	}
	/* The last that parked may have made the cell fail. */
	if (this_cpu()->failed)
		return;
	comm_reset(cell);
	units_reset(cell);
	cpu_post_events(next_cpu(0, &cell->cpus), CPU_EVENT_RESET);
}

/** The calling CPU's cell starts again; of several CPUs that ask one does it. */
static void restart_cell(void)
{
	struct cell *cell = this_cpu()->cell;

	/* From then on no CPU of the cell is started. */
	if (!__atomic_exchange_n(&cell->arch.restarting, 1, __ATOMIC_SEQ_CST))
		cpu_set_events(this_cpu()->cpu_id, CPU_EVENT_RESTART);
	power_off();
}

static bool is_workaround(u32 id)
{
	return has_firmware() &&
		(id == SMCCC_WORKAROUND_1 || id == SMCCC_WORKAROUND_2 ||
		 id == SMCCC_WORKAROUND_3);
}

static bool is_forwarded(u32 id)
{
	u32 owner = SMCCC_OWNER(id);

	if (is_workaround(id) || is_forwarded_psci(id))
		return true;
	if (!is_root() || !has_firmware())
		return false;
	return owner == SMCCC_OWNER_SIP || owner == SMCCC_OWNER_OEM ||
		owner >= SMCCC_OWNER_TRUSTED ||
		((id & ~SMCCC_64) >= TRNG_FIRST &&
		 (id & ~SMCCC_64) <= TRNG_LAST);
}

static long arch_call(u32 id, u32 arg)
{
	if (id == SMCCC_VERSION)
		return SMCCC_1_1;
	if (id != SMCCC_ARCH_FEATURES)
		return SMCCC_NOT_SUPPORTED;
	if (arg == SMCCC_VERSION || arg == SMCCC_ARCH_FEATURES)
		return 0;
	return is_workaround(arg) ?
		firmware_features(SMCCC_ARCH_FEATURES, arg) :
		SMCCC_NOT_SUPPORTED;
}

bool exit_smc(struct guest_regs *regs)
{
	u32 id = regs->x[0];
	long result = SMCCC_NOT_SUPPORTED;

	guest_skip();
	if (SMCCC_OWNER(id) == SMCCC_OWNER_STANDARD &&
	    (id & ~SMCCC_64) <= PSCI_LAST)
		cpu_count(JAILHOUSE_CPU_STAT_VMEXITS_PSCI);
	else
		cpu_count(JAILHOUSE_CPU_STAT_VMEXITS_SMCCC);

	if (is_forwarded(id)) {
		arm64_smc(regs);
		return false;
	}
	if (is_system_call(id) && !is_root()) {
		if ((id & ~SMCCC_64) == PSCI_SYSTEM_OFF)
			end_cell();
		else
			restart_cell();
		return true;
	}
	if (SMCCC_OWNER(id) == SMCCC_OWNER_STANDARD)
		result = psci(regs);
	else if (SMCCC_OWNER(id) == SMCCC_OWNER_ARCH)
		result = arch_call(id, regs->x[1]);
	/* A CPU that is off now has other registers. */
	if (!this_private()->parked)
		regs->x[0] = result;
	return true;
}
