/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Traps that extensions of the architecture add: each register that a CPU has
 * is written completely. Bits whose names begin with n, in the manual, allow.
 *
 * Root goes on with what Linux has found at its boot. Cells have neither SME
 * nor activity monitors nor partition numbers of caches (MPAM). Nobody has
 * profiling, tracing and recording of branches.
 */
#include <types.h>
#include <cell.h>
#include <cpu.h>
#include <sysreg.h>
#include <vcpu.h>

static unsigned int field(u64 id, unsigned int shift)
{
	return id >> shift & 0xf;
}

bool cpu_has_sve(void)
{
	return field(read_sysreg(id_aa64pfr0_el1), 32);
}

static bool has_sme(void)
{
	return field(read_sysreg(id_aa64pfr1_el1), 24);
}

static bool has_amu(void)
{
	return field(read_sysreg(id_aa64pfr0_el1), 44);
}

static bool has_mpam(void)
{
	return field(read_sysreg(id_aa64pfr0_el1), 40) ||
		field(read_sysreg(id_aa64pfr1_el1), 16);
}

static bool has_gcs(void)
{
	return field(read_sysreg(id_aa64pfr1_el1), 44);
}

static bool has_fpmr(void)
{
	return field(read_sysreg(ID_AA64PFR2_EL1), 32);
}

/** Of ID_AA64MMFR3_EL1. */
#define MMFR3_TCRX	0
#define MMFR3_S1PIE	8
#define MMFR3_S1POE	16

static bool has_memory_feature(unsigned int shift)
{
	return field(read_sysreg(ID_AA64MMFR3_EL1), shift);
}

static bool has_hcrx(void)
{
	return field(read_sysreg(id_aa64mmfr1_el1), 40);
}

/** 0: no fine-grained traps; 2: those of FEAT_FGT2, too. */
static unsigned int fine_traps(void)
{
	return field(read_sysreg(id_aa64mmfr0_el1), 56);
}

static u64 guest_cptr(bool root)
{
	u64 cptr = CPTR_RES1 | CPTR_TTA;

	if (!cpu_has_sve())
		cptr |= CPTR_TZ;
	if (!root || !has_sme())
		cptr |= CPTR_TSM;
	if (!root && has_amu())
		cptr |= CPTR_TAM;
	return cptr;
}

static u64 guest_hcrx(void)
{
	u64 hcrx = 0;

	if (field(read_sysreg(ID_AA64ISAR2_EL1), 16))
		hcrx |= HCRX_MSCEN;
	if (has_memory_feature(MMFR3_TCRX))
		hcrx |= HCRX_TCR2EN;
	if (has_gcs())
		hcrx |= HCRX_GCSEN;
	if (has_fpmr())
		hcrx |= HCRX_ENFPM;
	return hcrx;
}

static u64 guest_hfgrtr(bool root)
{
	u64 allowed = 0;

	if (root && has_sme())
		allowed |= HFGRTR_NSMPRI | HFGRTR_NTPIDR2;
	if (has_gcs())
		allowed |= HFGRTR_NGCS;
	if (has_memory_feature(MMFR3_S1PIE))
		allowed |= HFGRTR_NPIR;
	if (has_memory_feature(MMFR3_S1POE))
		allowed |= HFGRTR_NPOR;
	return allowed;
}

void traps_save(struct arm64_linux_el2 *el2)
{
	el2->cptr = read_sysreg(cptr_el2);
	if (has_hcrx())
		el2->hcrx = read_sysreg(HCRX_EL2);
	if (has_mpam())
		el2->mpam2 = read_sysreg(MPAM2_EL2);
	if (!fine_traps())
		return;
	el2->hfgrtr = read_sysreg(HFGRTR_EL2);
	el2->hfgwtr = read_sysreg(HFGWTR_EL2);
	el2->hfgitr = read_sysreg(HFGITR_EL2);
	el2->hdfgrtr = read_sysreg(HDFGRTR_EL2);
	el2->hdfgwtr = read_sysreg(HDFGWTR_EL2);
	if (has_amu())
		el2->hafgrtr = read_sysreg(HAFGRTR_EL2);
	if (fine_traps() >= 2) {
		el2->hdfgrtr2 = read_sysreg(HDFGRTR2_EL2);
		el2->hdfgwtr2 = read_sysreg(HDFGWTR2_EL2);
		el2->hfgrtr2 = read_sysreg(HFGRTR2_EL2);
		el2->hfgwtr2 = read_sysreg(HFGWTR2_EL2);
		el2->hfgitr2 = read_sysreg(HFGITR2_EL2);
	}
}

