/* SPDX-License-Identifier: BSD-2-Clause */
/* Redistributors of GICv3 and GICv4: where they are, and whose. */
#include "arm64/machine.h"

#include <string.h>

#include <gic.h>
#include <gicd.h>
#include <gicv3.h>
#include <report.h>
#include <stage2.h>
#include <asm/io.h>
#include <arch/cell.h>

#define BASE		0x080a0000UL
#define LPIS		GICR_CTLR_ENABLE_LPIS
/* Control registers of one redistributor, and its SGIs and PPIs. */
#define OWN_SIZE	0x20000

static u8 frames[NUM_CPUS][OWN_SIZE];
/* Between two redistributors, and how many there are. */
static u64 stride;
static unsigned int present, refusals;
static u32 refused_rule, refused_index;
/* Reading what is not there ends in an external abort. */
static bool aborts;

int refuse(u32 rule, u32 array, u32 index, u32 other)
{
	(void)other;
	assert_int_equal(array, JAILHOUSE_ARRAY_SYSTEM);
	refused_rule = rule;
	refused_index = index;
	refusals++;
	return -22;
}

bool arch_try(void (*access)(void *arg), void *arg)
{
	if (aborts)
		return false;
	access(arg);
	return true;
}

void *arch_tmp_map_writable(u64 phys, bool device)
{
	static u8 nothing[0x1000];
	u64 at = phys - BASE, offset = at % stride;

	assert_true(device);
	if (at / stride >= present || offset >= OWN_SIZE) {
		aborts = true;
		return nothing;
	}
	return frames[at / stride] + offset;
}

void arch_tmp_unmap(void)
{
}

static u64 typer(unsigned int cpu, u64 flags)
{
	/* Affinity 0.0.1.n, as machine.h has it. */
	return (u64)MPIDR(cpu) << 32 | (u64)cpu << 8 | flags;
}

static void put64(unsigned int cpu, u32 offset, u64 value)
{
	memcpy(frames[cpu] + offset, &value, sizeof(value));
}

static u32 get32(unsigned int cpu, u32 offset)
{
	u32 value;

	memcpy(&value, frames[cpu] + offset, sizeof(value));
	return value;
}

static void build(u64 step, u64 flags)
{
	unsigned int cpu;
	u32 pidr2 = step == GICR_STRIDE_V4 ? 0x4b : 0x3b;

	machine_reset(3);
	system_config->platform_info.arm.gicr_base = BASE;
	stride = step;
	present = NUM_CPUS;
	refusals = 0;
	aborts = false;
	memset(frames, 0, sizeof(frames));
	for (cpu = 0; cpu < NUM_CPUS; cpu++) {
		put64(cpu, GICR_TYPER, typer(cpu, flags |
			      (cpu == NUM_CPUS - 1 ? GICR_TYPER_LAST : 0)));
		memcpy(frames[cpu] + GICR_PIDR2, &pidr2, sizeof(pidr2));
		put64(cpu, GICR_IIDR & ~7U, 0x43bUL << 32);
	}
}

static void find_all(void)
{
	unsigned int cpu;

	assert_int_equal(gicv3_init(), 0);
	for (cpu = 0; cpu < NUM_CPUS; cpu++) {
		machine_be(cpu);
		assert_int_equal(gicv3_find_redistributor(cpu), 0);
		this_private()->gic.gicr = frames[cpu];
		this_private()->gic.own = frames[cpu] + GICR_SGI_FRAME;
	}
	machine_be(2);
}

static int setup_v3(void **state)
{
	(void)state;
	build(GICR_STRIDE_V3, 0);
	find_all();
	return 0;
}

static int setup_v4(void **state)
{
	(void)state;
	build(GICR_STRIDE_V4, GICR_TYPER_VLPIS);
	find_all();
	return 0;
}

static u64 access(unsigned int cpu, u64 offset, unsigned int size,
		  const u64 *value)
{
	struct mmio_access mmio = {
		.address = cpu * stride + offset,
		.size = size,
		.is_write = value != NULL,
		.value = value ? *value : 0xdead,
	};

	assert_int_equal(gicv3_redist_access(this_cpu()->cell, &mmio),
			 MMIO_HANDLED);
	return mmio.value;
}

