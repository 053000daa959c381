/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The instruction decoder. The bytes of the tables come from GNU as.
 */
#include <stdlib.h>

#include "x86/test.h"

#include <decode.h>
#include <errno.h>

struct sample {
	const char *text;
	enum x86_cpu_mode mode;
	u8 bytes[16];
	struct x86_insn insn;
};

#define COUNT(...)	(sizeof((u8[]) { __VA_ARGS__ }))

#define SAMPLE(bits, asm_text, members, ...)				\
	{ .text = asm_text, .mode = X86_MODE_##bits,			\
	  .bytes = { __VA_ARGS__ },					\
	  .insn = { .length = COUNT(__VA_ARGS__), MEMBERS members } }
#define MEMBERS(...)	__VA_ARGS__

#define READ(bits, text, width, number, ...)				\
	SAMPLE(bits, text, (.size = width, .reg = number,		\
			    .dest_size = width), __VA_ARGS__)
#define HIGH_READ(bits, text, width, number, ...)			\
	SAMPLE(bits, text, (.size = width, .reg = number,		\
			    .high_byte = true, .dest_size = width),	\
	       __VA_ARGS__)
#define WRITE(bits, text, width, number, ...)				\
	SAMPLE(bits, text, (.is_write = true, .size = width,		\
			    .reg = number, .dest_size = width),		\
	       __VA_ARGS__)
#define HIGH_WRITE(bits, text, width, number, ...)			\
	SAMPLE(bits, text, (.is_write = true, .size = width,		\
			    .reg = number, .high_byte = true,		\
			    .dest_size = width), __VA_ARGS__)
#define MOVZX(bits, text, width, dest, number, ...)			\
	SAMPLE(bits, text, (.size = width, .reg = number,		\
			    .zero_extend = true, .dest_size = dest),	\
	       __VA_ARGS__)
#define CONSTANT(bits, text, width, value, ...)				\
	SAMPLE(bits, text, (.is_write = true, .size = width,		\
			    .has_immediate = true, .immediate = value),	\
	       __VA_ARGS__)

