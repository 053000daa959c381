/* SPDX-License-Identifier: BSD-2-Clause */
#include <msr_table.h>
#include <string.h>

/** MSRs per third of the permission map, 2 bits each. */
#define BITMAP_RANGE_MSRS	0x2000U
#define BITMAP_RANGE_BYTES	(BITMAP_RANGE_MSRS / 4)

/** First MSR of each third, in the map's order (APM volume 2, 15.11). */
static const u32 bitmap_ranges[] = { 0, 0xc0000000, 0xc0010000 };

static const struct msr_rule *find_rule(u32 msr)
{
	unsigned int low = 0, high = msr_rule_count, middle;

	while (low < high) {
		middle = (low + high) / 2;
		if (msr < msr_rules[middle].first)
			high = middle;
		else if (msr > msr_rules[middle].last)
			low = middle + 1;
		else
			return &msr_rules[middle];
	}
	return NULL;
}

enum msr_action msr_policy(u32 msr, bool is_write, bool root)
{
	const struct msr_rule *rule = find_rule(msr);

	if (!rule)
		return MSR_FORBID;
	if (is_write)
		return root ? rule->root_write : rule->cell_write;
	return root ? rule->root_read : rule->cell_read;
}

/*
 * Where interrupts go, and whether they are SMIs, stays firmware's choice (PPR
 * of family 17h: MCA_MISC, MCA_CONFIG.DeferredIntType).
 */
static u64 smca_write_mask(unsigned int reg)
{
	if (reg == 4)
		return ~(3ULL << 37);
	return reg == 3 || (reg >= 0xa && reg <= 0xd) ?
		MSR_THRESHOLD_BITS : ~0ULL;
}

u64 msr_write_mask(u32 msr)
{
	const struct msr_rule *rule = find_rule(msr);

	if (msr >= MSR_MCA_FIRST && msr <= MSR_MCA_LAST)
		return (msr & 3) == 3 ? MSR_THRESHOLD_BITS : ~0ULL;
	if (msr >= MSR_SMCA_FIRST && msr <= MSR_SMCA_LAST)
		return smca_write_mask(msr & 0xf);
	return rule ? rule->mask : 0;
}

/* Stop intercepting an access. MSRs that the map lacks are left alone. */
static void bitmap_open(u8 *bitmap, u32 msr, bool is_write)
{
	unsigned int range, bit;
	u32 offset;

	for (range = 0; range < ARRAY_SIZE(bitmap_ranges); range++) {
		offset = msr - bitmap_ranges[range];
		if (offset >= BITMAP_RANGE_MSRS)
			continue;
		bit = offset * 2 + is_write;
		bitmap[range * BITMAP_RANGE_BYTES + bit / 8] &=
			~(1U << bit % 8);
	}
}

void msr_build_bitmap(u8 bitmap[MSR_BITMAP_SIZE], bool root)
{
	unsigned int i;
	u32 msr;

	memset(bitmap, 0xff, MSR_BITMAP_SIZE);
	for (i = 0; i < msr_rule_count; i++) {
		for (msr = msr_rules[i].first; msr <= msr_rules[i].last; msr++) {
			if (msr_policy(msr, false, root) == MSR_PASS)
				bitmap_open(bitmap, msr, false);
			if (msr_policy(msr, true, root) == MSR_PASS)
				bitmap_open(bitmap, msr, true);
		}
	}
}

void msr_bitmap_open_x2apic(u8 bitmap[MSR_BITMAP_SIZE])
{
	static const u16 writable[] = {
		0x808,	/* task priority */
		0x80b,	/* EOI */
		0x828,	/* error status */
		0x838,	/* timer initial count */
		0x83e,	/* timer divide configuration */
		0x83f,	/* self IPI */
	};
	unsigned int i;
	u32 msr;

	for (msr = 0x802; msr <= 0x83f; msr++)
		bitmap_open(bitmap, msr, false);
	for (i = 0; i < ARRAY_SIZE(writable); i++)
		bitmap_open(bitmap, writable[i], true);
}
