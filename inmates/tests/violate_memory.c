/* SPDX-License-Identifier: BSD-2-Clause */
#include "violate.h"

/* In no cell: between RAM and devices of the emulated machines. */
#define FOREIGN_ADDRESS		0x70000000
#define XAPIC_PAGE		0xfee00000UL
#define IOAPIC_PAGE		0xfec00000UL
#define RET			0xc3

static unsigned long foreign(void)
{
	return cmdline_number("address", FOREIGN_ADDRESS);
}

static const char *mem_read(void)
{
	mmio_read32((void *)foreign());
	return NULL;
}

static const char *mem_write(void)
{
	mmio_write32((void *)foreign(), (u32)cmdline_number("value", 0));
	return NULL;
}

/* Needs more than the decoder of MMIO accesses knows. */
static const char *mem_rmw(void)
{
	asm volatile("lock incl (%0)" : : "r" (foreign()) : "memory");
	return NULL;
}

static const char *mem_string(void)
{
	unsigned long source = foreign(), count = 16;
	u8 buffer[16], *destination = buffer;

	asm volatile("rep movsb" : "+S" (source), "+D" (destination),
		     "+c" (count) : : "memory");
	return NULL;
}

static const char *mem_exec(void)
{
	((void (*)(void))foreign())();
	return NULL;
}

/* Own memory, but without the right to execute. */
static const char *comm_exec(void)
{
	u8 *code = (u8 *)comm_region + JAILHOUSE_COMM_REGION_SIZE / 2;

	*code = RET;
	((void (*)(void))code)();
	return NULL;
}

/* The processor's own page walk leaves the cell. */
static const char *page_tables(void)
{
	write_cr3(foreign());
	return NULL;
}

/* As page_tables(), in the delivery of an exception. */
static const char *idt_outside(void)
{
	const struct {
		u16 limit;
		u64 base;
	} __packed table = { .limit = 0xfff, .base = foreign() };

	asm volatile("lidt %0; int3" : : "m" (table));
	return NULL;
}

static const char *stack_outside(void)
{
	asm volatile("mov %0, %%rsp; push %%rax" : : "r" (foreign()));
	return NULL;
}

static const char *xapic_unaligned(void)
{
	mmio_write8((void *)(XAPIC_PAGE + 0x81), 0);
	return NULL;
}

static const char *ioapic_page(void)
{
	mmio_write32((void *)IOAPIC_PAGE, 0x10);
	return NULL;
}

const struct violation_case memory_cases[] = {
	{ "mem-read", mem_read, STOPPED },
	{ "mem-write", mem_write, STOPPED },
	{ "mem-rmw", mem_rmw, STOPPED },
	{ "mem-string", mem_string, STOPPED },
	{ "mem-exec", mem_exec, STOPPED },
	{ "comm-exec", comm_exec, STOPPED },
	{ "page-tables", page_tables, STOPPED },
	{ "idt-outside", idt_outside, STOPPED },
	{ "stack-outside", stack_outside, STOPPED },
	{ "xapic-unaligned", xapic_unaligned, STOPPED },
	/* For cells without an irqchip. */
	{ "ioapic-page", ioapic_page, STOPPED },
	{ NULL, NULL, STOPPED },
};
