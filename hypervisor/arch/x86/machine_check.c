/* SPDX-License-Identifier: BSD-2-Clause */
#include <cell.h>
#include <console.h>
#include <cpu.h>
#include <exits.h>
#include <machine_check.h>
#include <report.h>
#include <vcpu.h>
#include <x86.h>

#define MSR_MCG_CAP		0x179
#define  MCG_CAP_COUNT		0xff
#define MSR_MCG_STATUS		0x17a
#define  MCG_STATUS_MCIP	BIT(2)
/* Banks are this far apart; MCi_ADDR follows MCi_STATUS (APM 9.3.2). */
#define MSR_MC0_STATUS		0x401
#define BANK_STRIDE		4
#define MAX_BANKS		32
/* The same with scalable banks (CPUID 0x80000007 EBX bit 3). */
#define MSR_SMCA_MC0_STATUS	0xc0002001
#define SMCA_BANK_STRIDE	16
#define SMCA_MAX_BANKS		64
#define CPUID_RAS		0x80000007
#define  CPUID_RAS_EBX_SMCA	BIT(3)

#define MCI_STATUS_PCC		BIT(57)
#define MCI_STATUS_ADDRV	BIT(58)
#define MCI_STATUS_VAL		BIT(63)

static void report_bank(unsigned int bank, u64 status, u32 address_msr)
{
	const struct cell *cell = this_cpu()->cell;
	u64 address = 0;

	if (status & MCI_STATUS_ADDRV)
		rdmsr_safe(address_msr, &address);
	printk("Machine check of cell \"%s\" on CPU %u: bank %u, "
	       "status 0x%llx, address 0x%llx\n",
	       cell ? cell->config->name : "", this_cpu()->cpu_id, bank,
	       (unsigned long long)status, (unsigned long long)address);
}

u64 machine_check_report(bool clear)
{
	u32 ras, unused, msr = MSR_MC0_STATUS, stride = BANK_STRIDE;
	u64 banks = 0, status, all = 0;
	unsigned int n, limit = MAX_BANKS;

	cpuid(CPUID_RAS, 0, &unused, &ras, &unused, &unused);
	if (ras & CPUID_RAS_EBX_SMCA) {
		msr = MSR_SMCA_MC0_STATUS;
		stride = SMCA_BANK_STRIDE;
		limit = SMCA_MAX_BANKS;
	}
	rdmsr_safe(MSR_MCG_CAP, &banks);
	for (n = 0; n < MIN(banks & MCG_CAP_COUNT, limit); n++, msr += stride) {
		if (!rdmsr_safe(msr, &status) || !(status & MCI_STATUS_VAL))
			continue;
		report_bank(n, status, msr + 1);
		all |= status;
		if (clear)
			wrmsr_safe(msr, 0);
	}
	return all;
}

bool machine_check_in_progress(void)
{
	u64 status = 0;

	return rdmsr_safe(MSR_MCG_STATUS, &status) &&
		(status & MCG_STATUS_MCIP);
}

void exit_machine_check(void)
{
	bool to_root = this_cpu()->cell == &root_cell &&
		(vcpu_cr4() & X86_CR4_MCE);
	u64 status = machine_check_report(!to_root);

	if (to_root) {
		vcpu_inject_mc();
		return;
	}
	/* The next one would find a handler that has not finished. */
	wrmsr_safe(MSR_MCG_STATUS, 0);
	if (status & MCI_STATUS_PCC)
		hv_panic("machine check, state of the processor corrupt");
	exit_stuck("machine check", status);
}
