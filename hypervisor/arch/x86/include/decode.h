/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Decoder for the instructions that second-stage faults hand over: plain moves
 * between memory and a register or constant. Pure functions.
 */
#ifndef HV_X86_DECODE_H
#define HV_X86_DECODE_H

#include <types.h>

/** Longest instruction in bytes (APM volume 3, 1.1). */
#define X86_MAX_INSN_LENGTH	15

/**
 * How code is decoded: 64 if EFER.LMA and CS.L are set, else 32 if CS.D is set,
 * else 16.
 */
enum x86_cpu_mode {
	X86_MODE_16,
	X86_MODE_32,
	X86_MODE_64,
};

/** A move between memory and a general register, or a constant to memory. */
struct x86_insn {
	/** Bytes of the whole instruction. */
	unsigned int length;
	/** To memory. */
	bool is_write;
	/** Bytes accessed in memory: 1, 2, 4 or 8. */
	unsigned int size;
	/**
	 * General register in encoding order (RAX, RCX, RDX, RBX, RSP, ...),
	 * 0 to 15. Unused if has_immediate.
	 */
	unsigned int reg;
	/** Bits 15:8 of @reg, which then is 0 to 3 (AH, CH, DH, BH). */
	bool high_byte;
	/** What is written is @immediate, cut to @size. */
	bool has_immediate;
	u64 immediate;
	/** The value read is zero-extended to dest_size (MOVZX). */
	bool zero_extend;
	/**
	 * Bytes of @reg that a read writes. 4 clears the upper half; 1 and 2
	 * leave the rest alone.
	 */
	unsigned int dest_size;
};

/**
 * Decode MOV (88, 89, 8a, 8b, a0 to a3, c6, c7) or MOVZX (0f b6, 0f b7) with a
 * memory operand; prefixes 66, 67, REX and segment overrides are understood
 * (APM volume 3, 1.2 to 1.6).
 * @bytes:	instruction bytes.
 * @count:	how many of them are valid; more than 15 are not looked at.
 *
 * Return: 0; -EINVAL if it is another instruction, has no memory operand or is
 * longer than 15 bytes; -ERANGE if @count is too small to tell: fetch more and
 * try again. @insn is valid after 0 only.
 */
int x86_decode_memory(const u8 *bytes, unsigned int count,
		      enum x86_cpu_mode mode, struct x86_insn *insn);

/**
 * What a decoded read leaves in its register.
 * @old:	content of insn->reg before.
 * @value:	read from memory; bits beyond insn->size are ignored.
 */
u64 x86_insn_read_result(const struct x86_insn *insn, u64 old, u64 value);

/**
 * What a decoded write stores, zero beyond insn->size.
 * @reg_value: content of insn->reg; ignored if insn->has_immediate.
 */
u64 x86_insn_write_value(const struct x86_insn *insn, u64 reg_value);

#endif
