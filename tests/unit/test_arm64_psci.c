/* SPDX-License-Identifier: BSD-2-Clause */
/* Power calls and what of a guest's calls reaches firmware. */
#include "arm64/machine.h"

#include <string.h>

#include <comm.h>
#include <core_entry.h>
#include <exits.h>
#include <gic.h>
#include <power.h>
#include <psci.h>
#include <sysreg.h>
#include <unit.h>

static struct guest_regs regs;
static unsigned int firmware_calls, offs;
static u64 last_firmware_call;
static u32 events[NUM_CPUS];
static u32 comm_state;

static u64 id_aa64pfr0, elr;

u64 fake_sysreg(const char *name)
{
	if (!strcmp(name, "elr_el2"))
		return elr;
	assert_string_equal(name, "id_aa64pfr0_el1");
	return id_aa64pfr0;
}

void fake_write_sysreg(const char *name, u64 value)
{
	assert_string_equal(name, "elr_el2");
	elr = value;
}

void wfi(void)
{
}

static unsigned int resets;

void comm_reset(struct cell *cell)
{
	assert_ptr_equal(cell, &test_cell);
	resets++;
}

void units_reset(struct cell *cell)
{
	assert_ptr_equal(cell, &test_cell);
	resets++;
}

void arm64_smc(struct guest_regs *call)
{
	firmware_calls++;
	last_firmware_call = call->x[0];
	call->x[0] = 0x77;
}

void power_off(void)
{
	offs++;
	this_private()->parked = true;
	this_cpu()->arch.power = ARM64_POWER_OFF;
}

void cpu_set_events(unsigned int cpu, u32 what)
{
	events[cpu] |= what;
}

void cpu_post_events(unsigned int cpu, u32 what)
{
	cpu_set_events(cpu, what);
}

bool gic_has_pending(void)
{
	return false;
}

void comm_set_state(struct cell *cell, u32 state)
{
	assert_ptr_equal(cell, &test_cell);
	comm_state = state;
}

static int setup(void **state)
{
	unsigned int cpu;

	(void)state;
	machine_reset(3);
	elr = 0;
	firmware_calls = offs = resets = 0;
	/* EL3 is there. */
	id_aa64pfr0 = 0x1000;
	comm_state = 99;
	for (cpu = 0; cpu < NUM_CPUS; cpu++)
		events[cpu] = 0;
	public_per_cpu(3)->arch.power = ARM64_POWER_OFF;
	return 0;
}

static s32 smc(u64 id, u64 x1, u64 x2, u64 x3)
{
	regs.x[0] = id;
	regs.x[1] = x1;
	regs.x[2] = x2;
	regs.x[3] = x3;
	exit_smc(&regs);
	return (s32)regs.x[0];
}

#define WIDE	0x40000000U

static void versions(void **state)
{
	(void)state;
	assert_int_equal(smc(PSCI_VERSION, 0, 0, 0), 0x10001);
	assert_int_equal(smc(SMCCC_VERSION, 0, 0, 0), 0x10001);
	assert_int_equal(smc(PSCI_FEATURES, PSCI_CPU_ON | WIDE, 0, 0), 0);
	assert_int_equal(smc(PSCI_FEATURES, SMCCC_VERSION, 0, 0), 0);
	assert_int_equal(smc(PSCI_FEATURES, 0x8400000e, 0, 0), -1);
	assert_int_equal(firmware_calls, 0);
	/* Each was skipped. */
	assert_int_equal(elr, 5 * 4);
}

static void cpu_on_starts_once(void **state)
{
	struct public_per_cpu *cpu = public_per_cpu(3);

	(void)state;
	assert_int_equal(smc(PSCI_CPU_ON | WIDE, MPIDR(3), 0x123456789000, 7),
			 0);
	assert_int_equal(cpu->arch.power, ARM64_POWER_PENDING);
	assert_true(cpu->arch.entry == 0x123456789000);
	assert_int_equal(cpu->arch.context, 7);
	assert_int_equal(events[3], CPU_EVENT_POWER_ON);
	assert_int_equal(smc(PSCI_CPU_ON | WIDE, MPIDR(3), 0, 0),
			 PSCI_ON_PENDING);
	assert_int_equal(cpu->arch.context, 7);
	cpu->arch.power = ARM64_POWER_ON;
	assert_int_equal(smc(PSCI_CPU_ON | WIDE, MPIDR(3), 0, 0),
			 PSCI_ALREADY_ON);
}

