/* SPDX-License-Identifier: BSD-2-Clause */
/* A guest at EL1 that exits: how it finds itself afterwards, what is reported. */
#ifndef TEST_ARM64_GUEST_H
#define TEST_ARM64_GUEST_H

#include "arm64/machine.h"
#include "arm64/sysregs.h"

#include <exits.h>
#include <report.h>
#include <sysreg.h>

#define PC		0xffff800008081234UL
#define VBAR		0xffff800008010000UL
#define FAR		0xffff00001234567cUL
/* EL1h, IRQs open, flags. */
#define SPSR		0x60000005UL
/* ESR_EL1 of an undefined instruction. */
#define UNDEF		0x02000000UL

extern struct guest_regs regs, regs_before;
extern struct violation reported;
extern unsigned int reports;

/** Reset the machine: the guest of a CPU, 0: root's, 2: a cell's, has exited. */
void guest_exits(unsigned int cpu);

void registers_are_unchanged(void);
/** It goes on there, without an exception. */
void pc_is(u64 pc);
/** It takes an exception. @pc: where from. */
void is_injected(u64 esr, u64 pc);
void is_reported(enum violation_kind kind, u64 address, u64 pc);

#endif
