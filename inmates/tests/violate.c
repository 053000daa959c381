/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Commits one violation and tells whether it survived.
 *
 * Parameters:
 *	violation=NAME	which one; violation=list prints LIST_PART names and how
 *		many there are in all
 *	from=N	the list's first, default 0
 *	delay=TICKS	milliseconds to wait before, default 0
 *	address=, width=, port=, msr=, value=, target=, times=	where a case
 *		uses them
 *
 * Prints "violate: NAME: before", and if it survives "violate: NAME:
 * survived" or "violate: NAME: exception N", and then PASS or FAIL. An act
 * that must stop the cell passes by printing nothing more. Who survived
 * answers messages as usual.
 */
#include "violate.h"

#define TICK_NS		1000000
#define LIST_PART	32

static const struct violation_case *const common_tables[] = {
	memory_cases, hypercall_cases, message_cases, NULL,
};
static const struct violation_case *const *const tables[] = {
	violate_arch_tables, common_tables,
};

static const char *const expectations[] = {
	[STOPPED] = "stopped",
	[HARMLESS] = "harmless",
	[EXCEPTION_UD] = "exception, undefined",
	[EXCEPTION_GP] = "exception, fault",
	[STOPPED_IF_OWNED] = "stopped if owned",
	[MISBEHAVES] = "misbehaves",
};

static const struct violation_case *current;
static volatile unsigned long ticks;
static u64 stack_after_exception;
static unsigned int last_exception;

static const struct violation_case *find(const char *name)
{
	const struct violation_case *const *table, *c;
	unsigned int n;

	for (n = 0; n < ARRAY_SIZE(tables); n++)
		for (table = tables[n]; *table; table++)
			for (c = *table; c->name; c++)
				if (!strcmp(c->name, name))
					return c;
	return NULL;
}

/* A part: the virtual console does not hold all. */
static void list(void)
{
	unsigned long from = cmdline_number("from", 0);
	const struct violation_case *const *table, *c;
	unsigned int n, count = 0;

	for (n = 0; n < ARRAY_SIZE(tables); n++)
		for (table = tables[n]; *table; table++)
			for (c = *table; c->name; c++, count++)
				if (count - from < LIST_PART)
					printk("violate: %s: %s\n", c->name,
					       expectations[c->expectation]);
	printk("violate: %u acts\n", count);
}

static __noreturn void answer_messages(void)
{
	irq_disable();
	while (!comm_shutdown_requested())
		cpu_idle();
	printk("violate: shut down\n");
	comm_approve_shutdown();
}

static __noreturn void finish(const char *wrong)
{
	if (wrong)
		printk("violate: %s: FAIL: %s\n", current->name, wrong);
	else
		printk("violate: %s: PASS\n", current->name);
	answer_messages();
}

static __noreturn void after_exception(void)
{
	bool expected =
		(current->expectation == EXCEPTION_UD &&
		 last_exception == violate_undefined) ||
		(current->expectation == EXCEPTION_GP &&
		 last_exception == violate_fault);

	printk("violate: %s: exception %u\n", current->name, last_exception);
	finish(expected ? NULL : "exception not expected");
}

/* Never back to where it happened: on with after_exception(). */
static bool catch_exception(struct exception_frame *frame)
{
	exception_hook = NULL;
	last_exception = violate_exception(frame);
	violate_resume(frame, after_exception, stack_after_exception);
	return true;
}

static void count_tick(const struct timer_tick *tick)
{
	ticks += 1 + tick->missed;
}

static void wait_ticks(unsigned long count)
{
	if (!count || !timer_start(TICK_NS, count_tick))
		return;
	irq_disable();
	while (ticks < count) {
		cpu_wait_irq();
		if (comm_shutdown_requested())
			answer_messages();
	}
	timer_stop();
}

void inmate_main(void)
{
	char name[32] = "";
	const char *wrong;

	cmdline_string("violation", name, sizeof(name));
	if (!strcmp(name, "list")) {
		list();
		answer_messages();
	}
	current = find(name);
	if (!current) {
		printk("violate: no violation \"%s\", try violation=list\n",
		       name);
		inmate_stop(JAILHOUSE_CELL_FAILED);
	}
	wait_ticks(cmdline_number("delay", 0));

	/* As after a call: 8 bytes off a multiple of 16. */
	stack_after_exception =
		((u64)__builtin_frame_address(0) - 1024) / 16 * 16 - 8;
	exception_hook = catch_exception;
	printk("violate: %s: before\n", name);
	wrong = current->act();
	printk("violate: %s: survived\n", name);

	if (!wrong && current->expectation != HARMLESS)
		wrong = "must not survive";
	finish(wrong);
}
