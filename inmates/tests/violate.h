/* SPDX-License-Identifier: BSD-2-Clause */
/* The forbidden acts of violate.c and what must come of them. */
#ifndef VIOLATE_H
#define VIOLATE_H

#include <inmate.h>

enum expectation {
	/** The cell must be stopped: the act must not return. */
	STOPPED,
	/** The act must have no effect but returns; it checks that itself. */
	HARMLESS,
	/** The guest must get violate_undefined or violate_fault. */
	EXCEPTION_UD,
	EXCEPTION_GP,
	/** As STOPPED, in a cell that has the interrupt of parameter "spi". */
	STOPPED_IF_OWNED,
	/** The cell stays alive but does not behave; never returns. */
	MISBEHAVES,
};

struct violation_case {
	const char *name;
	/** Return: NULL, or what turned out wrong. */
	const char *(*act)(void);
	enum expectation expectation;
};

/** Tables that end with an empty name, one per file. */
extern const struct violation_case memory_cases[];
extern const struct violation_case hypercall_cases[];
extern const struct violation_case message_cases[];

/* Of the architecture. */

/** Further tables; ends with NULL. */
extern const struct violation_case *const violate_arch_tables[];
/** An instruction that returns to the caller. */
extern const u32 violate_return_instruction;
/** Numbers of the exceptions of EXCEPTION_UD and EXCEPTION_GP. */
extern const unsigned int violate_undefined, violate_fault;
/** Number of an exception: x86's vector, or the class in ESR_EL1. */
unsigned int violate_exception(const struct exception_frame *frame);
/** Return from the exception to @function, with the stack at @stack. */
void violate_resume(struct exception_frame *frame, void (*function)(void),
		    u64 stack);

/** Parameter "address", by default one that no cell has. */
unsigned long violate_foreign(void);

#endif
