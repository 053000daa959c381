/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The ring is the console; the UART only repeats it. Writers take the console
 * lock for as long as it takes to copy a line. Whoever finds the UART idle
 * moves bytes; nobody waits for another CPU that does.
 */
#include <arch/cpu.h>
#include <arch/setup.h>
#include <cell.h>
#include <console.h>
#include <core_entry.h>
#include <printf.h>
#include <spinlock.h>
#include <tables.h>
#include <uart.h>

#define LINE_SIZE	256
/** Fillings of the FIFO that a CPU which does not wait does at once. */
#define MAX_ROUNDS	128
/** Such fillings in passing, for the text of others. */
#define FEED_ROUNDS	1
/** How long a CPU waits that has nothing else to do. */
#define WAIT_MS		1000

struct jailhouse_root_view root_view __attribute__((section(".root_view")));

static spinlock_t console_lock = SPINLOCK_INIT;
static spinlock_t drain_lock = SPINLOCK_INIT;
static struct uart uart;

/** Bytes that went to the UART, or were lost, modulo 2^32. */
static u32 drained;
/** The carriage return before the line feed at hand was sent. */
static bool return_sent;

static void append(const char *text, size_t length)
{
	struct jailhouse_virt_console *console = &root_view.console;
	u32 tail;
	size_t n;

	spin_lock(&console_lock);
	tail = console->tail;
	__atomic_store_n(&console->busy, console->busy + 1, __ATOMIC_SEQ_CST);
	/* The text must not be seen before. */
	__atomic_thread_fence(__ATOMIC_RELEASE);
	for (n = 0; n < length; n++)
		console->content[(tail + n) % JAILHOUSE_CONSOLE_SIZE] = text[n];
	__atomic_store_n(&console->tail, tail + (u32)length, __ATOMIC_RELEASE);
	__atomic_store_n(&console->busy, console->busy + 1, __ATOMIC_RELEASE);
	spin_unlock(&console_lock);

	console_drain(false);
}

void printk(const char *fmt, ...)
{
	char line[LINE_SIZE];
	size_t length;
	va_list ap;

	va_start(ap, fmt);
	length = format_buffer_va(line, sizeof(line), fmt, ap);
	va_end(ap);
	if (length >= sizeof(line)) {
		length = sizeof(line) - 1;
		line[length - 1] = '\n';
	}
	append(line, length);
}

void console_flush_line(void)
{
	struct public_per_cpu *cpu = this_cpu();

	if (cpu->line_length)
		append(cpu->line, cpu->line_length);
	cpu->line_length = 0;
}

void console_putc(char c)
{
	struct public_per_cpu *cpu = this_cpu();

	cpu->line[cpu->line_length++] = c;
	if (c == '\n' || cpu->line_length == sizeof(cpu->line))
		console_flush_line();
}

static u32 ring_tail(void)
{
	return __atomic_load_n(&root_view.console.tail, __ATOMIC_ACQUIRE);
}

/** Drain lock held. */
static void set_drained(u32 value)
{
	__atomic_store_n(&drained, value, __ATOMIC_RELAXED);
}

bool console_pending(void)
{
	return uart.ops &&
		__atomic_load_n(&drained, __ATOMIC_RELAXED) != ring_tail();
}

/** Next byte for the UART. False: the ring is empty. */
static bool next_byte(char *c)
{
	u32 tail = ring_tail();

	if (tail - drained > JAILHOUSE_CONSOLE_SIZE)
		set_drained(tail - JAILHOUSE_CONSOLE_SIZE);
	if (tail == drained)
		return false;
	*c = root_view.console.content[drained % JAILHOUSE_CONSOLE_SIZE];
	return true;
}

/** Fill the UART's FIFO. Drain lock held. True: the ring is empty. */
static bool push(void)
{
	unsigned int room;
	char c;

	for (room = uart.ops->room(&uart); room; room--) {
		if (!next_byte(&c))
			return true;
		if (c == '\n' && !return_sent) {
			uart.ops->write_char(&uart, '\r');
			return_sent = true;
			continue;
		}
		uart.ops->write_char(&uart, c);
		return_sent = false;
		set_drained(drained + 1);
	}
	return drained == ring_tail();
}

/** Whether to push once more. Rounds bound what is done for other writers. */
static bool go_on(u64 end, unsigned int rounds)
{
	return arch_timestamp() < end ? !cpu_events_pending() :
		rounds && uart.ops->room(&uart);
}

/** Until @end @rounds bound only what is done for who writes meanwhile. */
static void drain(u64 end, unsigned int rounds)
{
	bool empty;

	do {
		if (!spin_trylock(&drain_lock))
			return;
		for (;;) {
			empty = push();
			rounds -= rounds ? 1 : 0;
			if (empty || !go_on(end, rounds))
				break;
			cpu_relax();
		}
		spin_unlock(&drain_lock);
		/* Who wrote meanwhile found the lock taken and left. */
	} while (empty && rounds && console_pending());
}

void console_drain(bool wait)
{
	/* A CPU that got no tables of its own has no registers in memory. */
	if (uart.ops && (!uart.mmio || tables_loaded()))
		drain(wait ? arch_timestamp() + WAIT_MS * arch_timestamp_khz() :
		      0, MAX_ROUNDS);
}

void console_feed(void)
{
	if (console_pending())
		drain(0, FEED_ROUNDS);
}

void console_init(void)
{
	const struct jailhouse_console *console = &system_config->debug_console;
	unsigned int n;

	uart.console = *console;
	for (n = 0; arch_uarts[n]; n++)
		if (arch_uarts[n]->type == console->type)
			break;
	if (!arch_uarts[n])
		return;
	if (console->flags & JAILHOUSE_CON_ACCESS_MMIO) {
		uart.mmio = map_device(console->address, console->size);
		if (!uart.mmio) {
			printk("WARNING: no access to the debug console\n");
			return;
		}
	}
	arch_uarts[n]->init(&uart);
	uart.ops = arch_uarts[n];
}
