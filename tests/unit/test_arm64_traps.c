/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What guests are kept from and what they get, on CPUs with and without
 * extensions: trap registers by literal values (Arm ARM D17.2). Bits that are
 * listed nowhere here are 0 on each CPU.
 */
#include "arm64/cpu_model.h"

#include <jailhouse/config-rules.h>
#include <vcpu.h>

/* VM, SWIO, FMO, IMO, AMO; TSC, TIDCP, TACR, TSW; RW; TLOR, TERR. */
#define HCR_ALWAYS	0x000000188078003bUL
#define HCR_APK_API	0x0000030000000000UL
#define HCR_ATA_BIT	0x0100000000000000UL

/* TDOSA, TDRA, TPMS, TTRF. */
#define MDCR_ALWAYS	0x84c00UL
#define MDCR_HPMN_BITS	0x1fUL
#define MDCR_HPMD_BIT	0x20000UL
#define MDCR_HCCD_BIT	0x800000UL

/* RES1 bits, TTA; never TFP nor TCPAC. */
#define CPTR_ALWAYS	0x1022ffUL
#define CPTR_TZ_BIT	0x100UL
#define CPTR_TSM_BIT	0x1000UL
#define CPTR_TAM_BIT	0x40000000UL

static struct cell *const owners[] = { &root_cell, &test_cell };

static void load(struct cell *cell)
{
	cpu_give(cell);
	vcpu_load_cell();
}

static void enable(void)
{
	cpu_fill();
	assert_int_equal(vcpu_init(), 0);
}

static void register_is(const char *name, u64 value)
{
	u64 is = sysreg_get(name);

	if (is != value)
		fail_msg("%s is %#llx, not %#llx", name, (long long)is,
			 (long long)value);
}

/** A register when the CPU is root's, and when it is a cell's. */
static void registers_are(const char *name, u64 of_root, u64 of_cell)
{
	load(&root_cell);
	register_is(name, of_root);
	load(&test_cell);
	register_is(name, of_cell);
	load(&root_cell);
	register_is(name, of_root);
}

/* --- HCR_EL2 --- */

static void hcr_without_extensions(void **state)
{
	(void)state;
	cpu_plain();
	enable();
	registers_are("hcr_el2", HCR_ALWAYS, HCR_ALWAYS);
}

static void hcr_with_extensions(void **state)
{
	(void)state;
	cpu_today();
	enable();
	registers_are("hcr_el2", HCR_ALWAYS | HCR_APK_API | HCR_ATA_BIT,
		      HCR_ALWAYS | HCR_APK_API);
}

static void check_hcr(void)
{
	unsigned int n;

	enable();
	for (n = 0; n < ARRAY_SIZE(owners); n++) {
		u64 hcr, keys;

		load(owners[n]);
		hcr = sysreg_get("hcr_el2");
		keys = hcr & HCR_APK_API;
		assert_true(keys == 0 || keys == HCR_APK_API);
		if (owners[n] == &root_cell)
			hcr &= ~HCR_ATA_BIT;
		assert_int_equal(hcr & ~HCR_APK_API, HCR_ALWAYS);
	}
}

static void hcr_whatever_id_registers_say(void **state)
{
	(void)state;
	cpu_each_field(check_hcr);
}

/* Architected and other algorithms, of addresses and of data. */
static void keys_by_any_algorithm(void **state)
{
	static const struct {
		const char *id;
		unsigned int shift;
	} algorithms[] = {
		{ "id_aa64isar1_el1", 4 }, { "id_aa64isar1_el1", 8 },
		{ "id_aa64isar1_el1", 24 }, { "id_aa64isar1_el1", 28 },
		{ R_ID_AA64ISAR2_EL1, 8 }, { R_ID_AA64ISAR2_EL1, 12 },
	};
	unsigned int n;

	(void)state;
	for (n = 0; n < ARRAY_SIZE(algorithms); n++) {
		cpu_plain();
		cpu_set_field(algorithms[n].id, algorithms[n].shift, 1);
		enable();
		registers_are("hcr_el2", HCR_ALWAYS | HCR_APK_API,
			      HCR_ALWAYS | HCR_APK_API);
	}
}

