/* SPDX-License-Identifier: BSD-2-Clause */
/* Messages: consent, denial, silence, nonsense. */
#include <errno.h>
#include <string.h>
#include <arch/cpu.h>
#include <comm.h>
#include <console.h>
#include <core_entry.h>
#include <cpu.h>

#include "machine.h"

static struct cell_spec first, second;
static struct jailhouse_comm_region *comm;
/* What the cell does while the hypervisor waits. */
static u32 reply;
static u32 new_state;
static u32 seen_message;
static unsigned int waits, silent_waits;
static bool stopped_while_waiting;

static void cell_runs(void)
{
	unsigned int cpu;

	for (cpu = 0; cpu < MACHINE_CPUS; cpu++)
		if (public_per_cpu(cpu)->stop_request)
			stopped_while_waiting = true;
	waits++;
	if (waits <= silent_waits)
		return;
	seen_message = comm->msg_to_cell;
	if (new_state)
		comm->cell_state = new_state;
	if (reply)
		jailhouse_send_reply_from_cell(comm, reply);
}

static void boot(u32 flags, u64 timeout)
{
	machine_spec();
	machine_boot();
	spec_cell(&first);
	spec_other_cell(&second);
	first.desc.flags = flags;
	first.desc.msg_reply_timeout = timeout;
	CHECK_EQ(create(&first), 0);
	CHECK_EQ(start(1), 0);
	comm = cell_find(1)->comm;
	fake.relax = cell_runs;
}

FRESH_TEST(region_is_filled_in)
{
	boot(JAILHOUSE_CELL_VIRTUAL_CONSOLE_PERMITTED |
	     JAILHOUSE_CELL_VIRTUAL_CONSOLE_ACTIVE, 0);
	CHECK_EQ(comm->flags, 3);
	CHECK_EQ(comm->revision, COMM_REGION_ABI_REVISION);
	CHECK_EQ(comm->cell_state, JAILHOUSE_CELL_RUNNING);
	CHECK_EQ(comm->tsc_khz, FAKE_KHZ);
}

FRESH_TEST(configuration_is_passed_on)
{
	machine_spec();
	machine_system.header.platform_info.pci_mmconfig_base = 0xb0000000;
	machine_boot();
	spec_cell(&first);
	first.desc.console.address = 0x2f8;
	first.desc.console.divider = 5;
	first.desc.flags = JAILHOUSE_CELL_PASSIVE_COMMREG;
	CHECK_EQ(create(&first), 0);
	CHECK_EQ(start(1), 0);
	comm = cell_find(1)->comm;
	CHECK_EQ(comm->flags, 0);
	CHECK_EQ(comm->console.address, 0x2f8);
	CHECK_EQ(comm->console.divider, 5);
	CHECK_EQ(comm->pci_mmconfig_base, 0xb0000000);
}

FRESH_TEST(approval)
{
	boot(0, 0);
	reply = JAILHOUSE_MSG_REQUEST_APPROVED;
	silent_waits = 5;
	CHECK_EQ(start(1), 0);
	CHECK_EQ(seen_message, JAILHOUSE_MSG_SHUTDOWN_REQUEST);
	CHECK_EQ(waits, 6);
	CHECK(!stopped_while_waiting);
	CHECK_EQ(set_loadable(1), 0);
	CHECK_EQ(waits, 7);
	/* Shut down: nobody to be asked. */
	CHECK_EQ(set_loadable(1), 0);
	CHECK_EQ(start(1), 0);
	CHECK_EQ(waits, 7);
	CHECK_EQ(destroy(1), 0);
	CHECK_EQ(waits, 8);
}

/* What a cell sees and writes whose caches are off. */
static u8 memory[JAILHOUSE_COMM_REGION_SIZE];
static u32 uncached_reply, uncached_state;

static void write_back(u64 phys, u64 size)
{
	struct jailhouse_comm_region *cell_view = (void *)memory;

	CHECK_EQ(phys, hv_virt_to_phys(comm));
	if (uncached_reply)
		comm->reply_from_cell = uncached_reply;
	if (uncached_state)
		comm->cell_state = uncached_state;
	uncached_reply = uncached_state = 0;
	memcpy(memory, comm, size);
	seen_message = cell_view->msg_to_cell;
}

