/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A CPU that changes its owner: nothing of the old one is left, registers have
 * the values with which a CPU starts (Arm ARM D17). Linux finds its own again
 * at disable.
 */
#include "arm64/cpu_model.h"

#include <string.h>

#include <errno.h>
#include <gic.h>
#include <power.h>
#include <unit.h>
#include <vcpu.h>
#include <jailhouse/config-rules.h>

#define PC		0x0000000040200000UL
#define HCR_VSE_BIT	0x100UL
#define HCR_E2H_BIT	0x400000000UL

static void (*const kinds[])(void) = { cpu_plain, cpu_today, cpu_future };

const struct unit arm64_gic_unit = { .name = "gic" };

unsigned int arm64_phys_bits(void)
{
	return 40;
}

u64 hv_virt_to_phys(const volatile void *virt)
{
	return (u64)virt;
}

void drop_serror(void)
{
	cpu_note("drop_serror");
}

static void register_is(const char *name, u64 value)
{
	u64 is = sysreg_get(name);

	if (is != value)
		fail_msg("%s is %#llx, not %#llx", name, (long long)is,
			 (long long)value);
}

static void registers_are_0(const char *const *names, unsigned int number)
{
	while (number--)
		register_is(names[number], 0);
}

#define ARE_0(...)							\
do {									\
	static const char *const names_[] = { __VA_ARGS__ };		\
									\
	registers_are_0(names_, ARRAY_SIZE(names_));			\
} while (0)

static void handover(struct cell *cell)
{
	cpu_give(cell);
	arch_units[0]->cpu_handover(cell);
}

/** A cell leaves garbage in all that it can reach, and root gets the CPU. */
static void garbage_and_handover(void)
{
	assert_int_equal(vcpu_init(), 0);
	handover(&test_cell);
	cpu_fill_guest();
	handover(&root_cell);
}

/* --- What the old owner left --- */

/* All that there is, by the list of the CPU model. */
static void nothing_survives(void **state)
{
	u64 old[CPU_MAX_REGISTERS];
	unsigned int kind, n;
	const char *name;

	(void)state;
	for (kind = 0; kind < ARRAY_SIZE(kinds); kind++) {
		kinds[kind]();
		cpu_fill_guest();
		for (n = 0; (name = cpu_register(n)); n++) {
			assert_true(n < CPU_MAX_REGISTERS);
			old[n] = sysreg_get(name);
		}
		garbage_and_handover();
		for (n = 0; (name = cpu_register(n)); n++)
			if (!cpu_is_el2(name) && sysreg_get(name) == old[n])
				fail_msg("%s is the old owner's", name);
	}
}

static void general_registers(void **state)
{
	unsigned int n;

	(void)state;
	cpu_plain();
	garbage_and_handover();
	for (n = 0; n < ARRAY_SIZE(cpu_guest_regs.x); n++)
		assert_int_equal(cpu_guest_regs.x[n], 0);
}

static void el1_is_as_at_reset(void **state)
{
	(void)state;
	cpu_plain();
	garbage_and_handover();
	/* RES1 bits: MMU, caches and checks are off. */
	register_is("sctlr_el1", 0x30d00800);
	/* FPEN: no traps. */
	register_is("cpacr_el1", 0x300000);
	ARE_0("tcr_el1", "ttbr0_el1", "ttbr1_el1", "mair_el1", "amair_el1",
	      "vbar_el1", "contextidr_el1", "esr_el1", "far_el1", "afsr0_el1",
	      "afsr1_el1", "par_el1", "elr_el1", "spsr_el1", "sp_el0",
	      "sp_el1", "csselr_el1");
}

static void pointers_of_threads(void **state)
{
	(void)state;
	cpu_today();
	garbage_and_handover();
	ARE_0("tpidr_el0", "tpidrro_el0", "tpidr_el1", R_TPIDR2_EL0);
}

static void timers_are_off(void **state)
{
	(void)state;
	cpu_plain();
	garbage_and_handover();
	ARE_0("cntv_ctl_el0", "cntp_ctl_el0", "cntv_cval_el0", "cntp_cval_el0",
	      "cntkctl_el1");
	/* None fires because of a deadline that is gone. */
	assert_true(cpu_last("cntv_ctl_el0") < cpu_last("cntv_cval_el0"));
	assert_true(cpu_last("cntp_ctl_el0") < cpu_last("cntp_cval_el0"));
}

