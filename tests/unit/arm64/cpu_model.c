/* SPDX-License-Identifier: BSD-2-Clause */
#include "arm64/cpu_model.h"

#include <string.h>

#include <errno.h>
#include <report.h>
#include <stage2.h>
#include <sysreg.h>
#include <vcpu.h>

#define CPTR_TRAPS_SVE	(1UL << 8)
#define CPTR_TRAPS_FP	(1UL << 10)
#define CPTR_TRAPS_SME	(1UL << 12)

extern const char arm64_vectors_gicv2[], arm64_vectors_gicv3[];
const char arm64_vectors_gicv2[1], arm64_vectors_gicv3[1];

u64 cpu_counters[CPU_COUNTERS], cpu_counter_types[CPU_COUNTERS];
struct guest_regs cpu_guest_regs;
u32 cpu_refused;

static const char *noted[2048];
static unsigned int num_noted;
/* As of the last ISB. */
static u64 cptr_in_force, counter_selected;
static bool selection_in_force;

static const char *const ids[] = {
	"id_aa64pfr0_el1", "id_aa64pfr1_el1", R_ID_AA64PFR2_EL1,
	"id_aa64isar1_el1", R_ID_AA64ISAR2_EL1, "id_aa64mmfr0_el1",
	"id_aa64mmfr1_el1", R_ID_AA64MMFR3_EL1, "id_aa64dfr0_el1",
	"id_aa64dfr1_el1",
};

/* Of all CPUs of this architecture. */
static const char *const always[] = {
	"hcr_el2", "cptr_el2", "mdcr_el2", "hstr_el2", "vtcr_el2", "vttbr_el2",
	"vpidr_el2", "vmpidr_el2", "cnthctl_el2", "cntvoff_el2",
	"cnthp_ctl_el2", "elr_el2", "spsr_el2", "vbar_el2",
	"sctlr_el1", "cpacr_el1", "tcr_el1", "ttbr0_el1", "ttbr1_el1",
	"mair_el1", "amair_el1", "vbar_el1", "contextidr_el1", "tpidr_el0",
	"tpidrro_el0", "tpidr_el1", "esr_el1", "far_el1", "afsr0_el1",
	"afsr1_el1", "par_el1", "elr_el1", "spsr_el1", "sp_el0", "sp_el1",
	"csselr_el1", "cntv_ctl_el0", "cntp_ctl_el0", "cntv_cval_el0",
	"cntp_cval_el0", "cntkctl_el1", "mdscr_el1", "mdccint_el1",
	"osdlr_el1", "oslar_el1",
};

static const char *const read_only[] = {
	"midr_el1", "mpidr_el1", R_MPAMIDR_EL1,
};

/** A field of an ID register that has at least this value. */
struct field {
	const char *id;
	unsigned int shift, least;
};