static const struct sample samples[] = {
	WRITE(64, "mov %al,(%rbx)", 1, 0, 0x88, 0x03),
	HIGH_WRITE(64, "mov %bh,(%rbx)", 1, 3, 0x88, 0x3b),
	HIGH_WRITE(64, "mov %ah,(%rbx)", 1, 0, 0x88, 0x23),
	HIGH_WRITE(64, "mov %dh,8(%rbx)", 1, 2, 0x88, 0x73, 0x08),
	WRITE(64, "mov %sil,(%rbx)", 1, 6, 0x40, 0x88, 0x33),
	WRITE(64, "mov %spl,(%rbx)", 1, 4, 0x40, 0x88, 0x23),
	WRITE(64, "mov %r15b,(%rbx)", 1, 15, 0x44, 0x88, 0x3b),
	WRITE(64, "mov %ax,(%rcx)", 2, 0, 0x66, 0x89, 0x01),
	WRITE(64, "mov %r9w,(%rcx)", 2, 9, 0x66, 0x44, 0x89, 0x09),
	WRITE(64, "mov %eax,(%rcx)", 4, 0, 0x89, 0x01),
	WRITE(64, "mov %edi,0x12(%rcx)", 4, 7, 0x89, 0x79, 0x12),
	WRITE(64, "mov %edi,0x12345678(%rcx)", 4, 7,
		0x89, 0xb9, 0x78, 0x56, 0x34, 0x12),
	WRITE(64, "mov %rax,(%rcx)", 8, 0, 0x48, 0x89, 0x01),
	WRITE(64, "mov %r8,(%r9)", 8, 8, 0x4d, 0x89, 0x01),
	WRITE(64, "mov %r8,(%r12)", 8, 8, 0x4d, 0x89, 0x04, 0x24),
	WRITE(64, "mov %r8,(%r13)", 8, 8, 0x4d, 0x89, 0x45, 0x00),
	WRITE(64, "mov %r8,0x400(%r13)", 8, 8,
		0x4d, 0x89, 0x85, 0x00, 0x04, 0x00, 0x00),
	WRITE(64, "mov %r10d,(%rax,%r12,4)", 4, 10, 0x46, 0x89, 0x14, 0xa0),
	WRITE(64, "mov %r10d,0x40(%rax,%r14,8)", 4, 10,
		0x46, 0x89, 0x54, 0xf0, 0x40),
	WRITE(64, "mov %r10d,0x400(%rax,%rbx,8)", 4, 10,
		0x44, 0x89, 0x94, 0xd8, 0x00, 0x04, 0x00, 0x00),
	WRITE(64, "mov %ecx,(%rsp)", 4, 1, 0x89, 0x0c, 0x24),
	WRITE(64, "mov %ecx,(%rbp,%rbx,1)", 4, 1, 0x89, 0x4c, 0x1d, 0x00),
	WRITE(64, "mov %ecx,0x12345678(,%rbx,2)", 4, 1,
		0x89, 0x0c, 0x5d, 0x78, 0x56, 0x34, 0x12),
	WRITE(64, "mov %ecx,0x12345678", 4, 1,
		0x89, 0x0c, 0x25, 0x78, 0x56, 0x34, 0x12),
	WRITE(64, "mov %ecx,0x1234(%rip)", 4, 1,
		0x89, 0x0d, 0x34, 0x12, 0x00, 0x00),
	WRITE(64, "mov %ecx,(%ebx)", 4, 1, 0x67, 0x89, 0x0b),
	WRITE(64, "mov %ecx,%gs:(%rbx)", 4, 1, 0x65, 0x89, 0x0b),
	WRITE(64, "mov %r11,%fs:0x28", 8, 11,
		0x64, 0x4c, 0x89, 0x1c, 0x25, 0x28, 0x00, 0x00, 0x00),
	READ(64, "mov (%rbx),%al", 1, 0, 0x8a, 0x03),
	HIGH_READ(64, "mov (%rbx),%ch", 1, 1, 0x8a, 0x2b),
	READ(64, "mov (%rbx),%dil", 1, 7, 0x40, 0x8a, 0x3b),
	READ(64, "mov (%r11),%bl", 1, 3, 0x41, 0x8a, 0x1b),
	READ(64, "mov (%rbx),%ax", 2, 0, 0x66, 0x8b, 0x03),
	READ(64, "mov (%rbx),%eax", 4, 0, 0x8b, 0x03),
	READ(64, "mov 0xb0(%rdi),%r15d", 4, 15,
		0x44, 0x8b, 0xbf, 0xb0, 0x00, 0x00, 0x00),
	READ(64, "mov 0x10(%rdi),%rsp", 8, 4, 0x48, 0x8b, 0x67, 0x10),
	READ(64, "movabs 0xfee00020,%eax", 4, 0,
		0xa1, 0x20, 0x00, 0xe0, 0xfe, 0x00, 0x00, 0x00, 0x00),
	READ(64, "movabs 0x1122334455667788,%al", 1, 0,
		0xa0, 0x88, 0x77, 0x66, 0x55, 0x44, 0x33, 0x22, 0x11),
	READ(64, "movabs 0x1122334455667788,%ax", 2, 0,
		0x66, 0xa1, 0x88, 0x77, 0x66, 0x55, 0x44, 0x33, 0x22, 0x11),
	READ(64, "movabs 0x1122334455667788,%rax", 8, 0,
		0x48, 0xa1, 0x88, 0x77, 0x66, 0x55, 0x44, 0x33, 0x22, 0x11),
	WRITE(64, "movabs %eax,0xfee000b0", 4, 0,
		0xa3, 0xb0, 0x00, 0xe0, 0xfe, 0x00, 0x00, 0x00, 0x00),
	WRITE(64, "movabs %al,0xfee000b0", 1, 0,
		0xa2, 0xb0, 0x00, 0xe0, 0xfe, 0x00, 0x00, 0x00, 0x00),
	WRITE(64, "addr32 mov %eax,0xfee000b0", 4, 0,
		0x67, 0xa3, 0xb0, 0x00, 0xe0, 0xfe),
	CONSTANT(64, "movb $0x85,(%rax)", 1, 0x85, 0xc6, 0x00, 0x85),
	CONSTANT(64, "movw $0x8765,(%rax)", 2, 0x8765,
		0x66, 0xc7, 0x00, 0x65, 0x87),
	CONSTANT(64, "movl $0x87654321,(%rax)", 4, 0x87654321,
		0xc7, 0x00, 0x21, 0x43, 0x65, 0x87),
	CONSTANT(64, "movl $0x0,0xb0(%r8,%r9,2)", 4, 0x0,
		0x43, 0xc7, 0x84, 0x48, 0xb0, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00),
	CONSTANT(64, "movq $-2,(%rax)", 8, 0xfffffffffffffffe,
		0x48, 0xc7, 0x00, 0xfe, 0xff, 0xff, 0xff),
	CONSTANT(64, "movq $0x7fffffff,0x10(%rip)", 8, 0x7fffffff,
		0x48, 0xc7, 0x05, 0x10, 0x00, 0x00, 0x00, 0xff, 0xff, 0xff, 0x7f),
	MOVZX(64, "movzbw (%rax),%cx", 1, 2, 1, 0x66, 0x0f, 0xb6, 0x08),
	MOVZX(64, "movzbl (%rax),%ecx", 1, 4, 1, 0x0f, 0xb6, 0x08),
	MOVZX(64, "movzbl 0x30(%rax),%r14d", 1, 4, 14,
		0x44, 0x0f, 0xb6, 0x70, 0x30),
	MOVZX(64, "movzbl (%rax),%esi", 1, 4, 6, 0x0f, 0xb6, 0x30),
	MOVZX(64, "movzbq (%rax),%rcx", 1, 8, 1, 0x48, 0x0f, 0xb6, 0x08),
	MOVZX(64, "movzwl (%rax),%edx", 2, 4, 2, 0x0f, 0xb7, 0x10),
	MOVZX(64, "movzwq (%rax,%r15,1),%r8", 2, 8, 8,
		0x4e, 0x0f, 0xb7, 0x04, 0x38),
	HIGH_WRITE(32, "mov %ch,(%ebx)", 1, 1, 0x88, 0x2b),
	WRITE(32, "mov %eax,0xfee000b0", 4, 0, 0xa3, 0xb0, 0x00, 0xe0, 0xfe),
	READ(32, "mov 0xfee00020,%eax", 4, 0, 0xa1, 0x20, 0x00, 0xe0, 0xfe),
	READ(32, "mov 0xfee00020,%al", 1, 0, 0xa0, 0x20, 0x00, 0xe0, 0xfe),
	WRITE(32, "mov %ebx,0xfee000b0", 4, 3, 0x89, 0x1d, 0xb0, 0x00, 0xe0, 0xfe),
	WRITE(32, "mov %bx,(%esi)", 2, 3, 0x66, 0x89, 0x1e),
	WRITE(32, "mov %ebp,(%esp,%eax,4)", 4, 5, 0x89, 0x2c, 0x84),
	WRITE(32, "mov %ebp,0x10(%esp,%eax,4)", 4, 5, 0x89, 0x6c, 0x84, 0x10),
	WRITE(32, "mov %ebp,0x1000(%esp)", 4, 5,
		0x89, 0xac, 0x24, 0x00, 0x10, 0x00, 0x00),
	WRITE(32, "mov %ecx,(%bx,%si)", 4, 1, 0x67, 0x89, 0x08),
	WRITE(32, "mov %ecx,0x12(%bp)", 4, 1, 0x67, 0x89, 0x4e, 0x12),
	WRITE(32, "mov %ecx,0x1234(%di)", 4, 1, 0x67, 0x89, 0x8d, 0x34, 0x12),
	WRITE(32, "addr16 mov %ecx,0x1234", 4, 1, 0x67, 0x89, 0x0e, 0x34, 0x12),
	READ(32, "addr16 mov 0x1234,%eax", 4, 0, 0x67, 0xa1, 0x34, 0x12),
	CONSTANT(32, "movl $0x12345678,0xfee000b0", 4, 0x12345678,
		0xc7, 0x05, 0xb0, 0x00, 0xe0, 0xfe, 0x78, 0x56, 0x34, 0x12),
	CONSTANT(32, "movw $0xffff,%es:(%edi)", 2, 0xffff,
		0x26, 0x66, 0xc7, 0x07, 0xff, 0xff),
	CONSTANT(32, "movb $0x1,-1(%ebp)", 1, 0x1, 0xc6, 0x45, 0xff, 0x01),
	MOVZX(32, "movzbl (%esi),%edi", 1, 4, 7, 0x0f, 0xb6, 0x3e),
	MOVZX(32, "movzwl (%esi),%edi", 2, 4, 7, 0x0f, 0xb7, 0x3e),
	MOVZX(32, "movzbw (%esi),%di", 1, 2, 7, 0x66, 0x0f, 0xb6, 0x3e),
	WRITE(16, "mov %al,(%bx)", 1, 0, 0x88, 0x07),
	HIGH_WRITE(16, "mov %ah,(%bx,%di)", 1, 0, 0x88, 0x21),
	WRITE(16, "mov %ax,0x1234", 2, 0, 0xa3, 0x34, 0x12),
	READ(16, "mov 0x1234,%eax", 4, 0, 0x66, 0xa1, 0x34, 0x12),
	READ(16, "mov 0x1234,%al", 1, 0, 0xa0, 0x34, 0x12),
	WRITE(16, "mov %dx,0x1234", 2, 2, 0x89, 0x16, 0x34, 0x12),
	WRITE(16, "mov %edx,0x1234", 4, 2, 0x66, 0x89, 0x16, 0x34, 0x12),
	WRITE(16, "mov %dx,0x12(%bp)", 2, 2, 0x89, 0x56, 0x12),
	WRITE(16, "mov %dx,(%bp,%si)", 2, 2, 0x89, 0x12),
	WRITE(16, "mov %dx,0x1234(%bp)", 2, 2, 0x89, 0x96, 0x34, 0x12),
	WRITE(16, "mov %edx,(%ebx)", 4, 2, 0x67, 0x66, 0x89, 0x13),
	WRITE(16, "mov %dx,0x10(%esp)", 2, 2, 0x67, 0x89, 0x54, 0x24, 0x10),
	WRITE(16, "addr32 mov %dx,0x12345678", 2, 2,
		0x67, 0x89, 0x15, 0x78, 0x56, 0x34, 0x12),
	CONSTANT(16, "movw $0x1234,(%si)", 2, 0x1234, 0xc7, 0x04, 0x34, 0x12),
	CONSTANT(16, "movl $0x12345678,(%si)", 4, 0x12345678,
		0x66, 0xc7, 0x04, 0x78, 0x56, 0x34, 0x12),
	CONSTANT(16, "movl $0x12345678,0x1234", 4, 0x12345678,
		0x66, 0xc7, 0x06, 0x34, 0x12, 0x78, 0x56, 0x34, 0x12),
	CONSTANT(16, "movb $0xff,%cs:0x10(%si)", 1, 0xff,
		0x2e, 0xc6, 0x44, 0x10, 0xff),
	MOVZX(16, "movzbl (%si),%eax", 1, 4, 0, 0x66, 0x0f, 0xb6, 0x04),
	MOVZX(16, "movzbw (%si),%ax", 1, 2, 0, 0x0f, 0xb6, 0x04),

	/* Prefixes that as does not emit: repeated, REX cancelled. */
	WRITE(64, "66 66 2e 89 /r", 2, 0, 0x66, 0x66, 0x2e, 0x89, 0x00),
	WRITE(64, "rex.w 66 89 /r", 2, 0, 0x48, 0x66, 0x89, 0x00),
	WRITE(64, "66 rex.w 89 /r", 8, 0, 0x66, 0x48, 0x89, 0x00),
	WRITE(64, "rex.w rex 89 /r", 4, 0, 0x48, 0x40, 0x89, 0x00),
	HIGH_WRITE(64, "rex 3e 88 /r", 1, 0, 0x40, 0x3e, 0x88, 0x20),
	WRITE(32, "ss, ds, cs", 4, 0, 0x36, 0x3e, 0x2e, 0x89, 0x00),
	/* REX.X and REX.B do not change lengths. */
	WRITE(64, "mov %eax,0(%r13)", 4, 0, 0x41, 0x89, 0x45, 0x00),
	WRITE(64, "89 rip-relative, rex.b", 4, 0,
		0x41, 0x89, 0x05, 0x00, 0x00, 0x00, 0x00),
	WRITE(64, "89 sib base 5, rex.xb", 4, 0,
		0x43, 0x89, 0x04, 0x25, 0x00, 0x00, 0x00, 0x00),
	/* The longest: 15 bytes. */
	CONSTANT(64, "15 bytes", 4, 0x11223344, 0x3e, 0x3e, 0x3e, 0x67, 0xc7,
		0x84, 0x25, 0x00, 0x00, 0x00, 0x00, 0x44, 0x33, 0x22, 0x11),
};

