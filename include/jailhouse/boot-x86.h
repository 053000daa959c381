/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How a CPU enters the hypervisor and leaves it again on x86.
 *
 * The driver's entry stub, in a text page that the boot tables map at its
 * kernel address too, loads a GDT copy (whose 64-bit code selector is
 * JAILHOUSE_X86_CS), an IDT whose NMI gate counts into context->nmis, and a
 * stack, all mapped in both address spaces, then boot_cr3, and calls the
 * image's entry point with RDI = context, interrupts off, EFLAGS.DF clear.
 *
 * On success Linux continues as a guest at context->rip with context->rsp,
 * context->cr3, GDTR, IDTR and selectors from the context and RAX = 0. On
 * failure, and when JAILHOUSE_HC_DISABLE succeeds, the hypervisor loads
 * boot_cr3 again, updates the context from the guest's state and jumps to
 * context->leave with RDI = context and RSI = result (negative errno or 0).
 * The stub there restores CR3, GDTR, IDTR, SS, DS, ES and RSP, and jumps to
 * context->rip with RAX = result. FS, GS, TR, LDTR and the system call MSRs
 * are never touched in between. All other general registers but RSP are
 * undefined at context->rip, both times.
 */
#ifndef JAILHOUSE_BOOT_X86_H
#define JAILHOUSE_BOOT_X86_H

/** 64-bit ring 0 code selector in the driver's GDT copy and in Linux' GDT. */
#define JAILHOUSE_X86_CS		0x10

#define JAILHOUSE_X86_CTX_CR3		0
#define JAILHOUSE_X86_CTX_RSP		8
#define JAILHOUSE_X86_CTX_RIP		16
#define JAILHOUSE_X86_CTX_RFLAGS	24
#define JAILHOUSE_X86_CTX_LEAVE		32
#define JAILHOUSE_X86_CTX_BOOT_CR3	40
#define JAILHOUSE_X86_CTX_NMIS		48
#define JAILHOUSE_X86_CTX_CPU		56
#define JAILHOUSE_X86_CTX_GDTR		64
#define JAILHOUSE_X86_CTX_IDTR		80
#define JAILHOUSE_X86_CTX_CS		96
#define JAILHOUSE_X86_CTX_SS		98
#define JAILHOUSE_X86_CTX_DS		100
#define JAILHOUSE_X86_CTX_ES		102

#ifndef __ASSEMBLER__

#include <jailhouse/types.h>

struct jailhouse_x86_dtr {
	__u16 limit;
	__u64 base;
	__u8 padding[6];
} __attribute__((packed));

struct jailhouse_x86_context {
	__u64 cr3;
	__u64 rsp;
	__u64 rip;
	__u64 rflags;
	__u64 leave;
	__u64 boot_cr3;
	volatile __u64 nmis;
	/** Logical CPU. */
	__u32 cpu;
	__u32 padding;
	struct jailhouse_x86_dtr gdtr;
	struct jailhouse_x86_dtr idtr;
	__u16 cs;
	__u16 ss;
	__u16 ds;
	__u16 es;
};

#define JAILHOUSE_ASSERT_CTX(member, offset) \
	_Static_assert(__builtin_offsetof(struct jailhouse_x86_context, \
					  member) == (offset), "boot ABI")
JAILHOUSE_ASSERT_CTX(cr3, JAILHOUSE_X86_CTX_CR3);
JAILHOUSE_ASSERT_CTX(rsp, JAILHOUSE_X86_CTX_RSP);
JAILHOUSE_ASSERT_CTX(rip, JAILHOUSE_X86_CTX_RIP);
JAILHOUSE_ASSERT_CTX(rflags, JAILHOUSE_X86_CTX_RFLAGS);
JAILHOUSE_ASSERT_CTX(leave, JAILHOUSE_X86_CTX_LEAVE);
JAILHOUSE_ASSERT_CTX(boot_cr3, JAILHOUSE_X86_CTX_BOOT_CR3);
JAILHOUSE_ASSERT_CTX(nmis, JAILHOUSE_X86_CTX_NMIS);
JAILHOUSE_ASSERT_CTX(cpu, JAILHOUSE_X86_CTX_CPU);
JAILHOUSE_ASSERT_CTX(gdtr, JAILHOUSE_X86_CTX_GDTR);
JAILHOUSE_ASSERT_CTX(idtr, JAILHOUSE_X86_CTX_IDTR);
JAILHOUSE_ASSERT_CTX(cs, JAILHOUSE_X86_CTX_CS);
JAILHOUSE_ASSERT_CTX(ss, JAILHOUSE_X86_CTX_SS);
JAILHOUSE_ASSERT_CTX(ds, JAILHOUSE_X86_CTX_DS);
JAILHOUSE_ASSERT_CTX(es, JAILHOUSE_X86_CTX_ES);

#endif

#endif