static u64 read(unsigned int cpu, u64 offset, unsigned int size)
{
	return access(cpu, offset, size, NULL);
}

static void write(unsigned int cpu, u64 offset, unsigned int size, u64 value)
{
	access(cpu, offset, size, &value);
}

static void each_cpu_finds_its_own(void **state)
{
	unsigned int cpu;

	(void)state;
	assert_int_equal(gicv3_redist_size(), NUM_CPUS * stride);
	for (cpu = 0; cpu < NUM_CPUS; cpu++) {
		machine_be(cpu);
		assert_int_equal(this_cpu()->arch.gicr_phys,
				 BASE + cpu * stride);
	}
	assert_int_equal(refusals, 0);
}

/* The last bit counts, not the number of CPUs; nor what lies behind. */
static void ends_at_the_last(void **state)
{
	(void)state;
	build(GICR_STRIDE_V3, 0);
	put64(1, GICR_TYPER, typer(1, GICR_TYPER_LAST));
	assert_int_equal(gicv3_init(), 0);
	assert_int_equal(gicv3_redist_size(), 2 * GICR_STRIDE_V3);
	machine_be(2);
	assert_int_equal(gicv3_find_redistributor(2), -22);
	assert_int_equal(refusals, 1);
	assert_int_equal(refused_rule, JAILHOUSE_RULE_GIC_VERSION);
}

static void ends_where_there_is_none(void **state)
{
	(void)state;
	build(GICR_STRIDE_V3, 0);
	present = 3;
	assert_int_equal(gicv3_init(), 0);
	assert_int_equal(gicv3_redist_size(), 3 * GICR_STRIDE_V3);
}

static void nothing_is_refused(void **state)
{
	(void)state;
	build(GICR_STRIDE_V3, 0);
	present = 0;
	assert_int_equal(gicv3_init(), -22);
	assert_int_equal(refusals, 1);
	assert_int_equal(refused_rule, JAILHOUSE_RULE_GIC_BASE);
	assert_int_equal(refused_index, 1);
}

/* ArchRev of a GICv2, of memory, and of a bus that answers with ones. */
static void another_device_is_refused(void **state)
{
	static const u32 values[] = { 0x2b, 0, ~0U };
	unsigned int n;

	(void)state;
	build(GICR_STRIDE_V3, 0);
	for (n = 0; n < ARRAY_SIZE(values); n++) {
		memcpy(frames[0] + GICR_PIDR2, &values[n], sizeof(u32));
		assert_int_equal(gicv3_init(), -22);
		assert_int_equal(refused_rule, JAILHOUSE_RULE_GIC_BASE);
	}
}

/* A guest looks for its own, so that it sees whose all are. */
static void others_tell_who_they_are(void **state)
{
	(void)state;
	assert_int_equal(read(0, GICR_TYPER, 8), typer(0, stride ==
				GICR_STRIDE_V4 ? GICR_TYPER_VLPIS : 0));
	assert_int_equal(read(3, GICR_TYPER, 4) & GICR_TYPER_LAST,
			 GICR_TYPER_LAST);
	assert_int_equal(read(0, GICR_TYPER + 4, 4), MPIDR(0));
	assert_int_equal(PIDR2_ARCH(read(0, GICR_PIDR2, 4)),
			 stride == GICR_STRIDE_V4 ? 4 : 3);
	assert_int_equal(read(0, GICR_IIDR, 4), 0x43b);
}

static void others_show_and_do_nothing(void **state)
{
	static u8 before[sizeof(frames)];
	unsigned int offset;

	(void)state;
	memset(frames[0] + GICR_SGI_FRAME, 0xff, 0x1000);
	put64(0, GICR_PROPBASER, 0x1234);
	memcpy(before, frames, sizeof(frames));
	for (offset = 0; offset < 0x100; offset += 4) {
		if (offset != GICR_TYPER && offset != GICR_TYPER + 4 &&
		    offset != GICR_IIDR)
			assert_int_equal(read(0, offset, 4), 0);
		write(0, offset, 4, 0xffffffff);
	}
	for (offset = GICR_SGI_FRAME; offset < GICR_SGI_FRAME + 0x1000;
	     offset += 4) {
		assert_int_equal(read(0, offset, 4), 0);
		write(0, offset, 4, 0);
	}
	assert_memory_equal(frames, before, sizeof(frames));
}

