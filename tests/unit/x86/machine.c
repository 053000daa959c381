/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>
#include <string.h>

#include <errno.h>
#include <ipi.h>
#include <page_alloc.h>
#include <asm/private.h>
#include <x86.h>

#include "machine.h"

struct test_config root_config, cell_config;
struct cell root_cell, test_cell;
struct violation last_violation;
unsigned int num_violations;
unsigned int pages_in_use;
bool page_alloc_fails;
struct jailhouse_config_error last_refusal;

static struct jailhouse_system the_system;
struct jailhouse_system *system_config = &the_system;

static struct public_per_cpu per_cpu[NUM_TEST_CPUS];
static struct private_per_cpu private = { .public_part = &per_cpu[0] };

struct private_per_cpu *this_private(void)
{
	return &private;
}

u8 *x86_percpu_area(unsigned int cpu)
{
	return (u8 *)&per_cpu[cpu];
}

u64 x86_guest_pc(void)
{
	return 0x1234;
}

unsigned int next_cpu(unsigned int cpu, const cpu_set_t *set)
{
	while (cpu <= MAX_CPUS && !bitmap_test(set->bits, cpu))
		cpu++;
	return cpu;
}

void report_violation(const struct violation *violation)
{
	last_violation = *violation;
	num_violations++;
}

int refuse(u32 rule, u32 array, u32 index, u32 other)
{
	last_refusal = (struct jailhouse_config_error) { rule, array, index,
							 other };
	return -ENOMEM;
}

void *page_alloc(unsigned long num)
{
	void *pages;

	if (page_alloc_fails) {
		page_alloc_fails = false;
		return NULL;
	}
	pages = aligned_alloc(PAGE_SIZE, num * PAGE_SIZE);
	memset(pages, 0, num * PAGE_SIZE);
	pages_in_use += num;
	return pages;
}

void page_free(void *page, unsigned long num)
{
	if (!page)
		return;
	free(page);
	pages_in_use -= num;
}

unsigned long page_pool_size(void)
{
	return 100;
}

unsigned long page_pool_used(void)
{
	return 98;
}

cpu_set_t cpus(u64 bits)
{
	return (cpu_set_t) { .bits = { bits } };
}

void machine_reset(void)
{
	unsigned int cpu;

	memset(&root_config, 0, sizeof(root_config));
	memset(&cell_config, 0, sizeof(cell_config));
	memset(&root_cell, 0, sizeof(root_cell));
	memset(&test_cell, 0, sizeof(test_cell));
	memset(&the_system, 0, sizeof(the_system));
	memset(per_cpu, 0, sizeof(per_cpu));
	num_violations = 0;
	page_alloc_fails = false;

	root_cell.config = &root_config.desc;
	root_cell.cpus = cpus(0xff);
	test_cell.config = &cell_config.desc;
	test_cell.id = 1;
	apic_mode = (struct apic_mode) { .x2apic = false, .flat = true };
	for (cpu = 0; cpu < NUM_TEST_CPUS; cpu++) {
		per_cpu[cpu].cpu_id = cpu;
		per_cpu[cpu].entered = true;
		per_cpu[cpu].arch.apic_id = 2 * cpu;
		per_cpu[cpu].cell = &root_cell;
	}
}

void machine_add_cell(u64 bits)
{
	test_cell.cpus = cpus(bits);
	root_cell.cpus.bits[0] &= ~bits;
	root_cell.next = &test_cell;
}

void add_irqchip(struct test_config *config, u64 address, u32 pins)
{
	struct jailhouse_irqchip *chip =
		&config->irqchips[config->desc.num_irqchips++];

	chip->address = address;
	chip->pin_bitmap[0] = pins;
}

void add_ports(struct test_config *config, u16 base, u16 length)
{
	struct jailhouse_pio *pio = (struct jailhouse_pio *)
		&config->irqchips[config->desc.num_irqchips];

	pio[config->desc.num_pio_regions++] =
		(struct jailhouse_pio) { .base = base, .length = length };
}
