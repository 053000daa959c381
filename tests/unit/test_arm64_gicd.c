/* SPDX-License-Identifier: BSD-2-Clause */
/* What a cell can see and do at the distributor, both versions. */
#include "arm64/machine.h"

#include <gic.h>
#include <gicd.h>
#include <gicv2.h>
#include <gicv3.h>

static enum mmio_result (*dist)(void *arg, struct mmio_access *mmio);

static int setup_v3(void **state)
{
	(void)state;
	machine_reset(3);
	dist = gicv3_dist_access;
	return 0;
}

static int setup_v2(void **state)
{
	(void)state;
	machine_reset(2);
	dist = gicv2_dist_access;
	return 0;
}

static enum mmio_result write_size(u32 offset, unsigned int size, u64 value)
{
	struct mmio_access mmio = {
		.address = offset,
		.size = size,
		.is_write = true,
		.value = value,
	};

	return dist(&test_cell, &mmio);
}

static void write32(u32 offset, u32 value)
{
	assert_int_equal(write_size(offset, 4, value), MMIO_HANDLED);
}

static u64 read_size(u32 offset, unsigned int size)
{
	struct mmio_access mmio = { .address = offset, .size = size };

	assert_int_equal(dist(&test_cell, &mmio), MMIO_HANDLED);
	return mmio.value;
}

static u32 read32(u32 offset)
{
	return (u32)read_size(offset, 4);
}

static void bits_of_others_read_zero(void **state)
{
	static const u32 registers[] = {
		GICD_ISENABLER, GICD_ICENABLER, GICD_ISPENDR, GICD_ICPENDR,
		GICD_ISACTIVER, GICD_ICACTIVER,
	};
	unsigned int n;

	(void)state;
	for (n = 0; n < ARRAY_SIZE(registers); n++) {
		gicd_set_word(registers[n] + 4, 0xffffffff);
		gicd_set_word(registers[n] + 8, 0xffffffff);
		assert_int_equal(read32(registers[n] + 4), 0x0000ff00);
		assert_int_equal(read32(registers[n] + 8), 0);
	}
}

static void bits_of_others_ignore_writes(void **state)
{
	(void)state;
	write32(GICD_ISENABLER + 4, 0xffffffff);
	assert_int_equal(gicd_word(GICD_ISENABLER + 4), 0x0000ff00);
	write32(GICD_ICENABLER + 4, 0x00010100);
	assert_int_equal(gicd_word(GICD_ICENABLER + 4), 0x00000100);
	write32(GICD_ISPENDR + 8, 0xffffffff);
	assert_int_equal(gicd_word(GICD_ISPENDR + 8), 0);
}

static void foreign_bits_cost_no_access(void **state)
{
	(void)state;
	write32(GICD_ISENABLER + 4, 0xffff00ff);
	write32(GICD_ICENABLER + 12, 0xffffffff);
	assert_int_equal(gicd_writes, 0);
}

static void priorities_by_byte(void **state)
{
	(void)state;
	gicd_set_word(GICD_IPRIORITYR + 44, 0x40404040);
	gicd_set_word(GICD_IPRIORITYR + 48, 0x40404040);
	assert_int_equal(read32(GICD_IPRIORITYR + 44), 0x40404040);
	assert_int_equal(read32(GICD_IPRIORITYR + 48), 0);
	write32(GICD_IPRIORITYR + 48, 0xa0a0a0a0);
	assert_int_equal(gicd_word(GICD_IPRIORITYR + 48), 0x40404040);
	assert_int_equal(write_size(GICD_IPRIORITYR + 45, 1, 0xa0),
			 MMIO_HANDLED);
	assert_int_equal(gicd_word(GICD_IPRIORITYR + 44), 0x4040a040);
}

/* The kick and the maintenance interrupt are above all guests' interrupts. */
static void guests_have_no_highest_priority(void **state)
{
	(void)state;
	assert_int_equal(write_size(GICD_IPRIORITYR + 40, 1, 0), MMIO_HANDLED);
	assert_int_equal(gicd_bytes[GICD_IPRIORITYR + 40],
			 GIC_PRIORITY_GUEST_MIN);
}