/* 1: there are instructions, and no tags in memory. */
static void tags_are_roots_alone(void **state)
{
	u64 version;

	(void)state;
	for (version = 0; version < 16; version++) {
		cpu_plain();
		cpu_set_field("id_aa64pfr1_el1", 8, version);
		enable();
		registers_are("hcr_el2",
			      HCR_ALWAYS | (version >= 2 ? HCR_ATA_BIT : 0),
			      HCR_ALWAYS);
	}
}

/* --- MDCR_EL2, and what else is the same for all guests --- */

static void check_mdcr(void)
{
	enable();
	assert_int_equal(sysreg_get("mdcr_el2") &
			 ~(MDCR_HPMN_BITS | MDCR_HPMD_BIT | MDCR_HCCD_BIT),
			 MDCR_ALWAYS);
}

static void mdcr_whatever_id_registers_say(void **state)
{
	(void)state;
	cpu_each_field(check_mdcr);
}

static void mdcr_is(u64 version, u64 counters, u64 added)
{
	cpu_plain();
	cpu_set_field("id_aa64dfr0_el1", 8, version);
	cpu_set_counters(counters);
	enable();
	registers_are("mdcr_el2", MDCR_ALWAYS | added, MDCR_ALWAYS | added);
}

/* All counters are the guest's; they stand still in the hypervisor where the
 * CPU can do that: events from PMUv3p1 on, cycles from PMUv3p5 on. */
static void counters_are_the_guests(void **state)
{
	(void)state;
	mdcr_is(1, 6, 6);
	mdcr_is(1, 31, 31);
	mdcr_is(4, 0, MDCR_HPMD_BIT);
	mdcr_is(5, 6, MDCR_HPMD_BIT | 6);
	mdcr_is(6, 6, MDCR_HPMD_BIT | MDCR_HCCD_BIT | 6);
	mdcr_is(9, 6, MDCR_HPMD_BIT | MDCR_HCCD_BIT | 6);
	/* Later than any that is known. */
	mdcr_is(14, 6, MDCR_HPMD_BIT | MDCR_HCCD_BIT | 6);
}

/* No counters, and counters of another kind. */
static void there_may_be_no_counters(void **state)
{
	(void)state;
	mdcr_is(0, 6, 0);
	mdcr_is(15, 6, 0);
}

static void the_same_on_each_cpu(void **state)
{
	static void (*const kinds[])(void) = {
		cpu_plain, cpu_today, cpu_future
	};
	unsigned int n;

	(void)state;
	for (n = 0; n < ARRAY_SIZE(kinds); n++) {
		kinds[n]();
		enable();
		load(&test_cell);
		register_is("hstr_el2", 0);
		/* EL1PCTEN, EL1PCEN: counter and timer of EL1. */
		register_is("cnthctl_el2", 3);
		register_is("cntvoff_el2", 0);
		register_is("vpidr_el2", 0x410fd034);
		register_is("vmpidr_el2", 0x80000003);
		register_is("vtcr_el2", 0x80023558);
	}
}

static void timers_of_el2_are_off(void **state)
{
	(void)state;
	cpu_plain();
	enable();
	register_is("cnthp_ctl_el2", 0);
	cpu_plain();
	cpu_set_field("id_aa64mmfr1_el1", 8, 1);
	enable();
	register_is("cnthp_ctl_el2", 0);
	register_is(R_CNTHV_CTL_EL2, 0);
}

/* --- CPTR_EL2 --- */

static void cptr_without_extensions(void **state)
{
	(void)state;
	cpu_plain();
	enable();
	registers_are("cptr_el2", CPTR_ALWAYS | CPTR_TZ_BIT | CPTR_TSM_BIT,
		      CPTR_ALWAYS | CPTR_TZ_BIT | CPTR_TSM_BIT);
}

static void cptr_with_extensions(void **state)
{
	(void)state;
	cpu_today();
	enable();
	registers_are("cptr_el2", CPTR_ALWAYS,
		      CPTR_ALWAYS | CPTR_TSM_BIT | CPTR_TAM_BIT);
}

