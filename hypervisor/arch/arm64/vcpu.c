/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a guest may do by itself is set here, by whitelist: HCR, MDCR, HSTR and
 * CNTHCTL are written completely; traps of extensions are in traps.c. And the
 * state in which guests start.
 */
#include <types.h>
#include <cell.h>
#include <cpu.h>
#include <exits.h>
#include <gic.h>
#include <report.h>
#include <stage2.h>
#include <string.h>
#include <sysreg.h>
#include <vcpu.h>
#include <arch/cpu.h>

/*
 * Interrupts and SErrors come to EL2. Trapped: SMC, implementation defined
 * registers, ACTLR, set/way cache maintenance, limited ordering regions, RAS
 * error records. Guests never move to another CPU: what they do to their own
 * TLB need not reach others.
 */
#define HCR_GUEST	(HCR_VM | HCR_SWIO | HCR_FMO | HCR_IMO | HCR_AMO | \
			 HCR_TSC | HCR_TIDCP | HCR_TACR | HCR_TSW | HCR_RW | \
			 HCR_TLOR | HCR_TERR)

extern const char arm64_vectors_gicv2[], arm64_vectors_gicv3[];

static bool has_field(u64 id, unsigned int shift)
{
	return id >> shift & 0xf;
}

/** Memory with allocation tags, which Linux then uses (FEAT_MTE2). */
static bool has_tags(void)
{
	return (read_sysreg(id_aa64pfr1_el1) >> 8 & 0xf) >= 2;
}

/** Pointer authentication, by any algorithm: APA, API, GPA, GPI; APA3, GPA3. */
static bool has_pauth(void)
{
	return (read_sysreg(id_aa64isar1_el1) & 0xff000ff0UL) ||
		(read_sysreg(ID_AA64ISAR2_EL1) & 0xff00UL);
}

/** Virtual host extensions: EL2 has a virtual timer of its own. */
static bool has_vhe(void)
{
	return has_field(read_sysreg(id_aa64mmfr1_el1), 8);
}

static u64 guest_hcr(void)
{
	u64 hcr = HCR_GUEST;

	if (has_pauth())
		hcr |= HCR_APK | HCR_API;
	/* Tags stay in memory when it changes hands: they are root's alone. */
	if (has_tags() && this_cpu()->cell == &root_cell)
		hcr |= HCR_ATA;
	return hcr;
}

/** PMUv3: 1, with event extensions 4 and above; 0: none. */
static unsigned int pmu_version(void)
{
	unsigned int version = read_sysreg(id_aa64dfr0_el1) >> 8 & 0xf;

	return version == 0xf ? 0 : version;
}

/*
 * A guest's counters don't count the hypervisor. Profiling and tracing that
 * write to memory are nobody's. With the OS lock a guest could let an external
 * debugger's settings halt its CPU, out of the hypervisor's reach.
 */
static u64 guest_mdcr(void)
{
	u64 mdcr = MDCR_TDOSA | MDCR_TDRA | MDCR_TPMS | MDCR_TTRF;

	if (pmu_version())
		mdcr |= read_sysreg(pmcr_el0) >> 11 & MDCR_HPMN;
	if (pmu_version() >= 4)
		mdcr |= MDCR_HPMD;
	if (pmu_version() >= 6)
		mdcr |= MDCR_HCCD;
	return mdcr;
}

static void save_linux(struct arm64_linux_el2 *el2)
{
	el2->hcr = read_sysreg(hcr_el2);
	el2->mdcr = read_sysreg(mdcr_el2);
	el2->hstr = read_sysreg(hstr_el2);
	el2->vtcr = read_sysreg(vtcr_el2);
	el2->vttbr = read_sysreg(vttbr_el2);
	el2->vpidr = read_sysreg(vpidr_el2);
	el2->vmpidr = read_sysreg(vmpidr_el2);
	el2->cnthctl = read_sysreg(cnthctl_el2);
	el2->cntvoff = read_sysreg(cntvoff_el2);
}

