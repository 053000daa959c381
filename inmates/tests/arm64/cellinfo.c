/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Checks what a cell finds when it starts: registers, floating point state,
 * timers, debug, PMU, its part of the GIC, communication region. Prints each
 * deviation and "cellinfo: PASS" or "cellinfo: FAIL".
 */
#include <inmate.h>
#include <inmate/gic.h>

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

static unsigned int failures;

static void check(const char *what, u64 value, u64 expected)
{
	if (value == expected)
		return;
	printk("cellinfo: FAIL %s: 0x%llx, not 0x%llx\n", what, value,
	       expected);
	failures++;
}

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
	if (!HAS_PMU(read_register(id_aa64dfr0_el1)))
		return;
	CHECK_ZERO(pmuserenr_el0);
	CHECK_ZERO(pmcntenset_el0);
	CHECK_ZERO(pmintenset_el1);
	CHECK_ZERO(pmovsset_el0);
	check("PMCR_EL0.E", read_register(pmcr_el0) & 1, 0);
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
	check_gic();
	check_comm_region();

	printk("cellinfo: %s\n", failures ? "FAIL" : "PASS");
	while (!comm_shutdown_requested())
		cpu_idle();
	comm_approve_shutdown();
}
