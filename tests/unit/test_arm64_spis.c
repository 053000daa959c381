/* SPDX-License-Identifier: BSD-2-Clause */
/* Who owns which SPI, through the life of a cell; both versions of the GIC. */
#include "arm64/machine.h"
#include "arm64/sysregs.h"

#include <stdlib.h>
#include <string.h>

#include <errno.h>
#include <gic.h>
#include <gicd.h>
#include <gicv2.h>
#include <gicv3.h>
#include <report.h>
#include <stage2.h>
#include <sysreg.h>
#include <tables.h>
#include <unit.h>
#include <vcpu.h>
#include <asm/io.h>
#include <jailhouse/config-access.h>

#define GICD		0x8000000UL
#define GICC		0x8010000UL
#define GICH		0x8030000UL
#define GICV		0x8040000UL
#define GICR		0x80a0000UL
#define WORDS		4		/* SPIs 32 to 127 */
#define SPI		40

#define STUB(name)							\
void gicv2_##name(void);						\
void gicv3_##name(void);						\
void gicv2_##name(void)							\
{									\
}									\
void gicv3_##name(void)							\
{									\
}

STUB(cpu_reset)
STUB(cpu_park)
STUB(purge)
STUB(deliver_sgis)
STUB(drain)
STUB(cpu_exit)

bool gicv2_has_pending(void)
{
	return false;
}

bool gicv3_has_pending(void)
{
	return true;
}

static unsigned int kicked;

void gicv2_send_kick(unsigned int cpu)
{
	kicked = cpu;
}

void gicv3_send_kick(unsigned int cpu)
{
	kicked = cpu;
}

int gic_check_frame(unsigned int frame, u64 base, u64 offset,
		    unsigned int shift)
{
	bool v2 = system_config->platform_info.arm.gic_version == 2;

	/* GICD_PIDR2, in GICv2 ICPIDR2. */
	assert_int_equal(frame, 0);
	assert_int_equal(base, system_config->platform_info.arm.gicd_base);
	assert_int_equal(offset, v2 ? 0xfe8 : 0xffe8);
	assert_int_equal(shift, 4);
	return 0;
}

int gicv2_init(void)
{
	return 0;
}

int gicv3_init(void)
{
	return 0;
}

int gicv2_cpu_init(void)
{
	return 0;
}

int gicv3_cpu_init(void)
{
	return 0;
}

int gicv3_find_redistributor(unsigned int cpu)
{
	(void)cpu;
	return 0;
}

u64 gicv3_redist_size(void)
{
	return 0x80000;
}

/* Physical memory that the redistributors use. */
static u64 in_use;

bool gicv3_redist_uses(u64 phys, u64 size)
{
	return in_use - phys < size;
}

void gicv3_redist_reset(void)
{
}

enum mmio_result gicv3_redist_access(void *arg, struct mmio_access *mmio)
{
	(void)arg;
	(void)mmio;
	return MMIO_HANDLED;
}

void vcpu_set_vectors(bool gicv2)
{
	(void)gicv2;
}

void *map_device(u64 phys, u64 size)
{
	assert_int_equal(phys, GICD);
	(void)size;
	return gicd_bytes;
}

static u32 refused_rule, refused_version;

int refuse(u32 rule, u32 array, u32 index, u32 other)
{
	(void)array;
	(void)index;
	refused_rule = rule;
	refused_version = other;
	return -EINVAL;
}

/* Regions that cells trap, and pages that they get. */
static struct {
	const struct mmio_table *table;
	u64 start, size;
} regions[8];
static unsigned int num_regions;
static u64 mapped_phys, mapped_virt;

int mmio_register(struct mmio_table *table, u64 start, u64 size,
		  mmio_handler handler, void *arg)
{
	(void)handler;
	(void)arg;
	regions[num_regions].table = table;
	regions[num_regions].start = start;
	regions[num_regions++].size = size;
	return 0;
}

int paging_map(struct paging_space *space, u64 phys, u64 virt, u64 size,
	       unsigned int attrs)
{
	assert_ptr_equal(space, &test_cell.space);
	assert_int_equal(size, 0x2000);
	assert_false(attrs & PAGING_EXECUTE);
	mapped_phys = phys;
	mapped_virt = virt;
	return 0;
}

/* A configuration with one chip, nothing else. */
struct config {
	struct jailhouse_cell_desc cell;
	struct jailhouse_irqchip chips[2];
} __attribute__((packed));

static struct config root_config, cell_config;

static void list(struct config *config, u64 address, u32 base, u32 word)
{
	memset(config, 0, sizeof(*config));
	config->cell.num_irqchips = 2;
	config->chips[0].address = address;
	config->chips[0].pin_base = base;
	config->chips[0].pin_bitmap[0] = word;
	/* Another controller's are not looked at. */
	config->chips[1].address = 0x9000000;
	config->chips[1].pin_base = 32;
	config->chips[1].pin_bitmap[0] = 0xffffffff;
}

