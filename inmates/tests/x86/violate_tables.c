/* SPDX-License-Identifier: BSD-2-Clause */
/* What violate.c needs to know of x86. */
#include "../violate.h"

extern const struct violation_case access_cases[];
extern const struct violation_case port_cases[];
extern const struct violation_case register_cases[];
extern const struct violation_case instruction_cases[];
extern const struct violation_case interrupt_cases[];

const struct violation_case *const violate_arch_tables[] = {
	access_cases, port_cases, register_cases, instruction_cases,
	interrupt_cases, NULL,
};

/* RET */
const u32 violate_return_instruction = 0xc3;
/* #UD, #GP */
const unsigned int violate_undefined = 6;
const unsigned int violate_fault = 13;

unsigned int violate_exception(const struct exception_frame *frame)
{
	return frame->vector;
}

void violate_resume(struct exception_frame *frame, void (*function)(void),
		    u64 stack)
{
	frame->rip = (u64)function;
	frame->rsp = stack;
}
