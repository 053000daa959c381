/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Descriptor tables of the hypervisor and what arrives through them: expected
 * faults of MSR accesses, NMIs, interrupts left over for a CPU's previous
 * owner. Everything else is a bug of the hypervisor.
 */
#include <types.h>
#include <apic.h>
#include <cpu.h>
#include <machine_check.h>
#include <nmi.h>
#include <report.h>
#include <x86.h>
#include <jailhouse/boot-x86.h>

struct idt_gate {
	u16 offset_low;
	u16 selector;
	u16 attributes;
	u16 offset_middle;
	u32 offset_high;
	u32 reserved;
} __packed;

struct table_register {
	u16 limit;
	u64 base;
} __packed;

struct exception_frame {
	u64 vector;
	u64 error_code;
	u64 rip;
	u64 cs;
	u64 rflags;
	u64 rsp;
	u64 ss;
};

#define GATE_INTERRUPT		0x8e00
#define NUM_VECTORS		256
#define NUM_EXCEPTIONS		32
#define FIRST_INTERRUPT		16
#define VECTOR_STUB_SIZE	16

/** Error code of #SX for a redirected INIT signal. */
#define SX_INIT			1

/* Code at JAILHOUSE_X86_CS, data behind it: as in Linux' GDT. */
static const u64 gdt[] __aligned(16) = {
	0, 0, 0x00af9b000000ffff, 0x00cf93000000ffff,
};

#define DATA_SELECTOR		0x18

static struct idt_gate idt[NUM_VECTORS] __aligned(16);

/*
 * In force while interrupts are let in: a guest may have left any vector from
 * 16 on pending, and those below 32 must not be taken for exceptions.
 */
static struct idt_gate drain_idt[NUM_VECTORS] __aligned(16);

extern const u8 x86_exception_vectors[], x86_nmi_vector[], x86_drain_vector[];

/* Called from vectors.S. */
void x86_exception(struct exception_frame *frame);
void x86_drained_interrupt(void);

static void set_gate(struct idt_gate *gate, const u8 *handler)
{
	u64 offset = (u64)handler;

	gate->offset_low = offset;
	gate->selector = JAILHOUSE_X86_CS;
	gate->attributes = GATE_INTERRUPT;
	gate->offset_middle = offset >> 16;
	gate->offset_high = offset >> 32;
}

/* The same values are written by every CPU that comes along. */
static void fill_tables(void)
{
	const u8 *handler = x86_exception_vectors;
	unsigned int vector;

	for (vector = 0; vector < NUM_VECTORS; vector++) {
		set_gate(&idt[vector], vector < NUM_EXCEPTIONS ?
			 handler : x86_drain_vector);
		set_gate(&drain_idt[vector], vector < FIRST_INTERRUPT ?
			 handler : x86_drain_vector);
		handler += VECTOR_STUB_SIZE;
	}
	set_gate(&idt[X86_VECTOR_NMI], x86_nmi_vector);
	set_gate(&drain_idt[X86_VECTOR_NMI], x86_nmi_vector);
}

static void load_idt(const struct idt_gate *table)
{
	struct table_register idtr = { sizeof(idt) - 1, (u64)table };

	asm volatile("lidt %0" : : "m" (idtr));
}

void x86_exceptions_init(void)
{
	struct table_register gdtr = { sizeof(gdt) - 1, (u64)gdt };

	fill_tables();
	asm volatile("lgdt %0" : : "m" (gdtr));
	asm volatile("mov %0, %%ds; mov %0, %%es; mov %0, %%ss"
		     : : "r" (DATA_SELECTOR));
	load_idt(idt);
}

/*
 * A guest's breakpoint fired here: an exit disables them (APM volume 2, 15.6),
 * but the emulator doesn't. The guest's DR7 is safe in its control block.
 */
static void drop_breakpoint(struct exception_frame *frame)
{
	asm volatile("mov %0, %%dr7" : : "r" (0x400UL));
	asm volatile("mov %0, %%dr6" : : "r" (0xffff0ff0UL));
	frame->rflags |= X86_RFLAGS_RF;
}

void x86_exception(struct exception_frame *frame)
{
	struct private_per_cpu *private = this_private();
	u64 cr2;

	/* #UD: of XSETBV, which Linux may have left switched off. */
	if ((frame->vector == X86_VECTOR_GP ||
	     frame->vector == X86_VECTOR_UD) && private->fault_resume) {
		frame->rip = private->fault_resume;
		private->fault_resume = 0;
		return;
	}
	if (frame->vector == X86_VECTOR_DB) {
		drop_breakpoint(frame);
		return;
	}
	/* An INIT signal that VM_CR.R_INIT redirected (15.28): dropped. */
	if (frame->vector == X86_VECTOR_SX && frame->error_code == SX_INIT)
		return;
	if (frame->vector == X86_VECTOR_MC)
		machine_check_report(false);
	asm volatile("mov %%cr2, %0" : "=r" (cr2));
	hv_panic("exception %llu, error %llx, at %llx, CR2 %llx",
		 frame->vector, frame->error_code, frame->rip, cr2);
}

static void __noreturn die_of_machine_check(void)
{
	machine_check_report(false);
	hv_panic("machine check while the hypervisor ran");
}

/* Vectors look alike here; a machine check says that it is one (APM 9.3.1). */
void x86_drained_interrupt(void)
{
	if (machine_check_in_progress())
		die_of_machine_check();
	apic_write(APIC_REG_EOI, 0);
}

void x86_drain_interrupts(void)
{
	struct private_per_cpu *private = this_private();
	unsigned int n;

	load_idt(drain_idt);
	asm volatile("stgi" : : : "memory");
	for (n = 0; n < NUM_VECTORS; n++)
		asm volatile("sti; nop; cli" : : : "memory");
	asm volatile("clgi" : : : "memory");
	load_idt(idt);

	if (private->nmis) {
		private->nmis = 0;
		nmi_drained();
	}
}