static u32 is_v2(void)
{
	return system_config->platform_info.arm.gic_version == 2;
}

static int setup_version(unsigned int version)
{
	machine_reset(version);
	sysregs_reset();
	num_regions = 0;
	mapped_phys = refused_rule = 0;
	system_config->platform_info.arm.gicd_base = GICD;
	system_config->platform_info.arm.gicc_base = GICC;
	system_config->platform_info.arm.gich_base = GICH;
	system_config->platform_info.arm.gicv_base = GICV;
	system_config->platform_info.arm.gicr_base = GICR;
	sysreg_set("id_aa64pfr0_el1", version == 3 ? 1UL << 24 : 0);
	sysreg_set("s3_0_c12_c12_5", 7);
	assert_int_equal(gic_init(), 0);
	memset(root_cell.arch.spis, 0, sizeof(root_cell.arch.spis));
	memset(test_cell.arch.spis, 0, sizeof(test_cell.arch.spis));
	list(&root_config, GICD, 32, 0xfffffffe);
	list(&cell_config, GICD, 32, 0x00000300);
	root_cell.config = &root_config.cell;
	test_cell.config = &cell_config.cell;
	gicd_set_word(GICD_TYPER, WORDS - 1);
	return 0;
}

static int setup_v2(void **state)
{
	(void)state;
	return setup_version(2);
}

static int setup_v3(void **state)
{
	(void)state;
	return setup_version(3);
}

/* Route as the version has it; to a CPU, or to all that root has. */
static void route(unsigned int intid, unsigned int cpu)
{
	u64 mpidr = MPIDR(cpu);

	if (is_v2())
		gicd_bytes[GICD_ITARGETSR + intid] = (u8)(1 << cpu);
	else
		memcpy(gicd_bytes + GICD_IROUTER + 8 * intid, &mpidr, 8);
}

static void is_routed_to(unsigned int intid, unsigned int cpu)
{
	if (is_v2())
		assert_int_equal(gicd_bytes[GICD_ITARGETSR + intid], 1 << cpu);
	else
		assert_int_equal(gicd_word(GICD_IROUTER + 8 * intid),
				 MPIDR(cpu));
}

static void both_prepared(void)
{
	assert_int_equal(arm64_gic_unit.prepare(&root_cell), 0);
	assert_int_equal(arm64_gic_unit.prepare(&test_cell), 0);
	gicd_writes = 0;
	memset(gicd_bytes + GICD_ICENABLER, 0, 0x80);
	memset(gicd_bytes + GICD_ICPENDR, 0, 0x80);
	memset(gicd_bytes + GICD_ICACTIVER, 0, 0x80);
}

/* The registers that clear hold what was written last. */
static bool was_cleared(unsigned int intid)
{
	u32 bit = 1U << intid % 32, word = intid / 32 * 4;

	return (gicd_word(GICD_ICENABLER + word) & bit) &&
		(gicd_word(GICD_ICPENDR + word) & bit) &&
		(gicd_word(GICD_ICACTIVER + word) & bit);
}

static void version_must_be_the_machines(void **state)
{
	unsigned int other = is_v2() ? 3 : 2;

	(void)state;
	system_config->platform_info.arm.gic_version = (u8)other;
	assert_int_equal(gic_init(), -EINVAL);
	assert_int_equal(refused_rule, JAILHOUSE_RULE_GIC_VERSION);
	assert_int_equal(refused_version, other);
}

/* A GICv3 that Linux drives as a GICv2. */
static void without_system_registers_it_is_a_gicv2(void **state)
{
	(void)state;
	sysreg_set("s3_0_c12_c12_5", 0);
	assert_int_equal(gic_init(), -EINVAL);
	assert_int_equal(refused_rule, JAILHOUSE_RULE_GIC_VERSION);
}

static void lists_are_read(void **state)
{
	(void)state;
	both_prepared();
	assert_int_equal(root_cell.arch.spis[1], 0xfffffffe);
	assert_int_equal(test_cell.arch.spis[1], 0x00000300);
	/* Neither SGIs and PPIs, nor what no SPI can be. */
	list(&cell_config, GICD, 0, 0xffffffff);
	cell_config.chips[1].address = GICD;
	cell_config.chips[1].pin_base = 896;
	memset(cell_config.chips[1].pin_bitmap, 0xff, 16);
	memset(test_cell.arch.spis, 0, sizeof(test_cell.arch.spis));
	arm64_gic_unit.prepare(&test_cell);
	assert_int_equal(test_cell.arch.spis[0], 0);
	assert_int_equal(test_cell.arch.spis[30], 0xffffffff);
	assert_int_equal(test_cell.arch.spis[31], 0x0fffffff);
}