static void check_cptr(void)
{
	enable();
	load(&test_cell);
	assert_int_equal(sysreg_get("cptr_el2") & ~CPTR_TAM_BIT,
			 CPTR_ALWAYS | CPTR_TSM_BIT |
			 (cpu_has(R_ZCR_EL2) ? 0 : CPTR_TZ_BIT));
	assert_true(sysreg_get("cptr_el2") & CPTR_TAM_BIT ||
		    !cpu_has(R_AMUSERENR_EL0));
	load(&root_cell);
	assert_int_equal(sysreg_get("cptr_el2"), CPTR_ALWAYS |
			 (cpu_has(R_ZCR_EL2) ? 0 : CPTR_TZ_BIT) |
			 (cpu_has(R_SVCR) ? 0 : CPTR_TSM_BIT));
}

static void cptr_whatever_id_registers_say(void **state)
{
	(void)state;
	cpu_each_field(check_cptr);
}

/* Both kinds of guests have vectors as long as the CPU's. */
static void length_of_vectors(void **state)
{
	(void)state;
	cpu_plain();
	cpu_set_field("id_aa64pfr0_el1", 32, 1);
	enable();
	registers_are("cptr_el2", CPTR_ALWAYS | CPTR_TSM_BIT,
		      CPTR_ALWAYS | CPTR_TSM_BIT);
	registers_are(R_ZCR_EL2, 0x1ff, 0x1ff);
}

/* --- HCRX_EL2 --- */

/* MSCEn, TCR2En, GCSEn, EnFPM. */
#define HCRX_ALL	0xc04800UL

static void hcrx_by_extension(void **state)
{
	static const struct {
		const char *id;
		unsigned int shift;
		u64 hcrx;
	} enables[] = {
		{ "id_aa64pfr0_el1", 0, 0 },
		{ R_ID_AA64ISAR2_EL1, 16, 0x800 },
		{ R_ID_AA64MMFR3_EL1, 0, 0x4000 },
		{ "id_aa64pfr1_el1", 44, 0x400000 },
		{ R_ID_AA64PFR2_EL1, 32, 0x800000 },
	};
	unsigned int n;

	(void)state;
	for (n = 0; n < ARRAY_SIZE(enables); n++) {
		cpu_plain();
		cpu_set_field("id_aa64mmfr1_el1", 40, 1);
		cpu_set_field(enables[n].id, enables[n].shift, 1);
		enable();
		registers_are(R_HCRX_EL2, enables[n].hcrx, enables[n].hcrx);
	}
	cpu_today();
	enable();
	registers_are(R_HCRX_EL2, HCRX_ALL, HCRX_ALL);
}

/* --- Fine-grained traps: 1 allows in bits of names with n --- */

/* nGCS_EL0 and _EL1, nPIRE0 and nPIR, nPOR_EL0 and _EL1. */
#define HFGRTR_CELL	0x1e30000000000000UL
/* nSMPRI, nTPIDR2. */
#define HFGRTR_ROOT	(HFGRTR_CELL | 0x00c0000000000000UL)
/* nGCSPUSHM_EL1, nGCSSTR_EL1, nGCSEPP */
#define HFGITR_ALL	0x0e00000000000000UL
/* DBGCLAIM, which traps. */
#define HDFGRTR_ALL	0x20UL
/* nPMICNTR, nPMICFILTR, nPMUACR */
#define HDFGRTR2_ALL	0x1cUL

static void fine_traps_are(u64 hfgrtr_root, u64 hfgrtr_cell, u64 hfgitr)
{
	registers_are(R_HFGRTR_EL2, hfgrtr_root, hfgrtr_cell);
	registers_are(R_HFGWTR_EL2, hfgrtr_root, hfgrtr_cell);
	registers_are(R_HFGITR_EL2, hfgitr, hfgitr);
	registers_are(R_HDFGRTR_EL2, HDFGRTR_ALL, HDFGRTR_ALL);
	registers_are(R_HDFGWTR_EL2, HDFGRTR_ALL, HDFGRTR_ALL);
}

static void fine_traps_2_are_set(void)
{
	registers_are(R_HDFGRTR2_EL2, HDFGRTR2_ALL, HDFGRTR2_ALL);
	registers_are(R_HDFGWTR2_EL2, HDFGRTR2_ALL, HDFGRTR2_ALL);
	registers_are(R_HFGRTR2_EL2, 0, 0);
	registers_are(R_HFGWTR2_EL2, 0, 0);
	registers_are(R_HFGITR2_EL2, 0, 0);
}

