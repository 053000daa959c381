/* SPDX-License-Identifier: BSD-2-Clause */
#include <arch/cpu.h>
#include <comm.h>
#include <console.h>
#include <core_entry.h>
#include <errno.h>
#include <string.h>
#include <jailhouse/config-access.h>

/** Looks at the reply before root's CPU may take its interrupts: some us. */
#define POLLS_PER_CALL		64
#define POLLS_PER_UNIT		1000
#define DEFAULT_TIMEOUT_MS	1000
#define MAX_TIMEOUT_MS		10000
/** After that time without a look, who asked does not come back. */
#define FORGET_MS		1000

/** What messages and states need, see arch_sync_data(). */
static void sync(const struct cell *cell)
{
	arch_sync_data(cell->comm, sizeof(*cell->comm));
}

u32 comm_read_state(const struct cell *cell)
{
	sync(cell);
	return cell->comm->cell_state;
}

void comm_set_state(struct cell *cell, u32 state)
{
	sync(cell);
	cell->comm->cell_state = state;
	sync(cell);
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
	arch_sync_data(comm, JAILHOUSE_COMM_REGION_SIZE);
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
	sync(cell);
	cell->comm->reply_from_cell = JAILHOUSE_MSG_NONE;
	/* A reply seen from now on belongs to this message. */
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	cell->comm->msg_to_cell = message;
	sync(cell);
}

/** The time of the cell's configuration is over. Counts one look. */
static bool out_of_time(struct cell *cell)
{
	struct comm_request *request = &cell->request;
	u64 units = cell->config->msg_reply_timeout;

	if (units && ++request->polls / POLLS_PER_UNIT >= units)
		return true;
	return arch_timestamp() - request->start >= arch_timestamp_khz() *
		(units ? MAX_TIMEOUT_MS : DEFAULT_TIMEOUT_MS);
}

/** A few looks for the reply. Result as of comm_request_shutdown(). */
static int look_for_reply(struct cell *cell)
{
	unsigned int n;
	u32 reply;

	for (n = 0; n < POLLS_PER_CALL; n++) {
		sync(cell);
		reply = cell->comm->reply_from_cell;
		if (reply == JAILHOUSE_MSG_REQUEST_APPROVED ||
		    is_terminal(cell))
			return 0;
		if (reply != JAILHOUSE_MSG_NONE)
			return -EPERM;
		if (out_of_time(cell)) {
			printk("Cell \"%s\" does not answer, it is stopped\n",
			       cell->config->name);
			return 0;
		}
		cpu_relax();
	}
	return HYPERCALL_REPEAT;
}

int comm_request_shutdown(struct cell *cell, u32 call)
{
	struct comm_request *request = &cell->request;
	u64 now = arch_timestamp();
	int result = 0;

	if (takes_messages(cell)) {
		if (request->call && now - request->last_poll >=
		    arch_timestamp_khz() * FORGET_MS)
			request->call = 0;
		if (request->call && request->call != call)
			return -EBUSY;
		if (!request->call) {
			send_message(cell, JAILHOUSE_MSG_SHUTDOWN_REQUEST);
			request->call = call;
			request->polls = 0;
			request->start = now;
		}
		request->last_poll = now;
		result = look_for_reply(cell);
	}
	if (result != HYPERCALL_REPEAT)
		request->call = 0;
	return result;
}

void comm_notify_reconfigured(void)
{
	struct cell *cell;

	for_each_non_root_cell(cell)
		if (takes_messages(cell) && !cell->request.call)
			send_message(cell, JAILHOUSE_MSG_RECONFIG_COMPLETED);
}