/* Linux's priorities do not pass the hypervisor's mask. */
static void priorities_are_lowered(void **state)
{
	(void)state;
	gicd_bytes[GICD_IPRIORITYR + 31] = 0;
	gicd_bytes[GICD_IPRIORITYR + 33] = 0xa0;
	gicd_bytes[GICD_IPRIORITYR + 127] = 0x08;
	gicd_bytes[GICD_IPRIORITYR + 128] = 0;
	both_prepared();
	assert_int_equal(gicd_bytes[GICD_IPRIORITYR + 31], 0);
	assert_int_equal(gicd_bytes[GICD_IPRIORITYR + 33], 0xa0);
	assert_int_equal(gicd_bytes[GICD_IPRIORITYR + 127],
			 GIC_PRIORITY_GUEST_MIN);
	assert_int_equal(gicd_bytes[GICD_IPRIORITYR + 128], 0);
}

static bool is_trapped(const struct cell *cell, u64 start)
{
	unsigned int n;

	for (n = 0; n < num_regions; n++)
		if (regions[n].table == &cell->mmio &&
		    regions[n].start == start)
			return true;
	return false;
}

static void frames(void **state)
{
	(void)state;
	both_prepared();
	assert_int_equal(arm64_gic_unit.map(&test_cell), 0);
	assert_true(is_trapped(&root_cell, GICD));
	assert_true(is_trapped(&test_cell, GICD));
	if (is_v2()) {
		assert_true(is_trapped(&root_cell, GICH));
		assert_true(is_trapped(&root_cell, GICV));
		assert_int_equal(mapped_phys, GICV);
		assert_int_equal(mapped_virt, GICC);
	} else {
		assert_true(is_trapped(&root_cell, GICR));
		assert_true(is_trapped(&test_cell, GICR));
		assert_int_equal(mapped_phys, 0);
	}
}

static void a_cell_takes_its_own(void **state)
{
	(void)state;
	both_prepared();
	route(SPI, 0);
	route(41, 1);
	arm64_gic_unit.commit(&test_cell);
	assert_int_equal(root_cell.arch.spis[1], 0xfffffcfe);
	assert_int_equal(test_cell.arch.spis[1], 0x00000300);
	assert_true(was_cleared(41));
	is_routed_to(SPI, 2);
	is_routed_to(41, 2);
	assert_false(was_cleared(48));
}

/* Root's must not interrupt a CPU that it just lost. */
static void roots_are_recalled(void **state)
{
	(void)state;
	both_prepared();
	route(48, 3);
	route(49, 1);
	/* Not root's to move. */
	route(32, 3);
	arm64_gic_unit.commit(&test_cell);
	is_routed_to(48, 0);
	is_routed_to(49, 1);
	is_routed_to(32, 3);
}

static void they_come_back_clean(void **state)
{
	(void)state;
	both_prepared();
	arm64_gic_unit.commit(&test_cell);
	memset(gicd_bytes + GICD_ICENABLER, 0, 0x80);
	memset(gicd_bytes + GICD_ICPENDR, 0, 0x80);
	memset(gicd_bytes + GICD_ICACTIVER, 0, 0x80);
	gicd_bytes[GICD_IPRIORITYR + 41] = 0xf0;
	arm64_gic_unit.release(&test_cell);
	assert_int_equal(root_cell.arch.spis[1], 0xfffffffe);
	assert_true(was_cleared(41));
	is_routed_to(SPI, 0);
	is_routed_to(41, 0);
	assert_int_equal(gicd_bytes[GICD_IPRIORITYR + 41],
			 GIC_PRIORITY_GUEST_MIN);
}

static void root_gets_no_more_than_it_had(void **state)
{
	(void)state;
	list(&root_config, GICD, 32, 0x00000100);
	both_prepared();
	arm64_gic_unit.commit(&test_cell);
	assert_int_equal(root_cell.arch.spis[1], 0);
	arm64_gic_unit.release(&test_cell);
	assert_int_equal(root_cell.arch.spis[1], 0x00000100);
}

static void a_start_is_clean(void **state)
{
	(void)state;
	both_prepared();
	arm64_gic_unit.commit(&test_cell);
	memset(gicd_bytes + GICD_ICACTIVER, 0, 0x80);
	route(SPI, 3);
	test_cell.arch.gicd_ctlr = 3;
	arm64_gic_unit.reset(&test_cell);
	assert_true(was_cleared(41));
	is_routed_to(SPI, 2);
	assert_int_equal(test_cell.arch.gicd_ctlr, 0);
	assert_false(gicd_word(GICD_ICACTIVER + 4) & 0x10000);
}