void vcpu_load_cell(void)
{
	write_sysreg(this_cpu()->cell->arch.vttbr, vttbr_el2);
	traps_set();
	write_sysreg(guest_hcr(), hcr_el2);
	isb();
}

int vcpu_init(void)
{
	struct private_per_cpu *private = this_private();

	/* With E2H, which some CPUs can't do without, registers differ. */
	if (read_sysreg(hcr_el2) & HCR_E2H)
		return refuse(JAILHOUSE_RULE_CPU_VIRTUALIZATION_BUSY,
			      JAILHOUSE_ARRAY_CPUS, this_cpu()->cpu_id, 0);
	save_linux(&private->linux_el2);
	traps_save(&private->linux_el2);
	write_sysreg(guest_mdcr(), mdcr_el2);
	write_sysreg(0, hstr_el2);
	write_sysreg(read_sysreg(midr_el1), vpidr_el2);
	write_sysreg(read_sysreg(mpidr_el1), vmpidr_el2);
	write_sysreg(CNTHCTL_EL1PCTEN | CNTHCTL_EL1PCEN, cnthctl_el2);
	write_sysreg(0, cntvoff_el2);
	write_sysreg(0, cnthp_ctl_el2);
	if (has_vhe())
		write_sysreg(0, CNTHV_CTL_EL2);
	write_sysreg(stage2_vtcr(), vtcr_el2);
	vcpu_load_cell();
	/* The VMID was that of KVM's host before. */
	stage2_flush();
	private->virtualization_on = true;
	return 0;
}

void vcpu_exit(void)
{
	struct private_per_cpu *private = this_private();
	const struct arm64_linux_el2 *el2 = &private->linux_el2;

	if (!private->virtualization_on)
		return;
	private->virtualization_on = false;
	write_sysreg(el2->hcr, hcr_el2);
	traps_restore(el2);
	write_sysreg(el2->mdcr, mdcr_el2);
	write_sysreg(el2->hstr, hstr_el2);
	write_sysreg(el2->vtcr, vtcr_el2);
	write_sysreg(el2->vttbr, vttbr_el2);
	write_sysreg(el2->vpidr, vpidr_el2);
	write_sysreg(el2->vmpidr, vmpidr_el2);
	write_sysreg(el2->cnthctl, cnthctl_el2);
	write_sysreg(el2->cntvoff, cntvoff_el2);
	isb();
	/* What was kept under Linux' VMID from before is old by now (D8.14). */
	tlbi(alle1);
	dsb(nsh);
	isb();
}

void vcpu_set_vectors(bool gicv2)
{
	write_sysreg(gicv2 ? arm64_vectors_gicv2 : arm64_vectors_gicv3,
		     vbar_el2);
	isb();
}

static void reset_debug(void)
{
	u64 dfr0 = read_sysreg(id_aa64dfr0_el1);

	write_sysreg(0, mdscr_el1);
	write_sysreg(0, mdccint_el1);
	write_sysreg(0, osdlr_el1);
	write_sysreg(0, oslar_el1);
	vcpu_reset_breakpoints(dfr0);
}

static void reset_counters(void)
{
	unsigned int n;

	if (!pmu_version())
		return;
	n = read_sysreg(pmcr_el0) >> 11 & 0x1f;
	while (n--) {
		write_sysreg(n, pmselr_el0);
		isb();
		write_sysreg(0, pmxevtyper_el0);
		write_sysreg(0, pmxevcntr_el0);
	}
	/* Instructions, and which counters EL0 may use (FEAT_PMUv3p9). */
	if (has_field(read_sysreg(id_aa64dfr1_el1), 36)) {
		write_sysreg(0, PMICNTR_EL0);
		write_sysreg(0, PMICFILTR_EL0);
	}
	if (pmu_version() >= 9)
		write_sysreg(0, PMUACR_EL1);
	write_sysreg(~0UL, pmcntenclr_el0);
	write_sysreg(~0UL, pmintenclr_el1);
	write_sysreg(~0UL, pmovsclr_el0);
	write_sysreg(0, pmuserenr_el0);
	write_sysreg(0, pmselr_el0);
	write_sysreg(0, pmccfiltr_el0);
	/* E off; P and C reset the counters. */
	write_sysreg(6, pmcr_el0);
}

