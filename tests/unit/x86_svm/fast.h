/* SPDX-License-Identifier: BSD-2-Clause */
/* A CPU whose guest has left for svm_fast_exit(), and the rest made up. */
#ifndef TEST_X86_SVM_FAST_H
#define TEST_X86_SVM_FAST_H

#include <asm/private.h>
#include <cpu.h>
#include <svm.h>
#include <vcpu.h>

#define CODE_ADDRESS	0xffffffff81234000ULL
#define CODE_CR3	0x12345000ULL
#define LEAF_VALUE	0x8000000000abc063ULL

/** A CPU's area as the run loop lays it out. */
struct area {
	struct private_per_cpu private;
	u8 stack[X86_PRIVATE_SIZE - sizeof(struct private_per_cpu) -
		 sizeof(struct guest_regs)];
	struct guest_regs regs;
	struct vmcb vmcb;
};

extern struct area area;
extern struct public_per_cpu public;
extern struct cell other_cell;
/** The leaf entry of the page that is kept. */
extern u64 leaf;
/** On the heap: the sanitizer sees a read behind the page's end. */
extern u8 *code_page;

/** The last write to the local APIC; whether the next one is accepted. */
extern struct apic_access {
	unsigned int count, reg;
	u32 value, destination;
} apic_written;
extern bool write_accepted;
/** Content of the upper half of the interrupt command register. */
extern u32 icr_high;
/** Calls of console_feed(). */
extern unsigned int drained;

/** A cell's guest in 64-bit mode whose code page is kept. */
int setup(void **state);
/** For the end of all tests. */
int cleanup(void **state);

/** The exit is done, counted once, and the guest goes on at @rip. */
void handled(unsigned int stat, u64 rip);
/** Left to svm_handle_exit(), with nothing changed. */
void left_alone(void);

#endif
