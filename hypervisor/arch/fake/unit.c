/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A unit that allocates, emulates a page for root, and counts; and a UART that
 * writes into a buffer.
 */
#include <cpu.h>
#include <errno.h>
#include <mmio.h>
#include <page_alloc.h>
#include <report.h>
#include <uart.h>
#include <unit.h>
#include <arch/setup.h>

#include "fake.h"

static int unit_check(const struct jailhouse_cell_desc *config,
		      struct jailhouse_config_error *error)
{
	(void)config;
	if (!fake.unit_check_result)
		return 0;
	error->rule = JAILHOUSE_RULE_PIO_RESERVED;
	error->array = JAILHOUSE_ARRAY_PIO;
	error->index = 1;
	error->other = 2;
	return fake.unit_check_result;
}

static enum mmio_result device_access(void *arg, struct mmio_access *mmio)
{
	(void)arg;
	mmio->value = mmio->address;
	return MMIO_HANDLED;
}

static int unit_prepare(struct cell *cell)
{
	if (fake.unit_prepare_result && cell != &root_cell)
		return refuse(JAILHOUSE_RULE_PIO_RESERVED, JAILHOUSE_ARRAY_PIO,
			      0, 0);
	cell->arch.unit_page = page_alloc(1);
	if (!cell->arch.unit_page)
		return -ENOMEM;
	if (cell == &root_cell || fake.emulates_for_cells)
		mmio_register(&cell->mmio, FAKE_DEVICE, 0x20, device_access,
			      NULL);
	fake.units_prepared++;
	return 0;
}

static void unit_rollback(struct cell *cell)
{
	page_free(cell->arch.unit_page, 1);
	mmio_unregister(&cell->mmio, FAKE_DEVICE);
	fake.units_prepared--;
}

static void unit_commit(struct cell *cell)
{
	cell->arch.commits++;
	root_cell.arch.commits++;
}

static void unit_release(struct cell *cell)
{
	cell->arch.releases++;
	root_cell.arch.releases++;
}

static void unit_reset(struct cell *cell)
{
	cell->arch.resets++;
}

static void unit_cpu_handover(struct cell *cell)
{
	this_cpu()->arch.handovers++;
	this_cpu()->arch.handover_cell = cell;
}

static void unit_shutdown(void)
{
	fake.shutdowns++;
}

static const struct unit counting_unit = {
	.name = "counting",
	.check = unit_check,
	.prepare = unit_prepare,
	.rollback = unit_rollback,
	.commit = unit_commit,
	.release = unit_release,
	.reset = unit_reset,
	.cpu_handover = unit_cpu_handover,
	.shutdown = unit_shutdown,
};

/* All members may be missing. */
static const struct unit empty_unit = {
	.name = "empty",
};

const struct unit *const arch_units[] = {
	&counting_unit,
	&empty_unit,
	NULL
};

static void fake_uart_init(struct uart *uart)
{
	(void)uart;
	fake.uart_inits++;
}

static unsigned int fake_uart_room(struct uart *uart)
{
	(void)uart;
	if (fake.uart_fifo)
		fake.uart_room = fake.uart_fifo;
	return fake.uart_room;
}

static void fake_uart_write(struct uart *uart, char c)
{
	(void)uart;
	if (fake.uart_count < FAKE_UART_SIZE)
		fake.uart[fake.uart_count++] = c;
	fake.uart_room--;
}

static const struct uart_ops fake_uart_ops = {
	.type = JAILHOUSE_CON_TYPE_8250,
	.init = fake_uart_init,
	.room = fake_uart_room,
	.write_char = fake_uart_write,
};

const struct uart_ops *const arch_uarts[] = {
	&fake_uart_ops,
	NULL
};