static void owners(void **state)
{
	(void)state;
	both_prepared();
	arm64_gic_unit.commit(&test_cell);
	assert_true(gic_is_owned(5));
	assert_true(gic_is_owned(27));
	assert_true(gic_is_owned(SPI));
	assert_false(gic_is_owned(48));
	assert_false(gic_is_owned(1022));
	assert_false(gic_is_owned(GIC_FIRST_LPI));
	machine_be(0);
	assert_false(gic_is_owned(SPI));
	assert_true(gic_is_owned(48));
	assert_true(gic_is_owned(GIC_FIRST_LPI));
}

/* An SPI on its way when its target went: another CPU of the cell gets it. */
static void turned_away(void **state)
{
	(void)state;
	both_prepared();
	arm64_gic_unit.commit(&test_cell);
	public_per_cpu(2)->arch.power = ARM64_POWER_OFF;
	public_per_cpu(3)->arch.power = ARM64_POWER_ON;
	gic_turn_away(SPI);
	is_routed_to(SPI, 3);
	assert_int_equal(gicd_word(GICD_ISPENDR + 4), 1U << (SPI - 32));
	/* Nobody is there to take it; or it is not the cell's. */
	memset(gicd_bytes + GICD_ICENABLER, 0, 0x80);
	public_per_cpu(3)->arch.power = ARM64_POWER_OFF;
	gic_turn_away(SPI);
	assert_int_equal(gicd_word(GICD_ICENABLER + 4), 1U << (SPI - 32));
	gic_turn_away(48);
	assert_int_equal(gicd_word(GICD_ICENABLER + 4), 1U << (48 - 32));
}

/* The distributor knows nothing of LPIs, whose list ends somewhere else. */
static void no_spi_is_not_turned_away(void **state)
{
	(void)state;
	both_prepared();
	machine_be(0);
	public_per_cpu(1)->arch.power = ARM64_POWER_ON;
	gic_turn_away(GIC_FIRST_LPI);
	gic_turn_away(GIC_FIRST_LPI + 1000);
	gic_turn_away(GIC_FIRST_SPECIAL);
	assert_int_equal(gicd_writes, 0);
}

/* Off already; a GIC that sends one nevertheless is told again. */
static void extended_ones_are_switched_off(void **state)
{
	(void)state;
	gic_turn_away(GIC_FIRST_ESPI + 33);
	assert_int_equal(gicd_word(GICD_ICENABLER_E + 4), 2);
	gic_turn_away(GIC_FIRST_EPPI + 33);
	assert_int_equal(gicd_word(GICD_ICENABLER + 8), 2);
	gicd_writes = 0;
	gic_turn_away(GIC_FIRST_ESPI + GIC_NUM_ESPIS);
	assert_int_equal(gicd_writes, 0);
}

static void memory_of_the_gic_is_refused(void **state)
{
	struct {
		struct jailhouse_cell_desc cell;
		struct jailhouse_memory mem[2];
	} __attribute__((packed)) config = {
		.cell.num_memory_regions = 2,
		.mem[0] = { .phys_start = 0x1000, .size = 0x1000 },
		.mem[1] = { .phys_start = 0x4000, .size = 0x2000 },
	};
	struct jailhouse_config_error error = { 0 };

	(void)state;
	in_use = 0x3000;
	assert_int_equal(arm64_gic_unit.check(&config.cell, &error), 0);
	in_use = 0x5000;
	if (is_v2()) {
		assert_int_equal(arm64_gic_unit.check(&config.cell, &error),
				 0);
		return;
	}
	assert_int_equal(arm64_gic_unit.check(&config.cell, &error), -EINVAL);
	assert_int_equal(error.rule, JAILHOUSE_RULE_MEM_EMULATED);
	assert_int_equal(error.array, JAILHOUSE_ARRAY_MEMORY);
	assert_int_equal(error.index, 1);
	/* It is nowhere in physical memory that is the cell's. */
	config.mem[1].flags = JAILHOUSE_MEM_COMM_REGION;
	assert_int_equal(arm64_gic_unit.check(&config.cell, &error), 0);
}

#define BOTH(test)							\
	cmocka_unit_test_setup(test, setup_v2),				\
	cmocka_unit_test_setup(test, setup_v3)

int main(void)
{
	const struct CMUnitTest tests[] = {
		BOTH(version_must_be_the_machines),
		cmocka_unit_test_setup(without_system_registers_it_is_a_gicv2,
				       setup_v3),
		BOTH(lists_are_read),
		BOTH(priorities_are_lowered),
		BOTH(frames),
		BOTH(a_cell_takes_its_own),
		BOTH(roots_are_recalled),
		BOTH(they_come_back_clean),
		BOTH(root_gets_no_more_than_it_had),
		BOTH(a_start_is_clean),
		BOTH(owners),
		BOTH(turned_away),
		BOTH(no_spi_is_not_turned_away),
		cmocka_unit_test_setup(extended_ones_are_switched_off,
				       setup_v3),
		BOTH(memory_of_the_gic_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
