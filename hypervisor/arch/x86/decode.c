/* SPDX-License-Identifier: BSD-2-Clause */
#include <decode.h>
#include <errno.h>

#define REX_W	0x08
#define REX_R	0x04

/** State while decoding: the bytes, and what the prefixes said. */
struct cursor {
	const u8 *bytes;
	unsigned int count;
	unsigned int pos;
	enum x86_cpu_mode mode;
	/** 0 if there is none. */
	u8 rex;
	bool operand_override;
	bool address_override;
	/** LOCK raises #UD, the effect of REP is not defined. */
	bool lock_or_repeat;
};

/* Can @n more bytes be looked at? 0, or the error for the caller. */
static int need(const struct cursor *c, unsigned int n)
{
	if (c->pos + n > X86_MAX_INSN_LENGTH)
		return -EINVAL;
	return c->pos + n > c->count ? -ERANGE : 0;
}

static int next_byte(struct cursor *c, u8 *byte)
{
	int err = need(c, 1);

	if (err)
		return err;
	*byte = c->bytes[c->pos++];
	return 0;
}

/* Take @size bytes as a little endian number. */
static int next_number(struct cursor *c, unsigned int size, u64 *number)
{
	int err = need(c, size);
	unsigned int i;

	if (err)
		return err;
	*number = 0;
	for (i = 0; i < size; i++)
		*number |= (u64)c->bytes[c->pos++] << (8 * i);
	return 0;
}

static u64 low_bytes(u64 value, unsigned int size)
{
	return size >= 8 ? value : value & ((1ULL << (8 * size)) - 1);
}

/* Note a legacy prefix. Return: false if the byte is none. */
static bool take_prefix(struct cursor *c, u8 byte)
{
	switch (byte) {
	case 0x26:
	case 0x2e:
	case 0x36:
	case 0x3e:
	case 0x64:
	case 0x65:
		/* The linear address is known from the exit. */
		return true;
	case 0x66:
		c->operand_override = true;
		return true;
	case 0x67:
		c->address_override = true;
		return true;
	case 0xf0:
	case 0xf2:
	case 0xf3:
		c->lock_or_repeat = true;
		return true;
	default:
		return false;
	}
}

/* Take all prefixes and the first opcode byte. */
static int take_prefixes(struct cursor *c, u8 *opcode)
{
	int err;

	for (;;) {
		err = next_byte(c, opcode);
		if (err)
			return err;
		if (take_prefix(c, *opcode)) {
			/* REX counts only right before the opcode. */
			c->rex = 0;
			continue;
		}
		if (c->mode == X86_MODE_64 && (*opcode & 0xf0) == 0x40) {
			c->rex = *opcode;
			continue;
		}
		return 0;
	}
}

static unsigned int operand_size(const struct cursor *c)
{
	bool is_16 = c->mode == X86_MODE_16;

	if (c->rex & REX_W)
		return 8;
	return is_16 != c->operand_override ? 2 : 4;
}

static unsigned int address_size(const struct cursor *c)
{
	if (c->mode == X86_MODE_64)
		return c->address_override ? 4 : 8;
	return (c->mode == X86_MODE_16) != c->address_override ? 2 : 4;
}

/* Bytes of displacement of a memory operand (APM volume 3, 1.4). */
static unsigned int displacement_size(unsigned int address, u8 mod, u8 base)
{
	if (mod == 1)
		return 1;
	if (address == 2)
		return mod == 2 || base == 6 ? 2 : 0;
	return mod == 2 || base == 5 ? 4 : 0;
}

/* Take ModRM, SIB and displacement of a memory operand. */
static int take_modrm(struct cursor *c, u8 *reg_field)
{
	unsigned int address = address_size(c);
	u8 modrm, mod, base, sib;
	u64 unused;
	int err;

	err = next_byte(c, &modrm);
	if (err)
		return err;
	mod = modrm >> 6;
	base = modrm & 7;
	*reg_field = modrm >> 3 & 7;
	if (mod == 3)
		return -EINVAL;

	if (address != 2 && base == 4) {
		err = next_byte(c, &sib);
		if (err)
			return err;
		base = sib & 7;
	}
	return next_number(c, displacement_size(address, mod, base), &unused);
}