static void fine_traps_close_what_there_is_not(void **state)
{
	(void)state;
	cpu_plain();
	cpu_set_field("id_aa64mmfr0_el1", 56, 1);
	enable();
	fine_traps_are(0, 0, 0);
	cpu_set_field("id_aa64mmfr0_el1", 56, 2);
	enable();
	fine_traps_are(0, 0, 0);
	fine_traps_2_are_set();
}

static void fine_traps_with_extensions(void **state)
{
	(void)state;
	cpu_today();
	enable();
	fine_traps_are(HFGRTR_ROOT, HFGRTR_CELL, HFGITR_ALL);
	fine_traps_2_are_set();
	registers_are(R_HAFGRTR_EL2, 0, 0);
}

static void hfgrtr_by_extension(void **state)
{
	static const struct {
		const char *id;
		unsigned int shift;
		u64 root, cell, hfgitr;
	} enables[] = {
		{ "id_aa64pfr1_el1", 44, 3UL << 52, 3UL << 52, HFGITR_ALL },
		{ "id_aa64pfr1_el1", 24, 3UL << 54, 0, 0 },
		{ R_ID_AA64MMFR3_EL1, 8, 3UL << 57, 3UL << 57, 0 },
		{ R_ID_AA64MMFR3_EL1, 16, 3UL << 59, 3UL << 59, 0 },
	};
	unsigned int n;

	(void)state;
	for (n = 0; n < ARRAY_SIZE(enables); n++) {
		cpu_plain();
		cpu_set_field("id_aa64mmfr0_el1", 56, 1);
		cpu_set_field(enables[n].id, enables[n].shift, 1);
		enable();
		fine_traps_are(enables[n].root, enables[n].cell,
			       enables[n].hfgitr);
	}
}

/* The CPU model fails where a register is touched that is not there. */
static void no_fine_traps_no_registers(void **state)
{
	(void)state;
	cpu_today();
	cpu_set_field("id_aa64mmfr0_el1", 56, 0);
	enable();
	assert_false(cpu_noted(R_HFGRTR_EL2));
	cpu_today();
	cpu_set_field("id_aa64mmfr0_el1", 56, 1);
	enable();
	assert_true(cpu_noted(R_HFGRTR_EL2));
	assert_false(cpu_noted(R_HFGRTR2_EL2));
}

/* --- MPAM --- */

/* MPAMEN; TRAPMPAM1EL1 and TRAPMPAM0EL1. */
#define MPAM2_ON	0x8000000000000000UL
#define MPAM2_TRAPS	0x0003000000000000UL

static void partitions_of_caches_are_roots_alone(void **state)
{
	(void)state;
	cpu_today();
	cpu_fill();
	sysreg_set(R_MPAM2_EL2, ~0UL);
	assert_int_equal(vcpu_init(), 0);
	registers_are(R_MPAM2_EL2, MPAM2_ON, MPAM2_ON | MPAM2_TRAPS);
	registers_are(R_MPAMHCR_EL2, 0, 0);
	/* What was off stays off. */
	sysreg_set(R_MPAM2_EL2, ~MPAM2_ON);
	registers_are(R_MPAM2_EL2, 0, MPAM2_TRAPS);
}

/* Of a field of its own, in version 0.1; without a register for guests. */
static void partitions_of_caches_version_0_1(void **state)
{
	(void)state;
	cpu_plain();
	cpu_set_field("id_aa64pfr1_el1", 16, 1);
	/* All bits but HAS_HCR. */
	sysreg_set(R_MPAMIDR_EL1, ~0x20000UL & ~0x1c0000UL);
	cpu_fill();
	sysreg_set(R_MPAM2_EL2, 0);
	assert_int_equal(vcpu_init(), 0);
	registers_are(R_MPAM2_EL2, 0, MPAM2_TRAPS);
	assert_false(cpu_noted(R_MPAMHCR_EL2));
}

/* --- All of them --- */

static void is_at_most(const char *name, u64 bits)
{
	if (cpu_has(name) && sysreg_get(name) & ~bits)
		fail_msg("%s allows %#llx", name,
			 (long long)(sysreg_get(name) & ~bits));
}