static void reset_timers(void)
{
	write_sysreg(0, cntv_ctl_el0);
	write_sysreg(0, cntp_ctl_el0);
	write_sysreg(0, cntv_cval_el0);
	write_sysreg(0, cntp_cval_el0);
	write_sysreg(0, cntkctl_el1);
}

static void reset_el1(void)
{
	write_sysreg(SCTLR_EL1_RES1, sctlr_el1);
	write_sysreg(CPACR_FPEN, cpacr_el1);
	write_sysreg(0, tcr_el1);
	write_sysreg(0, ttbr0_el1);
	write_sysreg(0, ttbr1_el1);
	write_sysreg(0, mair_el1);
	write_sysreg(0, amair_el1);
	write_sysreg(0, vbar_el1);
	write_sysreg(0, contextidr_el1);
	write_sysreg(0, tpidr_el0);
	write_sysreg(0, tpidrro_el0);
	write_sysreg(0, tpidr_el1);
	write_sysreg(0, esr_el1);
	write_sysreg(0, far_el1);
	write_sysreg(0, afsr0_el1);
	write_sysreg(0, afsr1_el1);
	write_sysreg(0, par_el1);
	write_sysreg(0, elr_el1);
	write_sysreg(0, spsr_el1);
	write_sysreg(0, sp_el0);
	write_sysreg(0, sp_el1);
	write_sysreg(0, csselr_el1);
}

/* Keys of the owner before. */
static void reset_keys(void)
{
	if (!has_pauth())
		return;
	write_sysreg(0, APIAKEYLO_EL1);
	write_sysreg(0, APIAKEYHI_EL1);
	write_sysreg(0, APIBKEYLO_EL1);
	write_sysreg(0, APIBKEYHI_EL1);
	write_sysreg(0, APDAKEYLO_EL1);
	write_sysreg(0, APDAKEYHI_EL1);
	write_sysreg(0, APDBKEYLO_EL1);
	write_sysreg(0, APDBKEYHI_EL1);
	write_sysreg(0, APGAKEYLO_EL1);
	write_sysreg(0, APGAKEYHI_EL1);
}

/* What the CPU may have besides. */
static void reset_extensions(void)
{
	traps_clear_state();
	arm64_fp_reset();
	if (cpu_has_sve()) {
		write_sysreg(ZCR_LEN_MAX, ZCR_EL1);
		isb();
		arm64_sve_reset();
		write_sysreg(0, ZCR_EL1);
	}
	if (has_tags()) {
		write_sysreg(0, GCR_EL1);
		write_sysreg(0, RGSR_EL1);
		write_sysreg(0, TFSR_EL1);
		write_sysreg(0, TFSRE0_EL1);
	}
	/* RAS: what a virtual SError says. */
	if (has_field(read_sysreg(id_aa64pfr0_el1), 28)) {
		write_sysreg(0, VSESR_EL2);
		write_sysreg(0, VDISR_EL2);
	}
}

void vcpu_clear(void)
{
	struct guest_regs *regs = guest_regs();

	memset(regs->x, 0, sizeof(regs->x));
	reset_el1();
	reset_keys();
	reset_timers();
	reset_debug();
	reset_counters();
	reset_extensions();
	write_sysreg(read_sysreg(hcr_el2) & ~HCR_VSE, hcr_el2);
	isb();
}

void vcpu_reset(u64 pc, u64 context)
{
	vcpu_clear();
	/* Caches off and on again may have left other translations. */
	tlbi(vmalle1);
	ic(iallu);
	dsb(nsh);
	guest_regs()->x[0] = context;
	write_sysreg(pc, elr_el2);
	write_sysreg(SPSR_EL1H_MASKED, spsr_el2);
	isb();
}
