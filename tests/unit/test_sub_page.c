/* SPDX-License-Identifier: BSD-2-Clause */
/* Regions that are parts of pages: who may access what, with which width. */
#include <errno.h>
#include <string.h>
#include <cpu.h>

#include "machine.h"

#define DATA	(JAILHOUSE_MEM_READ | JAILHOUSE_MEM_WRITE)
/* A page of root's RAM plays the device. */
#define DEVICE	0x20000000ULL
#define GUEST	0x70000000ULL

static struct cell_spec first, second;

static void add(struct cell_spec *spec, u64 virt, u64 phys, u64 size, u64 flags)
{
	spec->mem[spec->num_mem++] = (struct jailhouse_memory) {
		.phys_start = phys,
		.virt_start = virt,
		.size = size,
		.flags = flags,
	};
}

static void boot(u64 flags)
{
	machine_spec();
	machine_boot();
	spec_cell(&first);
	first.desc.flags |= JAILHOUSE_CELL_PASSIVE_COMMREG;
	add(&first, GUEST + 0x104, DEVICE + 0x104, 0x1c, flags);
	CHECK_EQ(create(&first), 0);
	CHECK_EQ(start(1), 0);
}

static bool access_as(const struct cell *cell, u64 address, unsigned int size,
		      bool write, u64 *value)
{
	struct mmio_access mmio = {
		.address = address,
		.size = size,
		.is_write = write,
		.value = *value,
	};
	enum mmio_result result = sub_page_access(cell, &mmio);

	CHECK(result == MMIO_HANDLED || result == MMIO_UNHANDLED);
	CHECK_EQ(mmio.address, address);
	*value = mmio.value;
	return result == MMIO_HANDLED;
}

static bool can_read(u64 address, unsigned int size)
{
	u64 value = 0;

	return access_as(cell_find(1), address, size, false, &value);
}

static bool can_write(u64 address, unsigned int size)
{
	u64 value = 0;

	return access_as(cell_find(1), address, size, true, &value);
}

FRESH_TEST(accesses_have_their_width)
{
	const u8 ones[8] = { 1, 1, 1, 1, 1, 1, 1, 1 };
	u8 *device = fake_memory(DEVICE + 0x108);
	unsigned int size, n;
	u64 value;

	boot(DATA | JAILHOUSE_MEM_IO_8 | JAILHOUSE_MEM_IO_16 |
	     JAILHOUSE_MEM_IO_32 | JAILHOUSE_MEM_IO_64);
	for (size = 1; size <= 8; size *= 2) {
		memcpy(device, ones, 8);
		value = 0xf7f6f5f4f3f2f1f0;
		CHECK(access_as(cell_find(1), GUEST + 0x108, size, true,
				&value));
		for (n = 0; n < 8; n++)
			CHECK_EQ(device[n], n < size ? 0xf0 + n : 1);
		value = 0;
		CHECK(access_as(cell_find(1), GUEST + 0x108, size, false,
				&value));
		CHECK_EQ(value, 0xf7f6f5f4f3f2f1f0 &
			 (~0ULL >> (64 - 8 * size)));
	}
}

FRESH_TEST(only_allowed_widths)
{
	unsigned int allowed, size;

	boot(DATA | JAILHOUSE_MEM_IO_32);
	for (size = 1; size <= 8; size *= 2) {
		CHECK_EQ(can_read(GUEST + 0x108, size), size == 4);
		CHECK_EQ(can_write(GUEST + 0x108, size), size == 4);
	}
	for (allowed = 1; allowed <= 8; allowed *= 2) {
		CHECK_EQ(destroy(1), 0);
		first.mem[2].flags = DATA |
			(u64)allowed << JAILHOUSE_MEM_IO_WIDTH_SHIFT;
		CHECK_EQ(create(&first), 0);
		for (size = 1; size <= 8; size *= 2)
			CHECK_EQ(can_read(GUEST + 0x108, size),
				 size == allowed);
	}
}

