/* SPDX-License-Identifier: BSD-2-Clause */
/* Accesses to memory that only x86 has. */
#include "../violate.h"

#define XAPIC_PAGE		0xfee00000UL
#define IOAPIC_PAGE		0xfec00000UL

/* Needs more than the decoder of MMIO accesses knows. */
static const char *mem_rmw(void)
{
	asm volatile("lock incl (%0)" : : "r" (violate_foreign()) : "memory");
	return NULL;
}

static const char *mem_string(void)
{
	unsigned long source = violate_foreign(), count = 16;
	u8 buffer[16], *destination = buffer;

	asm volatile("rep movsb" : "+S" (source), "+D" (destination),
		     "+c" (count) : : "memory");
	return NULL;
}

/* The processor's own page walk leaves the cell. */
static const char *page_tables(void)
{
	write_cr3(violate_foreign());
	return NULL;
}

/* As page_tables(), in the delivery of an exception. */
static const char *idt_outside(void)
{
	const struct {
		u16 limit;
		u64 base;
	} __packed table = { .limit = 0xfff, .base = violate_foreign() };

	asm volatile("lidt %0; int3" : : "m" (table));
	return NULL;
}

static const char *stack_outside(void)
{
	asm volatile("mov %0, %%rsp; push %%rax" : : "r" (violate_foreign()));
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

/* Own memory, but without the right to execute. */
static const char *comm_exec(void)
{
	u32 *code = (u32 *)((u8 *)comm_region + JAILHOUSE_COMM_REGION_SIZE / 2);

	*code = violate_return_instruction;
	((void (*)(void))code)();
	return NULL;
}

const struct violation_case access_cases[] = {
	{ "mem-rmw", mem_rmw, STOPPED },
	{ "mem-string", mem_string, STOPPED },
	{ "page-tables", page_tables, STOPPED },
	{ "idt-outside", idt_outside, STOPPED },
	{ "stack-outside", stack_outside, STOPPED },
	{ "xapic-unaligned", xapic_unaligned, STOPPED },
	/* For cells without an irqchip. */
	{ "ioapic-page", ioapic_page, STOPPED },
	{ "comm-exec", comm_exec, STOPPED },
	{ NULL, NULL, STOPPED },
};