static void assert_insn(const struct sample *sample,
			const struct x86_insn *insn)
{
	const struct x86_insn *expected = &sample->insn;

	if (insn->length != expected->length ||
	    insn->is_write != expected->is_write ||
	    insn->size != expected->size ||
	    insn->has_immediate != expected->has_immediate ||
	    insn->immediate != expected->immediate ||
	    insn->zero_extend != expected->zero_extend ||
	    insn->high_byte != expected->high_byte ||
	    (!insn->has_immediate && insn->reg != expected->reg) ||
	    (!insn->is_write && insn->dest_size != expected->dest_size))
		fail_msg("%s: length %u write %d size %u reg %u high %d imm "
			 "%d %#llx movzx %d dest %u", sample->text,
			 insn->length, insn->is_write, insn->size, insn->reg,
			 insn->high_byte, insn->has_immediate,
			 (unsigned long long)insn->immediate,
			 insn->zero_extend, insn->dest_size);
}

static void test_samples(void **state)
{
	struct x86_insn insn;
	unsigned int i;
	int err;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(samples); i++) {
		err = x86_decode_memory(samples[i].bytes,
					samples[i].insn.length,
					samples[i].mode, &insn);
		if (err)
			fail_msg("%s: %d", samples[i].text, err);
		assert_insn(&samples[i], &insn);
		/* Bytes behind the instruction change nothing. */
		err = x86_decode_memory(samples[i].bytes,
					sizeof(samples[i].bytes),
					samples[i].mode, &insn);
		assert_int_equal(err, 0);
		assert_insn(&samples[i], &insn);
	}
}