/* Virtual LPIs' frames, which only GICv4 has, are for nobody. */
static void frames_of_virtual_lpis_are_empty(void **state)
{
	(void)state;
	memset(frames[2], 0xff, OWN_SIZE);
	assert_int_equal(read(2, 2 * GICR_SGI_FRAME + GICR_PROPBASER, 8), 0);
	write(2, 2 * GICR_SGI_FRAME + GICR_PENDBASER, 8, 0);
	assert_int_equal(get32(2, GICR_PENDBASER), 0xffffffff);
}

static void own_ppis(void **state)
{
	(void)state;
	write(2, GICR_SGI_FRAME + GICD_ISENABLER, 4, 1U << 27);
	assert_int_equal(get32(2, GICR_SGI_FRAME + GICD_ISENABLER), 1U << 27);
	assert_int_equal(read(2, GICR_SGI_FRAME + GICD_ISENABLER, 4),
			 1U << 27);
}

/* Where LPIs' tables are: memory that the GIC writes. Root's own concern. */
static void a_cell_has_no_lpis(void **state)
{
	static const u32 registers[] = {
		GICR_CTLR, GICR_WAKER, GICR_SETLPIR, GICR_CLRLPIR,
		GICR_PROPBASER, GICR_PENDBASER, GICR_INVLPIR, GICR_INVALLR,
	};
	unsigned int n;

	(void)state;
	for (n = 0; n < ARRAY_SIZE(registers); n++) {
		write(2, registers[n], 4, 0xffffffff);
		if (registers[n] % 8 == 0)
			write(2, registers[n], 8, ~0UL);
		assert_int_equal(get32(2, registers[n]), 0);
	}
	put64(2, GICR_PROPBASER, 0x1234);
	assert_int_equal(read(2, GICR_PROPBASER, 8), 0);
}

/* But where their tables are, in memory, stays as Linux told before. */
static void root_drives_its_lpis(void **state)
{
	(void)state;
	machine_be(1);
	put64(1, GICR_PROPBASER, 0x123456789abcdef0);
	write(1, GICR_PROPBASER, 8, 0);
	write(1, GICR_PROPBASER + 4, 4, 0);
	assert_int_equal(read(1, GICR_PROPBASER, 8), 0x123456789abcdef0);
	assert_int_equal(read(1, GICR_PROPBASER + 4, 4), 0x12345678);
	write(1, GICR_PENDBASER, 8, ~0UL);
	write(1, GICR_PENDBASER, 4, ~0U);
	assert_int_equal(get32(1, GICR_PENDBASER), 0);
	write(1, GICR_CTLR, 4, LPIS);
	assert_int_equal(get32(1, GICR_CTLR), 0);
	put64(1, GICR_CTLR, LPIS);
	assert_int_equal(read(1, GICR_CTLR, 4), LPIS);
	write(1, GICR_CTLR, 4, 0);
	assert_int_equal(get32(1, GICR_CTLR), LPIS);
	write(1, GICR_INVLPIR, 8, GIC_FIRST_LPI);
	assert_int_equal(get32(1, GICR_INVLPIR), GIC_FIRST_LPI);
	/* Asleep, the CPU would get no kick. */
	write(1, GICR_WAKER, 4, 2);
	assert_int_equal(get32(1, GICR_WAKER), 0);
	/* Nor at another CPU's. */
	write(0, GICR_INVLPIR, 4, GIC_FIRST_LPI);
	assert_int_equal(get32(0, GICR_INVLPIR), 0);
}

#define PROPERTIES	0x40000000UL
#define PENDING		0x40100000UL
/* 16 bits of INTID: 56 KiB and 8 KiB. */
#define IDBITS		15

