/* SPDX-License-Identifier: BSD-2-Clause */
/* VMIDs, bits 63:48 of VTTBR_EL2, and power states of a cell's CPUs. */
#include "arm64/machine.h"

#include <string.h>

#include <gic.h>
#include <power.h>
#include <sysreg.h>
#include <unit.h>
#include <vcpu.h>
#include <jailhouse/config-access.h>

/* CPU 254, the last that an image header can have, shares that of CPU 0. */
/* Ids up to 254. */
#define VMID_CPUS	255

const struct unit arm64_gic_unit = { .name = "gic" };

static struct {
	struct jailhouse_cell_desc desc;
	u8 cpus[32];
} __packed config;

unsigned int arm64_phys_bits(void)
{
	return 40;
}

u64 hv_virt_to_phys(const volatile void *virt)
{
	return (u64)virt + 0x1000;
}

/* Hand-over: see test_arm64_vcpu.c. */
void drop_serror(void)
{
}

void vcpu_clear(void)
{
}

void vcpu_load_cell(void)
{
}

static int setup(void **state)
{
	(void)state;
	machine_reset(3);
	memset(&config, 0, sizeof(config));
	config.desc.cpu_set_size = sizeof(config.cpus);
	return 0;
}

/* A start or a restart that was asked for before is void. */
static void cpus_of_a_cell_are_off(void **state)
{
	const struct unit *unit = arch_units[0];
	void (*const changes[])(struct cell *) = {
		unit->commit, unit->release, unit->reset
	};
	unsigned int n;

	(void)state;
	for (n = 0; n < ARRAY_SIZE(changes); n++) {
		machine_reset(3);
		test_cell.arch.restarting = 1;
		public_per_cpu(3)->arch.power = ARM64_POWER_PENDING;
		changes[n](&test_cell);
		assert_int_equal(test_cell.arch.restarting, 0);
		assert_int_equal(public_per_cpu(2)->arch.power,
				 ARM64_POWER_OFF);
		assert_int_equal(public_per_cpu(3)->arch.power,
				 ARM64_POWER_OFF);
		assert_int_equal(public_per_cpu(1)->arch.power,
				 ARM64_POWER_ON);
	}
}

static u64 vmid_of(struct cell *cell, u32 id)
{
	static u64 root[512];

	cell->id = id;
	config.desc.id = id;
	config.desc.cpu_set_size = sizeof(config.cpus);
	cell->config = &config.desc;
	cell->space.root = root;
	cell->arch.vttbr = ~0UL;
	assert_int_equal(arch_units[0]->map(cell), 0);
	/* CnP is off. */
	assert_int_equal(cell->arch.vttbr & 0xffffffffffff, (u64)root + 0x1000);
	return cell->arch.vttbr >> 48;
}

static void add_cpu(unsigned int cpu)
{
	config.cpus[cpu / 8] |= 1 << cpu % 8;
}

static u64 vmid_of_cell_with(unsigned int cpu, u32 id)
{
	memset(&config, 0, sizeof(config));
	add_cpu(cpu);
	return vmid_of(&test_cell, id);
}

/* Not root's, of 8 bits. */
static void no_two_cells_share_a_vmid(void **state)
{
	bool taken[256] = { false };
	unsigned int cpu;

	(void)state;
	memset(&config, 0xff, sizeof(config));
	taken[vmid_of(&root_cell, 0)] = true;
	for (cpu = 0; cpu < VMID_CPUS; cpu++) {
		u64 vmid = vmid_of_cell_with(cpu, 1);

		assert_in_range(vmid, 1, 255);
		assert_false(taken[vmid]);
		taken[vmid] = true;
	}
}

/* Root may give ids that differ by a multiple of anything. */
static void ids_do_not_decide(void **state)
{
	static const u32 ids[] = {
		0, 1, 2, 253, 254, 255, 256, 0x10001, 0x80000000, 0xffffffff
	};
	unsigned int n;

	(void)state;
	for (n = 0; n < ARRAY_SIZE(ids); n++) {
		assert_int_equal(vmid_of_cell_with(3, ids[n]),
				 vmid_of_cell_with(3, 77));
		assert_int_not_equal(vmid_of_cell_with(3, ids[n]),
				     vmid_of_cell_with(4, ids[n]));
		assert_int_equal(vmid_of(&root_cell, ids[n]), 0);
	}
}

/* Cells have no CPU in common: the first one is enough. */
static void further_cpus_do_not_decide(void **state)
{
	u64 vmid = vmid_of_cell_with(9, 1);
	unsigned int cpu;

	(void)state;
	for (cpu = 10; cpu < 255; cpu++) {
		add_cpu(cpu);
		assert_int_equal(vmid_of(&test_cell, 1), vmid);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(cpus_of_a_cell_are_off, setup),
		cmocka_unit_test_setup(no_two_cells_share_a_vmid, setup),
		cmocka_unit_test_setup(ids_do_not_decide, setup),
		cmocka_unit_test_setup(further_cpus_do_not_decide, setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
