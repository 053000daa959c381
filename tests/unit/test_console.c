/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdio.h>
#include <string.h>
#include <console.h>
#include <core_entry.h>
#include <cpu.h>

#include "machine.h"

static void boot(void)
{
	machine_spec();
	machine_boot();
}

static const char *uart_text(void)
{
	fake.uart[fake.uart_count] = 0;
	return fake.uart;
}

static void forget(void)
{
	console_drain(false);
	fake.uart_count = 0;
}

FRESH_TEST(ring_and_uart_get_the_same)
{
	boot();
	CHECK_EQ(fake.uart_inits, 1);
	CHECK(strstr(console_text(), "Hypervisor test, 4 CPUs"));
	CHECK(strstr(uart_text(), "Hypervisor test, 4 CPUs"));
	forget();
	printk("a %u\nb\n", 7);
	CHECK_EQ(strcmp(uart_text(), "a 7\r\nb\r\n"), 0);
	CHECK(strstr(console_text(), "a 7\nb\n"));
	CHECK(!console_pending());
}

FRESH_TEST(counters_of_the_ring)
{
	u32 tail, busy;

	boot();
	tail = root_view.console.tail;
	busy = root_view.console.busy;
	printk("12345");
	CHECK_EQ(root_view.console.tail, tail + 5);
	CHECK_EQ(root_view.console.busy, busy + 2);
	printk("6");
	CHECK_EQ(root_view.console.tail, tail + 6);
	CHECK_EQ(root_view.console.content[(tail + 5) %
		 JAILHOUSE_CONSOLE_SIZE], '6');
}

FRESH_TEST(lines_of_guests_stay_whole)
{
	u32 tail, n;

	boot();
	forget();
	tail = root_view.console.tail;
	fake_this_cpu = fake_public(1);
	console_putc('a');
	fake_this_cpu = fake_public(2);
	console_putc('x');
	CHECK_EQ(root_view.console.tail, tail);
	console_putc('\n');
	fake_this_cpu = fake_public(1);
	console_putc('b');
	console_putc('\n');
	CHECK_EQ(root_view.console.tail, tail + 5);
	for (n = 0; n < 5; n++)
		CHECK_EQ(root_view.console.content[(tail + n) %
			 JAILHOUSE_CONSOLE_SIZE], "x\nab\n"[n]);

	/* Too long, and without an end. */
	for (n = 0; n < CPU_LINE_SIZE - 1; n++)
		console_putc('y');
	CHECK_EQ(root_view.console.tail, tail + 5);
	console_putc('y');
	CHECK_EQ(root_view.console.tail, tail + 5 + CPU_LINE_SIZE);
	console_putc('z');
	console_flush_line();
	CHECK_EQ(root_view.console.tail, tail + 6 + CPU_LINE_SIZE);
}

FRESH_TEST(counters_wrap)
{
	u32 n;

	boot();
	forget();
	/* A whole turn of the counter is too long: start near its end. */
	root_view.console.tail = 0xfffffffe;
	forget();
	for (n = 0; n < 4; n++)
		printk("%c", 'a' + n);
	CHECK_EQ(root_view.console.tail, 2);
	CHECK_EQ(root_view.console.content[JAILHOUSE_CONSOLE_SIZE - 1], 'b');
	CHECK_EQ(root_view.console.content[0], 'c');
	CHECK_EQ(strcmp(uart_text(), "abcd"), 0);
}

FRESH_TEST(long_lines_are_cut)
{
	char text[400];

	boot();
	forget();
	memset(text, 'x', sizeof(text));
	text[sizeof(text) - 1] = 0;
	printk("%s\n", text);
	CHECK(fake.uart_count < 270);
	CHECK_EQ(fake.uart[fake.uart_count - 1], '\n');
}

FRESH_TEST(full_uart_is_not_waited_for)
{
	boot();
	forget();
	fake.uart_room = 3;
	printk("abc\ndef\n");
	CHECK_EQ(strcmp(uart_text(), "abc"), 0);
	CHECK(console_pending());
	console_drain(false);
	CHECK_EQ(fake.uart_count, 3);
	fake.uart_room = 1;
	console_drain(false);
	CHECK_EQ(strcmp(uart_text(), "abc\r"), 0);
	fake.uart_room = 100;
	console_drain(false);
	CHECK_EQ(strcmp(uart_text(), "abc\r\ndef\r\n"), 0);
	CHECK(!console_pending());
}