static void tables_of_lpis_are_in_use(void **state)
{
	(void)state;
	machine_be(1);
	put64(1, GICR_PROPBASER, PROPERTIES | 0x780 | IDBITS);
	put64(1, GICR_PENDBASER, PENDING | 0x780);
	/* Off, and root does not get them on. */
	gicv3_redist_start();
	assert_false(gicv3_redist_uses(PROPERTIES, 0x1000));
	assert_int_equal(warnings, 0);
	put64(1, GICR_CTLR, LPIS);
	gicv3_redist_start();
	machine_be(0);
	assert_true(gicv3_redist_uses(PROPERTIES, 0x1000));
	assert_true(gicv3_redist_uses(PROPERTIES + 0xd000, 0x100000));
	assert_false(gicv3_redist_uses(PROPERTIES + 0xe000, 0x1000));
	assert_true(gicv3_redist_uses(PENDING + 0x1000, 0x1000));
	assert_false(gicv3_redist_uses(PENDING + 0x2000, 0x1000));
	assert_true(gicv3_redist_uses(0, 0x80000000));
	assert_false(gicv3_redist_uses(PENDING, 0));
}

/* Whoever's they are, and what of them only GICv4 has. */
static void frames_are_in_use(void **state)
{
	(void)state;
	assert_true(gicv3_redist_uses(BASE + NUM_CPUS * stride - 0x1000,
				      0x1000));
	assert_false(gicv3_redist_uses(BASE + NUM_CPUS * stride, 0x1000));
	assert_false(gicv3_redist_uses(BASE - 0x1000, 0x1000));
}

/* It is said once if they can't be switched off for sure. */
static void doubtful_lpis_are_told(void **state)
{
	unsigned int cpu;

	(void)state;
	for (cpu = 0; cpu < NUM_CPUS; cpu++) {
		machine_be(cpu);
		put64(cpu, GICR_CTLR, LPIS);
		gicv3_redist_start();
	}
	assert_int_equal(warnings, 1);
	machine_be(0);
	put64(0, GICR_CTLR, LPIS | GICR_CTLR_CES);
	gicv3_redist_start();
	assert_int_equal(warnings, 1);
}

static void hand_over(unsigned int cpu, struct cell *cell)
{
	machine_be(cpu);
	this_cpu()->cell = cell;
	gicv3_redist_reset();
}

static void lpis_stay_away_from_a_cells_cpu(void **state)
{
	(void)state;
	put64(1, GICR_CTLR, LPIS);
	hand_over(1, &test_cell);
	assert_int_equal(get32(1, GICR_CTLR), 0);
	/* It starts anew, with the same owner. */
	hand_over(1, &test_cell);
	hand_over(1, &root_cell);
	assert_int_equal(get32(1, GICR_CTLR), LPIS);
	/* Root's own resets change nothing. */
	put64(1, GICR_CTLR, 0);
	hand_over(1, &root_cell);
	assert_int_equal(get32(1, GICR_CTLR), 0);
}

static void lpis_that_were_off_stay_off(void **state)
{
	(void)state;
	hand_over(1, &test_cell);
	hand_over(1, &root_cell);
	assert_int_equal(get32(1, GICR_CTLR), 0);
}

static void misaligned_is_refused(void **state)
{
	struct mmio_access mmio = { .address = 2 * stride + 2, .size = 4 };

	(void)state;
	assert_int_equal(gicv3_redist_access(&test_cell, &mmio), MMIO_ERROR);
}

#define BOTH(test)							\
	cmocka_unit_test_setup(test, setup_v3),				\
	cmocka_unit_test_setup(test, setup_v4)

int main(void)
{
	const struct CMUnitTest tests[] = {
		BOTH(each_cpu_finds_its_own),
		cmocka_unit_test(ends_at_the_last),
		cmocka_unit_test(ends_where_there_is_none),
		cmocka_unit_test(nothing_is_refused),
		cmocka_unit_test(another_device_is_refused),
		BOTH(others_tell_who_they_are),
		BOTH(others_show_and_do_nothing),
		cmocka_unit_test_setup(frames_of_virtual_lpis_are_empty,
				       setup_v4),
		BOTH(own_ppis),
		BOTH(a_cell_has_no_lpis),
		BOTH(root_drives_its_lpis),
		BOTH(tables_of_lpis_are_in_use),
		BOTH(frames_are_in_use),
		BOTH(doubtful_lpis_are_told),
		BOTH(lpis_stay_away_from_a_cells_cpu),
		BOTH(lpis_that_were_off_stay_off),
		BOTH(misaligned_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