static void check_allowed(void)
{
	unsigned int n;

	enable();
	for (n = 0; n < ARRAY_SIZE(owners); n++) {
		u64 hfgrtr = n ? HFGRTR_CELL : HFGRTR_ROOT;

		load(owners[n]);
		is_at_most(R_HCRX_EL2, HCRX_ALL);
		is_at_most(R_HFGRTR_EL2, hfgrtr);
		is_at_most(R_HFGWTR_EL2, hfgrtr);
		is_at_most(R_HFGITR_EL2, HFGITR_ALL);
		is_at_most(R_HDFGRTR_EL2, HDFGRTR_ALL);
		is_at_most(R_HDFGWTR_EL2, HDFGRTR_ALL);
		is_at_most(R_HDFGRTR2_EL2, HDFGRTR2_ALL);
		is_at_most(R_HDFGWTR2_EL2, HDFGRTR2_ALL);
		is_at_most(R_HFGRTR2_EL2, 0);
		is_at_most(R_HFGWTR2_EL2, 0);
		is_at_most(R_HFGITR2_EL2, 0);
		is_at_most("cnthctl_el2", 3);
	}
}

/* Each field by itself and with all others, absent registers left alone. */
static void nothing_else_is_ever_allowed(void **state)
{
	(void)state;
	cpu_each_field(check_allowed);
}

/* All bits of all ID registers: no more than what is known today. */
static void unknown_extensions_open_nothing(void **state)
{
	(void)state;
	cpu_future();
	check_allowed();
	registers_are("hcr_el2", HCR_ALWAYS | HCR_APK_API | HCR_ATA_BIT,
		      HCR_ALWAYS | HCR_APK_API);
	registers_are("cptr_el2", CPTR_ALWAYS,
		      CPTR_ALWAYS | CPTR_TSM_BIT | CPTR_TAM_BIT);
	registers_are("mdcr_el2", MDCR_ALWAYS, MDCR_ALWAYS);
	fine_traps_are(HFGRTR_ROOT, HFGRTR_CELL, HFGITR_ALL);
	fine_traps_2_are_set();
}

/* Another second stage is in force with its traps. */
static void traps_are_complete_before_the_guest(void **state)
{
	(void)state;
	cpu_today();
	enable();
	test_cell.arch.vttbr = 0x0003000040000000;
	load(&test_cell);
	register_is("vttbr_el2", 0x0003000040000000);
	assert_true(cpu_last("isb") > cpu_last("vttbr_el2"));
	assert_true(cpu_last("isb") > cpu_last("hcr_el2"));
	assert_true(cpu_last("isb") > cpu_last("cptr_el2"));
	assert_true(cpu_last("isb") > cpu_last(R_HFGWTR_EL2));
	assert_true(cpu_last("isb") > cpu_last(R_MPAM2_EL2));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hcr_without_extensions),
		cmocka_unit_test(hcr_with_extensions),
		cmocka_unit_test(hcr_whatever_id_registers_say),
		cmocka_unit_test(keys_by_any_algorithm),
		cmocka_unit_test(tags_are_roots_alone),
		cmocka_unit_test(mdcr_whatever_id_registers_say),
		cmocka_unit_test(counters_are_the_guests),
		cmocka_unit_test(there_may_be_no_counters),
		cmocka_unit_test(the_same_on_each_cpu),
		cmocka_unit_test(timers_of_el2_are_off),
		cmocka_unit_test(cptr_without_extensions),
		cmocka_unit_test(cptr_with_extensions),
		cmocka_unit_test(cptr_whatever_id_registers_say),
		cmocka_unit_test(length_of_vectors),
		cmocka_unit_test(hcrx_by_extension),
		cmocka_unit_test(fine_traps_close_what_there_is_not),
		cmocka_unit_test(fine_traps_with_extensions),
		cmocka_unit_test(hfgrtr_by_extension),
		cmocka_unit_test(no_fine_traps_no_registers),
		cmocka_unit_test(partitions_of_caches_are_roots_alone),
		cmocka_unit_test(partitions_of_caches_version_0_1),
		cmocka_unit_test(nothing_else_is_ever_allowed),
		cmocka_unit_test(unknown_extensions_open_nothing),
		cmocka_unit_test(traps_are_complete_before_the_guest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
