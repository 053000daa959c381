/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The fast exit handlers: what they do, and that what they leave to
 * svm_handle_exit() is left untouched.
 */
#include "x86/test.h"

#include <apic.h>
#include <ipi.h>
#include <pio.h>
#include <x86.h>

#include "x86_svm/fast.h"

static void exit_msr(u32 msr, u64 value)
{
	area.vmcb.exit_code = SVM_EXIT_MSR;
	area.vmcb.exit_info1 = 1;
	area.regs.reg[GUEST_RCX] = msr;
	area.vmcb.rax = 0xffffffff00000000ULL | (u32)value;
	area.regs.reg[GUEST_RDX] = 0xffffffff00000000ULL | value >> 32;
}

static void test_cpuid(void **state)
{
	(void)state;
	area.vmcb.exit_code = SVM_EXIT_CPUID;
	area.vmcb.rax = 0xdeadbeef00000000ULL;
	area.regs.reg[GUEST_RBX] = ~0ULL;
	handled(JAILHOUSE_CPU_STAT_VMEXITS_CPUID, CODE_ADDRESS + 2);
	assert_int_equal(area.vmcb.rax >> 32, 0);
	assert_int_equal(area.regs.reg[GUEST_RBX] >> 32, 0);
	assert_int_not_equal(area.regs.reg[GUEST_RBX], 0);
}

static void test_cpuid_filtered(void **state)
{
	static const u32 leaves[] = { 1, 7, 32, 0x40000000, 0x80000001,
				      0x8000000a, 0xffffffff };
	unsigned int n;

	(void)state;
	area.vmcb.exit_code = SVM_EXIT_CPUID;
	for (n = 0; n < ARRAY_SIZE(leaves); n++) {
		area.vmcb.rax = leaves[n];
		left_alone();
	}
}

/* Root feeds the UART, others don't. */
static void test_console(void **state)
{
	(void)state;
	area.vmcb.exit_code = SVM_EXIT_CPUID;
	handled(JAILHOUSE_CPU_STAT_VMEXITS_CPUID, CODE_ADDRESS + 2);
	assert_int_equal(drained, 0);
	public.cell = &root_cell;
	area.vmcb.rax = 0;
	handled(JAILHOUSE_CPU_STAT_VMEXITS_CPUID, CODE_ADDRESS + 4);
	assert_int_equal(drained, 1);
}

static void test_next_rip(void **state)
{
	(void)state;
	svm_feature_bits = SVM_FEATURE_NRIP_SAVE;
	area.vmcb.exit_code = SVM_EXIT_CPUID;
	area.vmcb.next_rip = CODE_ADDRESS + 15;
	handled(JAILHOUSE_CPU_STAT_VMEXITS_CPUID, CODE_ADDRESS + 15);
	/* Values that can't be one. */
	area.vmcb.rax = 0;
	handled(JAILHOUSE_CPU_STAT_VMEXITS_CPUID, CODE_ADDRESS + 17);
	area.vmcb.rax = 0;
	area.vmcb.next_rip = CODE_ADDRESS + 17 + 16;
	handled(JAILHOUSE_CPU_STAT_VMEXITS_CPUID, CODE_ADDRESS + 19);
}

/* Each alone keeps the fast handlers away. */
static void test_other_modes(void **state)
{
	(void)state;
	area.vmcb.exit_code = SVM_EXIT_CPUID;
	area.vmcb.efer = X86_EFER_SVME;
	left_alone();
	setup(NULL);
	area.vmcb.exit_code = SVM_EXIT_CPUID;
	area.vmcb.cs.attributes = SVM_SEG_CODE64 & ~SVM_SEG_LONG;
	left_alone();
	setup(NULL);
	area.vmcb.exit_code = SVM_EXIT_CPUID;
	area.vmcb.rflags = X86_RFLAGS_TF;
	left_alone();
	setup(NULL);
	area.vmcb.exit_code = SVM_EXIT_NMI;
	left_alone();
	area.vmcb.exit_code = (u32)SVM_EXIT_INVALID;
	left_alone();
}

static void test_hypercall(void **state)
{
	(void)state;
	area.vmcb.exit_code = SVM_EXIT_VMMCALL;
	area.vmcb.rax = JAILHOUSE_HC_HYPERVISOR_GET_INFO;
	area.vmcb.cpl = 3;
	left_alone();
	area.vmcb.cpl = 0;
	area.regs.reg[GUEST_RDI] = 3;
	handled(JAILHOUSE_CPU_STAT_VMEXITS_HYPERCALL, CODE_ADDRESS + 3);
	assert_int_equal(area.vmcb.rax, 1234);
	area.vmcb.rax = JAILHOUSE_HC_HYPERVISOR_GET_INFO;
	area.regs.reg[GUEST_RDI] = 99;
	handled(JAILHOUSE_CPU_STAT_VMEXITS_HYPERCALL, CODE_ADDRESS + 6);
	assert_int_equal(area.vmcb.rax, (u32)-22);

	area.vmcb.rax = 0x100000000ULL | JAILHOUSE_HC_HYPERVISOR_GET_INFO;
	left_alone();
	area.vmcb.rax = JAILHOUSE_HC_DISABLE;
	left_alone();
}

static void test_efer(void **state)
{
	const u64 long_mode = X86_EFER_LME | X86_EFER_LMA;

	(void)state;
	/* SVME stays whatever is written, LMA as well. */
	exit_msr(MSR_EFER, X86_EFER_LME | X86_EFER_SCE);
	handled(JAILHOUSE_CPU_STAT_VMEXITS_MSR_OTHER, CODE_ADDRESS + 2);
	assert_int_equal(area.vmcb.efer,
			 long_mode | X86_EFER_SCE | X86_EFER_SVME);
	exit_msr(MSR_EFER, X86_EFER_SCE | X86_EFER_LMA);
	left_alone();
	exit_msr(MSR_EFER, long_mode | X86_EFER_NXE);
	left_alone();
	exit_msr(MSR_EFER, long_mode | BIT(63));
	left_alone();
	exit_msr(MSR_EFER, long_mode | BIT(13));
	left_alone();
}

