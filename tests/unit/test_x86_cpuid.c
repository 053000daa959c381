/* SPDX-License-Identifier: BSD-2-Clause */
/* What guests see of CPUID. */
#include "x86/test.h"

#include <cpuid.h>

#define OSXSAVE_IN_CR4	(1ULL << 18)
#define PKE_IN_CR4	(1ULL << 22)

static void expect(u32 leaf, u32 subleaf, bool root, u64 cr4,
		   struct cpuid_regs in, struct cpuid_regs out)
{
	cpuid_filter(leaf, subleaf, root, cr4, &in);
	if (in.eax != out.eax || in.ebx != out.ebx || in.ecx != out.ecx ||
	    in.edx != out.edx)
		fail_msg("leaf %#x.%u root %d: %#x %#x %#x %#x", leaf, subleaf,
			 root, in.eax, in.ebx, in.ecx, in.edx);
}

static const struct cpuid_regs zeroes, ones = { ~0U, ~0U, ~0U, ~0U };
static const struct cpuid_regs some = { 0x12345678, 0x9abcdef0, 0x0f1e2d3c,
					0x4b5a6978 };

static void test_hypervisor_leaves(void **state)
{
	static const struct cpuid_regs name = { 0x40000001, 0x6c69614a,
						0x73756f68, 0x65 };
	unsigned int root;

	(void)state;
	for (root = 0; root <= 1; root++) {
		expect(0x40000000, 0, root, 0, some, name);
		expect(0x40000000, 7, root, 0, zeroes, name);
		expect(0x40000001, 0, root, 0, ones, zeroes);
		expect(0x40000002, 0, root, 0, ones, zeroes);
		expect(0x400000ff, 0, root, 0, ones, zeroes);
		expect(0x40000100, 0, root, 0, ones, zeroes);
		expect(0x4fffffff, 0, root, 0, ones, zeroes);
		expect(0x3fffffff, 0, root, 0, some, some);
		expect(0x50000000, 0, root, 0, some, some);
	}
}

static void test_leaf_1(void **state)
{
	(void)state;
	/* Cells: VMX (5) off, hypervisor (31) on. */
	expect(1, 0, false, OSXSAVE_IN_CR4, zeroes,
	       (struct cpuid_regs) { .ecx = 1U << 31 | 1U << 27 });
	expect(1, 0, false, ~OSXSAVE_IN_CR4, zeroes,
	       (struct cpuid_regs) { .ecx = 1U << 31 });
	expect(1, 0, false, 0, ones,
	       (struct cpuid_regs) { ~0U, ~0U, ~(1U << 5 | 1U << 27), ~0U });
	/* Root: as it was. */
	expect(1, 0, true, OSXSAVE_IN_CR4, zeroes,
	       (struct cpuid_regs) { .ecx = 1U << 27 });
	expect(1, 0, true, 0, ones,
	       (struct cpuid_regs) { ~0U, ~0U, ~(1U << 27), ~0U });
	expect(1, 0, true, OSXSAVE_IN_CR4, ones, ones);
}

static void test_leaf_7(void **state)
{
	static const struct cpuid_regs without = { ~0U, ~0U, ~(1U << 4), ~0U };
	unsigned int root;

	(void)state;
	for (root = 0; root <= 1; root++) {
		expect(7, 0, root, PKE_IN_CR4, zeroes,
		       (struct cpuid_regs) { .ecx = 1U << 4 });
		expect(7, 0, root, ~PKE_IN_CR4, ones, without);
		expect(7, 1, root, 0, ones, ones);
	}
}

static void test_svm(void **state)
{
	(void)state;
	/* SVM (2) is root's, SKINIT (12) nobody's. */
	expect(0x80000001, 0, true, 0, ones,
	       (struct cpuid_regs) { ~0U, ~0U, ~(1U << 12), ~0U });
	expect(0x80000001, 0, false, 0, ones,
	       (struct cpuid_regs) { ~0U, ~0U, ~(1U << 12 | 1U << 10 | 1U << 2),
				     ~0U });
	/* Sampling (10) and its leaf are root's. */
	expect(0x8000001b, 0, true, 0, some, some);
	expect(0x8000001b, 0, false, 0, some, zeroes);
	expect(0x8000000a, 0, true, 0, some, some);
	expect(0x8000000a, 0, false, 0, some, zeroes);
	expect(0x8000001f, 0, true, 0, some, some);
	expect(0x8000001f, 0, false, 0, some, zeroes);
}

/* It would end in #UD for everybody. */
static void test_invlpgb(void **state)
{
	unsigned int root;

	(void)state;
	for (root = 0; root <= 1; root++)
		expect(0x80000008, 0, root, 0, ones,
		       (struct cpuid_regs) { ~0U, ~(1U << 3), ~0U, ~0U });
}

static void test_unchanged(void **state)
{
	static const u32 leaves[] = { 0, 2, 4, 5, 6, 0xa, 0xb, 0xd, 0x10, 0x14,
				      0x1f, 0x80000000, 0x80000002, 0x80000006,
				      0x80000007, 0x8000001a,
				      0x8000001d, 0x8000001e, 0x80000020,
				      0xc0000000, 0xffffffff };
	unsigned int i, root, subleaf;

	(void)state;
	for (i = 0; i < sizeof(leaves) / sizeof(leaves[0]); i++)
		for (root = 0; root <= 1; root++)
			for (subleaf = 0; subleaf < 3; subleaf++)
				expect(leaves[i], subleaf, root, 0, some, some);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_hypervisor_leaves),
		cmocka_unit_test(test_leaf_1),
		cmocka_unit_test(test_leaf_7),
		cmocka_unit_test(test_svm),
		cmocka_unit_test(test_invlpgb),
		cmocka_unit_test(test_unchanged),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