static void cpu_on_of_others(void **state)
{
	(void)state;
	public_per_cpu(1)->arch.power = ARM64_POWER_OFF;
	assert_int_equal(smc(PSCI_CPU_ON | WIDE, MPIDR(1), 0, 0), PSCI_DENIED);
	assert_int_equal(smc(PSCI_CPU_ON | WIDE, 0x999, 0, 0), PSCI_DENIED);
	assert_int_equal(events[1], 0);
	public_per_cpu(3)->failed = true;
	assert_int_equal(smc(PSCI_CPU_ON | WIDE, MPIDR(3), 0, 0), PSCI_DENIED);
	assert_int_equal(events[3], 0);
}

static void narrow_calls(void **state)
{
	(void)state;
	assert_int_equal(smc(PSCI_CPU_ON, MPIDR(3) | 0xff00000000,
			     0xff00001000, 0xff00000002), 0);
	assert_int_equal(public_per_cpu(3)->arch.entry, 0x1000);
	assert_int_equal(public_per_cpu(3)->arch.context, 2);
}

static void affinity(void **state)
{
	(void)state;
	assert_int_equal(smc(PSCI_AFFINITY_INFO | WIDE, MPIDR(2), 0, 0), 0);
	assert_int_equal(smc(PSCI_AFFINITY_INFO | WIDE, MPIDR(3), 0, 0), 1);
	assert_int_equal(smc(PSCI_AFFINITY_INFO | WIDE, MPIDR(0), 0, 0),
			 PSCI_INVALID_PARAMETERS);
	assert_int_equal(smc(PSCI_AFFINITY_INFO | WIDE, MPIDR(2), 1, 0),
			 PSCI_INVALID_PARAMETERS);
}

static void off_parks(void **state)
{
	(void)state;
	smc(PSCI_CPU_OFF, 0, 0, 0);
	assert_int_equal(offs, 1);
	assert_int_equal(firmware_calls, 0);
}

static void suspend_waits(void **state)
{
	(void)state;
	assert_int_equal(smc(PSCI_CPU_SUSPEND | WIDE, 0x10000, 0, 0), 0);
	assert_int_equal(offs, 0);
	machine_be(0);
	assert_int_equal(smc(PSCI_CPU_SUSPEND | WIDE, 0x10000, 0, 0), 0);
	assert_int_equal(firmware_calls, 0);
}

static void cells_reset_only_themselves(void **state)
{
	(void)state;
	smc(PSCI_SYSTEM_OFF, 0, 0, 0);
	assert_int_equal(firmware_calls, 0);
	assert_int_equal(comm_state, JAILHOUSE_CELL_SHUT_DOWN);
	assert_int_equal(events[2], CPU_EVENT_PARK);
	assert_int_equal(events[3], CPU_EVENT_PARK);
	assert_int_equal(events[0] | events[1], 0);
}

/** Take a CPU's events as it would, and continue a restart. */
static void look(unsigned int cpu)
{
	events[cpu] = 0;
	machine_be(cpu);
	psci_restart();
}

static void cells_restart(void **state)
{
	(void)state;
	public_per_cpu(3)->arch.power = ARM64_POWER_ON;
	smc(PSCI_SYSTEM_RESET, 0, 0, 0);
	assert_int_equal(offs, 1);
	assert_int_equal(events[2], CPU_EVENT_RESTART);
	/* As long as another CPU runs nothing of the cell is touched. */
	look(2);
	look(2);
	assert_int_equal(events[3], CPU_EVENT_PARK);
	assert_int_equal(events[2], CPU_EVENT_RESTART);
	assert_int_equal(resets, 0);
	public_per_cpu(3)->arch.power = ARM64_POWER_OFF;
	look(2);
	assert_int_equal(events[2], CPU_EVENT_RESET);
	assert_int_equal(events[0] | events[1], 0);
	assert_int_equal(resets, 2);

	/* The first CPU is the one that starts. */
	test_cell.arch.restarting = 0;
	public_per_cpu(2)->arch.power = ARM64_POWER_OFF;
	machine_be(3);
	smc(PSCI_SYSTEM_RESET2 | WIDE, 0, 0, 0);
	events[2] = 0;
	look(3);
	assert_int_equal(events[2], CPU_EVENT_RESET);
	assert_int_equal(events[3], 0);
	assert_int_equal(resets, 4);
	assert_int_equal(firmware_calls, 0);
}

