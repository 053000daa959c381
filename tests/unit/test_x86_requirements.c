/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a CPU must have to be entered: virtualization, and a local APIC as it
 * is expected.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include <apic.h>
#include <cpu.h>
#include <ipi.h>
#include <report.h>
#include <vcpu.h>
#include <x86.h>

#define CPU	3

/* The registers of a CPU that fulfils everything. */
static struct {
	u32 max_leaf;
	u32 ext_ecx;
	u32 svm_edx;
	u32 initial_apic_id;
	u64 efer;
	u64 vm_cr;
	u64 syscfg;
	bool has_syscfg;
	u64 apic_base;
	u64 x2apic_id;
} hw;

static struct jailhouse_config_error refused;

struct apic_mode apic_mode;

void cpuid(u32 leaf, u32 subleaf, u32 *eax, u32 *ebx, u32 *ecx, u32 *edx)
{
	(void)subleaf;
	*eax = *ebx = *ecx = *edx = 0;
	if (leaf == 1)
		*ebx = hw.initial_apic_id << 24;
	else if (leaf == 0x80000000)
		*eax = hw.max_leaf;
	else if (leaf == 0x80000001)
		*ecx = hw.ext_ecx;
	else if (leaf == 0x8000000a)
		*edx = hw.svm_edx;
}

u64 rdmsr(u32 msr)
{
	switch (msr) {
	case MSR_EFER:
		return hw.efer;
	case MSR_VM_CR:
		return hw.vm_cr;
	case MSR_APIC_BASE:
		return hw.apic_base;
	case MSR_X2APIC_BASE + APIC_REG_ID:
		return hw.x2apic_id;
	default:
		fail_msg("read of MSR %x", msr);
		return 0;
	}
}

bool rdmsr_safe(u32 msr, u64 *value)
{
	assert_int_equal(msr, MSR_SYSCFG);
	*value = hw.syscfg;
	return hw.has_syscfg;
}

int refuse(u32 rule, u32 array, u32 index, u32 other)
{
	refused.rule = rule;
	refused.array = array;
	refused.index = index;
	refused.other = other;
	return -22;
}

static int setup(void **state)
{
	(void)state;
	memset(&hw, 0, sizeof(hw));
	memset(&refused, 0, sizeof(refused));
	memset(&apic_mode, 0, sizeof(apic_mode));
	hw.max_leaf = 0x8000000a;
	hw.ext_ecx = BIT(2);
	hw.svm_edx = BIT(0);
	hw.initial_apic_id = 254;
	hw.efer = X86_EFER_NXE | X86_EFER_LMA | X86_EFER_LME;
	hw.has_syscfg = true;
	hw.apic_base = 0xfee00000 | APIC_BASE_ENABLE;
	return 0;
}

static struct public_per_cpu public_part;
static struct private_per_cpu private;

struct private_per_cpu *this_private(void)
{
	return &private;
}

static int on_cpu(int (*check)(unsigned int cpu))
{
	memset(&private, 0, sizeof(private));
	memset(&public_part, 0, sizeof(public_part));
	public_part.cpu_id = CPU;
	private.public_part = &public_part;
	return check(CPU);
}

static int mode_check(unsigned int cpu)
{
	(void)cpu;
	return apic_cpu_init();
}

static void refused_with(int (*check)(unsigned int cpu), u32 rule, u32 other)
{
	assert_true(on_cpu(check) < 0);
	assert_int_equal(refused.rule, rule);
	assert_int_equal(refused.array, JAILHOUSE_ARRAY_CPUS);
	assert_int_equal(refused.index, CPU);
	assert_int_equal(refused.other, other);
	setup(NULL);
}

static void test_good(void **state)
{
	(void)state;
	assert_int_equal(on_cpu(vcpu_check), 0);
	assert_int_equal(on_cpu(apic_cpu_check), 0);
	assert_int_equal(public_part.arch.apic_id, 254);
	hw.has_syscfg = false;
	hw.syscfg = ~0UL;
	assert_int_equal(on_cpu(vcpu_check), 0);
	hw.apic_base |= APIC_BASE_X2APIC;
	hw.x2apic_id = 7;
	assert_int_equal(on_cpu(apic_cpu_check), 0);
	assert_int_equal(public_part.arch.apic_id, 7);
	assert_int_equal(refused.rule, JAILHOUSE_RULE_NONE);
}

static void test_virtualization(void **state)
{
	(void)state;
	hw.max_leaf = 0x80000009;
	refused_with(vcpu_check, JAILHOUSE_RULE_CPU_NO_VIRTUALIZATION, 0);
	hw.ext_ecx = (u32)~BIT(2);
	refused_with(vcpu_check, JAILHOUSE_RULE_CPU_NO_VIRTUALIZATION, 0);
	hw.efer |= X86_EFER_SVME;
	refused_with(vcpu_check, JAILHOUSE_RULE_CPU_VIRTUALIZATION_BUSY, 0);
	hw.vm_cr = VM_CR_SVMDIS;
	refused_with(vcpu_check, JAILHOUSE_RULE_CPU_VIRTUALIZATION_LOCKED, 0);
	hw.svm_edx = (u32)~BIT(0);
	refused_with(vcpu_check, JAILHOUSE_RULE_CPU_NO_NESTED_PAGING, 0);
}

static void test_modes_of_linux(void **state)
{
	(void)state;
	hw.syscfg = SYSCFG_MEM_ENCRYPT;
	refused_with(vcpu_check, JAILHOUSE_RULE_CPU_MEM_ENCRYPT, 0);
	hw.efer &= ~X86_EFER_NXE;
	refused_with(vcpu_check, JAILHOUSE_RULE_CPU_NO_NX, 0);
}

static void test_local_apic(void **state)
{
	(void)state;
	hw.apic_base = 0xfee00000;
	refused_with(apic_cpu_check, JAILHOUSE_RULE_CPU_APIC_BASE, 0xfee00);
	hw.apic_base = 0xfef00000 | APIC_BASE_ENABLE;
	refused_with(apic_cpu_check, JAILHOUSE_RULE_CPU_APIC_BASE, 0xfef00);
	hw.initial_apic_id = 255;
	refused_with(apic_cpu_check, JAILHOUSE_RULE_CPU_APIC_ID, 255);
	hw.apic_base |= APIC_BASE_X2APIC;
	hw.x2apic_id = 256;
	refused_with(apic_cpu_check, JAILHOUSE_RULE_CPU_APIC_ID, 256);
}

static void test_cpus_differ(void **state)
{
	(void)state;
	apic_mode.x2apic = true;
	refused_with(mode_check, JAILHOUSE_RULE_CPU_FEATURES_DIFFER, 0);
	hw.apic_base |= APIC_BASE_X2APIC;
	refused_with(mode_check, JAILHOUSE_RULE_CPU_FEATURES_DIFFER, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_good, setup),
		cmocka_unit_test_setup(test_virtualization, setup),
		cmocka_unit_test_setup(test_modes_of_linux, setup),
		cmocka_unit_test_setup(test_local_apic, setup),
		cmocka_unit_test_setup(test_cpus_differ, setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