/* Fill in the register operand from ModRM's reg field. */
static void set_register(const struct cursor *c, u8 reg_field,
			 unsigned int reg_size, struct x86_insn *insn)
{
	insn->reg = reg_field | (c->rex & REX_R ? 8 : 0);
	if (reg_size == 1 && !c->rex && reg_field >= 4) {
		insn->high_byte = true;
		insn->reg = reg_field - 4;
	}
}

/* 88 to 8b: MOV between ModRM operands. */
static int decode_mov(struct cursor *c, u8 opcode, struct x86_insn *insn)
{
	u8 reg_field;
	int err;

	err = take_modrm(c, &reg_field);
	if (err)
		return err;
	insn->is_write = !(opcode & 2);
	insn->size = opcode & 1 ? operand_size(c) : 1;
	insn->dest_size = insn->size;
	set_register(c, reg_field, insn->size, insn);
	return 0;
}

/* a0 to a3: MOV between accumulator and a constant address. */
static int decode_moffs(struct cursor *c, u8 opcode, struct x86_insn *insn)
{
	u64 unused;

	insn->is_write = opcode & 2;
	insn->size = opcode & 1 ? operand_size(c) : 1;
	insn->dest_size = insn->size;
	return next_number(c, address_size(c), &unused);
}

/* c6, c7: MOV of a constant. */
static int decode_immediate(struct cursor *c, u8 opcode, struct x86_insn *insn)
{
	unsigned int bytes;
	u8 reg_field;
	u64 value;
	int err;

	err = take_modrm(c, &reg_field);
	if (err)
		return err;
	if (reg_field != 0)
		return -EINVAL;

	insn->is_write = true;
	insn->has_immediate = true;
	insn->size = opcode & 1 ? operand_size(c) : 1;
	bytes = MIN(insn->size, 4U);
	err = next_number(c, bytes, &value);
	if (err)
		return err;
	if (insn->size == 8)
		value = (u64)(s64)(s32)value;
	insn->immediate = value;
	return 0;
}

/* 0f b6, 0f b7: MOVZX. */
static int decode_movzx(struct cursor *c, struct x86_insn *insn)
{
	u8 opcode, reg_field;
	int err;

	err = next_byte(c, &opcode);
	if (err)
		return err;
	if (opcode != 0xb6 && opcode != 0xb7)
		return -EINVAL;
	err = take_modrm(c, &reg_field);
	if (err)
		return err;
	insn->size = opcode == 0xb6 ? 1 : 2;
	insn->zero_extend = true;
	insn->dest_size = operand_size(c);
	set_register(c, reg_field, insn->dest_size, insn);
	return 0;
}

int x86_decode_memory(const u8 *bytes, unsigned int count,
		      enum x86_cpu_mode mode, struct x86_insn *insn)
{
	struct cursor c = { .bytes = bytes, .count = count, .mode = mode };
	u8 opcode;
	int err;

	*insn = (struct x86_insn) { .length = 0 };
	err = take_prefixes(&c, &opcode);
	if (err)
		return err;
	if (c.lock_or_repeat)
		return -EINVAL;

	if (opcode >= 0x88 && opcode <= 0x8b)
		err = decode_mov(&c, opcode, insn);
	else if (opcode >= 0xa0 && opcode <= 0xa3)
		err = decode_moffs(&c, opcode, insn);
	else if (opcode == 0xc6 || opcode == 0xc7)
		err = decode_immediate(&c, opcode, insn);
	else if (opcode == 0x0f)
		err = decode_movzx(&c, insn);
	else
		err = -EINVAL;
	insn->length = c.pos;
	return err;
}

u64 x86_insn_read_result(const struct x86_insn *insn, u64 old, u64 value)
{
	value = low_bytes(value, insn->size);
	if (insn->high_byte)
		return (old & ~0xff00ULL) | value << 8;
	if (insn->dest_size >= 4)
		return value;
	return (old - low_bytes(old, insn->dest_size)) | value;
}

u64 x86_insn_write_value(const struct x86_insn *insn, u64 reg_value)
{
	if (insn->has_immediate)
		return insn->immediate;
	if (insn->high_byte)
		reg_value >>= 8;
	return low_bytes(reg_value, insn->size);
}
