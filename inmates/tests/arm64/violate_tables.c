/* SPDX-License-Identifier: BSD-2-Clause */
/* What violate.c needs to know of arm64. */
#include "../violate.h"

/* ESR_EL1.EC: unknown reason; data abort without a change of level. */
#define EC_UNKNOWN		0x00
#define EC_DATA_ABORT_SAME	0x25

extern const struct violation_case access_cases[];
extern const struct violation_case register_cases[];
extern const struct violation_case instruction_cases[];
extern const struct violation_case interrupt_cases[];
extern const struct violation_case firmware_cases[];

const struct violation_case *const violate_arch_tables[] = {
	access_cases, register_cases, instruction_cases, interrupt_cases,
	firmware_cases, NULL,
};

/* RET */
const u32 violate_return_instruction = 0xd65f03c0;
const unsigned int violate_undefined = EC_UNKNOWN;
const unsigned int violate_fault = EC_DATA_ABORT_SAME;

unsigned int violate_exception(const struct exception_frame *frame)
{
	(void)frame;
	return read_register(esr_el1) >> 26 & 0x3f;
}

/* The stack that the exception was taken on is in order here. */
void violate_resume(struct exception_frame *frame, void (*function)(void),
		    u64 stack)
{
	(void)stack;
	frame->pc = (u64)function;
}
