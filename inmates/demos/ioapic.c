/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Interrupts of a device on x86: a 16550 UART says, by a pin of the IOAPIC, that
 * it takes the next character. Once a second 100 characters are sent that way.
 *
 * Parameters:
 *	port=NUMBER	the UART's first port, default 0x3e8
 *	pin=NUMBER	its pin, default 4
 *	level		the pin is a PCI device's
 */
#include <inmate.h>
#include <inmate/ioapic.h>

#define VECTOR		0x40
#define CHARACTERS	100
#define SECOND_NS	1000000000UL

#define UART_THR	0
#define UART_IER	1
#define UART_IIR	2
#define UART_MCR	4
#define UART_IER_THRI	0x02	/* transmitter holding register empty */
#define UART_IIR_CAUSE	0x0f
#define UART_IIR_THRI	0x02
#define UART_MCR_OUT2	0x08	/* PCs have the interrupt output behind it */

static u16 port;

/* Written by the handler. */
static volatile unsigned long interrupts, strangers;
static volatile unsigned int left;

static void on_interrupt(void)
{
	/* Reading ends what it says, until the next character is gone. */
	if ((inb(port + UART_IIR) & UART_IIR_CAUSE) != UART_IIR_THRI) {
		strangers++;
		return;
	}
	interrupts++;
	if (left > 0) {
		left--;
		outb('.', port + UART_THR);
	}
}

/* Return: whether all characters were sent. */
static bool send(void)
{
	u64 start = time_ns();

	left = CHARACTERS;
	/* Disabled and enabled, it says at once that it is empty. */
	outb(0, port + UART_IER);
	outb(UART_IER_THRI, port + UART_IER);
	irq_enable();
	while (left > 0 && time_ns() - start < PATIENCE_NS)
		cpu_relax();
	irq_disable();
	return left == 0;
}

void inmate_main(void)
{
	unsigned int pin = (unsigned int)cmdline_number("pin", 4);
	enum ioapic_trigger trigger = cmdline_bool("level", false) ?
		IOAPIC_LEVEL : IOAPIC_EDGE;
	u64 next = time_ns();

	port = (u16)cmdline_number("port", 0x3e8);
	printk("ioapic: UART at port 0x%x, pin %u\n", port, pin);
	irq_set_handler(VECTOR, on_interrupt);
	outb(UART_MCR_OUT2, port + UART_MCR);
	ioapic_enable(pin, VECTOR, trigger);

	irq_disable();
	while (!comm_shutdown_requested()) {
		cpu_idle();
		if (time_ns() < next)
			continue;
		next += SECOND_NS;
		if (!send())
			printk("ioapic: FAIL, %u characters not sent\n", left);
		printk("ioapic: %lu interrupts, %lu strangers\n", interrupts,
		       strangers);
	}
	outb(0, port + UART_IER);
	ioapic_disable(pin);
	printk("ioapic: shut down\n");
	comm_approve_shutdown();
}
