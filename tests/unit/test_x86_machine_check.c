/* SPDX-License-Identifier: BSD-2-Clause */
/* Machine checks: what is reported, and who goes on. */
#include "x86/test.h"

#include <stdio.h>

#include <console.h>
#include <exits.h>
#include <machine_check.h>
#include <x86.h>

#include "x86/fake_msrs.h"
#include "x86/machine.h"

#define MCG_CAP		0x179
#define MCG_STATUS	0x17a
#define IN_PROGRESS	0x5
#define STATUS(bank)	(0x401 + 4 * (bank))
#define ADDRESS(bank)	(0x402 + 4 * (bank))
#define SMCA_STATUS(bank) (0xc0002001 + 16 * (bank))

#define VALID		(1ULL << 63)
#define UNCORRECTED	(1ULL << 61)
#define HAS_ADDRESS	(1ULL << 58)
#define CORRUPT		(1ULL << 57)

static char text[1000];
static bool scalable;
static u64 guest_cr4;
static unsigned int injected, stuck, panics;
static u64 stuck_code;
static jmp_buf after_panic;

void cpuid(u32 leaf, u32 subleaf, u32 *eax, u32 *ebx, u32 *ecx, u32 *edx)
{
	(void)subleaf;
	*eax = *ebx = *ecx = *edx = 0;
	if (leaf == 0x80000007)
		*ebx = scalable ? 8 : ~8U;
}

void printk(const char *fmt, ...)
{
	size_t length = strlen(text);
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text + length, sizeof(text) - length, fmt, ap);
	va_end(ap);
}

void hv_panic(const char *fmt, ...)
{
	(void)fmt;
	panics++;
	longjmp(after_panic, 1);
}

void vcpu_inject_mc(void)
{
	injected++;
}

u64 vcpu_cr4(void)
{
	return guest_cr4;
}

void exit_stuck(const char *reason, u64 code)
{
	assert_string_equal(reason, "machine check");
	stuck++;
	stuck_code = code;
}

static int setup(void **state)
{
	unsigned int bank;

	(void)state;
	machine_reset();
	msrs_reset();
	text[0] = 0;
	scalable = false;
	guest_cr4 = X86_CR4_MCE;
	injected = stuck = panics = 0;
	msr_set(MCG_CAP, 0x100 | 4);
	msr_set(MCG_STATUS, IN_PROGRESS);
	for (bank = 0; bank < 6; bank++) {
		msr_set(STATUS(bank), 0);
		msr_set(ADDRESS(bank), 0xbad);
	}
	strcpy((char *)root_config.desc.name, "root");
	strcpy((char *)cell_config.desc.name, "guest");
	return 0;
}

/* The CPU is the test cell's. */
static void in_cell(void)
{
	machine_add_cell(1);
	this_cpu()->cell = &test_cell;
}

static void test_root(void **state)
{
	(void)state;
	msr_set(STATUS(2), VALID | UNCORRECTED | HAS_ADDRESS | CORRUPT | 0x135);
	msr_set(ADDRESS(2), 0x12345678);
	assert_true(machine_check_in_progress());
	exit_machine_check();
	assert_string_equal(text, "Machine check of cell \"root\" on CPU 0: "
			    "bank 2, status 0xa600000000000135, "
			    "address 0x12345678\n");
	assert_int_equal(injected, 1);
	assert_int_equal(stuck, 0);
	/* Its handler finds all as it was. */
	assert_int_equal(msr_get(STATUS(2)),
			 VALID | UNCORRECTED | HAS_ADDRESS | CORRUPT | 0x135);
	assert_int_equal(msr_get(MCG_STATUS), IN_PROGRESS);
}

static void test_root_without_handler(void **state)
{
	(void)state;
	guest_cr4 = ~(u64)X86_CR4_MCE;
	msr_set(STATUS(0), VALID);
	exit_machine_check();
	assert_int_equal(injected, 0);
	assert_int_equal(stuck, 1);
	assert_int_equal(msr_get(MCG_STATUS), 0);
}

static void test_in_cell(void **state)
{
	(void)state;
	in_cell();
	msr_set(STATUS(0), VALID | UNCORRECTED | 1);
	msr_set(STATUS(3), VALID | 2);
	/* Not there. */
	msr_set(STATUS(4), VALID | CORRUPT);
	exit_machine_check();
	assert_string_equal(text, "Machine check of cell \"guest\" on CPU 0: "
			    "bank 0, status 0xa000000000000001, address 0x0\n"
			    "Machine check of cell \"guest\" on CPU 0: "
			    "bank 3, status 0x8000000000000002, address 0x0\n");
	assert_int_equal(injected, 0);
	assert_int_equal(stuck, 1);
	assert_int_equal(stuck_code, VALID | UNCORRECTED | 3);
	/* The next one is a new one. */
	assert_int_equal(msr_get(STATUS(0)), 0);
	assert_int_equal(msr_get(STATUS(3)), 0);
	assert_int_equal(msr_get(STATUS(4)), VALID | CORRUPT);
	assert_int_equal(msr_get(MCG_STATUS), 0);
	assert_false(machine_check_in_progress());
}

static void test_corrupt(void **state)
{
	(void)state;
	in_cell();
	msr_set(STATUS(1), VALID | UNCORRECTED | CORRUPT);
	if (!setjmp(after_panic))
		exit_machine_check();
	assert_int_equal(panics, 1);
	assert_int_equal(stuck + injected, 0);
	/* Of something else, this bit means nothing. */
	msr_set(STATUS(1), CORRUPT);
	exit_machine_check();
	assert_int_equal(panics, 1);
	assert_int_equal(stuck, 1);
	assert_int_equal(stuck_code, 0);
}

static void test_scalable(void **state)
{
	(void)state;
	scalable = true;
	in_cell();
	msr_set(MCG_CAP, 40);
	msr_set(STATUS(0), VALID);
	msr_set(SMCA_STATUS(39), VALID | HAS_ADDRESS | 7);
	msr_set(SMCA_STATUS(39) + 1, 0xabc);
	exit_machine_check();
	assert_string_equal(text, "Machine check of cell \"guest\" on CPU 0: "
			    "bank 39, status 0x8400000000000007, "
			    "address 0xabc\n");
}

static void test_no_such_registers(void **state)
{
	(void)state;
	msrs_reset();
	assert_false(machine_check_in_progress());
	assert_int_equal(machine_check_report(true), 0);
	assert_string_equal(text, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_root, setup),
		cmocka_unit_test_setup(test_root_without_handler, setup),
		cmocka_unit_test_setup(test_in_cell, setup),
		cmocka_unit_test_setup(test_corrupt, setup),
		cmocka_unit_test_setup(test_scalable, setup),
		cmocka_unit_test_setup(test_no_such_registers, setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
