/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Reports: refusals for root's eyes, violations, and the end.
 */
#ifndef HV_REPORT_H
#define HV_REPORT_H

#include <types.h>
#include <jailhouse/config-rules.h>
#include <jailhouse/image.h>

/**
 * Record why a management call is refused, in the root view.
 * Return: the rule's negative errno, to be returned in turn.
 */
int refuse(u32 rule, u32 array, u32 index, u32 other);
/** As refuse(), for an error that a checker filled in. */
int refuse_error(const struct jailhouse_config_error *error);

enum violation_kind {
	/** Second-stage fault that no handler took. */
	VIOLATION_MEMORY,
	/** Instruction fetch from memory that is not executable. */
	VIOLATION_FETCH,
	VIOLATION_PORT,
	VIOLATION_MSR,
	/** Interrupt command, LVT or IOAPIC entry with a forbidden mode. */
	VIOLATION_INTERRUPT,
	/** Instruction that is never executed for a guest. */
	VIOLATION_INSTRUCTION,
	VIOLATION_TRIPLE_FAULT,
	/** The CPU refuses to run the guest; address: the hardware's reason. */
	VIOLATION_STATE,
	/** Access whose instruction could not be decoded. */
	VIOLATION_DECODE,
};

struct violation {
	enum violation_kind kind;
	/** Guest-physical address, port or register number. */
	u64 address;
	/** Bytes; 0 unknown. */
	unsigned int size;
	bool is_write;
	u64 value;
	/** Guest's program counter. */
	u64 pc;
	/** What exactly, a few words; may be NULL. */
	const char *what;
};

/**
 * A guest went beyond its limits.
 *
 * Non-root: one report (cell and CPU, instruction and access, nearest
 * configured region or port, the line that would allow it), then cell_fail().
 * Root: a report at a limited rate; the architecture then drops the access or
 * injects its fault.
 */
void report_violation(const struct violation *violation);

/** The hypervisor itself is broken: print, stop this CPU for good. */
void hv_panic(const char *fmt, ...)
	__attribute__((noreturn, format(printf, 1, 2)));

#define hv_assert(condition)						\
	do {								\
		if (!(condition))					\
			hv_panic("%s:%d: %s", __FILE__, __LINE__,	\
				 #condition);				\
	} while (0)

#endif
