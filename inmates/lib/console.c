/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The console is a UART, the hypervisor's console through hypercalls, or both.
 * The communication region has the defaults; parameters override them:
 * con-type=none|8250|PL011, con-base=, con-divider=, con-is-mmio, con-regdist-1,
 * con-virtual.
 */
#include <printf.h>
#include <uart.h>
#include <inmate.h>
#include <inmate/setup.h>

static const struct {
	const char *name;
	u16 type;
	const struct uart_ops *ops;
} types[] = {
	{ "none", JAILHOUSE_CON_TYPE_NONE, NULL },
	{ "8250", JAILHOUSE_CON_TYPE_8250, &uart_8250_ops },
#if defined(__aarch64__)
	{ "PL011", JAILHOUSE_CON_TYPE_PL011, &uart_pl011_ops },
#endif
};

static struct uart uart;
static bool virtual_console;
/* Bytes that the UART takes before it must be asked again. */
static unsigned int uart_room;

static void uart_putc(char c)
{
	while (!uart_room) {
		uart_room = uart.ops->room(&uart);
		if (!uart_room)
			cpu_relax();
	}
	uart_room--;
	uart.ops->write_char(&uart, c);
}

static void console_putc(void *ctx, char c)
{
	(void)ctx;
	if (virtual_console)
		jailhouse_call_arg1(JAILHOUSE_HC_DEBUG_CONSOLE_PUTC, (u8)c);
	if (uart.ops) {
		if (c == '\n')
			uart_putc('\r');
		uart_putc(c);
	}
}

void printk(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	format_to(console_putc, NULL, fmt, ap);
	va_end(ap);
}

static void set_flag(const char *name, u16 flag, bool inverted)
{
	bool old = !!(uart.console.flags & flag) != inverted;

	if (cmdline_bool(name, old) != inverted)
		uart.console.flags |= flag;
	else
		uart.console.flags &= ~flag;
}

void console_init(void)
{
	unsigned int n;
	char type[16];

	uart.console = comm_region->console;
	if (cmdline_string("con-type", type, sizeof(type)))
		for (n = 0; n < ARRAY_SIZE(types); n++)
			if (!strcmp(type, types[n].name))
				uart.console.type = types[n].type;
	uart.console.address = cmdline_number("con-base",
					      (long)uart.console.address);
	uart.console.divider = (u32)cmdline_number("con-divider",
						   uart.console.divider);
	set_flag("con-is-mmio", JAILHOUSE_CON_ACCESS_MMIO, false);
	set_flag("con-regdist-1", JAILHOUSE_CON_REGDIST_4, true);
	virtual_console = cmdline_bool("con-virtual",
		JAILHOUSE_COMM_HAS_DBG_PUTC_ACTIVE(comm_region->flags));

	for (n = 0; n < ARRAY_SIZE(types); n++) {
		if (types[n].type != uart.console.type || !types[n].ops)
			continue;
		uart.mmio = (volatile void *)uart.console.address;
		uart.ops = types[n].ops;
		uart.ops->init(&uart);
	}
}
