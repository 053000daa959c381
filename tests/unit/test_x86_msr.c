/* SPDX-License-Identifier: BSD-2-Clause */
/* Policy and permission maps of model-specific registers. */
#include "x86/test.h"

#include <msr_table.h>

#define PASS	MSR_PASS
#define EMUL	MSR_EMULATE
#define FORB	MSR_FORBID
#define DROP	MSR_IGNORE
#define MASK	MSR_MASK

static void policy_is(u32 msr, enum msr_action root_read,
		      enum msr_action root_write, enum msr_action cell_read,
		      enum msr_action cell_write)
{
	if (msr_policy(msr, false, true) != root_read ||
	    msr_policy(msr, true, true) != root_write ||
	    msr_policy(msr, false, false) != cell_read ||
	    msr_policy(msr, true, false) != cell_write)
		fail_msg("MSR %#x: %d %d %d %d", msr,
			 msr_policy(msr, false, true),
			 msr_policy(msr, true, true),
			 msr_policy(msr, false, false),
			 msr_policy(msr, true, false));
}

static void test_table(void **state)
{
	const struct msr_rule *rule;
	unsigned int i;

	(void)state;
	for (i = 0; i < msr_rule_count; i++) {
		rule = &msr_rules[i];
		assert_true(rule->first <= rule->last);
		if (i > 0)
			assert_true(msr_rules[i - 1].last < rule->first);
		/* Masks go with writes of root only. */
		assert_int_not_equal(rule->root_read, MASK);
		assert_int_not_equal(rule->cell_read, MASK);
		assert_int_not_equal(rule->cell_write, MASK);
		assert_int_equal(rule->root_write == MASK,
				 msr_write_mask(rule->first) != 0);
		/* A cell never writes what root may not. */
		if (rule->cell_write == PASS)
			assert_int_equal(rule->root_write, PASS);
	}
}

/* Root must not turn what a bank reports into SMIs, or move its vector. */
static void test_machine_check_interrupts(void **state)
{
	static const u32 thresholds[] = {
		0x403, 0x40f, 0x413, 0x47f, 0xc0000408, 0xc0002003, 0xc000200a, 0xc000200d,
		0xc00023f3,
	};
	unsigned int n;

	(void)state;
	for (n = 0; n < ARRAY_SIZE(thresholds); n++) {
		assert_int_equal(msr_policy(thresholds[n], true, true), MASK);
		assert_int_equal(msr_write_mask(thresholds[n]),
				 0xff09ffffffffffff);
	}
	/* Deferred errors: kind of interrupt, bits 38 and 37. */
	assert_int_equal(msr_write_mask(0xc0002004), 0xffffff9fffffffff);
	assert_int_equal(msr_write_mask(0xc00023f4), 0xffffff9fffffffff);
	/* Control and status are root's. */
	assert_int_equal(msr_write_mask(0xc0002000), ~0ULL);
	assert_int_equal(msr_write_mask(0xc0002001), ~0ULL);
	assert_int_equal(msr_write_mask(0x400), ~0ULL);
	assert_int_equal(msr_write_mask(0x47d), ~0ULL);
}

/* Where a mistake would open a hole, or stop any kernel. */
static void test_never(void **state)
{
	static const u32 never[] = {
		0x003,		/* nothing */
		0x000, 0x001,	/* Pentium machine checks */
		0x09b,		/* SMM monitor */
		0x4d0, 0x800, 0x801, 0x854, 0xdff,
		0x40000000, 0x40000001, 0x400000ff, 0x4b564d00, 0x4b564d01,
		0xc0010050, 0xc0010051, 0xc0010052, 0xc0010053, 0xc0010054,
		0xc0010056,	/* SMIs by port access */
		0xc0010111,	/* SMM base */
		0xc0010115, 0xc0010116,	/* IGNNE, SMM control */
		0xc0010118, 0xc0010119,	/* SVM and SMM keys */
		0xc001011a, 0xc001011b,	/* local SMI, doorbell */
		0xc001011e, 0xc0010130,	/* encrypted guests' pages */
		0xc0010132, 0xc0010133,	/* reverse map of memory */
		0xc0012000, 0xffffffff,
	};
	unsigned int i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(never); i++)
		policy_is(never[i], FORB, FORB, FORB, FORB);
}

