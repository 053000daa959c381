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
	/** The guest must get exception 6 (#UD) or 13 (#GP). */
	EXCEPTION_UD,
	EXCEPTION_GP,
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
extern const struct violation_case port_cases[];
extern const struct violation_case register_cases[];
extern const struct violation_case instruction_cases[];
extern const struct violation_case interrupt_cases[];
extern const struct violation_case hypercall_cases[];
extern const struct violation_case message_cases[];

#endif
