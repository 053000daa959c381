/* SPDX-License-Identifier: BSD-2-Clause */
/* Walks of guest page tables in all paging modes. */
#include "x86/test.h"

#include <guest_paging.h>
#include <errno.h>

#define PG	(1ULL << 31)
#define PSE	(1ULL << 4)
#define PAE	(1ULL << 5)
#define LA57	(1ULL << 12)
#define LME	(1ULL << 8)
#define LMA	(1ULL << 10)

#define P	1ULL
#define PS	0x80ULL

/* The guest's memory: a few entries at given addresses. */
struct memory {
	struct {
		u64 address;
		u64 entry;
	} words[8];
	unsigned int count;
	unsigned int expected_size;
	unsigned int reads;
};

static struct memory memory;

static bool read_entry(void *ctx, u64 gpa, unsigned int size, u64 *entry)
{
	struct memory *mem = ctx;
	unsigned int i;

	assert_int_equal(size, mem->expected_size);
	assert_int_equal(gpa % size, 0);
	mem->reads++;
	for (i = 0; i < mem->count; i++) {
		if (mem->words[i].address == gpa) {
			*entry = mem->words[i].entry;
			return true;
		}
	}
	return false;
}

static void begin(unsigned int entry_size)
{
	memset(&memory, 0, sizeof(memory));
	memory.expected_size = entry_size;
}

static void put(u64 address, u64 entry)
{
	memory.words[memory.count].address = address;
	memory.words[memory.count++].entry = entry;
}

static void maps(const struct guest_paging *paging, u64 linear, u64 expected)
{
	u64 gpa = 0x5a5a;

	assert_int_equal(guest_translate(paging, linear, read_entry, &memory,
					 &gpa), 0);
	assert_int_equal(gpa, expected);
}

static void fails(const struct guest_paging *paging, u64 linear)
{
	u64 gpa;

	assert_int_equal(guest_translate(paging, linear, read_entry, &memory,
					 &gpa), -EINVAL);
}

static void test_no_paging(void **state)
{
	struct guest_paging paging = { .cr0 = 1, .cr3 = 0x1000, .cr4 = PAE,
				       .efer = LME };

	(void)state;
	begin(0);
	maps(&paging, 0xfffffff0, 0xfffffff0);
	maps(&paging, 0x100001234, 0x1234);
	paging.efer |= LMA;
	maps(&paging, 0x1234, 0x1234);
	assert_int_equal(memory.reads, 0);
}

static void test_32bit(void **state)
{
	struct guest_paging paging = { .cr0 = PG, .cr3 = 0xabcd0000001fff,
				       .cr4 = PSE };

	(void)state;
	begin(4);
	/* 0xc0801234: directory 0x302, table 1. */
	put(0x1000 + 0x302 * 4, 0x00345027 | P);
	put(0x345000 + 1 * 4, 0x80abc000 | P);
	maps(&paging, 0xc0801234, 0x80abc234);
	/* Bits 63:32 of linear addresses don't exist. */
	maps(&paging, 0xffffffffc0801234, 0x80abc234);
	assert_int_equal(memory.reads, 4);
	/* Neighbours are not mapped, or not there. */
	fails(&paging, 0xc0802234);
	fails(&paging, 0xc0401234);
	put(0x345000 + 2 * 4, 0x80abc000);
	fails(&paging, 0xc0802234);
}

static void test_32bit_large(void **state)
{
	struct guest_paging paging = { .cr0 = PG, .cr3 = 0x1000, .cr4 = PSE };

	(void)state;
	begin(4);
	put(0x1000 + 1 * 4, 0x00c00000 | PS | P);
	maps(&paging, 0x00400000, 0x00c00000);
	maps(&paging, 0x007fffff, 0x00ffffff);
	/* PSE-36: bits 20:13 are bits 39:32; bit 12 is PAT. */
	put(0x1000 + 2 * 4, 0x00c00000 | 0xa5ULL << 13 | 1 << 12 | PS | P);
	maps(&paging, 0x00812345, 0xa500c12345);
	/* Bit 21 is reserved. */
	put(0x1000 + 3 * 4, 0x00e00000 | PS | P);
	fails(&paging, 0x00c00000);
	/* Without CR4.PSE, PS is no large page. */
	paging.cr4 = 0;
	put(0xc00000 + 0 * 4, 0x00007000 | P);
	maps(&paging, 0x00400123, 0x7123);
}

static void test_pae(void **state)
{
	struct guest_paging paging = { .cr0 = PG, .cr3 = 0xffff00000000103f,
				       .cr4 = PAE };

	(void)state;
	begin(8);
	/* 0xc0801234: pointer 3, directory 4, table 1. */
	put(0x1020 + 3 * 8, 0x123456000 | P);
	put(0x123456000 + 4 * 8, 0x345000 | 0x67);
	put(0x345000 + 1 * 8, 0x8000000abcdef000 | P);
	maps(&paging, 0xc0801234, 0xabcdef234);
	maps(&paging, 0x1c0801234, 0xabcdef234);
	/* 2 MiB page, NX and PAT set. */
	put(0x123456000 + 5 * 8, 0x8000000f00200000 | 1 << 12 | PS | P);
	maps(&paging, 0xc0bff678, 0xf003ff678);
	/* Bit 13 of a large page is reserved. */
	put(0x123456000 + 6 * 8, 0x00202000 | PS | P);
	fails(&paging, 0xc0c00000);
	fails(&paging, 0x80000000);
}