/** Registers that are there if one of the fields says so, and the other one. */
static const struct extension {
	struct field any[6];
	struct field other;
	const char *registers[12];
} extensions[] = {
	{ .any = { { "id_aa64mmfr1_el1", 40, 1 } },		/* HCX */
	  .registers = { R_HCRX_EL2 } },
	{ .any = { { "id_aa64mmfr0_el1", 56, 1 } },		/* FGT */
	  .registers = { R_HFGRTR_EL2, R_HFGWTR_EL2, R_HFGITR_EL2,
			 R_HDFGRTR_EL2, R_HDFGWTR_EL2 } },
	{ .any = { { "id_aa64mmfr0_el1", 56, 2 } },		/* FGT2 */
	  .registers = { R_HDFGRTR2_EL2, R_HDFGWTR2_EL2, R_HFGRTR2_EL2,
			 R_HFGWTR2_EL2, R_HFGITR2_EL2 } },
	{ .any = { { "id_aa64mmfr0_el1", 56, 1 } },		/* FGT, AMU */
	  .other = { "id_aa64pfr0_el1", 44, 1 },
	  .registers = { R_HAFGRTR_EL2 } },
	{ .any = { { "id_aa64pfr0_el1", 44, 1 } },		/* AMU */
	  .registers = { R_AMUSERENR_EL0 } },
	{ .any = { { "id_aa64pfr0_el1", 32, 1 } },		/* SVE */
	  .registers = { R_ZCR_EL1, R_ZCR_EL2 } },
	{ .any = { { "id_aa64pfr1_el1", 24, 1 } },		/* SME */
	  .registers = { R_SVCR, R_SMCR_EL1, R_SMPRI_EL1, R_TPIDR2_EL0 } },
	/* MPAM; its frac is of versions 0.1 and 1.1. */
	{ .any = { { "id_aa64pfr0_el1", 40, 1 }, { "id_aa64pfr1_el1", 16, 1 } },
	  .registers = { R_MPAMIDR_EL1, R_MPAM2_EL2, R_MPAM1_EL1,
			 R_MPAM0_EL1 } },
	{ .any = { { "id_aa64pfr0_el1", 40, 1 }, { "id_aa64pfr1_el1", 16, 1 } },
	  .other = { R_MPAMIDR_EL1, 17, 1 },
	  .registers = { R_MPAMHCR_EL2 } },
	{ .any = { { "id_aa64pfr1_el1", 44, 1 } },		/* GCS */
	  .registers = { R_GCSCR_EL1, R_GCSCRE0_EL1, R_GCSPR_EL1,
			 R_GCSPR_EL0 } },
	{ .any = { { R_ID_AA64PFR2_EL1, 32, 1 } },		/* FPMR */
	  .registers = { R_FPMR } },
	{ .any = { { R_ID_AA64MMFR3_EL1, 0, 1 } },		/* TCR2 */
	  .registers = { R_TCR2_EL1 } },
	{ .any = { { R_ID_AA64MMFR3_EL1, 8, 1 } },		/* S1PIE */
	  .registers = { R_PIR_EL1, R_PIRE0_EL1 } },
	{ .any = { { R_ID_AA64MMFR3_EL1, 16, 1 } },		/* S1POE */
	  .registers = { R_POR_EL1, R_POR_EL0 } },
	/* PAuth: APA, API, GPA, GPI; GPA3, APA3. */
	{ .any = { { "id_aa64isar1_el1", 4, 1 }, { "id_aa64isar1_el1", 8, 1 },
		   { "id_aa64isar1_el1", 24, 1 }, { "id_aa64isar1_el1", 28, 1 },
		   { R_ID_AA64ISAR2_EL1, 8, 1 }, { R_ID_AA64ISAR2_EL1, 12, 1 } },
	  .registers = { R_APIAKEYLO_EL1, R_APIAKEYHI_EL1, R_APIBKEYLO_EL1,
			 R_APIBKEYHI_EL1, R_APDAKEYLO_EL1, R_APDAKEYHI_EL1,
			 R_APDBKEYLO_EL1, R_APDBKEYHI_EL1, R_APGAKEYLO_EL1,
			 R_APGAKEYHI_EL1 } },
	{ .any = { { "id_aa64pfr1_el1", 8, 2 } },		/* MTE2 */
	  .registers = { R_GCR_EL1, R_RGSR_EL1, R_TFSR_EL1, R_TFSRE0_EL1 } },
	{ .any = { { "id_aa64pfr0_el1", 28, 1 } },		/* RAS */
	  .registers = { R_VSESR_EL2, R_VDISR_EL2 } },
	{ .any = { { "id_aa64mmfr1_el1", 8, 1 } },		/* VHE */
	  .registers = { R_CNTHV_CTL_EL2 } },
	{ .any = { { "id_aa64dfr0_el1", 8, 1 } },		/* PMUv3 */
	  .registers = { "pmcr_el0", "pmselr_el0", "pmxevtyper_el0",
			 "pmxevcntr_el0", "pmcntenclr_el0", "pmintenclr_el1",
			 "pmovsclr_el0", "pmuserenr_el0", "pmccfiltr_el0" } },
	{ .any = { { "id_aa64dfr0_el1", 8, 9 } },		/* PMUv3p9 */
	  .registers = { R_PMUACR_EL1 } },
	{ .any = { { "id_aa64dfr1_el1", 36, 1 } },		/* PMICNTR */
	  .other = { "id_aa64dfr0_el1", 8, 1 },
	  .registers = { R_PMICNTR_EL0, R_PMICFILTR_EL0 } },
};

static bool field_says(const struct field *field)
{
	u64 value = sysreg_get(field->id) >> field->shift & 0xf;

	/* PMUVer: counters of another kind. */
	if (!strcmp(field->id, "id_aa64dfr0_el1") && value == 15)
		return false;
	return value >= field->least;
}

static bool is_there(const struct extension *extension)
{
	unsigned int n;

	if (extension->other.id && !field_says(&extension->other))
		return false;
	for (n = 0; n < ARRAY_SIZE(extension->any) && extension->any[n].id; n++)
		if (field_says(&extension->any[n]))
			return true;
	return false;
}

static bool listed(const char *const *list, unsigned int size, const char *name)
{
	unsigned int n;

	for (n = 0; n < size && list[n]; n++)
		if (!strcmp(list[n], name))
			return true;
	return false;
}