static void check_memory(void)
{
	CHECK(!memcmp(memory, comm, sizeof(memory)));
}

FRESH_TEST(cells_without_caches)
{
	boot(0, 0);
	fake.relax = NULL;
	fake.synced = write_back;
	/* As cell_start() does it. */
	memset(memory, 0x55, sizeof(memory));
	comm_reset(cell_find(1));
	check_memory();
	CHECK_EQ(hypercall(JAILHOUSE_HC_CELL_START, 1, 0), HYPERCALL_REPEAT);
	CHECK_EQ(seen_message, JAILHOUSE_MSG_SHUTDOWN_REQUEST);
	check_memory();
	uncached_state = JAILHOUSE_CELL_RUNNING_LOCKED;
	CHECK_EQ(hypercall(JAILHOUSE_HC_CELL_GET_STATE, 1, 0),
		 JAILHOUSE_CELL_RUNNING_LOCKED);
	uncached_reply = JAILHOUSE_MSG_REQUEST_APPROVED;
	CHECK_EQ(hypercall(JAILHOUSE_HC_CELL_START, 1, 0), 0);
	check_memory();
	comm_set_state(cell_find(1), JAILHOUSE_CELL_FAILED);
	check_memory();
}

static void denied_with(u32 code)
{
	struct snapshot *before = take_snapshot();

	reply = code;
	CHECK_EQ(start(1), -EPERM);
	CHECK_EQ(last_rule(), JAILHOUSE_RULE_CELL_REFUSED);
	CHECK_EQ(root_view.last_error.other, 1);
	CHECK_EQ(set_loadable(1), -EPERM);
	CHECK_EQ(last_rule(), JAILHOUSE_RULE_CELL_REFUSED);
	CHECK_EQ(destroy(1), -EPERM);
	CHECK_EQ(last_rule(), JAILHOUSE_RULE_CELL_REFUSED);
	check_snapshot(before);
	CHECK_EQ(get_state(1), JAILHOUSE_CELL_RUNNING);
}

FRESH_TEST(denial_and_nonsense)
{
	boot(0, 0);
	denied_with(JAILHOUSE_MSG_REQUEST_DENIED);
	denied_with(JAILHOUSE_MSG_UNKNOWN);
	denied_with(JAILHOUSE_MSG_RECEIVED);
	denied_with(77);
	denied_with(0xffffffff);
}

FRESH_TEST(silence_ends_after_a_second)
{
	u64 start_time;

	boot(0, 0);
	start_time = arch_timestamp();
	CHECK_EQ(destroy(1), 0);
	CHECK(arch_timestamp() - start_time >= 1000 * FAKE_KHZ);
	CHECK(arch_timestamp() - start_time < 1010 * FAKE_KHZ);
	CHECK(strstr(console_text(), "does not answer"));
	CHECK(!stopped_while_waiting);
}

FRESH_TEST(configured_timeout_counts_polls)
{
	boot(0, 3);
	CHECK_EQ(destroy(1), 0);
	CHECK_EQ(waits, 2999);
}

FRESH_TEST(configured_timeout_is_capped)
{
	u64 start_time;

	boot(0, ~0ULL);
	fake.time_step = 100;
	start_time = arch_timestamp();
	CHECK_EQ(destroy(1), 0);
	CHECK(arch_timestamp() - start_time >= 10000 * FAKE_KHZ);
	CHECK(arch_timestamp() - start_time < 10100 * FAKE_KHZ);
}

FRESH_TEST(end_of_the_cell_ends_the_wait)
{
	boot(0, 0);
	silent_waits = 3;
	new_state = JAILHOUSE_CELL_FAILED_COMM_REV;
	CHECK_EQ(start(1), 0);
	CHECK_EQ(waits, 4);
	new_state = JAILHOUSE_CELL_SHUT_DOWN;
	CHECK_EQ(start(1), 0);
	CHECK_EQ(waits, 5);
	/* It shut itself down: not asked again. */
	comm->cell_state = JAILHOUSE_CELL_SHUT_DOWN;
	CHECK_EQ(set_loadable(1), 0);
	CHECK_EQ(waits, 5);
}