/* Every shorter prefix asks for more, and reads nothing behind the end. */
static void test_too_few_bytes(void **state)
{
	struct x86_insn insn;
	unsigned int i, count;
	u8 *bytes;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(samples); i++) {
		for (count = 0; count < samples[i].insn.length; count++) {
			bytes = malloc(count ? count : 1);
			memcpy(bytes, samples[i].bytes, count);
			if (x86_decode_memory(bytes, count, samples[i].mode,
					      &insn) != -ERANGE)
				fail_msg("%s cut to %u", samples[i].text,
					 count);
			free(bytes);
		}
	}
}

struct refused {
	const char *text;
	enum x86_cpu_mode mode;
	u8 bytes[16];
	unsigned int count;
};

#define REFUSED(bits, asm_text, ...)					\
	{ asm_text, X86_MODE_##bits, { __VA_ARGS__ }, COUNT(__VA_ARGS__) }

static const struct refused refused[] = {
	REFUSED(64, "mov %eax,%ebx", 0x89, 0xc3),
	REFUSED(64, "mov %bl,%al", 0x8a, 0xc3),
	REFUSED(64, "movzbl %al,%eax", 0x0f, 0xb6, 0xc0),
	REFUSED(64, "mov $1,%eax", 0xc7, 0xc0, 0x01, 0x00, 0x00, 0x00),
	REFUSED(64, "xabort", 0xc6, 0xf8, 0x01),
	REFUSED(64, "c6 /1", 0xc6, 0x08, 0x01),
	REFUSED(64, "c7 /1", 0xc7, 0x08, 0x01, 0x00, 0x00, 0x00),
	REFUSED(64, "lock mov", 0xf0, 0x89, 0x00),
	REFUSED(64, "rep mov", 0xf3, 0x89, 0x00),
	REFUSED(64, "repne mov", 0xf2, 0x89, 0x00),
	REFUSED(64, "movsl", 0xa5),
	REFUSED(64, "stosl", 0xab),
	REFUSED(64, "mov %ds,(%rax)", 0x8c, 0x18),
	REFUSED(64, "lea", 0x8d, 0x00),
	REFUSED(64, "add %eax,(%rax)", 0x01, 0x00),
	REFUSED(64, "xchg", 0x87, 0x00),
	REFUSED(64, "movsbl", 0x0f, 0xbe, 0x00),
	REFUSED(64, "movups", 0x0f, 0x10, 0x00),
	REFUSED(64, "three-byte map", 0x0f, 0x38, 0xf0, 0x00),
	REFUSED(64, "vex", 0xc5, 0xf8, 0x10, 0x00),
	REFUSED(32, "inc %eax", 0x40, 0x89, 0x00),
	REFUSED(16, "dec %ax", 0x48, 0x89, 0x00),
	REFUSED(64, "15 prefixes", 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66,
		0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x89),
	REFUSED(64, "16 bytes", 0x3e, 0x3e, 0x3e, 0x3e, 0x67, 0xc7, 0x84, 0x25,
		0x00, 0x00, 0x00, 0x00, 0x44, 0x33, 0x22, 0x11),
};

static void test_refused(void **state)
{
	struct x86_insn insn;
	unsigned int i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(refused); i++)
		if (x86_decode_memory(refused[i].bytes, refused[i].count,
				      refused[i].mode, &insn) != -EINVAL)
			fail_msg("%s", refused[i].text);
}

