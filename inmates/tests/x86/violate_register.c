/* SPDX-License-Identifier: BSD-2-Clause */
/* MSRs and control registers. */
#include "../violate.h"

#define MSR_MTRR_PHYSBASE0	0x200
#define MSR_PAT			0x277
#define MSR_MTRR_DEF_TYPE	0x2ff
#define MSR_EFER		0xc0000080
#define MSR_SMBASE		0xc0010111
#define MSR_VM_CR		0xc0010114
#define MSR_VM_HSAVE_PA		0xc0010117
#define APIC_BASE_ENABLE	(1 << 11)
#define EFER_LME		(1 << 8)
#define EFER_SVME		(1 << 12)
#define EFER_RESERVED		(1 << 1)
#define CR0_NW			(1UL << 29)
#define CR0_CD			(1UL << 30)
#define CR4_VMXE		(1UL << 13)
#define CR4_OSXSAVE		(1UL << 18)
#define CR4_RESERVED		(1UL << 31)
#define CPUID_1_ECX_XSAVE	(1 << 26)

static const char *msr_read(void)
{
	read_msr((u32)cmdline_number("msr", MSR_VM_HSAVE_PA));
	return NULL;
}

static const char *msr_write(void)
{
	write_msr((u32)cmdline_number("msr", MSR_VM_HSAVE_PA),
		  cmdline_number("value", 0));
	return NULL;
}

static const char *msr_vm_cr(void)
{
	write_msr(MSR_VM_CR, 0);
	return NULL;
}

static const char *msr_smbase(void)
{
	write_msr(MSR_SMBASE, 0x30000);
	return NULL;
}

static const char *msr_unknown(void)
{
	read_msr(0x12345678);
	return NULL;
}

static const char *msr_mtrr(void)
{
	write_msr(MSR_MTRR_PHYSBASE0, 0);
	return NULL;
}

static const char *apic_base_move(void)
{
	write_msr(MSR_APIC_BASE, read_msr(MSR_APIC_BASE) + 0x1000);
	return NULL;
}

static const char *apic_base_off(void)
{
	write_msr(MSR_APIC_BASE, read_msr(MSR_APIC_BASE) &
		  ~(u64)(APIC_BASE_ENABLE | MSR_APIC_BASE_X2APIC));
	return NULL;
}

static const char *pat_illegal(void)
{
	write_msr(MSR_PAT, 0x0202020202020202);
	return NULL;
}

static const char *mtrr_type(void)
{
	write_msr(MSR_MTRR_DEF_TYPE, 0xc05);
	if (read_msr(MSR_MTRR_DEF_TYPE) != 0x800)
		return "more than the enable bit was kept";
	return NULL;
}

static const char *efer_svme(void)
{
	u64 efer = read_msr(MSR_EFER);

	if (efer & EFER_SVME)
		return "EFER.SVME is visible";
	write_msr(MSR_EFER, efer | EFER_SVME);
	if (read_msr(MSR_EFER) != efer)
		return "EFER.SVME can be set";
	return NULL;
}

static const char *efer_reserved(void)
{
	write_msr(MSR_EFER, read_msr(MSR_EFER) | EFER_RESERVED);
	return NULL;
}

/* Not while paging is on. */
static const char *efer_lme(void)
{
	write_msr(MSR_EFER, read_msr(MSR_EFER) & ~(u64)EFER_LME);
	return NULL;
}

/* Write-back of what is not cached: an illegal combination. */
static const char *cr0_nw(void)
{
	write_cr0((read_cr0() | CR0_NW) & ~CR0_CD);
	return NULL;
}

static const char *cr4_reserved(void)
{
	write_cr4(read_cr4() | CR4_RESERVED);
	return NULL;
}

static const char *cr4_vmxe(void)
{
	write_cr4(read_cr4() | CR4_VMXE);
	return NULL;
}

static void xsetbv(u32 index, u64 value)
{
	asm volatile("xsetbv" : : "c" (index), "a" ((u32)value),
		     "d" ((u32)(value >> 32)));
}

static bool enable_xsave(void)
{
	if (!(cpuid(1, 0).ecx & CPUID_1_ECX_XSAVE))
		return false;
	write_cr4(read_cr4() | CR4_OSXSAVE);
	return true;
}

/* Bit 0, x87, must be set. */
static const char *xsetbv_bad(void)
{
	if (!enable_xsave())
		return "this CPU has no XSAVE";
	xsetbv(0, 0);
	return NULL;
}

static const char *xsetbv_off(void)
{
	xsetbv(0, 1);
	return NULL;
}

/* AVX needs SSE. */
static const char *xsetbv_combination(void)
{
	if (!enable_xsave())
		return "this CPU has no XSAVE";
	xsetbv(0, 5);
	return NULL;
}

static const char *xsetbv_unknown(void)
{
	if (!enable_xsave())
		return "this CPU has no XSAVE";
	xsetbv(0, 1ULL << 62 | 1);
	return NULL;
}

const struct violation_case register_cases[] = {
	{ "msr-read", msr_read, STOPPED },
	{ "msr-write", msr_write, STOPPED },
	{ "msr-vm-cr", msr_vm_cr, STOPPED },
	{ "msr-smbase", msr_smbase, STOPPED },
	{ "msr-unknown", msr_unknown, STOPPED },
	{ "msr-mtrr", msr_mtrr, STOPPED },
	{ "apic-base-move", apic_base_move, STOPPED },
	{ "apic-base-off", apic_base_off, STOPPED },
	{ "pat-illegal", pat_illegal, EXCEPTION_GP },
	{ "mtrr-type", mtrr_type, HARMLESS },
	{ "efer-svme", efer_svme, HARMLESS },
	{ "efer-reserved", efer_reserved, EXCEPTION_GP },
	{ "efer-lme", efer_lme, EXCEPTION_GP },
	{ "cr0-nw", cr0_nw, EXCEPTION_GP },
	{ "cr4-reserved", cr4_reserved, EXCEPTION_GP },
	{ "cr4-vmxe", cr4_vmxe, EXCEPTION_GP },
	{ "xsetbv-bad", xsetbv_bad, EXCEPTION_GP },
	{ "xsetbv-off", xsetbv_off, EXCEPTION_UD },
	{ "xsetbv-combination", xsetbv_combination, EXCEPTION_GP },
	{ "xsetbv-unknown", xsetbv_unknown, EXCEPTION_GP },
	{ NULL, NULL, STOPPED },
};
