/* SPDX-License-Identifier: BSD-2-Clause */
#include "../violate.h"

#define PORT_RTC		0x70
#define PORT_A20		0x92
#define PORT_POST		0x80
#define PORT_PCI_ADDRESS	0xcf8
#define PORT_PCI_DATA		0xcfc
#define PORT_RESET		0xcf9
#define RESET_COLD		0x06
#define PCI_ENABLE		0x80000000
#define PCI_COMMAND		0x04

static u16 port(u16 fallback)
{
	return (u16)cmdline_number("port", fallback);
}

static const char *pio_in(void)
{
	inb(port(PORT_RTC));
	return NULL;
}

static const char *pio_out(void)
{
	outb((u8)cmdline_number("value", 0), port(PORT_RTC));
	return NULL;
}

/* Resets the whole machine where it is not stopped. */
static const char *pio_reset(void)
{
	outb(RESET_COLD, PORT_RESET);
	return NULL;
}

/* Gate A20 and INIT of all processors. */
static const char *pio_port92(void)
{
	outb(0x01, PORT_A20);
	return NULL;
}

static const char *pio_string_in(void)
{
	u8 buffer[4], *destination = buffer;
	unsigned long count = sizeof(buffer);

	asm volatile("rep insb" : "+D" (destination), "+c" (count)
		     : "d" (port(PORT_RTC)) : "memory");
	return NULL;
}

static const char *pio_string_out(void)
{
	static const u8 buffer[4];
	const u8 *source = buffer;
	unsigned long count = sizeof(buffer);

	asm volatile("rep outsb" : "+S" (source), "+c" (count)
		     : "d" (port(PORT_RTC)) : "memory");
	return NULL;
}

/* String accesses are forbidden even where single bytes are dropped. */
static const char *pio_string_post(void)
{
	static const u8 buffer[4];
	const u8 *source = buffer;
	unsigned long count = sizeof(buffer);

	asm volatile("rep outsb" : "+S" (source), "+c" (count)
		     : "d" ((u16)PORT_POST) : "memory");
	return NULL;
}

/* The last of four ports is one too far. */
static const char *pio_wide(void)
{
	inl(port(PORT_POST - 3));
	return NULL;
}

static const char *pio_post(void)
{
	outb(0x55, PORT_POST);
	inb(PORT_POST);
	return NULL;
}

static const char *pci_read(void)
{
	outl(PCI_ENABLE, PORT_PCI_ADDRESS);
	if (inl(PORT_PCI_ADDRESS) != PCI_ENABLE)
		return "address register does not hold its value";
	if (inl(PORT_PCI_DATA) != 0xffffffff)
		return "foreign function is visible";
	return NULL;
}

static const char *pci_write(void)
{
	outl(PCI_ENABLE | PCI_COMMAND, PORT_PCI_ADDRESS);
	outl(0, PORT_PCI_DATA);
	return NULL;
}

const struct violation_case port_cases[] = {
	{ "pio-in", pio_in, STOPPED },
	{ "pio-out", pio_out, STOPPED },
	{ "pio-reset", pio_reset, STOPPED },
	{ "pio-port92", pio_port92, STOPPED },
	{ "pio-string-in", pio_string_in, STOPPED },
	{ "pio-string-out", pio_string_out, STOPPED },
	{ "pio-string-post", pio_string_post, STOPPED },
	{ "pio-wide", pio_wide, STOPPED },
	{ "pio-post", pio_post, HARMLESS },
	{ "pci-read", pci_read, HARMLESS },
	{ "pci-write", pci_write, STOPPED },
	{ NULL, NULL, STOPPED },
};