FRESH_TEST(failing_cell_is_not_waited_for)
{
	boot(0, 0);
	fake_be(1);
	cell_fail(cell_find(1));
	fake_be(0);
	CHECK_EQ(destroy(1), 0);
	CHECK_EQ(waits, 0);
}

FRESH_TEST(nonsense_state_is_asked)
{
	boot(0, 0);
	comm->cell_state = 99;
	reply = JAILHOUSE_MSG_REQUEST_DENIED;
	CHECK_EQ(destroy(1), -EPERM);
	reply = JAILHOUSE_MSG_REQUEST_APPROVED;
	CHECK_EQ(destroy(1), 0);
}

FRESH_TEST(stale_reply_does_not_count)
{
	boot(0, 0);
	comm->reply_from_cell = JAILHOUSE_MSG_REQUEST_APPROVED;
	reply = JAILHOUSE_MSG_REQUEST_DENIED;
	CHECK_EQ(destroy(1), -EPERM);
}

FRESH_TEST(passive_cells_are_not_asked)
{
	boot(JAILHOUSE_CELL_PASSIVE_COMMREG, 0);
	CHECK_EQ(set_loadable(1), 0);
	CHECK_EQ(start(1), 0);
	CHECK_EQ(destroy(1), 0);
	CHECK_EQ(waits, 0);
}

FRESH_TEST(passive_cells_can_lock)
{
	boot(JAILHOUSE_CELL_PASSIVE_COMMREG, 0);
	comm->cell_state = JAILHOUSE_CELL_RUNNING_LOCKED;
	CHECK_EQ(get_state(1), JAILHOUSE_CELL_RUNNING_LOCKED);
	CHECK_EQ(create(&second), -EPERM);
	CHECK_EQ(last_rule(), JAILHOUSE_RULE_CELL_LOCKED);
	CHECK_EQ(root_view.last_error.other, 1);
	/* The lock is against changes elsewhere; it is not asked itself. */
	CHECK_EQ(comm->msg_to_cell, 0);
	CHECK_EQ(destroy(1), 0);
	CHECK_EQ(waits, 0);
	CHECK_EQ(create(&second), 0);
}

FRESH_TEST(cells_without_region_are_not_asked)
{
	machine_spec();
	machine_boot();
	spec_cell(&first);
	first.num_mem = 1;
	CHECK_EQ(create(&first), 0);
	CHECK_EQ(start(1), 0);
	fake.relax = cell_runs;
	comm = cell_find(1)->comm;
	CHECK_EQ(destroy(1), 0);
	CHECK_EQ(waits, 0);
}

FRESH_TEST(changes_are_announced)
{
	boot(0, 0);
	comm->reply_from_cell = 5;
	CHECK_EQ(create(&second), 0);
	CHECK_EQ(comm->msg_to_cell, JAILHOUSE_MSG_RECONFIG_COMPLETED);
	CHECK_EQ(comm->reply_from_cell, 0);
	CHECK_EQ(cell_find(2)->comm->msg_to_cell, 0);
	CHECK_EQ(waits, 0);
	comm->msg_to_cell = 0;
	CHECK_EQ(start(2), 0);
	CHECK_EQ(comm->msg_to_cell, 0);
	cell_find(2)->comm->cell_state = JAILHOUSE_CELL_SHUT_DOWN;
	CHECK_EQ(destroy(2), 0);
	CHECK_EQ(comm->msg_to_cell, JAILHOUSE_MSG_RECONFIG_COMPLETED);

	/* Not to those that don't run. */
	comm->cell_state = JAILHOUSE_CELL_SHUT_DOWN;
	comm->msg_to_cell = 0;
	CHECK_EQ(create(&second), 0);
	CHECK_EQ(comm->msg_to_cell, 0);
}

