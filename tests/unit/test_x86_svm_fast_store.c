/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Stores to the local APIC that are handled fast: where the instruction is
 * found, and what is taken for one.
 */
#include <stdlib.h>

#include "x86/test.h"

#include <apic.h>
#include <code_page.h>
#include <decode.h>
#include <ipi.h>
#include <x86.h>

#include "x86_svm/fast.h"

#define RANDOM_CODES	2000000

/* A store to the local APIC by the bytes at the guest's program counter. */
static void exit_store(unsigned int offset, const u8 *bytes, size_t count)
{
	memcpy(code_page + (area.vmcb.rip - CODE_ADDRESS), bytes, count);
	area.vmcb.exit_code = SVM_EXIT_NPF;
	area.vmcb.exit_info1 = SVM_NPF_WRITE;
	area.vmcb.exit_info2 = XAPIC_BASE + offset;
}

/* mov %eax,(%rcx) */
static const u8 store_eax[] = { 0x89, 0x01 };
/* movl $0x12345678,0x80(%rdi) */
static const u8 store_constant[] = { 0xc7, 0x87, 0x80, 0, 0, 0,
				     0x78, 0x56, 0x34, 0x12 };

static void test_store(void **state)
{
	(void)state;
	exit_store(0x80, store_eax, sizeof(store_eax));
	area.vmcb.rax = 0xffffffff87654321ULL;
	handled(JAILHOUSE_CPU_STAT_VMEXITS_XAPIC, CODE_ADDRESS + 2);
	assert_int_equal(apic_written.reg, APIC_REG_TPR);
	assert_int_equal(apic_written.value, 0x87654321);

	exit_store(0x390, store_constant, sizeof(store_constant));
	handled(JAILHOUSE_CPU_STAT_VMEXITS_XAPIC, CODE_ADDRESS + 12);
	assert_int_equal(apic_written.reg, 0x39);
	assert_int_equal(apic_written.value, 0x12345678);

	/* What the filter refuses is done again, and reported, elsewhere. */
	write_accepted = false;
	left_alone();
}

static void test_store_command(void **state)
{
	static const u32 modes[] = { APIC_DM_LOWEST, APIC_DM_SMI, APIC_DM_NMI,
				     APIC_DM_INIT, APIC_DM_SIPI,
				     APIC_DM_EXTINT };
	unsigned int n;

	(void)state;
	icr_high = 0x12345678;
	exit_store(0x300, store_eax, sizeof(store_eax));
	area.vmcb.rax = 0x41;
	handled(JAILHOUSE_CPU_STAT_VMEXITS_XAPIC, CODE_ADDRESS + 2);
	assert_int_equal(apic_written.value, 0x41);
	assert_int_equal(apic_written.destination, 0x12);
	assert_int_equal(apic_written.count, 1);

	for (n = 0; n < ARRAY_SIZE(modes); n++) {
		exit_store(0x300, store_eax, sizeof(store_eax));
		area.vmcb.rax = modes[n] | 0x41;
		left_alone();
	}
	assert_int_equal(apic_written.count, 1);
}

/* Not a plain data write of 32 bits to a register. */
static void test_not_a_store(void **state)
{
	(void)state;
	exit_store(0x84, store_eax, sizeof(store_eax));
	left_alone();
	exit_store(0x81, store_eax, sizeof(store_eax));
	left_alone();
	exit_store(0x1080, store_eax, sizeof(store_eax));
	left_alone();
	exit_store(0x80, store_eax, sizeof(store_eax));
	area.vmcb.exit_info2 |= BIT(32);
	left_alone();
	exit_store(0x80, store_eax, sizeof(store_eax));
	area.vmcb.exit_info1 = 0;
	left_alone();
	area.vmcb.exit_info1 = SVM_NPF_WRITE | SVM_NPF_FETCH;
	left_alone();
	area.vmcb.exit_info1 = SVM_NPF_WRITE;
	area.vmcb.exit_int_info = SVM_EVENT_VALID;
	left_alone();
	area.vmcb.exit_int_info = 0;
	apic_mode.x2apic = true;
	left_alone();
	assert_int_equal(apic_written.count, 0);
}

/* Each thing that may have changed since the page was kept. */
static void test_code_page_changed(void **state)
{
	(void)state;
	exit_store(0x80, store_eax, sizeof(store_eax));
	leaf ^= BIT(12);
	left_alone();
	leaf = 0;
	left_alone();
	leaf = LEAF_VALUE;
	area.vmcb.cr3 ^= PAGE_SIZE;
	left_alone();
	area.vmcb.cr3 = CODE_CR3;
	area.vmcb.rip += PAGE_SIZE;
	left_alone();
	area.vmcb.rip = CODE_ADDRESS - 1;
	left_alone();
	/* What reaches beyond the page may belong elsewhere. */
	area.vmcb.rip = CODE_ADDRESS + PAGE_SIZE - X86_MAX_INSN_LENGTH;
	exit_store(0x80, store_eax, sizeof(store_eax));
	handled(JAILHOUSE_CPU_STAT_VMEXITS_XAPIC, CODE_ADDRESS + PAGE_SIZE -
		X86_MAX_INSN_LENGTH + 2);
	area.vmcb.rip = CODE_ADDRESS + PAGE_SIZE - X86_MAX_INSN_LENGTH + 1;
	exit_store(0x80, store_eax, sizeof(store_eax));
	left_alone();
	assert_int_equal(apic_written.count, 1);
}

