/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Fuzz target: the x86 instruction decoder. First byte: mode; the rest are
 * instruction bytes. Whatever a guest executes, the decoder reads only what it
 * was given, says the same with any number of bytes behind the instruction, and
 * never reports what the rest of the hypervisor doesn't expect.
 */
#include <stdlib.h>
#include <string.h>

#include <decode.h>
#include <errno.h>

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

#define CHECK(condition)						\
	do {								\
		if (!(condition))					\
			abort();					\
	} while (0)

static void check_insn(const struct x86_insn *insn, enum x86_cpu_mode mode)
{
	unsigned int widest = mode == X86_MODE_64 ? 8 : 4;

	CHECK(insn->length >= 2 && insn->length <= X86_MAX_INSN_LENGTH);
	CHECK(insn->size == 1 || insn->size == 2 || insn->size == 4 ||
	      insn->size == 8);
	CHECK(insn->size <= widest);
	CHECK(insn->reg < (mode == X86_MODE_64 ? 16 : 8));
	CHECK(!insn->high_byte || (insn->reg < 4 && insn->size == 1));
	CHECK(!insn->has_immediate || insn->is_write);
	if (!insn->is_write)
		CHECK(insn->dest_size >= insn->size &&
		      insn->dest_size <= widest);
	CHECK(insn->size == 8 ||
	      x86_insn_write_value(insn, ~0ULL) >> (8 * insn->size) == 0);
}

static bool same(const struct x86_insn *a, const struct x86_insn *b)
{
	return a->length == b->length && a->is_write == b->is_write &&
		a->size == b->size && a->reg == b->reg &&
		a->high_byte == b->high_byte &&
		a->has_immediate == b->has_immediate &&
		a->immediate == b->immediate &&
		a->zero_extend == b->zero_extend &&
		a->dest_size == b->dest_size;
}

static void fuzz_memory(const u8 *bytes, unsigned int count,
			enum x86_cpu_mode mode)
{
	struct x86_insn insn, again;
	int result = x86_decode_memory(bytes, count, mode, &insn);
	unsigned int shorter;
	int err;

	CHECK(result == 0 || result == -EINVAL || result == -ERANGE);
	CHECK(result != -ERANGE || count < X86_MAX_INSN_LENGTH);
	if (result == 0) {
		check_insn(&insn, mode);
		CHECK(insn.length <= count);
	}
	for (shorter = 0; shorter < count; shorter++) {
		err = x86_decode_memory(bytes, shorter, mode, &again);
		if (result == 0 && shorter >= insn.length)
			CHECK(err == 0 && same(&insn, &again));
		else if (result == 0 || result == -ERANGE)
			CHECK(err == -ERANGE);
		else
			CHECK(err != 0);
	}
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	enum x86_cpu_mode mode;
	u8 *bytes;

	if (size < 1 || size > 32)
		return 0;
	mode = data[0] % 3;
	size--;
	/* A copy of exactly this size, so that the sanitizer sees overreads. */
	bytes = malloc(size ? size : 1);
	CHECK(bytes);
	memcpy(bytes, data + 1, size);
	fuzz_memory(bytes, size, mode);
	free(bytes);
	return 0;
}