static void triggers_keep_foreign_bits(void **state)
{
	(void)state;
	/* INTIDs 32 to 47: the upper half is the cell's. */
	gicd_set_word(GICD_ICFGR + 8, 0x22222222);
	assert_int_equal(read32(GICD_ICFGR + 8), 0x22220000);
	write32(GICD_ICFGR + 8, 0x00000000);
	assert_int_equal(gicd_word(GICD_ICFGR + 8), 0x00002222);
	write32(GICD_ICFGR + 12, 0xffffffff);
	assert_int_equal(gicd_word(GICD_ICFGR + 12), 0);
}

static void odd_sizes_do_nothing(void **state)
{
	(void)state;
	gicd_set_word(GICD_ISENABLER + 4, 0xffffffff);
	assert_int_equal(read_size(GICD_ISENABLER + 4, 2), 0);
	write_size(GICD_ICENABLER + 4, 1, 0xff);
	assert_int_equal(gicd_writes, 0);
}

static void misaligned_is_refused(void **state)
{
	(void)state;
	assert_int_equal(write_size(GICD_ISENABLER + 5, 4, 0), MMIO_ERROR);
}

static void control_is_the_cells_own(void **state)
{
	(void)state;
	gicd_set_word(GICD_CTLR, 0x10);
	write32(GICD_CTLR, 0);
	assert_int_equal(gicd_word(GICD_CTLR), 0x10);
	write32(GICD_CTLR, 3);
	assert_int_equal(read32(GICD_CTLR), 3);
}

static void unknown_registers_are_empty(void **state)
{
	(void)state;
	gicd_set_word(GICD_NSACR + 4, 0xffffffff);
	assert_int_equal(read32(GICD_NSACR + 4), 0);
	write32(GICD_NSACR + 4, 0xffffffff);
	assert_int_equal(gicd_writes, 0);
}

static void messages_only_for_own(void **state)
{
	(void)state;
	write32(GICD_SETSPI_NSR, 48);
	assert_int_equal(gicd_writes, 0);
	write32(GICD_SETSPI_NSR, 41);
	assert_int_equal(gicd_word(GICD_SETSPI_NSR), 41);
}

static void route_to_own_cpus_only(void **state)
{
	(void)state;
	assert_int_equal(write_size(GICD_IROUTER + 8 * 40, 8, MPIDR(3)),
			 MMIO_HANDLED);
	assert_int_equal(gicd_word(GICD_IROUTER + 8 * 40), MPIDR(3));
	assert_int_equal(write_size(GICD_IROUTER + 8 * 40, 8, MPIDR(1)),
			 MMIO_ERROR);
	assert_int_equal(gicd_word(GICD_IROUTER + 8 * 40), MPIDR(3));
	assert_int_equal(read_size(GICD_IROUTER + 8 * 40, 8), MPIDR(3));
}

static void route_to_any_stays_inside(void **state)
{
	(void)state;
	assert_int_equal(write_size(GICD_IROUTER + 8 * 40, 8,
				    GICD_IROUTER_IRM), MMIO_HANDLED);
	assert_int_equal(gicd_word(GICD_IROUTER + 8 * 40), MPIDR(2));
}

static void foreign_route(void **state)
{
	(void)state;
	gicd_set_word(GICD_IROUTER + 8 * 48, MPIDR(1));
	assert_int_equal(read_size(GICD_IROUTER + 8 * 48, 8), 0);
	write_size(GICD_IROUTER + 8 * 48, 8, MPIDR(2));
	assert_int_equal(gicd_word(GICD_IROUTER + 8 * 48), MPIDR(1));
}