/*
 * Without a page nothing may be read, wherever a guest executes: its first
 * page included, and with the CR3 that the page had or that a reset leaves.
 */
static void test_no_code_page(void **state)
{
	static const u64 start[] = { 0, 0x7fffffff0000, 0xffff800000000000,
				     0x00fffffffffff000, 0xff00000000000000,
				     0xfffffffffffff000 };
	struct code_page *page = &area.private.code_page;
	unsigned int n, offset;

	(void)state;
	exit_store(0x80, store_eax, sizeof(store_eax));
	page->linear = CODE_PAGE_NONE;
	page->leaf = NULL;
	page->bytes = NULL;
	for (n = 0; n < ARRAY_SIZE(start); n++) {
		for (offset = 0; offset < PAGE_SIZE; offset++) {
			area.vmcb.rip = start[n] + offset;
			assert_true(svm_fast_exit(&area.regs));
		}
	}
	assert_int_equal(apic_written.count, 0);
}

/* Bytes that came with the exit are those of the instruction. */
static void test_fetched(void **state)
{
	(void)state;
	exit_store(0x80, store_eax, sizeof(store_eax));
	area.private.code_page.linear = CODE_PAGE_NONE;
	memcpy(area.vmcb.fetched, store_constant, sizeof(store_constant));
	area.vmcb.fetched_count = X86_MAX_INSN_LENGTH - 1;
	left_alone();
	area.vmcb.fetched_count = X86_MAX_INSN_LENGTH;
	handled(JAILHOUSE_CPU_STAT_VMEXITS_XAPIC, CODE_ADDRESS + 10);
	assert_int_equal(apic_written.value, 0x12345678);
}

/* Registers that the run loop has not saved when the fast handlers run. */
static bool is_saved(unsigned int reg)
{
	return reg != GUEST_RSP && reg != GUEST_RBP && reg < 12;
}

/* The guest's registers, all different. */
static u64 register_value(unsigned int reg)
{
	return reg == GUEST_RAX ? area.vmcb.rax : area.regs.reg[reg];
}

/* The full decoder's opinion of what was taken for a store of 32 bits. */
static void check_accepted(const u8 *code)
{
	struct x86_insn insn;

	assert_int_equal(x86_decode_memory(code, X86_MAX_INSN_LENGTH,
					   X86_MODE_64, &insn), 0);
	assert_true(insn.is_write);
	assert_int_equal(insn.size, 4);
	assert_int_equal(area.vmcb.rip - CODE_ADDRESS, insn.length);
	if (!insn.has_immediate)
		assert_true(is_saved(insn.reg));
	assert_int_equal(apic_written.value, (u32)x86_insn_write_value(&insn,
			 insn.has_immediate ? 0 : register_value(insn.reg)));
}

/*
 * Whatever the fast decoder takes, the full one understands alike. The first
 * bytes are drawn from what makes a store, so that many are.
 */
static void test_decoders_agree(void **state)
{
	static const u8 first[] = { 0x89, 0xc7, 0x44, 0x41, 0x40, 0x48, 0x66,
				    0x67, 0xf0, 0x65, 0x88, 0x8b, 0xc6, 0xa3 };
	unsigned int n, i, accepted = 0;

	(void)state;
	for (i = 0; i < 16; i++)
		area.regs.reg[i] = 0x0101010101010101ULL * (i + 1);
	area.vmcb.rax = 0xa1a2a3a4a5a6a7a8ULL;
	exit_store(0x80, store_eax, sizeof(store_eax));
	srand(1);
	for (n = 0; n < RANDOM_CODES; n++) {
		for (i = 0; i < X86_MAX_INSN_LENGTH; i++)
			code_page[i] = rand() >> 8;
		code_page[0] = first[(rand() >> 8) % ARRAY_SIZE(first)];
		if (code_page[0] >> 4 == 4 || code_page[0] == 0x66)
			code_page[1] = first[(rand() >> 8) %
					     ARRAY_SIZE(first)];
		area.vmcb.rip = CODE_ADDRESS;
		if (svm_fast_exit(&area.regs))
			continue;
		check_accepted(code_page);
		accepted++;
	}
	assert_true(accepted > RANDOM_CODES / 20);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_store, setup),
		cmocka_unit_test_setup(test_store_command, setup),
		cmocka_unit_test_setup(test_not_a_store, setup),
		cmocka_unit_test_setup(test_code_page_changed, setup),
		cmocka_unit_test_setup(test_no_code_page, setup),
		cmocka_unit_test_setup(test_fetched, setup),
		cmocka_unit_test_setup(test_decoders_agree, setup),
	};

	return cmocka_run_group_tests(tests, NULL, cleanup);
}
