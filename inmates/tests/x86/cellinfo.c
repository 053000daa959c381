/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Checks what a cell finds when it starts: registers, CPUID, MSRs, local APIC,
 * floating point state, communication region. Prints each deviation and
 * "cellinfo: PASS" or "cellinfo: FAIL".
 *
 * Parameter bare: leave out what only the hypervisor provides.
 */
#include <inmate/apic.h>

#include "../cellinfo.h"

/* Index in boot_state.gpr */
#define GPR_EDX			3

#define CR0_AT_START		0x60000010	/* CD, NW, ET */
#define CR4_OSXSAVE		(1UL << 18)

#define CPUID_1_ECX_VMX		(1U << 5)
#define CPUID_1_ECX_XSAVE	(1U << 26)
#define CPUID_1_ECX_OSXSAVE	(1U << 27)
#define CPUID_1_ECX_HYPERVISOR	(1U << 31)
#define CPUID_EXT1_ECX_SVM	(1U << 2)
#define CPUID_EXT1_EDX_RDTSCP	(1U << 27)

#define MSR_PAT			0x277
#define PAT_AT_RESET		0x0007040600070406ULL
#define MSR_EFER		0xc0000080
#define EFER_SVME		(1 << 12)
#define MSR_DEBUGCTL		0x1d9
#define MSR_PERF_CTL0		0xc0010000
#define MSR_TSC_AUX		0xc0000103

#define FXSAVE_MXCSR		24
#define FXSAVE_XMM		160
#define FXSAVE_XMM_SIZE		256
#define MXCSR_AT_RESET		0x1f80

static void check_registers(bool bare)
{
	static const char *const gpr[] = {
		"EAX", "EBX", "ECX", "EDX", "ESI", "EDI", "EBP", "ESP"
	};
	static const char *const seg[] = { "CS", "DS", "ES", "SS", "FS", "GS" };
	unsigned int n;

	for (n = 0; n < ARRAY_SIZE(gpr); n++)
		/* INIT leaves the processor's signature in a real EDX. */
		if (!bare || n != GPR_EDX)
			check(gpr[n], boot_state.gpr[n], 0);
	for (n = 0; n < ARRAY_SIZE(boot_state.r8); n++)
		check("R8 to R15", boot_state.r8[n], 0);
	for (n = 0; n < ARRAY_SIZE(seg); n++)
		check(seg[n], boot_state.seg[n], 0);
	check("CR0", boot_state.cr[0], CR0_AT_START);
	check("CR3", boot_state.cr[1], 0);
	check("CR4", boot_state.cr[2], 0);
}

