/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Checks what a cell finds when it starts: registers, floating point state,
 * timers, debug, PMU, its part of the GIC, communication region. Prints each
 * deviation and "cellinfo: PASS" or "cellinfo: FAIL".
 */
#include <inmate/gic.h>

#include "../cellinfo.h"

#define EL1			(1 << 2)
#define DAIF_MASKED		0x3c0
/* M, C, I: MMU and caches. */
#define SCTLR_CACHES		0x1005

#define GICD_ISENABLER		0x0100
#define GICD_ISPENDR		0x0200
#define GICD_ISACTIVER		0x0300
#define SGIS			0x0000ffffU
/* The runtime has the virtual timer on. */
#define PPIS_BUT_TIMER		0xf7ff0000U

#define HAS_PMU(dfr0)		(((dfr0) >> 8 & 0xf) % 0xf)
#define PMU_COUNTERS(pmcr)	((pmcr) >> 11 & 0x1f)
#define HAS_SVE(pfr0)		((pfr0) >> 32 & 0xf)
/* APA, API, GPA, GPI; APA3 and GPA3. */
#define HAS_PAUTH(isar1, isar2)	(((isar1) & 0xff000ff0) || ((isar2) & 0xff00))

#define CPACR_ZEN		(3UL << 16)
#define SCTLR_ENIA		(1UL << 31)

static void check_registers(void)
{
	check("X0 to X30, or-ed", start_state.registers, 0);
	check("CurrentEL", start_state.current_el, EL1);
	check("DAIF", start_state.daif, DAIF_MASKED);
	check("SCTLR_EL1.{M,C,I}", start_state.sctlr & SCTLR_CACHES, 0);
#define CHECK_ZERO(name)	check(#name, read_register(name), 0)
	CHECK_ZERO(tpidr_el0);
	CHECK_ZERO(tpidrro_el0);
	CHECK_ZERO(tpidr_el1);
	CHECK_ZERO(contextidr_el1);
	CHECK_ZERO(ttbr1_el1);
	CHECK_ZERO(amair_el1);
	CHECK_ZERO(esr_el1);
	CHECK_ZERO(far_el1);
	CHECK_ZERO(afsr0_el1);
	CHECK_ZERO(afsr1_el1);
	CHECK_ZERO(par_el1);
	CHECK_ZERO(sp_el0);
	CHECK_ZERO(csselr_el1);
	CHECK_ZERO(cntkctl_el1);
	CHECK_ZERO(cntp_ctl_el0);
}

static void check_debug(void)
{
	CHECK_ZERO(mdscr_el1);
	CHECK_ZERO(dbgbcr0_el1);
	CHECK_ZERO(dbgbcr1_el1);
	CHECK_ZERO(dbgwcr0_el1);
	CHECK_ZERO(dbgwcr1_el1);
	CHECK_ZERO(dbgbvr0_el1);
	CHECK_ZERO(dbgbvr1_el1);
	CHECK_ZERO(dbgwvr0_el1);
	CHECK_ZERO(dbgwvr1_el1);
	if (!HAS_PMU(read_register(id_aa64dfr0_el1)))
		return;
	CHECK_ZERO(pmuserenr_el0);
	CHECK_ZERO(pmcntenset_el0);
	CHECK_ZERO(pmintenset_el1);
	CHECK_ZERO(pmovsset_el0);
	CHECK_ZERO(pmccntr_el0);
	CHECK_ZERO(pmccfiltr_el0);
	check("PMCR_EL0.E", read_register(pmcr_el0) & 1, 0);
	if (!PMU_COUNTERS(read_register(pmcr_el0)))
		return;
	CHECK_ZERO(pmevtyper0_el0);
	CHECK_ZERO(pmevcntr0_el0);
}

static void check_vector_registers(void)
{
	u64 low, high;

	/* Nothing here is compiled to use them. */
	asm volatile(".arch_extension simd\n"
		     ".irp n, 1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,"
		     "20,21,22,23,24,25,26,27,28,29,30,31\n\t"
		     "orr v0.16b, v0.16b, v\\n\\().16b\n\t"
		     ".endr\n\t"
		     "umov %0, v0.d[0]\n\t"
		     "umov %1, v0.d[1]"
		     : "=r" (low), "=r" (high));
	check("V0 to V31, or-ed", low | high, 0);
	CHECK_ZERO(fpcr);
	CHECK_ZERO(fpsr);
}

/** Longer than the vector registers above, and what only SVE has.
 *  ZCR_EL1 has a name that older assemblers lack. */