FRESH_TEST(no_width_is_no_access)
{
	boot(DATA);
	CHECK(!can_read(GUEST + 0x108, 4));
	CHECK(!can_write(GUEST + 0x108, 1));
}

FRESH_TEST(access_rights)
{
	boot(JAILHOUSE_MEM_READ | JAILHOUSE_MEM_IO_32);
	CHECK(can_read(GUEST + 0x108, 4));
	CHECK(!can_write(GUEST + 0x108, 4));
	CHECK_EQ(destroy(1), 0);
	first.mem[2].flags = JAILHOUSE_MEM_WRITE | JAILHOUSE_MEM_IO_32;
	CHECK_EQ(create(&first), 0);
	CHECK(!can_read(GUEST + 0x108, 4));
	CHECK(can_write(GUEST + 0x108, 4));
}

FRESH_TEST(ends_are_exact)
{
	boot(DATA | JAILHOUSE_MEM_IO_32 | JAILHOUSE_MEM_IO_8);
	CHECK(!can_read(GUEST + 0x103, 1));
	CHECK(!can_read(GUEST + 0x100, 4));
	CHECK(can_read(GUEST + 0x104, 4));
	CHECK(can_read(GUEST + 0x11c, 4));
	CHECK(can_read(GUEST + 0x11f, 1));
	CHECK(!can_read(GUEST + 0x120, 4));
	CHECK(!can_read(GUEST + 0x120, 1));
	CHECK(!can_read(GUEST + 0x1108, 4));
	CHECK(!can_read(DEVICE + 0x108, 4));
	CHECK(!can_read(0, 4));
	CHECK(!can_read(~3ULL, 4));
	/* The rest of the page is not there at all. */
	CHECK_EQ(paging_translate(&cell_find(1)->space, GUEST, &(unsigned){0}),
		 PAGING_NOT_MAPPED);
}

FRESH_TEST(alignment)
{
	boot(DATA | JAILHOUSE_MEM_IO_32 | JAILHOUSE_MEM_IO_16);
	CHECK(!can_read(GUEST + 0x106, 4));
	CHECK(!can_write(GUEST + 0x109, 2));
	CHECK(can_write(GUEST + 0x10a, 2));
	CHECK_EQ(destroy(1), 0);
	first.mem[2].flags |= JAILHOUSE_MEM_IO_UNALIGNED;
	CHECK_EQ(create(&first), 0);
	CHECK(can_read(GUEST + 0x106, 4));
	CHECK(can_write(GUEST + 0x109, 2));
	CHECK(!can_read(GUEST + 0x11d, 4));
}

FRESH_TEST(regions_longer_than_a_page)
{
	u64 value = 0x12345678;

	machine_spec();
	machine_boot();
	spec_cell(&first);
	add(&first, GUEST + 0xff0, DEVICE + 0xff0, 0x1000,
	    DATA | JAILHOUSE_MEM_IO_32 | JAILHOUSE_MEM_IO_UNALIGNED);
	CHECK_EQ(create(&first), 0);
	CHECK(can_read(GUEST + 0xffc, 4));
	/* Not across two pages, whose order nothing defines. */
	CHECK(!can_read(GUEST + 0xffe, 4));
	CHECK(access_as(cell_find(1), GUEST + 0x1004, 4, true, &value));
	CHECK_EQ(*(u32 *)fake_memory(DEVICE + 0x1004), 0x12345678);
	CHECK(can_read(GUEST + 0x1fec, 4));
	CHECK(!can_read(GUEST + 0x1ff0, 4));
}

FRESH_TEST(whole_pages_are_not_forwarded)
{
	boot(DATA | JAILHOUSE_MEM_IO_32);
	CHECK(!can_read(first.mem[0].virt_start, 4));
	CHECK(!can_read(first.mem[1].virt_start, 4));
}

