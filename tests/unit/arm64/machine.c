/* SPDX-License-Identifier: BSD-2-Clause */
#include "arm64/machine.h"

#include <string.h>

#include <console.h>
#include <gic.h>
#include <gicd.h>
#include <gicv3.h>
#include <asm/io.h>

struct cell root_cell, test_cell;
static struct jailhouse_system system_blob;
struct jailhouse_system *system_config = &system_blob;
struct jailhouse_image_header image_header = { .max_cpus = NUM_CPUS };

u8 gicd_bytes[0x10000];
unsigned int gicd_writes;
unsigned int warnings;
u32 sent_sgis[NUM_CPUS];

static struct private_per_cpu privates[NUM_CPUS];
static struct public_per_cpu publics[NUM_CPUS];
static unsigned int current;

struct private_per_cpu *this_private(void)
{
	return &privates[current];
}

u8 *arm64_percpu_area(unsigned int cpu)
{
	return (u8 *)&publics[cpu];
}

void printk(const char *fmt, ...)
{
	(void)fmt;
	warnings++;
}

void machine_be(unsigned int cpu)
{
	current = cpu;
}

unsigned int next_cpu(unsigned int cpu, const cpu_set_t *set)
{
	for (; cpu < NUM_CPUS; cpu++)
		if (bitmap_test(set->bits, cpu))
			return cpu;
	return MAX_CPUS + 1;
}

void machine_reset(unsigned int gic_version)
{
	unsigned int cpu;

	memset(&root_cell, 0, sizeof(root_cell));
	memset(&test_cell, 0, sizeof(test_cell));
	memset(publics, 0, sizeof(publics));
	memset(privates, 0, sizeof(privates));
	memset(gicd_bytes, 0, sizeof(gicd_bytes));
	memset(sent_sgis, 0, sizeof(sent_sgis));
	gicd_writes = 0;
	warnings = 0;
	gicd_base = gicd_bytes;
	system_blob.platform_info.arm.gic_version = gic_version;
	system_blob.platform_info.arm.maintenance_irq = 25;
	test_cell.id = 1;
	for (cpu = 0; cpu < NUM_CPUS; cpu++) {
		struct cell *cell = cpu < 2 ? &root_cell : &test_cell;

		privates[cpu].public_part = &publics[cpu];
		privates[cpu].gic.own = gicd_bytes;
		publics[cpu].cpu_id = cpu;
		publics[cpu].entered = true;
		publics[cpu].cell = cell;
		publics[cpu].arch.mpidr = MPIDR(cpu);
		publics[cpu].arch.gicc_mask = 1 << cpu;
		bitmap_set(cell->cpus.bits, cpu);
	}
	test_cell.arch.spis[1] = 0x0000ff00;
	root_cell.arch.spis[1] = 0xffff00ff;
	root_cell.arch.spis[2] = 0xffffffff;
	machine_be(2);
}

u32 gicd_word(u32 offset)
{
	u32 value;

	memcpy(&value, gicd_bytes + offset, sizeof(value));
	return value;
}

void gicd_set_word(u32 offset, u32 value)
{
	memcpy(gicd_bytes + offset, &value, sizeof(value));
}

/* Registers are plain memory here: what is written is what was written. */
#define ACCESS(bits)							\
u##bits mmio_read##bits(const volatile void *address)			\
{									\
	u##bits value;							\
									\
	memcpy(&value, (const void *)address, sizeof(value));		\
	return value;							\
}									\
void mmio_write##bits(volatile void *address, u##bits value)		\
{									\
	memcpy((void *)address, &value, sizeof(value));			\
	gicd_writes++;							\
}

ACCESS(8)
ACCESS(32)
ACCESS(64)

/* Where gic.c is not under test. */
__attribute__((weak)) void gic_send_sgi(unsigned int cpu, unsigned int sgi)
{
	sent_sgis[cpu] |= 1U << sgi;
}

__attribute__((weak)) void gic_route_spi(unsigned int intid, unsigned int cpu)
{
	(void)intid;
	(void)cpu;
}

__attribute__((weak)) void gic_deliver_sgis(void)
{
}

__attribute__((weak)) u32 gicv3_redist_wait(void)
{
	return 0;
}
