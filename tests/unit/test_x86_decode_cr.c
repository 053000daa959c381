/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The decoder of control register accesses. The bytes come from GNU as where it
 * has a mnemonic.
 */
#include "x86/test.h"

#include <decode.h>
#include <errno.h>

struct sample {
	const char *text;
	enum x86_cpu_mode mode;
	u8 bytes[16];
	struct x86_cr_insn insn;
};

#define COUNT(...)	(sizeof((u8[]) { __VA_ARGS__ }))

#define SAMPLE(bits, asm_text, what, cr_number, reg_number, ...)	\
	{ asm_text, X86_MODE_##bits, { __VA_ARGS__ },			\
	  { COUNT(__VA_ARGS__), X86_CR_##what, cr_number, reg_number } }

static const struct sample samples[] = {
	SAMPLE(64, "mov %cr0,%rax", READ, 0, 0, 0x0f, 0x20, 0xc0),
	SAMPLE(64, "mov %cr2,%rcx", READ, 2, 1, 0x0f, 0x20, 0xd1),
	SAMPLE(64, "mov %cr3,%rdi", READ, 3, 7, 0x0f, 0x20, 0xdf),
	SAMPLE(64, "mov %cr4,%r15", READ, 4, 15, 0x41, 0x0f, 0x20, 0xe7),
	SAMPLE(64, "mov %cr8,%rax", READ, 8, 0, 0x44, 0x0f, 0x20, 0xc0),
	SAMPLE(64, "mov %cr8,%r9", READ, 8, 9, 0x45, 0x0f, 0x20, 0xc1),
	SAMPLE(64, "mov %rax,%cr0", WRITE, 0, 0, 0x0f, 0x22, 0xc0),
	SAMPLE(64, "mov %rsp,%cr0", WRITE, 0, 4, 0x0f, 0x22, 0xc4),
	SAMPLE(64, "mov %r8,%cr3", WRITE, 3, 8, 0x41, 0x0f, 0x22, 0xd8),
	SAMPLE(64, "mov %rdx,%cr4", WRITE, 4, 2, 0x0f, 0x22, 0xe2),
	SAMPLE(64, "rex.w mov %rdx,%cr4", WRITE, 4, 2, 0x48, 0x0f, 0x22, 0xe2),
	SAMPLE(64, "lock mov %rax,%cr0", WRITE, 8, 0, 0xf0, 0x0f, 0x22, 0xc0),
	/* ModRM.mod is not looked at by the CPU. */
	SAMPLE(64, "0f 22, mod 0", WRITE, 0, 0, 0x0f, 0x22, 0x00),
	SAMPLE(64, "0f 22, mod 2, rm 4", WRITE, 4, 4, 0x0f, 0x22, 0xa4),
	SAMPLE(32, "mov %cr0,%ebx", READ, 0, 3, 0x0f, 0x20, 0xc3),
	SAMPLE(32, "mov %eax,%cr4", WRITE, 4, 0, 0x0f, 0x22, 0xe0),
	SAMPLE(16, "mov %eax,%cr0", WRITE, 0, 0, 0x0f, 0x22, 0xc0),
	SAMPLE(16, "66 mov %eax,%cr0", WRITE, 0, 0, 0x66, 0x0f, 0x22, 0xc0),
	SAMPLE(64, "clts", CLTS, 0, 0, 0x0f, 0x06),
	SAMPLE(32, "clts", CLTS, 0, 0, 0x0f, 0x06),
	SAMPLE(16, "lmsw %ax", LMSW, 0, 0, 0x0f, 0x01, 0xf0),
	SAMPLE(32, "lmsw %cx", LMSW, 0, 1, 0x0f, 0x01, 0xf1),
	SAMPLE(64, "lmsw %r10w", LMSW, 0, 10, 0x41, 0x0f, 0x01, 0xf2),
};

static void test_samples(void **state)
{
	const struct x86_cr_insn *expected;
	struct x86_cr_insn insn;
	unsigned int i, count;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(samples); i++) {
		expected = &samples[i].insn;
		if (x86_decode_mov_cr(samples[i].bytes, 15, samples[i].mode,
				      &insn) ||
		    insn.length != expected->length ||
		    insn.op != expected->op || insn.cr != expected->cr ||
		    (insn.op != X86_CR_CLTS && insn.reg != expected->reg))
			fail_msg("%s: length %u op %d cr %u reg %u",
				 samples[i].text, insn.length, insn.op,
				 insn.cr, insn.reg);
		for (count = 0; count < expected->length; count++)
			if (x86_decode_mov_cr(samples[i].bytes, count,
					      samples[i].mode, &insn) !=
			    -ERANGE)
				fail_msg("%s cut to %u", samples[i].text,
					 count);
	}
}

struct refused {
	const char *text;
	enum x86_cpu_mode mode;
	u8 bytes[16];
};

static const struct refused refused[] = {
	{ "mov %cr1,%rax", X86_MODE_64, { 0x0f, 0x20, 0xc8 } },
	{ "mov %cr5,%rax", X86_MODE_64, { 0x0f, 0x20, 0xe8 } },
	{ "mov %cr9,%rax", X86_MODE_64, { 0x44, 0x0f, 0x20, 0xc8 } },
	{ "mov %cr15,%rax", X86_MODE_64, { 0x44, 0x0f, 0x20, 0xf8 } },
	{ "lock mov %rax,%cr3", X86_MODE_64, { 0xf0, 0x0f, 0x22, 0xd8 } },
	{ "mov %dr0,%rax", X86_MODE_64, { 0x0f, 0x21, 0xc0 } },
	{ "mov %rax,%dr7", X86_MODE_64, { 0x0f, 0x23, 0xf8 } },
	{ "lmsw (%rax)", X86_MODE_64, { 0x0f, 0x01, 0x30 } },
	{ "smsw %eax", X86_MODE_64, { 0x0f, 0x01, 0xe0 } },
	{ "invlpg (%rax)", X86_MODE_64, { 0x0f, 0x01, 0x38 } },
	{ "vmmcall", X86_MODE_64, { 0x0f, 0x01, 0xd9 } },
	{ "lock clts", X86_MODE_64, { 0xf0, 0x0f, 0x06 } },
	{ "rep clts", X86_MODE_64, { 0xf3, 0x0f, 0x06 } },
	{ "wbinvd", X86_MODE_64, { 0x0f, 0x09 } },
	{ "mov %eax,(%rax)", X86_MODE_64, { 0x89, 0x00 } },
	{ "inc %eax", X86_MODE_32, { 0x44, 0x0f, 0x20, 0xc0 } },
	{ "16 bytes", X86_MODE_64, { 0x2e, 0x2e, 0x2e, 0x2e, 0x2e, 0x2e, 0x2e,
				     0x2e, 0x2e, 0x2e, 0x2e, 0x2e, 0x2e, 0x0f,
				     0x22, 0xc0 } },
};

static void test_refused(void **state)
{
	struct x86_cr_insn insn;
	unsigned int i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(refused); i++)
		if (x86_decode_mov_cr(refused[i].bytes,
				      sizeof(refused[i].bytes),
				      refused[i].mode, &insn) != -EINVAL)
			fail_msg("%s", refused[i].text);
}

static void test_lmsw(void **state)
{
	(void)state;
	assert_int_equal(x86_cr0_after_lmsw(0x60000010, 0xffff), 0x6000001f);
	assert_int_equal(x86_cr0_after_lmsw(0x6000001f, 0), 0x60000011);
	assert_int_equal(x86_cr0_after_lmsw(0x80000001, 0xa), 0x8000000b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_samples),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_lmsw),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