/*
 * Lengths of all memory operands from the tables of APM volume 3, 1.4: bytes of
 * ModRM, SIB and displacement.
 */
static unsigned int operand_length(unsigned int address_bits, u8 modrm, u8 sib)
{
	u8 mod = modrm >> 6, rm = modrm & 7;

	if (address_bits == 16) {
		if (mod == 0)
			return rm == 6 ? 3 : 1;
		return mod == 1 ? 2 : 3;
	}
	if (rm == 4) {
		if (mod == 0)
			return (sib & 7) == 5 ? 6 : 2;
		return mod == 1 ? 3 : 6;
	}
	if (mod == 0)
		return rm == 5 ? 5 : 1;
	return mod == 1 ? 2 : 5;
}

static void check_operand(enum x86_cpu_mode mode, bool override,
			  unsigned int address_bits, u8 modrm, u8 sib)
{
	u8 bytes[15] = { override ? 0x67 : 0x3e, 0x8b, modrm, sib };
	struct x86_insn insn;
	int err = x86_decode_memory(bytes, sizeof(bytes), mode, &insn);

	if (modrm >> 6 == 3) {
		assert_int_equal(err, -EINVAL);
		return;
	}
	assert_int_equal(err, 0);
	assert_int_equal(insn.length,
			 2 + operand_length(address_bits, modrm, sib));
	assert_int_equal(insn.reg, modrm >> 3 & 7);
}