static void route_by_halves(void **state)
{
	(void)state;
	gicd_set_word(GICD_IROUTER + 8 * 40, MPIDR(2));
	assert_int_equal(write_size(GICD_IROUTER + 8 * 40, 4, MPIDR(3)),
			 MMIO_HANDLED);
	assert_int_equal(gicd_word(GICD_IROUTER + 8 * 40), MPIDR(3));
	/* Aff3 would be another CPU. */
	assert_int_equal(write_size(GICD_IROUTER + 8 * 40 + 4, 4, 1),
			 MMIO_ERROR);
}

static void targets_are_own_interfaces(void **state)
{
	(void)state;
	assert_int_equal(write_size(GICD_ITARGETSR + 40, 1, 0x0c),
			 MMIO_HANDLED);
	assert_int_equal(gicd_bytes[GICD_ITARGETSR + 40], 0x0c);
	assert_int_equal(write_size(GICD_ITARGETSR + 40, 1, 0x06), MMIO_ERROR);
	assert_int_equal(gicd_bytes[GICD_ITARGETSR + 40], 0x0c);
	gicd_bytes[GICD_ITARGETSR + 48] = 0x01;
	assert_int_equal(read_size(GICD_ITARGETSR + 48, 1), 0);
	write_size(GICD_ITARGETSR + 48, 1, 0x04);
	assert_int_equal(gicd_bytes[GICD_ITARGETSR + 48], 0x01);
	/* A CPU learns its own number from the banked ones. */
	assert_int_equal(read32(GICD_ITARGETSR), 0x04040404);
}

static void sgis_stay_inside(void **state)
{
	(void)state;
	write32(GICD_SGIR, 0x00ff0003);
	assert_int_equal(sent_sgis[0] | sent_sgis[1], 0);
	assert_int_equal(sent_sgis[2], 1 << 3);
	assert_int_equal(sent_sgis[3], 1 << 3);
	write32(GICD_SGIR, 0x01000004);
	assert_int_equal(sent_sgis[2], 1 << 3);
	assert_int_equal(sent_sgis[3], 1 << 3 | 1 << 4);
	write32(GICD_SGIR, 0x02000005);
	assert_int_equal(sent_sgis[2], 1 << 3 | 1 << 5);
	assert_int_equal(sent_sgis[0] | sent_sgis[1], 0);
}

/* PPI 25 is the maintenance interrupt, 26 and 28 are EL2's timers. */
static void hypervisors_ppis_are_hidden(void **state)
{
	(void)state;
	gicd_set_word(GICD_ISENABLER, 0xffff0000);
	assert_int_equal(read32(GICD_ISENABLER), 0xe9ff0000);
	write32(GICD_ICENABLER, 0xffffffff);
	assert_int_equal(gicd_word(GICD_ICENABLER), 0xe9ff0000);
	write32(GICD_IPRIORITYR + 24, 0xa0a0a0a0);
	assert_int_equal(gicd_word(GICD_IPRIORITYR + 24), 0xa00000a0);
}

/* What a cell made of its interrupts' triggers ends with it. */
static void triggers_are_as_at_enable(void **state)
{
	(void)state;
	gicd_set_word(GICD_ICFGR + 8, 0x20000000);
	gicd_take();
	write32(GICD_ICFGR + 8, 0x0a0a0000);
	gicd_set_word(GICD_ICFGR + 8, 0x0a0a0005);
	gicd_reset_spi(47, 2);
	gicd_reset_spi(45, 2);
	/* Those of others stay, also of the cell's. */
	assert_int_equal(gicd_word(GICD_ICFGR + 8), 0x020a0005);
	gicd_reset_spi(46, 2);
	assert_int_equal(gicd_word(GICD_ICFGR + 8), 0x220a0005);
}

static void private_triggers_are_as_at_enable(void **state)
{
	(void)state;
	gicd_set_word(GICD_ICFGR + 4, 0x08000002);
	gic_private_take();
	gicd_set_word(GICD_ICFGR + 4, 0x22222220);
	gic_private_reset();
	/* But for the hypervisor's three. */
	assert_int_equal(gicd_word(GICD_ICFGR + 4), 0x0a200002);
}

