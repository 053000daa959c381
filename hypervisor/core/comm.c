/* SPDX-License-Identifier: BSD-2-Clause */
#include <arch/cpu.h>
#include <comm.h>
#include <console.h>
#include <string.h>
#include <jailhouse/config-access.h>

#define POLLS_PER_UNIT		1000
#define DEFAULT_TIMEOUT_MS	1000
#define MAX_TIMEOUT_MS		10000

void comm_set_state(struct cell *cell, u32 state)
{
	cell->comm->cell_state = state;
}

void comm_reset(struct cell *cell)
{
	struct jailhouse_comm_region *comm = cell->comm;
	u32 flags = cell->config->flags;

	memset(comm, 0, JAILHOUSE_COMM_REGION_SIZE);
	memcpy(comm->signature, COMM_REGION_MAGIC, sizeof(comm->signature));
	comm->revision = COMM_REGION_ABI_REVISION;
	comm->cell_state = JAILHOUSE_CELL_RUNNING;
	if (flags & JAILHOUSE_CELL_VIRTUAL_CONSOLE_PERMITTED)
		comm->flags |= JAILHOUSE_COMM_FLAG_DBG_PUTC_PERMITTED;
	if (flags & JAILHOUSE_CELL_VIRTUAL_CONSOLE_ACTIVE)
		comm->flags |= JAILHOUSE_COMM_FLAG_DBG_PUTC_ACTIVE;
	comm->console = cell->config->console;
	comm->pci_mmconfig_base =
		system_config->platform_info.pci_mmconfig_base;
	arch_comm_region_init(cell, comm);
}

static bool has_comm_region(const struct cell *cell)
{
	const struct jailhouse_memory *region =
		jailhouse_cell_mem_regions(cell->config);
	u32 n;

	for (n = 0; n < cell->config->num_memory_regions; n++)
		if (region[n].size &&
		    region[n].flags & JAILHOUSE_MEM_COMM_REGION)
			return true;
	return false;
}

static bool is_terminal(const struct cell *cell)
{
	u32 state = cell_state(cell);

	return state == JAILHOUSE_CELL_SHUT_DOWN ||
		state == JAILHOUSE_CELL_FAILED ||
		state == JAILHOUSE_CELL_FAILED_COMM_REV;
}

static bool takes_messages(const struct cell *cell)
{
	return !(cell->config->flags & JAILHOUSE_CELL_PASSIVE_COMMREG) &&
		has_comm_region(cell) && !is_terminal(cell);
}

static void send_message(struct cell *cell, u32 message)
{
	cell->comm->reply_from_cell = JAILHOUSE_MSG_NONE;
	/* A reply seen from now on belongs to this message. */
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	cell->comm->msg_to_cell = message;
}

/**
 * Wait for a reply or for the end of the cell.
 * Return: the reply, JAILHOUSE_MSG_NONE if there is none in time.
 */
static u32 wait_for_reply(const struct cell *cell)
{
	u64 units = cell->config->msg_reply_timeout;
	u64 start = arch_timestamp(), limit, polls = 0;
	u32 reply;

	limit = arch_timestamp_khz() *
		(units ? MAX_TIMEOUT_MS : DEFAULT_TIMEOUT_MS);
	for (;;) {
		reply = cell->comm->reply_from_cell;
		if (reply != JAILHOUSE_MSG_NONE || is_terminal(cell))
			return reply;
		if (units && ++polls / POLLS_PER_UNIT >= units)
			return JAILHOUSE_MSG_NONE;
		if (arch_timestamp() - start >= limit)
			return JAILHOUSE_MSG_NONE;
		cpu_relax();
	}
}

bool comm_request_shutdown(struct cell *cell)
{
	u32 reply;

	if (!takes_messages(cell))
		return true;

	send_message(cell, JAILHOUSE_MSG_SHUTDOWN_REQUEST);
	reply = wait_for_reply(cell);
	if (reply == JAILHOUSE_MSG_REQUEST_APPROVED || is_terminal(cell))
		return true;
	if (reply == JAILHOUSE_MSG_NONE) {
		printk("Cell \"%s\" does not answer, it is stopped\n",
		       cell->config->name);
		return true;
	}
	return false;
}

void comm_notify_reconfigured(void)
{
	struct cell *cell;

	for_each_non_root_cell(cell)
		if (takes_messages(cell))
			send_message(cell, JAILHOUSE_MSG_RECONFIG_COMPLETED);
}