static void test_policies(void **state)
{
	(void)state;
	/* The guest's own, fast. */
	policy_is(0xc0000081, PASS, PASS, PASS, PASS);	/* STAR */
	policy_is(0xc0000082, PASS, PASS, PASS, PASS);	/* LSTAR */
	policy_is(0xc0000084, PASS, PASS, PASS, PASS);	/* SFMASK */
	policy_is(0xc0000100, PASS, PASS, PASS, PASS);	/* FS base */
	policy_is(0xc0000102, PASS, PASS, PASS, PASS);	/* kernel GS base */
	policy_is(0xc0000103, PASS, PASS, PASS, PASS);	/* TSC_AUX */
	policy_is(0x174, PASS, PASS, PASS, PASS);	/* SYSENTER_CS */
	policy_is(0x176, PASS, PASS, PASS, PASS);	/* SYSENTER_EIP */
	policy_is(0x48, PASS, PASS, PASS, PASS);	/* SPEC_CTRL */
	policy_is(0x49, PASS, PASS, PASS, PASS);	/* PRED_CMD */
	policy_is(0x6e0, PASS, PASS, PASS, PASS);	/* TSC deadline */
	policy_is(0x1d9, PASS, PASS, PASS, PASS);	/* DEBUGCTL */
	policy_is(0xc0010000, PASS, PASS, PASS, PASS);	/* counters */
	policy_is(0xc001020b, PASS, PASS, PASS, PASS);
	policy_is(0x10, PASS, EMUL, PASS, EMUL);	/* TSC */
	policy_is(0x3b, PASS, DROP, PASS, DROP);	/* TSC_ADJUST */
	policy_is(0xe7, PASS, PASS, PASS, DROP);	/* MPERF */
	/* Decided by code. */
	policy_is(0xc0000080, EMUL, EMUL, EMUL, EMUL);	/* EFER */
	policy_is(0x277, EMUL, EMUL, EMUL, EMUL);	/* PAT */
	policy_is(0x1b, PASS, EMUL, PASS, EMUL);	/* APIC_BASE */
	policy_is(0x802, EMUL, EMUL, EMUL, EMUL);
	policy_is(0x830, EMUL, EMUL, EMUL, EMUL);
	policy_is(0x83f, EMUL, EMUL, EMUL, EMUL);
	policy_is(0x853, EMUL, EMUL, EMUL, EMUL);	/* extended LVT */
	policy_is(0xc0010114, EMUL, EMUL, FORB, FORB);	/* VM_CR */
	policy_is(0xc0010117, EMUL, EMUL, FORB, FORB);	/* VM_HSAVE_PA */
}

static void test_policies_of_the_machine(void **state)
{
	(void)state;
	/* Memory types. */
	policy_is(0xfe, PASS, FORB, PASS, FORB);
	policy_is(0x200, PASS, DROP, EMUL, FORB);
	policy_is(0x26f, PASS, DROP, EMUL, FORB);
	policy_is(0x2ff, PASS, DROP, EMUL, EMUL);
	policy_is(0xc0010010, PASS, DROP, DROP, DROP);	/* SYSCFG */
	policy_is(0xc0010016, PASS, FORB, DROP, FORB);	/* IORR */
	policy_is(0xc001001a, PASS, FORB, DROP, FORB);	/* TOP_MEM */
	policy_is(0xc001001d, PASS, FORB, DROP, FORB);	/* TOP_MEM2 */
	policy_is(0xc0010058, PASS, FORB, DROP, FORB);	/* ECAM base */
	/* Traces that are written to memory. */
	policy_is(0x3f1, PASS, FORB, DROP, FORB);
	policy_is(0x560, PASS, FORB, DROP, FORB);
	policy_is(0x600, PASS, FORB, DROP, FORB);
	/* Microcode. */
	policy_is(0x79, FORB, DROP, FORB, DROP);
	policy_is(0xc0010020, FORB, DROP, FORB, DROP);
	policy_is(0x8b, PASS, DROP, PASS, DROP);
	/* Machine checks. */
	policy_is(0x179, PASS, PASS, DROP, DROP);
	policy_is(0x400, PASS, MASK, DROP, DROP);
	policy_is(0x47f, PASS, MASK, DROP, DROP);
	policy_is(0xc0002000, PASS, MASK, DROP, DROP);
	policy_is(0xc0000408, PASS, MASK, DROP, DROP);
	policy_is(0xc0000410, PASS, DROP, DROP, DROP);
	/* Power and clocks. */
	policy_is(0x199, PASS, PASS, DROP, FORB);
	policy_is(0xc0010062, PASS, PASS, DROP, FORB);
	policy_is(0xc0010064, PASS, FORB, DROP, FORB);
	policy_is(0xc00102b3, PASS, PASS, DROP, FORB);
	/* The core's configuration. */
	policy_is(0x1a0, PASS, DROP, PASS, DROP);
	policy_is(0xc0010015, PASS, MASK, PASS, DROP);
	policy_is(0xc0011029, PASS, MASK, PASS, DROP);
	policy_is(0xc0011020, PASS, MASK, PASS, DROP);
	policy_is(0xc0011005, PASS, DROP, PASS, DROP);
	policy_is(0xc001100c, PASS, DROP, PASS, DROP);
	policy_is(0xc0011028, PASS, MASK, PASS, DROP);
	policy_is(0xc00110ff, PASS, DROP, PASS, DROP);
	policy_is(0xc0011100, FORB, FORB, FORB, FORB);
	/* Physical addresses. */
	policy_is(0xc0011030, PASS, PASS, DROP, DROP);
	policy_is(0xc0011039, PASS, PASS, DROP, DROP);
	policy_is(0xc001103d, PASS, PASS, DROP, DROP);
	/* Shared by cells. */
	policy_is(0xc90, PASS, DROP, DROP, DROP);
	policy_is(0xc8f, PASS, PASS, DROP, DROP);
	policy_is(0xc0010230, PASS, PASS, DROP, DROP);
}

