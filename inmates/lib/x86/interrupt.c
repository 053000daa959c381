/* SPDX-License-Identifier: BSD-2-Clause */
#include <inmate.h>
#include <inmate/apic.h>
#include <inmate/setup.h>

#define NUM_VECTORS		256
#define VECTOR_ENTRY_SIZE	16
#define START_CS64		0x18
#define GATE_INTERRUPT		0x8e	/* present, ring 0, interrupt gate */

struct gate {
	u16 offset_low;
	u16 selector;
	u8 ist;
	u8 type;
	u16 offset_middle;
	u32 offset_high;
	u32 reserved;
};

struct table_pointer {
	u16 limit;
	u64 base;
} __packed;

extern const char vector_entries[];

bool (*exception_hook)(struct exception_frame *frame);

static struct gate idt[NUM_VECTORS] __aligned(16);
static void (*handlers[NUM_VECTORS])(void);

void irq_set_handler(unsigned int vector, void (*handler)(void))
{
	if (vector >= IRQ_FIRST_VECTOR && vector < IRQ_SPURIOUS_VECTOR)
		handlers[vector] = handler;
}

void interrupt_dispatch(unsigned int vector)
{
	if (vector == IRQ_SPURIOUS_VECTOR)
		return;
	if (handlers[vector])
		handlers[vector]();
	apic_write(APIC_REG_EOI, 0);
}

static void print_frame(const struct exception_frame *f)
{
	printk("exception %llu error 0x%llx at 0x%llx, CR2 0x%lx\n",
	       f->vector, f->error, f->rip, read_cr2());
	printk("RAX %016llx RBX %016llx RCX %016llx RDX %016llx\n",
	       f->rax, f->rbx, f->rcx, f->rdx);
	printk("RSI %016llx RDI %016llx RBP %016llx RSP %016llx\n",
	       f->rsi, f->rdi, f->rbp, f->rsp);
	printk("R8  %016llx R9  %016llx R10 %016llx R11 %016llx\n",
	       f->r8, f->r9, f->r10, f->r11);
	printk("R12 %016llx R13 %016llx R14 %016llx R15 %016llx\n",
	       f->r12, f->r13, f->r14, f->r15);
	printk("CS %04llx SS %04llx RFLAGS %llx CR0 %lx CR3 %lx CR4 %lx\n",
	       f->cs, f->ss, f->rflags, read_cr0(), read_cr3(), read_cr4());
}

void exception_dispatch(struct exception_frame *frame)
{
	if (exception_hook && exception_hook(frame))
		return;
	print_frame(frame);
	inmate_stop(JAILHOUSE_CELL_FAILED);
}

void interrupt_init(void)
{
	unsigned int n;
	u64 entry;

	for (n = 0; n < NUM_VECTORS; n++) {
		entry = (u64)vector_entries + n * VECTOR_ENTRY_SIZE;
		idt[n] = (struct gate) {
			.offset_low = (u16)entry,
			.selector = START_CS64,
			.type = GATE_INTERRUPT,
			.offset_middle = (u16)(entry >> 16),
			.offset_high = (u32)(entry >> 32),
		};
	}
}

void interrupt_load(void)
{
	const struct table_pointer pointer = {
		.limit = sizeof(idt) - 1,
		.base = (u64)idt,
	};

	asm volatile("lidt %0" : : "m" (pointer));
}