/* All memory types in all places, against the list of the manual. */
static void test_pat(void **state)
{
	unsigned int entry, type;
	bool legal;

	(void)state;
	for (entry = 0; entry < 8; entry++) {
		for (type = 0; type < 256; type++) {
			legal = type < 2 || (type >= 4 && type < 8);
			setup(NULL);
			area.private.mtrr_def_type = MTRR_ENABLE;
			exit_msr(MSR_PAT, (0x0706050401000706ULL &
					   ~(0xffULL << 8 * entry)) |
					  (u64)type << 8 * entry);
			if (!legal) {
				left_alone();
				continue;
			}
			handled(JAILHOUSE_CPU_STAT_VMEXITS_MSR_OTHER,
				CODE_ADDRESS + 2);
			assert_int_equal((u8)(area.vmcb.g_pat >> 8 * entry),
					 type);
			assert_int_equal(area.private.pat, area.vmcb.g_pat);
		}
	}
	/* Uncached behind the guest's back. */
	exit_msr(MSR_PAT, X86_PAT_RESET);
	area.private.mtrr_def_type = 0;
	left_alone();
}

static void test_apic_msr(void **state)
{
	(void)state;
	exit_msr(MSR_X2APIC_BASE + APIC_REG_EOI, 0);
	handled(JAILHOUSE_CPU_STAT_VMEXITS_MSR_OTHER, CODE_ADDRESS + 2);
	assert_int_equal(apic_written.reg, APIC_REG_EOI);
	exit_msr(MSR_X2APIC_BASE + APIC_REG_TPR, 0x40);
	handled(JAILHOUSE_CPU_STAT_VMEXITS_MSR_OTHER, CODE_ADDRESS + 4);
	assert_int_equal(apic_written.reg, APIC_REG_TPR);
	assert_int_equal(apic_written.value, 0x40);
	assert_int_equal(apic_written.count, 2);

	/* Root has no such registers in xAPIC mode. */
	public.cell = &root_cell;
	left_alone();
	public.cell = &other_cell;
	apic_mode.x2apic = true;
	left_alone();
	apic_mode.x2apic = false;
	exit_msr(MSR_X2APIC_BASE + APIC_REG_ICR, 0);
	left_alone();
	/* A read. */
	exit_msr(MSR_X2APIC_BASE + APIC_REG_TPR, 0);
	area.vmcb.exit_info1 = 0;
	left_alone();
	assert_int_equal(apic_written.count, 2);
}

static void exit_port(u16 port, u64 info, u64 rax)
{
	area.vmcb.exit_code = SVM_EXIT_IOIO;
	area.vmcb.exit_info1 = (u64)port << 16 | info;
	area.vmcb.exit_info2 = area.vmcb.rip + 1;
	area.vmcb.rax = rax;
}

static void test_ports(void **state)
{
	static const u64 sizes[] = { BIT(4), BIT(5) };
	unsigned int n;

	(void)state;
	exit_port(PIO_PCI_ADDRESS, SVM_IOIO_SIZE_32, ~0x7fffffffULL);
	handled(JAILHOUSE_CPU_STAT_VMEXITS_PIO, CODE_ADDRESS + 1);
	assert_int_equal(other_cell.arch.pci_address, 0x80000000);
	exit_port(PIO_PCI_ADDRESS, SVM_IOIO_SIZE_32 | SVM_IOIO_IN, ~0ULL);
	handled(JAILHOUSE_CPU_STAT_VMEXITS_PIO, CODE_ADDRESS + 2);
	assert_int_equal(area.vmcb.rax, 0x80000000);
	exit_port(PIO_PCI_DATA, SVM_IOIO_SIZE_32 | SVM_IOIO_IN, 0);
	handled(JAILHOUSE_CPU_STAT_VMEXITS_PIO, CODE_ADDRESS + 3);
	assert_int_equal(area.vmcb.rax, 0xffffffff);

	exit_port(PIO_PCI_DATA, SVM_IOIO_SIZE_32, 0);
	left_alone();
	exit_port(PIO_PCI_ADDRESS, SVM_IOIO_SIZE_32 | SVM_IOIO_STRING, 0);
	left_alone();
	for (n = 0; n < ARRAY_SIZE(sizes); n++) {
		exit_port(PIO_PCI_ADDRESS, sizes[n], 0);
		left_alone();
		exit_port(PIO_PCI_DATA, sizes[n] | SVM_IOIO_IN, 0);
		left_alone();
	}
	exit_port(PIO_PCI_ADDRESS + 1, SVM_IOIO_SIZE_32, 0);
	left_alone();
	public.cell = &root_cell;
	exit_port(PIO_PCI_ADDRESS, SVM_IOIO_SIZE_32, 0);
	left_alone();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_cpuid, setup),
		cmocka_unit_test_setup(test_cpuid_filtered, setup),
		cmocka_unit_test_setup(test_console, setup),
		cmocka_unit_test_setup(test_next_rip, setup),
		cmocka_unit_test_setup(test_other_modes, setup),
		cmocka_unit_test_setup(test_hypercall, setup),
		cmocka_unit_test_setup(test_efer, setup),
		cmocka_unit_test_setup(test_pat, setup),
		cmocka_unit_test_setup(test_apic_msr, setup),
		cmocka_unit_test_setup(test_ports, setup),
	};

	return cmocka_run_group_tests(tests, NULL, cleanup);
}