void traps_restore(const struct arm64_linux_el2 *el2)
{
	write_sysreg(el2->cptr, cptr_el2);
	if (has_hcrx())
		write_sysreg(el2->hcrx, HCRX_EL2);
	if (has_mpam())
		write_sysreg(el2->mpam2, MPAM2_EL2);
	if (!fine_traps())
		return;
	write_sysreg(el2->hfgrtr, HFGRTR_EL2);
	write_sysreg(el2->hfgwtr, HFGWTR_EL2);
	write_sysreg(el2->hfgitr, HFGITR_EL2);
	write_sysreg(el2->hdfgrtr, HDFGRTR_EL2);
	write_sysreg(el2->hdfgwtr, HDFGWTR_EL2);
	if (has_amu())
		write_sysreg(el2->hafgrtr, HAFGRTR_EL2);
	if (fine_traps() >= 2) {
		write_sysreg(el2->hdfgrtr2, HDFGRTR2_EL2);
		write_sysreg(el2->hdfgwtr2, HDFGWTR2_EL2);
		write_sysreg(el2->hfgrtr2, HFGRTR2_EL2);
		write_sysreg(el2->hfgwtr2, HFGWTR2_EL2);
		write_sysreg(el2->hfgitr2, HFGITR2_EL2);
	}
}

/* What root alone may use of MPAM concerns its own CPUs. */
static void set_mpam(bool root)
{
	u64 enabled = read_sysreg(MPAM2_EL2) & MPAM2_MPAMEN;

	if (read_sysreg(MPAMIDR_EL1) & MPAMIDR_HAS_HCR)
		write_sysreg(0, MPAMHCR_EL2);
	write_sysreg(enabled | (root ? 0 : MPAM2_TRAP), MPAM2_EL2);
}

static void set_fine_traps(bool root)
{
	write_sysreg(guest_hfgrtr(root), HFGRTR_EL2);
	write_sysreg(guest_hfgrtr(root), HFGWTR_EL2);
	write_sysreg(has_gcs() ? HFGITR_NGCS : 0, HFGITR_EL2);
	/* Claim tags stay when a CPU changes hands. */
	write_sysreg(HDFGRTR_DBGCLAIM, HDFGRTR_EL2);
	write_sysreg(HDFGRTR_DBGCLAIM, HDFGWTR_EL2);
	if (has_amu())
		write_sysreg(0, HAFGRTR_EL2);
	if (fine_traps() < 2)
		return;
	write_sysreg(HDFGRTR2_NPMU, HDFGRTR2_EL2);
	write_sysreg(HDFGRTR2_NPMU, HDFGWTR2_EL2);
	write_sysreg(0, HFGRTR2_EL2);
	write_sysreg(0, HFGWTR2_EL2);
	write_sysreg(0, HFGITR2_EL2);
}

void traps_set(void)
{
	bool root = this_cpu()->cell == &root_cell;

	write_sysreg(guest_cptr(root), cptr_el2);
	isb();
	if (cpu_has_sve())
		write_sysreg(ZCR_LEN_MAX, ZCR_EL2);
	if (has_hcrx())
		write_sysreg(guest_hcrx(), HCRX_EL2);
	if (has_mpam())
		set_mpam(root);
	if (fine_traps())
		set_fine_traps(root);
	isb();
}

static void clear_sme(void)
{
	/* Its registers are zero when it comes on again. */
	write_sysreg(0, SVCR);
	write_sysreg(0, SMCR_EL1);
	write_sysreg(0, SMPRI_EL1);
	write_sysreg(0, TPIDR2_EL0);
}

static void clear_memory_features(void)
{
	if (has_memory_feature(MMFR3_TCRX))
		write_sysreg(0, TCR2_EL1);
	if (has_memory_feature(MMFR3_S1PIE)) {
		write_sysreg(0, PIR_EL1);
		write_sysreg(0, PIRE0_EL1);
	}
	if (has_memory_feature(MMFR3_S1POE)) {
		write_sysreg(0, POR_EL1);
		write_sysreg(0, POR_EL0);
	}
}

void traps_clear_state(void)
{
	/* A cell's traps are the hypervisor's, too. */
	write_sysreg(guest_cptr(true), cptr_el2);
	isb();
	if (has_sme())
		clear_sme();
	if (has_amu())
		write_sysreg(0, AMUSERENR_EL0);
	if (has_mpam()) {
		write_sysreg(0, MPAM1_EL1);
		write_sysreg(0, MPAM0_EL1);
	}
	if (has_gcs()) {
		write_sysreg(0, GCSCR_EL1);
		write_sysreg(0, GCSCRE0_EL1);
		write_sysreg(0, GCSPR_EL1);
		write_sysreg(0, GCSPR_EL0);
	}
	if (has_fpmr())
		write_sysreg(0, FPMR);
	clear_memory_features();
	write_sysreg(guest_cptr(this_cpu()->cell == &root_cell), cptr_el2);
	isb();
}