static void one_cpu_restarts_the_cell(void **state)
{
	(void)state;
	test_cell.arch.restarting = 1;
	smc(PSCI_SYSTEM_RESET, 0, 0, 0);
	assert_int_equal(resets, 0);
	assert_int_equal(offs, 1);
	assert_int_equal(events[2] | events[3], 0);
	/* And nobody starts others meanwhile. */
	machine_be(3);
	assert_int_equal(smc(PSCI_CPU_ON | WIDE, MPIDR(2), 0, 0), PSCI_DENIED);
	assert_int_equal(events[2], 0);
}

static void failed_cells_do_not_restart(void **state)
{
	(void)state;
	smc(PSCI_SYSTEM_RESET, 0, 0, 0);
	public_per_cpu(2)->failed = true;
	look(2);
	assert_int_equal(resets, 0);
	assert_int_equal(events[2] | events[3], 0);
}

/* SMC is undefined at EL2 but for what an emulator does for power. */
static void nothing_is_forwarded_without_el3(void **state)
{
	(void)state;
	id_aa64pfr0 = 0;
	assert_int_equal(smc(SMCCC_WORKAROUND_1, 0, 0, 0), -1);
	assert_int_equal(smc(SMCCC_ARCH_FEATURES, SMCCC_WORKAROUND_1, 0, 0),
			 -1);
	machine_be(0);
	assert_int_equal(smc(0xc2000001, 0, 0, 0), -1);
	assert_int_equal(firmware_calls, 0);
	smc(PSCI_SYSTEM_RESET, 0, 0, 0);
	assert_int_equal(firmware_calls, 1);
}

static void root_resets_the_machine(void **state)
{
	(void)state;
	machine_be(0);
	smc(PSCI_SYSTEM_RESET, 0, 0, 0);
	assert_int_equal(firmware_calls, 1);
	assert_int_equal(last_firmware_call, PSCI_SYSTEM_RESET);
}

/* SiP, OEM, trusted applications and systems, random numbers. */
static const u32 vendor_calls[] = {
	0x82000001, 0xc2000001, 0x83000001, 0xb0000000, 0xb2000001,
	0x84000050, 0xc4000053,
};

static void vendor_calls_of_root(void **state)
{
	unsigned int n;

	(void)state;
	machine_be(1);
	for (n = 0; n < ARRAY_SIZE(vendor_calls); n++) {
		assert_int_equal(smc(vendor_calls[n], 0, 0, 0), 0x77);
		assert_int_equal(last_firmware_call, vendor_calls[n]);
	}
	assert_int_equal(firmware_calls, ARRAY_SIZE(vendor_calls));
}

static void vendor_calls_of_cells(void **state)
{
	unsigned int n;

	(void)state;
	for (n = 0; n < ARRAY_SIZE(vendor_calls); n++)
		assert_int_equal(smc(vendor_calls[n], 0, 0, 0),
				 SMCCC_NOT_SUPPORTED);
	assert_int_equal(smc(0x85000001, 0, 0, 0), SMCCC_NOT_SUPPORTED);
	assert_int_equal(smc(0x86000001, 0, 0, 0), SMCCC_NOT_SUPPORTED);
	assert_int_equal(firmware_calls, 0);
}

static void workarounds_reach_firmware(void **state)
{
	(void)state;
	assert_int_equal(smc(SMCCC_WORKAROUND_1, 0, 0, 0), 0x77);
	assert_int_equal(firmware_calls, 1);
	assert_int_equal(smc(SMCCC_ARCH_FEATURES, SMCCC_WORKAROUND_2, 0, 0),
			 0x77);
	assert_int_equal(firmware_calls, 2);
	assert_int_equal(smc(SMCCC_ARCH_FEATURES, 0x80001234, 0, 0), -1);
	assert_int_equal(firmware_calls, 2);
}

#define TEST(name)	cmocka_unit_test_setup(name, setup)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(versions), TEST(cpu_on_starts_once),
		TEST(cpu_on_of_others), TEST(narrow_calls), TEST(affinity),
		TEST(off_parks), TEST(suspend_waits),
		TEST(cells_reset_only_themselves),
		TEST(cells_restart),
		TEST(one_cpu_restarts_the_cell),
		TEST(failed_cells_do_not_restart),
		TEST(nothing_is_forwarded_without_el3),
		TEST(root_resets_the_machine),
		TEST(vendor_calls_of_root),
		TEST(vendor_calls_of_cells),
		TEST(workarounds_reach_firmware),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
