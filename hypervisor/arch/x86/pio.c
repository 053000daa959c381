/* SPDX-License-Identifier: BSD-2-Clause */
#include <pio.h>
#include <page_alloc.h>
#include <report.h>
#include <string.h>
#include <jailhouse/config-access.h>

#define NUM_PORTS		0x10000U

#define PORT_KEYBOARD		0x64
#define PORT_POST		0x80
#define PORT_SYSTEM_CONTROL	0x92
#define PORT_PCI_LAST		0xcff

#define KEYBOARD_OUTPUT_PORT	0xd1
#define KEYBOARD_A20_OFF	0xdd
#define KEYBOARD_A20_ON		0xdf
#define KEYBOARD_PULSE_FIRST	0xf0

#define SYSTEM_FAST_RESET	0x01
#define SYSTEM_A20		0x02

#define PM_TIMER_PORTS		4

static void set_bits(u8 *byte, u8 bits, bool open)
{
	if (open)
		*byte &= ~bits;
	else
		*byte |= bits;
}

/* A byte at a time: maps of whole port ranges are the rule. */
static void set_ports(u8 *map, u32 first, u32 count, bool open)
{
	u32 end = MIN(first + count, NUM_PORTS);
	u32 first_byte = first / 8, end_byte = end / 8;
	u8 head = 0xff << first % 8, tail = ~(0xff << end % 8);

	if (first >= end)
		return;
	if (first_byte == end_byte) {
		set_bits(&map[first_byte], head & tail, open);
		return;
	}
	set_bits(&map[first_byte], head, open);
	memset(&map[first_byte + 1], open ? 0 : 0xff,
	       end_byte - first_byte - 1);
	/* At the end of the map there is no such byte. */
	if (tail)
		set_bits(&map[end_byte], tail, open);
}

static void open_pm_timer(u8 *map)
{
	u16 port = system_config->platform_info.x86.pm_timer_address;

	if (port != 0)
		set_ports(map, port, PM_TIMER_PORTS, true);
}

static void close_pci_ports(u8 *map)
{
	set_ports(map, PIO_PCI_ADDRESS, PORT_PCI_LAST + 1 - PIO_PCI_ADDRESS,
		  false);
}

/*
 * The A20 gate would take bit 20 out of the CPU's physical addresses, behind
 * the second stage: it stays open, whoever has the ports that control it.
 */
static void close_a20_ports(u8 *map)
{
	set_ports(map, PORT_KEYBOARD, 1, false);
	set_ports(map, PORT_SYSTEM_CONTROL, 1, false);
}

/* Open or close all ports that a configuration lists. */
static void set_listed(u8 *map, const struct jailhouse_cell_desc *config,
		       bool open)
{
	const struct jailhouse_pio *pio = jailhouse_cell_pio(config);
	u32 i;

	for (i = 0; i < config->num_pio_regions; i++)
		set_ports(map, pio[i].base, pio[i].length, open);
}

static bool is_listed(const struct jailhouse_cell_desc *config, u32 port)
{
	const struct jailhouse_pio *pio = jailhouse_cell_pio(config);
	u32 i;

	for (i = 0; i < config->num_pio_regions; i++)
		if (port - pio[i].base < pio[i].length)
			return true;
	return false;
}

static int pio_prepare(struct cell *cell)
{
	u8 *map = page_alloc(PIO_BITMAP_PAGES);

	if (!map)
		return refuse(JAILHOUSE_RULE_POOL_EXHAUSTED,
			      JAILHOUSE_ARRAY_PIO, 0,
			      page_pool_size() - page_pool_used());
	memset(map, 0xff, PIO_BITMAP_PAGES * PAGE_SIZE);
	set_listed(map, cell->config, true);
	close_a20_ports(map);
	if (cell != &root_cell)
		close_pci_ports(map);
	open_pm_timer(map);
	cell->arch.io_bitmap = map;
	cell->arch.pci_address = 0;
	return 0;
}

