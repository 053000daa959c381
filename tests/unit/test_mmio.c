/* SPDX-License-Identifier: BSD-2-Clause */
#include <errno.h>
#include <mmio.h>

#include "machine.h"

static struct mmio_table table;
static void *last_arg;
static u64 last_address;

static enum mmio_result answer(void *arg, struct mmio_access *mmio)
{
	last_arg = arg;
	last_address = mmio->address;
	mmio->value = 42;
	return arg ? MMIO_HANDLED : MMIO_ERROR;
}

static int add(u64 start, u64 size)
{
	return mmio_register(&table, start, size, answer, &table);
}

static enum mmio_result access_at(u64 address, unsigned int size)
{
	struct mmio_access mmio = { .address = address, .size = size };
	enum mmio_result result = mmio_dispatch(&table, &mmio);

	CHECK_EQ(mmio.address, address);
	if (result == MMIO_HANDLED)
		CHECK_EQ(mmio.value, 42);
	return result;
}

FRESH_TEST(finds_the_region)
{
	CHECK_EQ(access_at(0, 1), MMIO_UNHANDLED);
	CHECK_EQ(add(0x3000, 0x1000), 0);
	CHECK_EQ(add(0x1000, 0x10), 0);
	CHECK_EQ(add(0x2000, 0x1000), 0);
	CHECK_EQ(table.count, 3);

	CHECK_EQ(access_at(0xfff, 1), MMIO_UNHANDLED);
	CHECK_EQ(access_at(0x1000, 8), MMIO_HANDLED);
	CHECK_EQ(last_address, 0);
	CHECK(last_arg == &table);
	CHECK_EQ(access_at(0x100f, 1), MMIO_HANDLED);
	CHECK_EQ(access_at(0x1010, 1), MMIO_UNHANDLED);
	CHECK_EQ(access_at(0x2ffc, 4), MMIO_HANDLED);
	CHECK_EQ(last_address, 0xffc);
	CHECK_EQ(access_at(0x3abc, 4), MMIO_HANDLED);
	CHECK_EQ(last_address, 0xabc);
	CHECK_EQ(access_at(0x4000, 4), MMIO_UNHANDLED);
}

FRESH_TEST(access_must_lie_inside)
{
	CHECK_EQ(add(0x1000, 0x1000), 0);
	CHECK_EQ(access_at(0x1ffd, 4), MMIO_UNHANDLED);
	CHECK_EQ(access_at(0x1fff, 2), MMIO_UNHANDLED);
	CHECK_EQ(access_at(0x1fff, 1), MMIO_HANDLED);
	CHECK_EQ(access_at(0xffe, 4), MMIO_UNHANDLED);
	/* Not even if the next byte is a region's, too. */
	CHECK_EQ(add(0x2000, 0x1000), 0);
	CHECK_EQ(access_at(0x1ffe, 4), MMIO_UNHANDLED);
}

FRESH_TEST(passes_refusal)
{
	CHECK_EQ(mmio_register(&table, 0x1000, 4, answer, NULL), 0);
	CHECK_EQ(access_at(0x1000, 4), MMIO_ERROR);
}

FRESH_TEST(refuses_overlap)
{
	CHECK_EQ(add(0x2000, 0x1000), 0);
	CHECK_EQ(add(0x2000, 0x1000), -EINVAL);
	CHECK_EQ(add(0x1fff, 2), -EINVAL);
	CHECK_EQ(add(0x2fff, 1), -EINVAL);
	CHECK_EQ(add(0x1000, 0x10000), -EINVAL);
	CHECK_EQ(add(0x5000, 0), -EINVAL);
	CHECK_EQ(add(~0ULL, 2), -EINVAL);
	CHECK_EQ(table.count, 1);
	CHECK_EQ(add(0x1fff, 1), 0);
	CHECK_EQ(add(0x3000, 1), 0);
	CHECK_EQ(add(~0ULL, 1), 0);
	CHECK_EQ(access_at(~0ULL, 1), MMIO_HANDLED);
	CHECK_EQ(access_at(~0ULL, 2), MMIO_UNHANDLED);
}

FRESH_TEST(fills_and_empties)
{
	unsigned int n;

	for (n = 0; n < MMIO_MAX_REGIONS; n++)
		CHECK_EQ(add(0x100000 - n * 0x1000, 0x1000), 0);
	CHECK_EQ(add(0x200000, 0x1000), -ENOMEM);
	mmio_unregister(&table, 0x200000);
	mmio_unregister(&table, 0xff800);
	CHECK_EQ(table.count, MMIO_MAX_REGIONS);
	mmio_unregister(&table, 0xff000);
	CHECK_EQ(table.count, MMIO_MAX_REGIONS - 1);
	CHECK_EQ(access_at(0xff000, 4), MMIO_UNHANDLED);
	CHECK_EQ(access_at(0x100000, 4), MMIO_HANDLED);
	CHECK_EQ(access_at(0xfe000, 4), MMIO_HANDLED);
	for (n = 0; n < MMIO_MAX_REGIONS; n++)
		mmio_unregister(&table, 0x100000 - n * 0x1000);
	CHECK_EQ(table.count, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FRESH(finds_the_region),
		FRESH(access_must_lie_inside),
		FRESH(passes_refusal),
		FRESH(refuses_overlap),
		FRESH(fills_and_empties),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