/* Breakpoints go when debugging is off: the CPU model looks. */
static void debugging_is_off(void **state)
{
	(void)state;
	cpu_plain();
	/* Six breakpoints, four watchpoints, version. */
	sysreg_set("id_aa64dfr0_el1", 0x305006);
	garbage_and_handover();
	ARE_0("mdscr_el1", "mdccint_el1", "osdlr_el1", "oslar_el1");
	assert_true(cpu_noted("vcpu_reset_breakpoints"));
}

static void counters_are(u64 version, u64 number)
{
	unsigned int n;

	cpu_plain();
	cpu_set_field("id_aa64dfr0_el1", 8, version);
	cpu_set_counters(number);
	garbage_and_handover();
	for (n = 0; n < CPU_COUNTERS; n++) {
		u64 value = n < number ? 0 : 0xc0000 + n;

		assert_int_equal(cpu_counters[n], value);
		assert_int_equal(cpu_counter_types[n], value);
	}
	/* Writing 1 clears. */
	assert_int_equal(sysreg_get("pmcntenclr_el0"), ~0UL);
	assert_int_equal(sysreg_get("pmintenclr_el1"), ~0UL);
	assert_int_equal(sysreg_get("pmovsclr_el0"), ~0UL);
	ARE_0("pmuserenr_el0", "pmselr_el0", "pmccfiltr_el0");
	/* E off; P and C are resets; N. */
	register_is("pmcr_el0", number << 11 | 6);
}

static void counters_of_events(void **state)
{
	(void)state;
	counters_are(1, 0);
	counters_are(1, 1);
	counters_are(4, 6);
	counters_are(14, 31);
}

static void counters_of_instructions(void **state)
{
	(void)state;
	cpu_plain();
	cpu_set_field("id_aa64dfr0_el1", 8, 8);
	cpu_set_field("id_aa64dfr1_el1", 36, 1);
	garbage_and_handover();
	ARE_0(R_PMICNTR_EL0, R_PMICFILTR_EL0);
	cpu_plain();
	cpu_set_field("id_aa64dfr0_el1", 8, 9);
	garbage_and_handover();
	ARE_0(R_PMUACR_EL1);
}

static void keys(void **state)
{
	(void)state;
	cpu_today();
	garbage_and_handover();
	ARE_0(R_APIAKEYLO_EL1, R_APIAKEYHI_EL1, R_APIBKEYLO_EL1,
	      R_APIBKEYHI_EL1, R_APDAKEYLO_EL1, R_APDAKEYHI_EL1,
	      R_APDBKEYLO_EL1, R_APDBKEYHI_EL1, R_APGAKEYLO_EL1,
	      R_APGAKEYHI_EL1);
}

static void registers_of_extensions(void **state)
{
	(void)state;
	cpu_today();
	garbage_and_handover();
	ARE_0(R_SVCR, R_SMCR_EL1, R_SMPRI_EL1, R_ZCR_EL1, R_FPMR);
	ARE_0(R_AMUSERENR_EL0, R_MPAM1_EL1, R_MPAM0_EL1);
	ARE_0(R_GCSCR_EL1, R_GCSCRE0_EL1, R_GCSPR_EL1, R_GCSPR_EL0);
	ARE_0(R_TCR2_EL1, R_PIR_EL1, R_PIRE0_EL1, R_POR_EL1, R_POR_EL0);
	ARE_0(R_GCR_EL1, R_RGSR_EL1, R_TFSR_EL1, R_TFSRE0_EL1);
	ARE_0(R_VSESR_EL2, R_VDISR_EL2);
}

/* In this order: vectors of streaming mode are others. */
static void vectors_are_cleared(void **state)
{
	(void)state;
	cpu_plain();
	garbage_and_handover();
	assert_true(cpu_noted("arm64_fp_reset"));
	assert_false(cpu_noted("arm64_sve_reset"));
	cpu_today();
	garbage_and_handover();
	assert_true(cpu_last(R_SVCR) < cpu_last("arm64_fp_reset"));
	assert_true(cpu_last("arm64_fp_reset") < cpu_last("arm64_sve_reset"));
	assert_true(cpu_last("arm64_sve_reset") < cpu_last(R_ZCR_EL1));
}

/* Cells don't get what is cleared there with root's rights. */
static void traps_are_the_new_owners(void **state)
{
	(void)state;
	cpu_today();
	assert_int_equal(vcpu_init(), 0);
	handover(&test_cell);
	register_is("cptr_el2", 0x401032ff);
	vcpu_clear();
	register_is("cptr_el2", 0x401032ff);
	handover(&root_cell);
	register_is("cptr_el2", 0x1022ff);
}