static void test_masks(void **state)
{
	(void)state;
	assert_int_equal(msr_write_mask(0x10), 0);
	assert_int_equal(msr_write_mask(0x3), 0);
	/* HWCR: not SMM lock (0), TLB and INVD modes (3, 4). */
	assert_int_equal(msr_write_mask(0xc0010015) & 0x1f, 0);
	assert_true(msr_write_mask(0xc0010015) & 1 << 30);
	/* Threshold interrupts can't become SMIs. */
	assert_int_equal(msr_write_mask(0xc0000408) >> 49 & 3, 0);
	assert_int_equal(msr_write_mask(0xc0011029), 0x202);
}

static bool bit_of(const u8 *bitmap, unsigned int third, u32 offset,
		   bool is_write)
{
	unsigned int bit = third * 0x4000 + offset * 2 + is_write;

	return bitmap[bit / 8] >> (bit % 8) & 1;
}

static void check_bitmap(const u8 *bitmap, bool root)
{
	static const u32 first[] = { 0, 0xc0000000, 0xc0010000 };
	unsigned int third, i;
	u32 offset;

	for (third = 0; third < 3; third++) {
		for (offset = 0; offset < 0x2000; offset++) {
			u32 msr = first[third] + offset;

			if (bit_of(bitmap, third, offset, false) !=
			    (msr_policy(msr, false, root) != PASS) ||
			    bit_of(bitmap, third, offset, true) !=
			    (msr_policy(msr, true, root) != PASS))
				fail_msg("MSR %#x root %d", msr, root);
		}
	}
	for (i = 0x1800; i < MSR_BITMAP_SIZE; i++)
		assert_int_equal(bitmap[i], 0xff);
}

static void test_bitmap(void **state)
{
	static u8 bitmap[MSR_BITMAP_SIZE];

	(void)state;
	msr_build_bitmap(bitmap, true);
	check_bitmap(bitmap, true);
	msr_build_bitmap(bitmap, false);
	check_bitmap(bitmap, false);

	/* Literal places (APM volume 2, 15.11): EFER at byte 0x820. */
	assert_int_equal(bitmap[0x820] & 3, 3);
	/* STAR, LSTAR, CSTAR in the same byte, SFMASK in the next. */
	assert_int_equal(bitmap[0x820], 0x03);
	assert_int_equal(bitmap[0x821] & 3, 0);
	/* TSC: read open, write closed. */
	assert_int_equal(bitmap[0x10 * 2 / 8] & 3, 2);
	/* VM_HSAVE_PA at byte 0x1045. */
	assert_int_equal(bitmap[0x1045] >> 6, 3);
	msr_build_bitmap(bitmap, true);
	assert_int_equal(bitmap[0x1045] >> 6, 3);
}

static void test_x2apic(void **state)
{
	static const u32 open[] = { 0x808, 0x80b, 0x828, 0x838, 0x83e, 0x83f };
	static u8 bitmap[MSR_BITMAP_SIZE], before[MSR_BITMAP_SIZE];
	unsigned int i;
	bool writable;
	u32 msr;

	(void)state;
	msr_build_bitmap(before, true);
	msr_build_bitmap(bitmap, true);
	msr_bitmap_open_x2apic(bitmap);
	for (msr = 0; msr < 0x2000; msr++) {
		if (msr < 0x802 || msr > 0x83f) {
			assert_int_equal(bit_of(bitmap, 0, msr, false),
					 bit_of(before, 0, msr, false));
			assert_int_equal(bit_of(bitmap, 0, msr, true),
					 bit_of(before, 0, msr, true));
			continue;
		}
		writable = false;
		for (i = 0; i < ARRAY_SIZE(open); i++)
			writable |= open[i] == msr;
		assert_int_equal(bit_of(bitmap, 0, msr, false), 0);
		assert_int_equal(bit_of(bitmap, 0, msr, true), !writable);
	}
	assert_memory_equal(bitmap + 0x800, before + 0x800, 0x1800);
}

