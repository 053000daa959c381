/* SPDX-License-Identifier: BSD-2-Clause */
#include <inmate.h>
#include <inmate/gic.h>
#include <inmate/setup.h>

#define FIRST_SPECIAL	1020

_Static_assert(sizeof(struct exception_frame) == INMATE_FRAME_SIZE,
	       "start.S");

bool (*exception_hook)(struct exception_frame *frame);

static void (*handlers[FIRST_SPECIAL])(void);

void irq_set_handler(unsigned int vector, void (*handler)(void))
{
	if (vector < FIRST_SPECIAL)
		handlers[vector] = handler;
}

void interrupt_dispatch(void)
{
	unsigned int intid = gic_acknowledge();

	if (intid >= FIRST_SPECIAL)
		return;
	if (handlers[intid])
		handlers[intid]();
	gic_end(intid);
}

void exception_dispatch(struct exception_frame *frame)
{
	unsigned int n;

	if (exception_hook && exception_hook(frame))
		return;
	printk("exception at 0x%llx, ESR 0x%llx, FAR 0x%llx, SPSR 0x%llx\n",
	       frame->pc, read_register(esr_el1), read_register(far_el1),
	       frame->pstate);
	for (n = 0; n + 1 < ARRAY_SIZE(frame->x); n += 2)
		printk("X%u %016llx X%u %016llx\n", n, frame->x[n], n + 1,
		       frame->x[n + 1]);
	inmate_stop(JAILHOUSE_CELL_FAILED);
}