static void a_pending_error_is_the_old_owners(void **state)
{
	u64 hcr;

	(void)state;
	cpu_today();
	assert_int_equal(vcpu_init(), 0);
	hcr = sysreg_get("hcr_el2");
	sysreg_set("hcr_el2", hcr | HCR_VSE_BIT);
	vcpu_clear();
	register_is("hcr_el2", hcr);
}

/* An error that waits is taken before the CPU is the new owner's, whose second
 * stage finds a CPU that is clean. */
static void order_of_a_handover(void **state)
{
	(void)state;
	cpu_plain();
	test_cell.arch.vttbr = 0x0002000041000000;
	handover(&test_cell);
	assert_true(cpu_last("drop_serror") < cpu_last("sctlr_el1"));
	assert_true(cpu_last("tpidr_el0") < cpu_last("vttbr_el2"));
	assert_true(cpu_last("arm64_fp_reset") < cpu_last("vttbr_el2"));
	assert_true(cpu_last("vttbr_el2") < cpu_last("isb"));
	register_is("vttbr_el2", 0x0002000041000000);
}

static void check_handover(void)
{
	garbage_and_handover();
	ARE_0("tpidr_el0", "ttbr0_el1", "cntv_ctl_el0", "vbar_el1");
}

/* The CPU model fails where a register is touched that is not there. */
static void absent_registers_are_left_alone(void **state)
{
	(void)state;
	cpu_each_field(check_handover);
	cpu_future();
	check_handover();
}

/* --- A CPU that starts --- */

static void start(void **state)
{
	unsigned int n;

	(void)state;
	cpu_plain();
	assert_int_equal(vcpu_init(), 0);
	cpu_fill_guest();
	vcpu_reset(PC, 0x1234);
	register_is("elr_el2", PC);
	/* EL1h, D, A, I and F masked. */
	register_is("spsr_el2", 0x3c5);
	assert_int_equal(cpu_guest_regs.x[0], 0x1234);
	for (n = 1; n < ARRAY_SIZE(cpu_guest_regs.x); n++)
		assert_int_equal(cpu_guest_regs.x[n], 0);
	register_is("sctlr_el1", 0x30d00800);
}

/* What was fetched and translated before is forgotten. */
static void start_without_old_translations(void **state)
{
	(void)state;
	cpu_plain();
	assert_int_equal(vcpu_init(), 0);
	vcpu_reset(PC, 0);
	assert_true(cpu_last("sctlr_el1") < cpu_last("tlbi vmalle1"));
	assert_true(cpu_last("tlbi vmalle1") < cpu_last("dsb nsh"));
	assert_true(cpu_last("ic iallu") < cpu_last("dsb nsh"));
	assert_true(cpu_last("dsb nsh") < cpu_last("isb"));
	assert_true(cpu_last("elr_el2") < cpu_last("isb"));
}

/* --- Linux --- */

static u64 linux_had[CPU_MAX_REGISTERS];

static void enable_from_linux(void)
{
	const char *name;
	unsigned int n;

	cpu_fill();
	for (n = 0; (name = cpu_register(n)); n++) {
		assert_true(n < CPU_MAX_REGISTERS);
		linux_had[n] = sysreg_get(name);
	}
	assert_int_equal(vcpu_init(), 0);
}

/** The hypervisor has these, and leaves them as Linux' boot does. */
static bool as_linux_boots(const char *name)
{
	static const struct {
		const char *name;
		u64 value;
	} values[] = {
		{ "cnthp_ctl_el2", 0 },
		{ R_CNTHV_CTL_EL2, 0 },
		{ R_MPAMHCR_EL2, 0 },
		{ R_ZCR_EL2, 0x1ff },
	};
	unsigned int n;

	for (n = 0; n < ARRAY_SIZE(values); n++)
		if (!strcmp(values[n].name, name))
			return sysreg_get(name) == values[n].value;
	return false;
}

/** @el2: only its registers. */
static void linux_has_its_registers(bool el2)
{
	const char *name;
	unsigned int n;

	for (n = 0; (name = cpu_register(n)); n++)
		if ((cpu_is_el2(name) || !el2) && !as_linux_boots(name))
			register_is(name, linux_had[n]);
}