static long once(unsigned int cpu, u64 code)
{
	return call_once(cpu, code, 1, 0);
}

FRESH_TEST(root_goes_on_while_the_cell_thinks)
{
	boot(0, 0);
	silent_waits = 1000;
	reply = JAILHOUSE_MSG_REQUEST_APPROVED;
	CHECK_EQ(once(0, JAILHOUSE_HC_CELL_START), HYPERCALL_REPEAT);
	CHECK_EQ(comm->msg_to_cell, JAILHOUSE_MSG_SHUTDOWN_REQUEST);
	CHECK(waits <= 64);
	/* The management lock is free, and the cell runs. */
	CHECK_EQ(call(2, JAILHOUSE_HC_CELL_GET_STATE, 1, 0),
		 JAILHOUSE_CELL_RUNNING);
	CHECK_EQ(call(3, JAILHOUSE_HC_CELL_START, 2, 0), -ENOENT);
	/* Its task may have moved: any CPU repeats the call. */
	CHECK_EQ(once(2, JAILHOUSE_HC_CELL_START), HYPERCALL_REPEAT);
	CHECK_EQ(call(3, JAILHOUSE_HC_CELL_START, 1, 0), 0);
	CHECK_EQ(waits, 1001);
	CHECK(machine_repeats >= 10);
	CHECK(!stopped_while_waiting);
}

FRESH_TEST(one_call_asks_at_a_time)
{
	struct snapshot *before;

	boot(0, 0);
	fake.relax = NULL;
	CHECK_EQ(once(0, JAILHOUSE_HC_CELL_START), HYPERCALL_REPEAT);
	before = take_snapshot();
	CHECK_EQ(once(2, JAILHOUSE_HC_CELL_DESTROY), -EBUSY);
	CHECK_EQ(last_rule(), JAILHOUSE_RULE_CELL_BUSY);
	CHECK_EQ(root_view.last_error.other, 1);
	CHECK_EQ(once(2, JAILHOUSE_HC_CELL_SET_LOADABLE), -EBUSY);
	CHECK_EQ(last_rule(), JAILHOUSE_RULE_CELL_BUSY);
	check_snapshot(before);
	/* The denial is for the call that asked. */
	jailhouse_send_reply_from_cell(comm, JAILHOUSE_MSG_REQUEST_DENIED);
	CHECK_EQ(once(2, JAILHOUSE_HC_CELL_DESTROY), -EBUSY);
	CHECK_EQ(last_rule(), JAILHOUSE_RULE_CELL_BUSY);
	CHECK_EQ(once(0, JAILHOUSE_HC_CELL_START), -EPERM);
	CHECK_EQ(last_rule(), JAILHOUSE_RULE_CELL_REFUSED);
	/* And it is not taken for an answer to the next one. */
	CHECK_EQ(once(2, JAILHOUSE_HC_CELL_DESTROY), HYPERCALL_REPEAT);
	jailhouse_send_reply_from_cell(comm, JAILHOUSE_MSG_REQUEST_APPROVED);
	CHECK_EQ(once(2, JAILHOUSE_HC_CELL_DESTROY), 0);
}

static void pass_ms(u64 ms)
{
	u64 step = fake.time_step;

	fake.time_step = ms * FAKE_KHZ;
	arch_timestamp();
	fake.time_step = step;
}