FRESH_TEST(cells_share_a_page_but_no_byte)
{
	boot(DATA | JAILHOUSE_MEM_IO_32);
	spec_other_cell(&second);
	add(&second, GUEST + 0x11c, DEVICE + 0x11c, 0x20,
	    DATA | JAILHOUSE_MEM_IO_32);
	CHECK_EQ(create(&second), -EBUSY);
	CHECK_EQ(last_rule(), JAILHOUSE_RULE_MEM_OTHER_CELL);
	second.mem[2].virt_start = GUEST + 0x120;
	second.mem[2].phys_start = DEVICE + 0x120;
	CHECK_EQ(create(&second), 0);
	CHECK(!can_read(GUEST + 0x120, 4));
}

/* Root as the cell's model has it: parts of pages, one of them listed. */
static bool root_can(u64 address, unsigned int size)
{
	u64 value = 0;

	return access_as(&root_cell, address, size, false, &value);
}

FRESH_TEST(root)
{
	struct cell_spec *root = &machine_system.root;

	machine_spec();
	root->mem[0].size = DEVICE;
	add(root, DEVICE + 0x100, DEVICE + 0x100, 0x40,
	    DATA | JAILHOUSE_MEM_IO_32);
	add(root, HV_START + 0x10, HV_START + 0x10, 0x40,
	    DATA | JAILHOUSE_MEM_IO_32);
	add(root, FAKE_DEVICE + 0x80, FAKE_DEVICE + 0x80, 0x40,
	    DATA | JAILHOUSE_MEM_IO_32);
	machine_boot();
	CHECK(root_can(DEVICE + 0x100, 4));
	CHECK(root_can(DEVICE + 0x13c, 4));
	CHECK(!root_can(DEVICE + 0x140, 4));
	/* What the hypervisor keeps stays its own. */
	CHECK(!root_can(HV_START + 0x10, 4));
	CHECK(!root_can(FAKE_DEVICE + 0x80, 4));

	spec_cell(&first);
	add(&first, GUEST + 0x120, DEVICE + 0x120, 0x10,
	    DATA | JAILHOUSE_MEM_IO_32);
	CHECK_EQ(create(&first), 0);
	CHECK(root_can(DEVICE + 0x11c, 4));
	CHECK(!root_can(DEVICE + 0x120, 4));
	CHECK(!root_can(DEVICE + 0x12c, 4));
	CHECK(root_can(DEVICE + 0x130, 4));
	CHECK_EQ(destroy(1), 0);
	CHECK(root_can(DEVICE + 0x120, 4));

	/* A cell that takes the whole page takes its parts. */
	first.mem[2] = (struct jailhouse_memory) {
		.phys_start = DEVICE,
		.virt_start = GUEST,
		.size = PAGE_SIZE,
		.flags = DATA,
	};
	CHECK_EQ(create(&first), 0);
	CHECK(!root_can(DEVICE + 0x100, 4));
	CHECK_EQ(destroy(1), 0);
	CHECK(root_can(DEVICE + 0x100, 4));
}

FRESH_TEST(root_that_maps_the_page_keeps_it)
{
	unsigned int attrs;

	boot(DATA | JAILHOUSE_MEM_IO_32);
	CHECK_EQ(paging_translate(&root_cell.space, DEVICE, &attrs), DEVICE);
	check_root_memory();
}

FRESH_TEST(errors_of_the_device)
{
	struct mmio_access mmio = {
		.address = GUEST + 0x108,
		.size = 4,
	};

	boot(DATA | JAILHOUSE_MEM_IO_32);
	fake.failing_try = 1;
	CHECK_EQ(sub_page_access(cell_find(1), &mmio), MMIO_ERROR);
	CHECK_EQ(sub_page_access(cell_find(1), &mmio), MMIO_HANDLED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FRESH(accesses_have_their_width),
		FRESH(only_allowed_widths),
		FRESH(no_width_is_no_access),
		FRESH(access_rights),
		FRESH(ends_are_exact),
		FRESH(alignment),
		FRESH(regions_longer_than_a_page),
		FRESH(whole_pages_are_not_forwarded),
		FRESH(cells_share_a_page_but_no_byte),
		FRESH(root),
		FRESH(root_that_maps_the_page_keeps_it),
		FRESH(errors_of_the_device),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