static void linux_comes_back(void **state)
{
	unsigned int kind;

	(void)state;
	for (kind = 0; kind < ARRAY_SIZE(kinds); kind++) {
		kinds[kind]();
		enable_from_linux();
		vcpu_exit();
		/* Those of EL1 and EL0 were never touched. */
		linux_has_its_registers(false);
	}
}

static void linux_comes_back_after_a_cell(void **state)
{
	unsigned int kind;

	(void)state;
	for (kind = 0; kind < ARRAY_SIZE(kinds); kind++) {
		kinds[kind]();
		enable_from_linux();
		handover(&test_cell);
		cpu_fill_guest();
		handover(&root_cell);
		vcpu_exit();
		linux_has_its_registers(true);
	}
}

static void check_linux(void)
{
	enable_from_linux();
	handover(&test_cell);
	handover(&root_cell);
	vcpu_exit();
	linux_has_its_registers(true);
}

static void linux_comes_back_on_each_cpu(void **state)
{
	(void)state;
	cpu_each_field(check_linux);
}

/* A VMID that KVM used, and Linux' own. */
static void old_translations_of_others(void **state)
{
	unsigned int isb;

	(void)state;
	cpu_plain();
	enable_from_linux();
	assert_true(cpu_last("vttbr_el2") < cpu_last("stage2_flush"));
	assert_true(cpu_last("hcr_el2") < cpu_last("stage2_flush"));
	vcpu_exit();
	/* With Linux' registers in force none comes again. */
	isb = cpu_last_before("isb", cpu_last("tlbi alle1"));
	assert_true(cpu_last("vttbr_el2") < isb);
	assert_true(cpu_last("hcr_el2") < isb);
	assert_true(cpu_last("tlbi alle1") < cpu_last("dsb nsh"));
	assert_true(cpu_last("dsb nsh") < cpu_last("isb"));
}

static void linux_at_el2_is_refused(void **state)
{
	(void)state;
	cpu_today();
	cpu_fill();
	sysreg_set("hcr_el2", sysreg_get("hcr_el2") | HCR_E2H_BIT);
	assert_int_equal(vcpu_init(), -EBUSY);
	assert_int_equal(cpu_refused, JAILHOUSE_RULE_CPU_VIRTUALIZATION_BUSY);
	vcpu_exit();
	assert_int_equal(cpu_num_noted(), 0);
}

/* Of a CPU whose enable failed before, or that has left. */
static void exit_without_init(void **state)
{
	unsigned int noted;

	(void)state;
	cpu_plain();
	vcpu_exit();
	assert_int_equal(cpu_num_noted(), 0);
	enable_from_linux();
	vcpu_exit();
	noted = cpu_num_noted();
	vcpu_exit();
	assert_int_equal(cpu_num_noted(), noted);
}

static void vectors_by_gic(void **state)
{
	u64 gicv2;

	(void)state;
	cpu_plain();
	vcpu_set_vectors(true);
	gicv2 = sysreg_get("vbar_el2");
	vcpu_set_vectors(false);
	assert_true(gicv2 && sysreg_get("vbar_el2"));
	assert_true(gicv2 != sysreg_get("vbar_el2"));
	assert_true(cpu_last("vbar_el2") < cpu_last("isb"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_survives),
		cmocka_unit_test(general_registers),
		cmocka_unit_test(el1_is_as_at_reset),
		cmocka_unit_test(pointers_of_threads),
		cmocka_unit_test(timers_are_off),
		cmocka_unit_test(debugging_is_off),
		cmocka_unit_test(counters_of_events),
		cmocka_unit_test(counters_of_instructions),
		cmocka_unit_test(keys),
		cmocka_unit_test(registers_of_extensions),
		cmocka_unit_test(vectors_are_cleared),
		cmocka_unit_test(traps_are_the_new_owners),
		cmocka_unit_test(a_pending_error_is_the_old_owners),
		cmocka_unit_test(order_of_a_handover),
		cmocka_unit_test(absent_registers_are_left_alone),
		cmocka_unit_test(start),
		cmocka_unit_test(start_without_old_translations),
		cmocka_unit_test(linux_comes_back),
		cmocka_unit_test(linux_comes_back_after_a_cell),
		cmocka_unit_test(linux_comes_back_on_each_cpu),
		cmocka_unit_test(old_translations_of_others),
		cmocka_unit_test(linux_at_el2_is_refused),
		cmocka_unit_test(exit_without_init),
		cmocka_unit_test(vectors_by_gic),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