static void check_debug_registers(void)
{
	u64 value;

#define CHECK_DR(n, expected)						\
	asm volatile("mov %%dr" #n ", %0" : "=r" (value));		\
	check("DR" #n, value, expected)
	CHECK_DR(0, 0);
	CHECK_DR(1, 0);
	CHECK_DR(2, 0);
	CHECK_DR(3, 0);
	CHECK_DR(6, 0xffff0ff0);
	CHECK_DR(7, 0x400);
#undef CHECK_DR
}

static void check_msrs(void)
{
	static const u32 zero[] = {
		0x174, 0x175, 0x176,	/* SYSENTER_CS, _ESP, _EIP */
		0xc0000081,		/* STAR */
		0xc0000082,		/* LSTAR */
		0xc0000083,		/* CSTAR */
		0xc0000084,		/* SF_MASK */
		0xc0000100,		/* FS_BASE */
		0xc0000101,		/* GS_BASE */
		0xc0000102,		/* KERNEL_GS_BASE */
	};
	unsigned int n;

	for (n = 0; n < ARRAY_SIZE(zero); n++)
		check("system call or base MSR", read_msr(zero[n]), 0);
	check("PAT", read_msr(MSR_PAT), PAT_AT_RESET);
	check("EFER.SVME", read_msr(MSR_EFER) & EFER_SVME, 0);
	check("DEBUGCTL", read_msr(MSR_DEBUGCTL), 0);
	check("PERF_CTL0", read_msr(MSR_PERF_CTL0), 0);
	if (cpuid(0x80000001, 0).edx & CPUID_EXT1_EDX_RDTSCP)
		check("TSC_AUX", read_msr(MSR_TSC_AUX), 0);
}

static void check_vector_registers(void)
{
	static u8 area[512] __aligned(16);
	unsigned int n;
	u32 mxcsr;
	u8 bits = 0;

	asm volatile("fxsave %0" : "=m" (area));
	memcpy(&mxcsr, area + FXSAVE_MXCSR, sizeof(mxcsr));
	check("MXCSR", mxcsr, MXCSR_AT_RESET);
	for (n = 0; n < FXSAVE_XMM_SIZE; n++)
		bits |= area[FXSAVE_XMM + n];
	check("XMM0 to XMM15, or-ed", bits, 0);
}

static void check_apic(void)
{
	const struct apic_start_state *s = &apic_start_state;
	unsigned int n;

	check("SPIV enable bit", s->spiv & APIC_SPIV_ENABLE, 0);
	check("TPR", s->tpr, 0);
	check("timer initial count", s->timer_initial, 0);
	check("ISR, or-ed", s->in_service, 0);
	check("IRR, or-ed", s->requested, 0);
	for (n = 0; n < ARRAY_SIZE(s->lvt); n++)
		check("LVT mask bit", s->lvt[n] & APIC_LVT_MASKED,
		      APIC_LVT_MASKED);
	check("CPUID APIC id", cpuid(1, 0).ebx >> 24, apic_id());
}

/* With CR4.OSXSAVE set. */
static u64 read_xcr0(void)
{
	u32 low, high;

	asm volatile("xgetbv" : "=a" (low), "=d" (high) : "c" (0));
	return low | (u64)high << 32;
}

static void check_cpuid(void)
{
	struct cpuid_regs r = cpuid(1, 0);

	check("CPUID hypervisor bit", !!(r.ecx & CPUID_1_ECX_HYPERVISOR), 1);
	check("CPUID VMX", r.ecx & CPUID_1_ECX_VMX, 0);
	check("CPUID OSXSAVE", r.ecx & CPUID_1_ECX_OSXSAVE, 0);
	if (r.ecx & CPUID_1_ECX_XSAVE) {
		write_cr4(read_cr4() | CR4_OSXSAVE);
		check("CPUID OSXSAVE, when set",
		      !!(cpuid(1, 0).ecx & CPUID_1_ECX_OSXSAVE), 1);
		check("XCR0", read_xcr0(), 1);
		write_cr4(read_cr4() & ~CR4_OSXSAVE);
		check("CPUID OSXSAVE, when cleared",
		      cpuid(1, 0).ecx & CPUID_1_ECX_OSXSAVE, 0);
	}
	check("CPUID SVM", cpuid(0x80000001, 0).ecx & CPUID_EXT1_ECX_SVM, 0);

	r = cpuid(0x40000000, 0);
	check("CPUID 40000000 EAX", r.eax, 0x40000001);
	check("CPUID 40000000 EBX", r.ebx, 0x6c69614a);
	check("CPUID 40000000 ECX", r.ecx, 0x73756f68);
	check("CPUID 40000000 EDX", r.edx, 0x65);
	r = cpuid(0x40000001, 0);
	check("CPUID 40000001", r.eax | r.ebx | r.ecx | r.edx, 0);
}

static void check_comm_region(bool bare)
{
	const u8 *page = (const u8 *)comm_region;
	unsigned int n;
	u8 bits = 0;

	check("cell state", comm_region->cell_state, JAILHOUSE_CELL_RUNNING);
	check("number of CPUs is 0", comm_region->num_cpus == 0, 0);
	check("TSC rate is 0", comm_region->tsc_khz == 0, 0);
	if (!bare)
		check("flags", comm_region->flags &
		      ~(JAILHOUSE_COMM_FLAG_DBG_PUTC_PERMITTED |
			JAILHOUSE_COMM_FLAG_DBG_PUTC_ACTIVE), 0);
	for (n = sizeof(*comm_region); n < JAILHOUSE_COMM_REGION_SIZE; n++)
		bits |= page[n];
	check("rest of the communication region, or-ed", bits, 0);
}

/* Dropped without a trace, except on a machine of one's own. */
static void use_post_port(void)
{
	outb(0xaa, 0x80);
	inb(0x80);
}

void inmate_main(void)
{
	bool bare = cmdline_bool("bare", false);
	unsigned int cpu;

	printk("cellinfo: %s, TSC %u kHz, APIC timer %u kHz, PM timer 0x%x\n",
	       apic_is_x2apic() ? "x2APIC" : "xAPIC", comm_region->tsc_khz,
	       comm_region->apic_khz, comm_region->pm_timer_address);
	printk("cellinfo: flags 0x%x, console type %u at 0x%llx, %u CPUs\n",
	       comm_region->flags, comm_region->console.type,
	       comm_region->console.address, comm_region->num_cpus);
	for (cpu = 0; cpu < smp_num_cpus(); cpu++)
		printk("cellinfo: CPU %u has APIC id %u\n", cpu,
		       smp_apic_id(cpu));

	check_registers(bare);
	check_debug_registers();
	check_msrs();
	check_vector_registers();
	check_comm_region(bare);
	use_post_port();
	if (!bare) {
		check_apic();
		check_cpuid();
		check("CPUs that arrived", smp_num_cpus(),
		      comm_region->num_cpus);
	}

	conclude();
}