FRESH_TEST(who_does_not_come_back_is_forgotten)
{
	boot(0, ~0ULL);
	fake.relax = NULL;
	CHECK_EQ(once(0, JAILHOUSE_HC_CELL_START), HYPERCALL_REPEAT);
	pass_ms(900);
	CHECK_EQ(once(0, JAILHOUSE_HC_CELL_START), HYPERCALL_REPEAT);
	pass_ms(900);
	CHECK_EQ(once(2, JAILHOUSE_HC_CELL_DESTROY), -EBUSY);
	pass_ms(100);
	/* Asked anew; the answer to the old message does not count. */
	comm->msg_to_cell = 0;
	comm->reply_from_cell = JAILHOUSE_MSG_REQUEST_APPROVED;
	CHECK_EQ(once(2, JAILHOUSE_HC_CELL_DESTROY), HYPERCALL_REPEAT);
	CHECK_EQ(comm->msg_to_cell, JAILHOUSE_MSG_SHUTDOWN_REQUEST);
	CHECK_EQ(comm->reply_from_cell, 0);
	/* So is the same call, with its whole time before it. */
	pass_ms(20000);
	comm->msg_to_cell = 0;
	CHECK_EQ(once(2, JAILHOUSE_HC_CELL_DESTROY), HYPERCALL_REPEAT);
	CHECK_EQ(comm->msg_to_cell, JAILHOUSE_MSG_SHUTDOWN_REQUEST);
	CHECK_EQ(get_state(1), JAILHOUSE_CELL_RUNNING);
}

FRESH_TEST(late_answers_go_nowhere)
{
	boot(0, 1);
	CHECK_EQ(set_loadable(1), 0);
	CHECK(strstr(console_text(), "does not answer"));
	/* It was stopped; root writes what it might have written. */
	comm->reply_from_cell = JAILHOUSE_MSG_REQUEST_DENIED;
	CHECK_EQ(start(1), 0);
	CHECK_EQ(comm->reply_from_cell, 0);
	comm->reply_from_cell = JAILHOUSE_MSG_REQUEST_DENIED;
	CHECK_EQ(once(0, JAILHOUSE_HC_CELL_DESTROY), HYPERCALL_REPEAT);
	CHECK_EQ(destroy(1), 0);
}

FRESH_TEST(end_of_the_cell_frees_all_who_ask)
{
	boot(0, 0);
	fake.relax = NULL;
	CHECK_EQ(once(0, JAILHOUSE_HC_CELL_SET_LOADABLE), HYPERCALL_REPEAT);
	fake_be(1);
	cell_fail(cell_find(1));
	fake_be(0);
	CHECK_EQ(once(2, JAILHOUSE_HC_CELL_DESTROY), 0);
	CHECK_EQ(once(0, JAILHOUSE_HC_CELL_SET_LOADABLE), -ENOENT);
}

FRESH_TEST(questions_are_not_overwritten)
{
	boot(0, 0);
	fake.relax = NULL;
	CHECK_EQ(once(0, JAILHOUSE_HC_CELL_START), HYPERCALL_REPEAT);
	CHECK_EQ(create(&second), 0);
	CHECK_EQ(comm->msg_to_cell, JAILHOUSE_MSG_SHUTDOWN_REQUEST);
	jailhouse_send_reply_from_cell(comm, JAILHOUSE_MSG_REQUEST_APPROVED);
	CHECK_EQ(destroy(2), 0);
	CHECK_EQ(comm->reply_from_cell, JAILHOUSE_MSG_REQUEST_APPROVED);
	CHECK_EQ(once(0, JAILHOUSE_HC_CELL_START), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		FRESH(region_is_filled_in),
		FRESH(configuration_is_passed_on),
		FRESH(approval),
		FRESH(cells_without_caches),
		FRESH(denial_and_nonsense),
		FRESH(silence_ends_after_a_second),
		FRESH(configured_timeout_counts_polls),
		FRESH(configured_timeout_is_capped),
		FRESH(end_of_the_cell_ends_the_wait),
		FRESH(failing_cell_is_not_waited_for),
		FRESH(nonsense_state_is_asked),
		FRESH(stale_reply_does_not_count),
		FRESH(passive_cells_are_not_asked),
		FRESH(passive_cells_can_lock),
		FRESH(cells_without_region_are_not_asked),
		FRESH(changes_are_announced),
		FRESH(root_goes_on_while_the_cell_thinks),
		FRESH(one_call_asks_at_a_time),
		FRESH(who_does_not_come_back_is_forgotten),
		FRESH(late_answers_go_nowhere),
		FRESH(end_of_the_cell_frees_all_who_ask),
		FRESH(questions_are_not_overwritten),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