static void test_pae_reserved(void **state)
{
	struct guest_paging paging = { .cr0 = PG, .cr3 = 0x1000, .cr4 = PAE };
	static const unsigned int reserved[] = { 1, 2, 5, 6, 7, 8 };
	unsigned int i;

	(void)state;
	for (i = 0; i < ARRAY_SIZE(reserved); i++) {
		begin(8);
		put(0x1000, 0x2000 | P);
		put(0x2000, 0x200000 | PS | P);
		maps(&paging, 0x1234, 0x201234);
		memory.words[0].entry |= 1ULL << reserved[i];
		fails(&paging, 0x1234);
	}
}

static void build_four_levels(u64 cr3)
{
	/* 0xffff888012345678: 273, 0, 145, 325. */
	put(cr3 + 273 * 8, 0x2000 | 0x63);
	put(0x2000 + 0 * 8, 0x3000 | 0x63);
	put(0x3000 + 145 * 8, 0x4000 | 0x63);
	put(0x4000 + 325 * 8, 0x800fedcba9876163);
}

static void test_four_levels(void **state)
{
	struct guest_paging paging = {
		.cr0 = PG, .cr3 = 0x8000000000001fff, .cr4 = PAE, .efer = LMA
	};
	unsigned int i;

	(void)state;
	begin(8);
	build_four_levels(0x1000);
	maps(&paging, 0xffff888012345678, 0x000fedcba9876678);
	assert_int_equal(memory.reads, 4);
	/* Any entry that is not present ends the walk. */
	for (i = 0; i < 4; i++) {
		memory.words[i].entry &= ~P;
		fails(&paging, 0xffff888012345678);
		memory.words[i].entry |= P;
	}
	/* Reserved in the top level. */
	memory.words[0].entry |= PS;
	fails(&paging, 0xffff888012345678);
}

static void test_canonical(void **state)
{
	struct guest_paging paging = { .cr0 = PG, .cr3 = 0x1000, .cr4 = PAE,
				       .efer = LMA };

	(void)state;
	begin(8);
	put(0x1000 + 255 * 8, 0x2000 | P);
	put(0x1000 + 256 * 8, 0x2000 | P);
	put(0x2000, PS | P);
	put(0x2000 + 511 * 8, 0x40000000 | PS | P);
	maps(&paging, 0x00007fffffffffff, 0x7fffffff);
	maps(&paging, 0xffff800000000000, 0);
	memory.reads = 0;
	fails(&paging, 0x0000800000000000);
	fails(&paging, 0xffff7fffffffffff);
	fails(&paging, 0x1000000000000000);
	assert_int_equal(memory.reads, 0);
}

static void test_four_levels_large(void **state)
{
	struct guest_paging paging = { .cr0 = PG, .cr3 = 0x1000, .cr4 = PAE,
				       .efer = LMA };

	(void)state;
	begin(8);
	put(0x1000, 0x2000 | P);
	put(0x2000 + 1 * 8, 0x8000007fc0000000 | 1 << 12 | PS | P);
	maps(&paging, 0x7fffffff, 0x7fffffffff);
	put(0x2000 + 2 * 8, 0x3000 | P);
	put(0x3000 + 3 * 8, 0x7fffe00000 | 1 << 12 | PS | P);
	maps(&paging, 0x80654321, 0x7fffe54321);
	/* Reserved bits of both sizes. */
	put(0x2000 + 3 * 8, 0x20000000 | PS | P);
	fails(&paging, 0xc0000000);
	put(0x3000 + 4 * 8, 0x100000 | PS | P);
	fails(&paging, 0x80800000);
}

static void test_five_levels(void **state)
{
	struct guest_paging paging = { .cr0 = PG, .cr3 = 0x9000,
				       .cr4 = PAE | LA57, .efer = LMA };

	(void)state;
	begin(8);
	/* 0xff11888012345678: 273 in the fifth level as well. */
	put(0x9000 + 273 * 8, 0x1000 | P);
	build_four_levels(0x1000);
	maps(&paging, 0xff11888012345678, 0x000fedcba9876678);
	assert_int_equal(memory.reads, 5);
	/* Canonical means bit 56. */
	memory.reads = 0;
	fails(&paging, 0xfe11888012345678);
	fails(&paging, 0x0111888012345678);
	assert_int_equal(memory.reads, 0);
	/* Upper half with four levels, lower tables missing with five. */
	fails(&paging, 0xffff888012345678);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_no_paging),
		cmocka_unit_test(test_32bit),
		cmocka_unit_test(test_32bit_large),
		cmocka_unit_test(test_pae),
		cmocka_unit_test(test_pae_reserved),
		cmocka_unit_test(test_four_levels),
		cmocka_unit_test(test_canonical),
		cmocka_unit_test(test_four_levels_large),
		cmocka_unit_test(test_five_levels),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