/* Whatever there is, and however fast the UART. */
FRESH_TEST(feeding_is_one_filling)
{
	unsigned int n;

	boot();
	forget();
	fake.uart_room = 0;
	for (n = 0; n < 100; n++)
		printk("0123456789abcdef");
	fake.uart_fifo = 16;
	console_feed();
	CHECK_EQ(fake.uart_count, 16);
	console_feed();
	CHECK_EQ(fake.uart_count, 32);
	console_drain(false);
	CHECK_EQ(fake.uart_count, 1600);
	console_feed();
	CHECK_EQ(fake.uart_count, 1600);
}

static unsigned int relaxed;

static void uart_gets_ready(void)
{
	if (++relaxed % 10 == 0)
		fake.uart_room = 2;
	/* An event ends the wait. */
	if (relaxed == 55)
		cpu_set_events(0, CPU_EVENT_FLUSH);
}

FRESH_TEST(waiting_drain_ends_with_an_event)
{
	boot();
	forget();
	fake.uart_room = 0;
	printk("0123456789abcdef");
	fake.relax = uart_gets_ready;
	console_drain(true);
	CHECK_EQ(strcmp(uart_text(), "0123456789"), 0);
	CHECK_EQ(relaxed, 55);
	cpu_handle_events();
	console_drain(true);
	CHECK_EQ(strcmp(uart_text(), "0123456789abcdef"), 0);
}

FRESH_TEST(overrun_loses_the_oldest)
{
	unsigned int n;

	boot();
	forget();
	fake.uart_room = 0;
	for (n = 0; n < JAILHOUSE_CONSOLE_SIZE + 10; n++)
		printk("%c", '0' + n % 10);
	fake.uart_room = FAKE_UART_SIZE;
	console_drain(false);
	CHECK_EQ(fake.uart_count, JAILHOUSE_CONSOLE_SIZE);
	for (n = 0; n < JAILHOUSE_CONSOLE_SIZE; n++)
		CHECK_EQ(fake.uart[n], '0' + (n + 10) % 10);
}

FRESH_TEST(no_console_configured)
{
	machine_spec();
	machine_system.header.debug_console.type = JAILHOUSE_CON_TYPE_NONE;
	machine_boot();
	printk("text\n");
	CHECK_EQ(fake.uart_inits, 0);
	CHECK_EQ(fake.uart_count, 0);
	CHECK(!console_pending());
	console_drain(true);
	CHECK(strstr(console_text(), "text\n"));
}

FRESH_TEST(console_that_cannot_be_mapped)
{
	machine_spec();
	machine_system.header.debug_console.flags = JAILHOUSE_CON_ACCESS_MMIO;
	machine_system.header.debug_console.size = 0x1000;
	machine_boot();
	CHECK_EQ(fake.uart_inits, 0);
	CHECK(!console_pending());
}

/* All lines together fit into the ring. */
#define LINES	40

/* Lines of all CPUs at once stay whole. */
static void print_lines(unsigned int cpu)
{
	unsigned int n;

	for (n = 0; n < LINES; n++)
		printk("<%u%u%u%u%u%u%u%u>\n", cpu, cpu, cpu, cpu, cpu, cpu,
		       cpu, cpu);
}

FRESH_TEST(writers_do_not_mix)
{
	unsigned int n, i, lines = 0, per_cpu[MACHINE_CPUS] = { 0 };

	boot();
	forget();
	fake.threads = true;
	fake_run_threads(MACHINE_CPUS, print_lines);
	fake.threads = false;
	console_drain(false);
	/* "<00000000>\r\n" */
	for (n = 0; n + 12 <= fake.uart_count; n += 12, lines++) {
		CHECK_EQ(fake.uart[n], '<');
		CHECK_EQ(fake.uart[n + 9], '>');
		for (i = 2; i < 9; i++)
			CHECK_EQ(fake.uart[n + i], fake.uart[n + 1]);
		per_cpu[fake.uart[n + 1] - '0']++;
	}
	CHECK_EQ(n, fake.uart_count);
	CHECK_EQ(lines, LINES * MACHINE_CPUS);
	for (n = 0; n < MACHINE_CPUS; n++)
		CHECK_EQ(per_cpu[n], LINES);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FRESH(ring_and_uart_get_the_same),
		FRESH(counters_of_the_ring),
		FRESH(lines_of_guests_stay_whole),
		FRESH(counters_wrap),
		FRESH(long_lines_are_cut),
		FRESH(full_uart_is_not_waited_for),
		FRESH(feeding_is_one_filling),
		FRESH(waiting_drain_ends_with_an_event),
		FRESH(overrun_loses_the_oldest),
		FRESH(no_console_configured),
		FRESH(console_that_cannot_be_mapped),
		FRESH(writers_do_not_mix),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
