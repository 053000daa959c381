/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Ways not to behave on the communication region. None of them returns, but
 * with times=N some of them behave again after N messages (comm-trash: after
 * N times writing the page).
 */
#include "violate.h"

static __noreturn const char *silent(void)
{
	for (;;)
		cpu_idle();
}

static __noreturn void behave(void)
{
	comm_set_state(JAILHOUSE_CELL_RUNNING);
	while (!comm_shutdown_requested())
		cpu_idle();
	comm_approve_shutdown();
}

/* Answer messages with @reply. */
static __noreturn void answer(u32 reply)
{
	unsigned long times = cmdline_number("times", -1L), n = 0;

	while (n < times) {
		if (comm_region->msg_to_cell != JAILHOUSE_MSG_NONE) {
			jailhouse_send_reply_from_cell(comm_region, reply);
			n++;
		}
		cpu_idle();
	}
	behave();
}

static const char *deny(void)
{
	answer(JAILHOUSE_MSG_REQUEST_DENIED);
}

static const char *garbage_reply(void)
{
	answer(0xdeadbeef);
}

static const char *locked(void)
{
	comm_set_state(JAILHOUSE_CELL_RUNNING_LOCKED);
	answer(JAILHOUSE_MSG_REQUEST_DENIED);
}

static const char *garbage_state(void)
{
	comm_set_state(0x12345678);
	answer(JAILHOUSE_MSG_REQUEST_APPROVED);
}

/* All of the page, over and over: the messages are never seen. */
static __noreturn const char *trash(void)
{
	volatile u64 *word = (volatile u64 *)comm_region;
	unsigned long times = cmdline_number("times", -1L), round;
	unsigned int n;
	u64 value = 1;

	for (round = 0; round < times; round++) {
		for (n = 0; n < JAILHOUSE_COMM_REGION_SIZE / sizeof(*word); n++)
			word[n] = value;
		value = value * 6364136223846793005ULL + 1;
	}
	behave();
}

/* Characters of all kinds on the console; hardly ever a whole line. */
static __noreturn const char *flood(void)
{
	unsigned long times = cmdline_number("times", -1L), n;
	u64 value = 1;

	for (n = 0; n < times; n++) {
		jailhouse_call_arg1(JAILHOUSE_HC_DEBUG_CONSOLE_PUTC,
				    value >> 56);
		value = value * 6364136223846793005ULL + 1;
	}
	behave();
}

const struct violation_case message_cases[] = {
	{ "silent", silent, MISBEHAVES },
	{ "deny", deny, MISBEHAVES },
	{ "garbage-reply", garbage_reply, MISBEHAVES },
	{ "locked", locked, MISBEHAVES },
	{ "garbage-state", garbage_state, MISBEHAVES },
	{ "flood", flood, MISBEHAVES },
	{ "comm-trash", trash, MISBEHAVES },
	{ NULL, NULL, STOPPED },
};