/*
 * What a cell writes directly must not survive a change of owner, unless it is
 * a command, a result that starts at 0 with its control, or VMLOAD replaces it.
 */
static bool needs_no_reset(u32 msr)
{
	return msr == 0x049 || msr == 0x10b ||		/* commands */
		(msr >= 0x174 && msr <= 0x176) ||	/* VMLOAD */
		(msr >= 0xc0000081 && msr <= 0xc0000084) ||
		(msr >= 0xc0000100 && msr <= 0xc0000102) ||
		msr == 0x38e || msr == 0x390 ||		/* status */
		(msr >= 0x4c1 && msr <= 0x4c8) ||	/* aliases */
		msr == 0xc0000300 || msr == 0xc0000302 ||
		msr == 0xc0000303;
}

static bool is_handed_over(u32 msr)
{
	unsigned int n;

	for (n = 0; n < msr_handover_count; n++)
		if (msr >= msr_handover[n].first && msr <= msr_handover[n].last)
			return true;
	return false;
}

/* By name, both ways: what root's kernel leaves behind counts as well. */
static void test_handover_names(void **state)
{
	static const struct {
		u32 first;
		u32 last;
		const char *name;
	} names[] = {
		{ 0x048, 0x048, "SPEC_CTRL" },
		{ 0x1c4, 0x1c5, "XFD, XFD_ERR" },
		{ 0x1d9, 0x1d9, "DEBUGCTL" },
		{ 0x1db, 0x1de, "last branch and exception" },
		{ 0x6a0, 0x6a0, "U_CET" },
		{ 0x6a2, 0x6a2, "S_CET" },
		{ 0x6a4, 0x6a8, "shadow stack pointers" },
		{ 0x6e0, 0x6e0, "TSC_DEADLINE" },
		{ 0xc8f, 0xc8f, "PQR_ASSOC" },
		{ 0xda0, 0xda0, "XSS" },
		{ 0xc0000103, 0xc0000103, "TSC_AUX" },
		{ 0xc000010e, 0xc000010f, "LBR_SELECT, DBG_EXTN_CTL" },
		{ 0xc0000301, 0xc0000301, "global counter control" },
		{ 0xc0010000, 0xc0010007, "PERF_CTL, PERF_CTR" },
		{ 0xc0010200, 0xc001020b, "extended PERF_CTL, PERF_CTR" },
		{ 0xc001011f, 0xc001011f, "VIRT_SPEC_CTRL" },
		{ 0xc0010300, 0xc001031f, "last branch stack" },
		{ 0xc0011019, 0xc001101b, "breakpoint masks" },
		{ 0xc0011027, 0xc0011027, "breakpoint mask 0" },
		{ 0xc0011030, 0xc001103d, "instruction based sampling" },
	};
	unsigned int n;
	u32 msr;

	(void)state;
	for (n = 0; n < ARRAY_SIZE(names); n++)
		for (msr = names[n].first; msr <= names[n].last; msr++)
			if (!is_handed_over(msr))
				fail_msg("%s (%#x) keeps its value",
					 names[n].name, msr);
	for (n = 0; n < msr_handover_count; n++)
		assert_int_equal(msr_handover[n].value, 0);
}

static void test_handover(void **state)
{
	unsigned int i, n;
	u32 msr;

	(void)state;
	for (i = 0; i < msr_rule_count; i++) {
		if (msr_rules[i].cell_write != PASS)
			continue;
		for (msr = msr_rules[i].first; msr <= msr_rules[i].last; msr++)
			if (!needs_no_reset(msr) && !is_handed_over(msr))
				fail_msg("MSR %#x keeps its value", msr);
	}
	/* Nothing is written that guests can't. */
	for (n = 0; n < msr_handover_count; n++)
		for (msr = msr_handover[n].first; msr <= msr_handover[n].last;
		     msr++)
			assert_int_equal(msr_policy(msr, true, true), PASS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_table),
		cmocka_unit_test(test_machine_check_interrupts),
		cmocka_unit_test(test_never),
		cmocka_unit_test(test_policies),
		cmocka_unit_test(test_policies_of_the_machine),
		cmocka_unit_test(test_masks),
		cmocka_unit_test(test_bitmap),
		cmocka_unit_test(test_x2apic),
		cmocka_unit_test(test_handover),
		cmocka_unit_test(test_handover_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