static void check_sve(void)
{
	u64 value, predicates;

	if (!HAS_SVE(read_register(id_aa64pfr0_el1)))
		return;
	write_register(cpacr_el1, read_register(cpacr_el1) | CPACR_ZEN);
	cpu_sync();
	check("ZCR_EL1", read_register(s3_0_c1_c2_0), 0);
	write_register(s3_0_c1_c2_0, 0xfUL);
	cpu_sync();
	asm volatile(".arch_extension sve\n\t"
		     "mov %1, #0\n\t"
		     ".irp n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15\n\t"
		     "cntp %0, p\\n, p\\n\\().b\n\t"
		     "add %1, %1, %0\n\t"
		     ".endr\n\t"
		     "rdffr p0.b\n\t"
		     "cntp %0, p0, p0.b\n\t"
		     "add %1, %1, %0\n\t"
		     ".irp n, 1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,"
		     "20,21,22,23,24,25,26,27,28,29,30,31\n\t"
		     "orr z0.d, z0.d, z\\n\\().d\n\t"
		     ".endr\n\t"
		     "ptrue p0.d\n\t"
		     "orv d0, p0, z0.d\n\t"
		     "fmov %0, d0"
		     : "=&r" (value), "=&r" (predicates));
	check("Z0 to Z31, or-ed", value, 0);
	check("P0 to P15 and FFR: bits set", predicates, 0);
	printk("cellinfo: SVE\n");
}

/** PACIA1716 or AUTIA1716, encoded as hints, which all assemblers know. */
static u64 authenticate(u64 value, bool sign)
{
	register u64 pointer asm("x17") = value;
	register u64 modifier asm("x16") = 42;

	if (sign)
		asm volatile("hint #8" : "+r" (pointer) : "r" (modifier));
	else
		asm volatile("hint #12" : "+r" (pointer) : "r" (modifier));
	return pointer;
}

/** The former owner's keys (APIAKeyLo_EL1) are gone, and the instructions do
 *  their work. */
static void check_pointer_authentication(void)
{
	const u64 pointer = 0x12345678;
	u64 value;

	if (!HAS_PAUTH(read_register(id_aa64isar1_el1),
		       read_register(s3_0_c0_c6_2)))
		return;
	check("APIAKeyLo_EL1", read_register(s3_0_c2_c1_0), 0);
	write_register(s3_0_c2_c1_0, 0x0123456789abcdefUL);
	write_register(sctlr_el1, read_register(sctlr_el1) | SCTLR_ENIA);
	cpu_sync();
	value = authenticate(pointer, true);
	check("signed pointer is bare", value == pointer, 0);
	check("authenticated pointer", authenticate(value, false), pointer);
	write_register(sctlr_el1, read_register(sctlr_el1) & ~SCTLR_ENIA);
	cpu_sync();
	printk("cellinfo: pointer authentication\n");
}

static void check_gic(void)
{
	const u8 *bank = gic_private_bank();
	u32 enabled = mmio_read32(bank + GICD_ISENABLER);

	check("SGIs that are on", enabled & SGIS, SGIS);
	check("PPIs that are on", enabled & PPIS_BUT_TIMER, 0);
	check("interrupts that are active",
	      mmio_read32(bank + GICD_ISACTIVER), 0);
	check("SGIs that are pending",
	      mmio_read32(bank + GICD_ISPENDR) & SGIS, 0);
}

static void check_comm_region(void)
{
	const u8 *page = (const u8 *)comm_region;
	unsigned int n;
	u8 bits = 0;

	check("cell state", comm_region->cell_state, JAILHOUSE_CELL_RUNNING);
	check("flags", comm_region->flags &
	      ~(JAILHOUSE_COMM_FLAG_DBG_PUTC_PERMITTED |
		JAILHOUSE_COMM_FLAG_DBG_PUTC_ACTIVE), 0);
	check("GIC's distributor is at 0", comm_region->gicd_base == 0, 0);
	check("virtual PCI's interrupts", comm_region->vpci_irq_base, 0);
	for (n = sizeof(*comm_region); n < JAILHOUSE_COMM_REGION_SIZE; n++)
		bits |= page[n];
	check("rest of the communication region, or-ed", bits, 0);
}

void inmate_main(void)
{
	printk("cellinfo: CPU 0x%llx, MIDR 0x%llx, GICv%u, timer %llu Hz\n",
	       cpu_hw_id(), read_register(midr_el1), comm_region->gic_version,
	       read_register(cntfrq_el0));
	check_vector_registers();
	check_registers();
	check_debug();
	check_sve();
	check_pointer_authentication();
	check_gic();
	check_comm_region();

	conclude();
}
