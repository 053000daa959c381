/* SPDX-License-Identifier: BSD-2-Clause */
#include <inmate.h>

bool comm_shutdown_requested(void)
{
	u32 message = comm_region->msg_to_cell;

	if (message == JAILHOUSE_MSG_SHUTDOWN_REQUEST)
		return true;
	if (message == JAILHOUSE_MSG_RECONFIG_COMPLETED)
		jailhouse_send_reply_from_cell(comm_region,
					       JAILHOUSE_MSG_RECEIVED);
	else if (message != JAILHOUSE_MSG_NONE)
		jailhouse_send_reply_from_cell(comm_region,
					       JAILHOUSE_MSG_UNKNOWN);
	return false;
}

void comm_set_state(u32 state)
{
	comm_region->cell_state = state;
}

void comm_deny_shutdown(void)
{
	jailhouse_send_reply_from_cell(comm_region,
				       JAILHOUSE_MSG_REQUEST_DENIED);
}

__noreturn void comm_approve_shutdown(void)
{
	jailhouse_send_reply_from_cell(comm_region,
				       JAILHOUSE_MSG_REQUEST_APPROVED);
	inmate_stop(JAILHOUSE_CELL_SHUT_DOWN);
}

__noreturn void inmate_stop(u32 state)
{
	comm_set_state(state);
	irq_disable();
	for (;;)
		cpu_halt();
}