static void test_all_operands(void **state)
{
	unsigned int modrm, sib;

	(void)state;
	for (modrm = 0; modrm < 256; modrm++) {
		for (sib = 0; sib < 256; sib++) {
			check_operand(X86_MODE_16, false, 16, modrm, sib);
			check_operand(X86_MODE_16, true, 32, modrm, sib);
			check_operand(X86_MODE_32, false, 32, modrm, sib);
			check_operand(X86_MODE_32, true, 16, modrm, sib);
			check_operand(X86_MODE_64, false, 64, modrm, sib);
			check_operand(X86_MODE_64, true, 32, modrm, sib);
		}
	}
}

static void test_read_result(void **state)
{
	const u64 old = 0x1122334455667788;
	struct x86_insn insn = { .size = 1, .dest_size = 1 };

	(void)state;
	assert_int_equal(x86_insn_read_result(&insn, old, 0xffaa),
			 0x11223344556677aa);
	insn.high_byte = true;
	assert_int_equal(x86_insn_read_result(&insn, old, 0xffaa),
			 0x112233445566aa88);
	assert_int_equal(x86_insn_read_result(&insn, ~0ULL, 0xaa),
			 0xffffffffffffaaff);
	insn = (struct x86_insn) { .size = 2, .dest_size = 2 };
	assert_int_equal(x86_insn_read_result(&insn, old, 0xaabbcc),
			 0x112233445566bbcc);
	insn = (struct x86_insn) { .size = 4, .dest_size = 4 };
	assert_int_equal(x86_insn_read_result(&insn, old, ~0ULL), 0xffffffff);
	insn = (struct x86_insn) { .size = 8, .dest_size = 8 };
	assert_int_equal(x86_insn_read_result(&insn, old, ~1ULL), ~1ULL);

	insn = (struct x86_insn) { .size = 1, .dest_size = 2,
				   .zero_extend = true };
	assert_int_equal(x86_insn_read_result(&insn, old, 0xffaa),
			 0x11223344556600aa);
	insn.dest_size = 4;
	assert_int_equal(x86_insn_read_result(&insn, old, 0xffaa), 0xaa);
	insn.size = 2;
	insn.dest_size = 8;
	assert_int_equal(x86_insn_read_result(&insn, old, 0x1ffaa), 0xffaa);
}

static void test_write_value(void **state)
{
	const u64 value = 0x1122334455667788;
	struct x86_insn insn = { .size = 1 };

	(void)state;
	assert_int_equal(x86_insn_write_value(&insn, value), 0x88);
	insn.high_byte = true;
	assert_int_equal(x86_insn_write_value(&insn, value), 0x77);
	insn.high_byte = false;
	insn.size = 2;
	assert_int_equal(x86_insn_write_value(&insn, value), 0x7788);
	insn.size = 4;
	assert_int_equal(x86_insn_write_value(&insn, value), 0x55667788);
	insn.size = 8;
	assert_int_equal(x86_insn_write_value(&insn, value), value);
	insn.has_immediate = true;
	insn.immediate = 5;
	assert_int_equal(x86_insn_write_value(&insn, value), 5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_samples),
		cmocka_unit_test(test_too_few_bytes),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_all_operands),
		cmocka_unit_test(test_read_result),
		cmocka_unit_test(test_write_value),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
