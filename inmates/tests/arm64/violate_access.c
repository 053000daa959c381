/* SPDX-License-Identifier: BSD-2-Clause */
/* Accesses to memory that arm64 has its own ways for. */
#include "../violate.h"

/* Two registers, as ESR_EL2 does not describe it (ISV clear). */
static const char *mem_pair(void)
{
	u64 first, second;

	asm volatile("ldp %0, %1, [%2]" : "=r" (first), "=r" (second)
		     : "r" (violate_foreign()) : "memory");
	return NULL;
}

/* The same for an address that the instruction changes. */
static const char *mem_writeback(void)
{
	u64 address = violate_foreign();

	asm volatile("str wzr, [%0], #4" : "+r" (address) : : "memory");
	return NULL;
}

static const char *mem_exclusive(void)
{
	u32 value, status;

	asm volatile("ldaxr %w0, [%2]; stlxr %w1, %w0, [%2]"
		     : "=&r" (value), "=&r" (status)
		     : "r" (violate_foreign()) : "memory");
	return NULL;
}

static const char *mem_cache_zero(void)
{
	asm volatile("dc zva, %0" : : "r" (violate_foreign()) : "memory");
	return NULL;
}

static const char *mem_vector(void)
{
	asm volatile(".arch_extension fp\n\t"
		     ".arch_extension simd\n\t"
		     "ldr q0, [%0]" : : "r" (violate_foreign()) : "memory");
	return NULL;
}

/* The processor's own page walk leaves the cell. */
static const char *page_tables(void)
{
	write_register(ttbr0_el1, violate_foreign());
	cpu_sync();
	asm volatile("tlbi vmalle1; dsb nsh; isb" : : : "memory");
	return NULL;
}

/* Exceptions are taken where the cell has no memory. */
static const char *vectors_outside(void)
{
	write_register(vbar_el1, violate_foreign());
	cpu_sync();
	asm volatile("svc #0" : : : "memory");
	return NULL;
}

static const char *stack_outside(void)
{
	asm volatile("mov sp, %0; str x0, [sp, #-16]!"
		     : : "r" (violate_foreign()) : "memory");
	return NULL;
}

const struct violation_case access_cases[] = {
	{ "mem-pair", mem_pair, STOPPED },
	{ "mem-writeback", mem_writeback, STOPPED },
	{ "mem-exclusive", mem_exclusive, STOPPED },
	{ "mem-cache-zero", mem_cache_zero, STOPPED },
	{ "mem-vector", mem_vector, STOPPED },
	{ "page-tables", page_tables, STOPPED },
	{ "vectors-outside", vectors_outside, STOPPED },
	{ "stack-outside", stack_outside, STOPPED },
	{ NULL, NULL, STOPPED },
};