static void extended_spis_are_off(void **state)
{
	(void)state;
	gicd_set_word(GICD_TYPER, 1U << 27 | 1U << 8);
	gicd_set_word(GICD_ISENABLER_E + 4, 0x10);
	gicd_set_word(GICD_ISENABLER_E + 8, 0x10);
	gicd_take();
	assert_int_equal(gicd_word(GICD_ICENABLER_E), ~0U);
	assert_int_equal(gicd_word(GICD_ICENABLER_E + 4), ~0U);
	assert_int_equal(gicd_word(GICD_ICENABLER_E + 8), 0);
	assert_int_equal(warnings, 1);
	gicd_set_word(GICD_ISENABLER_E + 4, 0);
	gicd_return();
	assert_int_equal(gicd_word(GICD_ISENABLER_E + 4), 0x10);
}

/* Its distributor is one page, and bit 8 says nothing. */
static void a_gicv2_has_no_extended_spis(void **state)
{
	(void)state;
	gicd_set_word(GICD_TYPER, 1U << 8);
	gicd_take();
	gicd_return();
	assert_int_equal(gicd_writes, 0);
}

static void extended_ppis_are_off(void **state)
{
	(void)state;
	this_cpu()->arch.gicr_typer = 2U << 27;
	gicd_set_word(GICD_ISENABLER + 8, 0x80);
	gic_private_take();
	assert_int_equal(gicd_word(GICD_ICENABLER + 4), ~0U);
	assert_int_equal(gicd_word(GICD_ICENABLER + 8), ~0U);
	gicd_set_word(GICD_ISENABLER + 8, 0);
	gic_private_return();
	assert_int_equal(gicd_word(GICD_ISENABLER + 8), 0x80);
}

static void sgis_are_in_software(void **state)
{
	(void)state;
	write32(GICD_ISENABLER, 0x0000000f);
	assert_int_equal(gicd_word(GICD_ISENABLER), 0);
	assert_int_equal(read32(GICD_ISENABLER), 0xf);
	write32(GICD_ICENABLER, 0x00000003);
	assert_int_equal(this_private()->gic.sgi_enabled, 0xc);
	write32(GICD_IPRIORITYR + 4, 0x80706050);
	assert_int_equal(read32(GICD_IPRIORITYR + 4), 0x80706050);
	assert_int_equal(gicd_word(GICD_IPRIORITYR + 4), 0);
}

#define BOTH(test)							\
	cmocka_unit_test_setup(test, setup_v2),				\
	cmocka_unit_test_setup(test, setup_v3)

int main(void)
{
	const struct CMUnitTest tests[] = {
		BOTH(bits_of_others_read_zero),
		BOTH(bits_of_others_ignore_writes),
		BOTH(foreign_bits_cost_no_access),
		BOTH(priorities_by_byte),
		BOTH(guests_have_no_highest_priority),
		BOTH(triggers_keep_foreign_bits),
		BOTH(odd_sizes_do_nothing),
		BOTH(misaligned_is_refused),
		BOTH(control_is_the_cells_own),
		BOTH(unknown_registers_are_empty),
		BOTH(messages_only_for_own),
		cmocka_unit_test_setup(route_to_own_cpus_only, setup_v3),
		cmocka_unit_test_setup(route_to_any_stays_inside, setup_v3),
		cmocka_unit_test_setup(foreign_route, setup_v3),
		cmocka_unit_test_setup(route_by_halves, setup_v3),
		cmocka_unit_test_setup(targets_are_own_interfaces, setup_v2),
		cmocka_unit_test_setup(sgis_stay_inside, setup_v2),
		cmocka_unit_test_setup(hypervisors_ppis_are_hidden, setup_v2),
		cmocka_unit_test_setup(sgis_are_in_software, setup_v2),
		BOTH(triggers_are_as_at_enable),
		BOTH(private_triggers_are_as_at_enable),
		cmocka_unit_test_setup(extended_spis_are_off, setup_v3),
		cmocka_unit_test_setup(a_gicv2_has_no_extended_spis, setup_v2),
		cmocka_unit_test_setup(extended_ppis_are_off, setup_v3),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