#define LISTED(list, name)	listed(list, ARRAY_SIZE(list), name)

bool cpu_has(const char *name)
{
	unsigned int n;

	if (LISTED(always, name) || LISTED(ids, name))
		return true;
	for (n = 0; n < ARRAY_SIZE(extensions); n++)
		if (LISTED(extensions[n].registers, name) &&
		    is_there(&extensions[n]))
			return true;
	return !strcmp(name, "midr_el1") || !strcmp(name, "mpidr_el1");
}

const char *cpu_register(unsigned int n)
{
	unsigned int ext, reg;

	if (n < ARRAY_SIZE(always))
		return always[n];
	n -= ARRAY_SIZE(always);
	for (ext = 0; ext < ARRAY_SIZE(extensions); ext++) {
		const char *const *names = extensions[ext].registers;

		for (reg = 0; reg < 12 && names[reg]; reg++)
			if (!LISTED(read_only, names[reg]) &&
			    is_there(&extensions[ext]) && n-- == 0)
				return names[reg];
	}
	return NULL;
}

static void new_cpu(void)
{
	sysregs_reset();
	machine_reset(3);
	machine_be(0);
	memset(&cpu_guest_regs, 0, sizeof(cpu_guest_regs));
	memset(cpu_counters, 0, sizeof(cpu_counters));
	memset(cpu_counter_types, 0, sizeof(cpu_counter_types));
	num_noted = 0;
	cptr_in_force = 0;
	selection_in_force = false;
	cpu_refused = 0;
	sysreg_set("midr_el1", 0x410fd034);
	sysreg_set("mpidr_el1", 0x80000003);
}

void cpu_plain(void)
{
	new_cpu();
}

void cpu_set_field(const char *id, unsigned int shift, u64 value)
{
	u64 others = sysreg_get(id) & ~(0xfUL << shift);

	sysreg_set(id, others | value << shift);
}

void cpu_set_counters(u64 number)
{
	sysreg_set("pmcr_el0", number << 11);
}

void cpu_today(void)
{
	unsigned int ext, n;

	new_cpu();
	sysreg_set(R_MPAMIDR_EL1, 1UL << 17);
	for (ext = 0; ext < ARRAY_SIZE(extensions); ext++) {
		const struct field *any = extensions[ext].any;

		for (n = 0; n < ARRAY_SIZE(extensions->any) && any[n].id; n++)
			if (!field_says(&any[n]))
				cpu_set_field(any[n].id, any[n].shift,
					      any[n].least);
	}
	/* FEAT_MOPS has no registers. */
	cpu_set_field(R_ID_AA64ISAR2_EL1, 16, 1);
	cpu_set_counters(6);
}

void cpu_future(void)
{
	unsigned int n;

	new_cpu();
	for (n = 0; n < ARRAY_SIZE(ids); n++)
		sysreg_set(ids[n], ~0UL);
	sysreg_set(R_MPAMIDR_EL1, 1UL << 17);
	cpu_set_counters(31);
}

void cpu_each_field(void (*check)(void))
{
	static const struct {
		void (*make)(void);
		u64 value;
	} kinds[] = {
		{ cpu_plain, 1 }, { cpu_plain, 2 }, { cpu_plain, 15 },
		{ cpu_today, 0 }, { cpu_today, 15 },
	};
	unsigned int kind, id, shift;

	for (kind = 0; kind < ARRAY_SIZE(kinds); kind++)
		for (id = 0; id < ARRAY_SIZE(ids); id++)
			for (shift = 0; shift < 64; shift += 4) {
				kinds[kind].make();
				cpu_set_field(ids[id], shift,
					      kinds[kind].value);
				check();
			}
}

bool cpu_is_el2(const char *name)
{
	/* DISR_EL1 of a guest is VDISR_EL2. */
	if (!strcmp(name, R_VDISR_EL2) || !strcmp(name, R_VSESR_EL2))
		return false;
	return strstr(name, "_el2") || !strncmp(name, "s3_4_", 5);
}

static void fill(bool el2)
{
	const char *name;
	unsigned int n;

	for (n = 0; (name = cpu_register(n)); n++) {
		u64 value = (n + 1) * 0x9e3779b97f4a7c15UL;

		if (!el2 && cpu_is_el2(name))
			continue;
		if (!strcmp(name, "pmcr_el0"))
			value = sysreg_get(name) | 1;
		sysreg_set(name, value);
	}
	for (n = 0; n < CPU_COUNTERS; n++)
		cpu_counters[n] = cpu_counter_types[n] = 0xc0000 + n;
}

