/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The per-CPU area: a block of private data with the stack at its end, the
 * control block and host save area of the virtualization extension, and the
 * public part. Only the public part is mapped by other CPUs.
 */
#ifndef HV_X86_ASM_PRIVATE_H
#define HV_X86_ASM_PRIVATE_H

/** Private data and stack; size and alignment. */
#define X86_PRIVATE_SIZE	0x2000
#define X86_PERCPU_CONTROL	0x2000
#define X86_PERCPU_HOST_SAVE	0x3000
#define X86_PERCPU_PUBLIC	0x4000
#define X86_PERCPU_SIZE		0x6000

#ifndef __ASSEMBLER__

#include <types.h>
#include <tables.h>
#include <code_page.h>
#include <jailhouse/boot-x86.h>

struct public_per_cpu;

/** Registers that Linux had at entry and the hypervisor changes. */
struct x86_linux_registers {
	u64 cr0;
	u64 cr4;
	u64 efer;
	u64 pat;
	u64 hsave_pa;
	u64 vm_cr;
};

struct private_per_cpu {
	/** Where to continue after an expected fault of the hypervisor. */
	u64 fault_resume;
	/** NMIs taken in the hypervisor and not yet dealt with. */
	volatile u32 nmis;
	struct public_per_cpu *public_part;
	/** In Linux' address space, mapped by the boot tables only. */
	struct jailhouse_x86_context *context;
	/** Copy of *context, kept here while the boot tables are off. */
	struct jailhouse_x86_context saved_context;
	struct x86_linux_registers linux_registers;
	struct hv_tables tables;
	/** A guest's NMI waits for injection. */
	bool nmi_pending;
	/** The guest handles an NMI: IRET is intercepted. */
	bool nmi_blocked;
	/** The handler's IRET is being executed, a trap follows. */
	bool nmi_step;
	u64 nmi_step_dr6;
	bool virtualization_on;
	/** Guest has run: its state is in the control block. */
	bool activated;
	/** Parked: no guest code runs. */
	bool parked;
	/** Guest's MTRRdefType, as far as emulated (bit 11). */
	u32 mtrr_def_type;
	/** Guest's view of PAT. */
	u64 pat;
	struct code_page code_page;
};

/** The calling CPU's private data. */
static inline struct private_per_cpu *this_private(void)
{
	unsigned long stack_pointer;

	asm("mov %%rsp, %0" : "=r" (stack_pointer));
	return (struct private_per_cpu *)
		(stack_pointer & ~(X86_PRIVATE_SIZE - 1UL));
}

/** First byte of a CPU's area. */
static inline u8 *x86_percpu_area(unsigned int cpu)
{
	extern u8 __core_end[];

	return __core_end + (unsigned long)cpu * X86_PERCPU_SIZE;
}

#endif

#endif
