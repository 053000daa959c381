/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
/*
 * What each CPU has mapped in both address spaces while it enters or leaves.
 */
#ifndef JAILHOUSE_DRIVER_X86_ENTRY_AREA_H
#define JAILHOUSE_DRIVER_X86_ENTRY_AREA_H

#include <jailhouse/boot-x86.h>

#define ENTRY_AREA_GDTR		104
#define ENTRY_AREA_IDTR		120
#define ENTRY_AREA_STACK	136
#define ENTRY_AREA_GDT		144
#define ENTRY_AREA_IDT		272
#define ENTRY_AREA_SIZE		8192

#ifndef __ASSEMBLER__

#include <linux/build_bug.h>
#include <asm/desc_defs.h>
#include <asm/segment.h>

/** The only gate that is ever used is the one for NMIs, vector 2. */
#define ENTRY_AREA_GATES	3

struct entry_area {
	/** First, the hypervisor gets its address. */
	struct jailhouse_x86_context context;
	/** Descriptors of the copies below. */
	struct jailhouse_x86_dtr gdtr;
	struct jailhouse_x86_dtr idtr;
	/** Initial stack pointer: the end of the area. */
	u64 stack;
	u64 gdt[GDT_ENTRIES];
	gate_desc idt[ENTRY_AREA_GATES];
	/** Result of the last attempt to enter. */
	int result;
};

static_assert(offsetof(struct entry_area, gdtr) == ENTRY_AREA_GDTR);
static_assert(offsetof(struct entry_area, idtr) == ENTRY_AREA_IDTR);
static_assert(offsetof(struct entry_area, stack) == ENTRY_AREA_STACK);
static_assert(offsetof(struct entry_area, gdt) == ENTRY_AREA_GDT);
static_assert(offsetof(struct entry_area, idt) == ENTRY_AREA_IDT);
static_assert(sizeof(struct entry_area) < ENTRY_AREA_SIZE / 2);
static_assert(JAILHOUSE_X86_CS == __KERNEL_CS);

/** Entry area of a CPU; valid between arch_entry_init() and _exit(). */
struct entry_area *entry_area(unsigned int cpu);

/** All areas in one piece of virtual memory; their size in bytes. */
void *entry_areas(unsigned long *size);

/** Set the CR3 that loads the boot tables, for all CPUs. */
void entry_set_boot_cr3(u64 cr3);

/* entry.S */

/** The pages between these labels are mapped by the boot tables. */
extern const char entry_text_begin[], entry_text_end[];

/**
 * Enter the hypervisor at @entry with this CPU's area, interrupts off.
 * Return: 0 as a guest, or the hypervisor's negative errno.
 */
long entry_enter(struct entry_area *area, u64 entry);

/**
 * Ask the hypervisor to leave this CPU, interrupts off.
 * Return: 0 without the hypervisor, or its negative errno.
 */
long entry_leave(bool use_vmcall);

/** Counts an NMI of this CPU's entry area. */
void entry_nmi(void);

#endif

#endif