void cpu_fill_guest(void)
{
	fill(false);
	memset(&cpu_guest_regs, 0xa5, sizeof(cpu_guest_regs));
}

void cpu_fill(void)
{
	fill(true);
	/* Without E2H. */
	sysreg_set("hcr_el2", 0x0123456380000000);
	/* Everything that can be is trapped. */
	sysreg_set("cptr_el2", 0xc0103fff);
	cptr_in_force = sysreg_get("cptr_el2");
}

void cpu_give(struct cell *cell)
{
	this_cpu()->cell = cell;
}

void cpu_note(const char *what)
{
	assert_true(num_noted < ARRAY_SIZE(noted));
	noted[num_noted++] = what;
}

unsigned int cpu_num_noted(void)
{
	return num_noted;
}

unsigned int cpu_last_before(const char *what, unsigned int when)
{
	while (when--)
		if (!strcmp(noted[when], what))
			return when;
	fail_msg("%s did not happen", what);
	return 0;
}

unsigned int cpu_last(const char *what)
{
	return cpu_last_before(what, num_noted);
}

bool cpu_noted(const char *what)
{
	return listed(noted, num_noted, what);
}

void fake_barrier(const char *text)
{
	cpu_note(text);
	if (strcmp(text, "isb"))
		return;
	cptr_in_force = sysreg_get("cptr_el2");
	counter_selected = sysreg_get("pmselr_el0") & 0x1f;
	selection_in_force = true;
}

/** Whether CPTR_EL2 keeps EL2 from something, now or until the next ISB. */
static bool trapped(u64 traps)
{
	return (cptr_in_force | sysreg_get("cptr_el2")) &
		(traps | CPTR_TRAPS_FP);
}

static bool is_trapped(const char *name)
{
	if (!strcmp(name, R_ZCR_EL1) || !strcmp(name, R_ZCR_EL2))
		return trapped(CPTR_TRAPS_SVE);
	if (!strcmp(name, R_SVCR) || !strcmp(name, R_SMCR_EL1))
		return trapped(CPTR_TRAPS_SME);
	return false;
}

static void write_counter(u64 *array, u64 value)
{
	assert_true(selection_in_force);
	assert_true(counter_selected < (sysreg_get("pmcr_el0") >> 11 & 0x1f));
	array[counter_selected] = value;
}

void sysreg_hook(const char *name, u64 *written)
{
	if (!cpu_has(name))
		fail_msg("the CPU has no %s", name);
	if (is_trapped(name))
		fail_msg("%s is trapped", name);
	if (!written)
		return;
	if (LISTED(read_only, name) || LISTED(ids, name))
		fail_msg("%s can't be written", name);
	cpu_note(name);
	/* N stays. */
	if (!strcmp(name, "pmcr_el0"))
		*written = (*written & ~0xf800UL) |
			(sysreg_get(name) & 0xf800);
	if (!strcmp(name, "pmselr_el0"))
		selection_in_force = false;
	if (!strcmp(name, "pmxevtyper_el0"))
		write_counter(cpu_counter_types, *written);
	if (!strcmp(name, "pmxevcntr_el0"))
		write_counter(cpu_counters, *written);
}

/* What vcpu.c calls. */

struct guest_regs *guest_regs(void)
{
	return &cpu_guest_regs;
}

int refuse(u32 rule, u32 array, u32 index, u32 other)
{
	(void)array;
	(void)index;
	(void)other;
	cpu_refused = rule;
	return -EBUSY;
}

u64 stage2_vtcr(void)
{
	return 0x80023558;
}

void stage2_flush(void)
{
	cpu_note("stage2_flush");
}

void arm64_fp_reset(void)
{
	assert_false(trapped(0));
	cpu_note("arm64_fp_reset");
}

/* FFR can't be written in streaming mode; as long as the vectors are. */
void arm64_sve_reset(void)
{
	assert_true(cpu_has(R_ZCR_EL2));
	assert_false(trapped(CPTR_TRAPS_SVE));
	assert_int_equal(sysreg_get(R_SVCR), 0);
	assert_int_equal(sysreg_get(R_ZCR_EL2) & 0xf, 0xf);
	cpu_note("arm64_sve_reset");
}

void vcpu_reset_breakpoints(u64 dfr0)
{
	assert_int_equal(dfr0, sysreg_get("id_aa64dfr0_el1"));
	assert_int_equal(sysreg_get("mdscr_el1"), 0);
	cpu_note("vcpu_reset_breakpoints");
}