static void pio_rollback(struct cell *cell)
{
	page_free(cell->arch.io_bitmap, PIO_BITMAP_PAGES);
	cell->arch.io_bitmap = NULL;
}

/*
 * Ports that no cell takes from root: it has emulated ones at the PCI ports'
 * place, and everybody reads the PM timer.
 */
static void open_shared(u8 *map)
{
	u32 port;

	for (port = PIO_PCI_ADDRESS; port <= PORT_PCI_LAST; port++)
		set_ports(map, port, 1, is_listed(root_cell.config, port));
	open_pm_timer(map);
}

static void pio_commit(struct cell *cell)
{
	set_listed(root_cell.arch.io_bitmap, cell->config, false);
	open_shared(root_cell.arch.io_bitmap);
}

/* Root's map again: what it lists and no other cell has. */
static void pio_release(struct cell *cell)
{
	u8 *map = root_cell.arch.io_bitmap;
	const struct cell *other;

	set_listed(map, root_cell.config, true);
	for_each_non_root_cell(other)
		if (other != cell)
			set_listed(map, other->config, false);
	close_a20_ports(map);
	open_shared(map);
}

static void pio_reset(struct cell *cell)
{
	cell->arch.pci_address = 0;
}

static enum pio_action pci_address(struct cell *cell, struct pio_access *access)
{
	if (access->is_write)
		cell->arch.pci_address = access->value;
	else
		access->value = cell->arch.pci_address;
	return PIO_HANDLED;
}

static enum pio_action keyboard(const struct cell *cell,
				const struct pio_access *access)
{
	u8 command = access->value;
	/* Of lines whose bits are clear; 1 is the A20 gate, as in port 0x92. */
	bool pulse = command >= KEYBOARD_PULSE_FIRST;

	if (!access->is_write)
		return PIO_FORWARD;
	if (command == KEYBOARD_OUTPUT_PORT || command == KEYBOARD_A20_OFF ||
	    command == KEYBOARD_A20_ON ||
	    (pulse && !(command & SYSTEM_A20)))
		return cell == &root_cell ? PIO_HANDLED : PIO_VIOLATION;
	if (pulse && cell != &root_cell)
		return PIO_VIOLATION;
	return PIO_FORWARD;
}

static enum pio_action system_control(const struct cell *cell,
				      struct pio_access *access)
{
	if (!access->is_write)
		return PIO_FORWARD;
	access->value |= SYSTEM_A20;
	if (cell != &root_cell)
		access->value &= ~SYSTEM_FAST_RESET;
	return PIO_FORWARD;
}

enum pio_action pio_filter(struct cell *cell, struct pio_access *access)
{
	const struct cell *other;
	u16 port = access->port;

	if (!access->is_write)
		access->value = 0xffffffffU >> (32 - 8 * access->size);
	if (access->is_string)
		return PIO_VIOLATION;
	if (port == PORT_POST && access->size == 1)
		return PIO_HANDLED;
	if (access->size == 1 && is_listed(cell->config, port)) {
		if (cell == &root_cell)
			for_each_non_root_cell(other)
				if (is_listed(other->config, port))
					return PIO_VIOLATION;
		if (port == PORT_KEYBOARD)
			return keyboard(cell, access);
		if (port == PORT_SYSTEM_CONTROL)
			return system_control(cell, access);
	}
	if (cell == &root_cell)
		return PIO_VIOLATION;

	/* 0xcf9 resets the machine: only whole addresses are taken. */
	if (port == PIO_PCI_ADDRESS && access->size == 4)
		return pci_address(cell, access);
	if (!access->is_write && port >= PIO_PCI_DATA &&
	    port + access->size - 1 <= PORT_PCI_LAST)
		return PIO_HANDLED;
	return PIO_VIOLATION;
}

const struct unit x86_pio_unit = {
	.name = "pio",
	.prepare = pio_prepare,
	.rollback = pio_rollback,
	.commit = pio_commit,
	.release = pio_release,
	.reset = pio_reset,
};
