/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From physical to virtual interrupts: the list registers, on an interface that
 * has two of them.
 */
#include "arm64/machine.h"

#include <string.h>

#include <core_entry.h>
#include <exits.h>
#include <gic.h>
#include <sysreg.h>
#include <jailhouse/hypercall.h>

#define NUM_LRS		2
#define SPURIOUS	1023
#define MAINTENANCE	25

/* A value of a list register; fields as convenient. */
#define LR_PENDING	BIT(62)
#define LR_ACTIVE	BIT(63)
#define LR_HW		BIT(61)
#define SOURCE_SHIFT	40
#define PRIORITY_SHIFT	48

static u64 lrs[NUM_LRS];
static u32 mask;
static bool underflow;
/* Interrupts to be acknowledged, in order, and how they are ended. */
static u32 arriving[8];
static unsigned int num_arriving, dropped;
static u32 deactivated[8], turned_away[8], pended[8];
static unsigned int num_deactivated, num_turned_away, num_pended, resets;

static u64 read_lr(unsigned int n)
{
	assert_true(n < NUM_LRS);
	return lrs[n];
}

static void write_lr(unsigned int n, u64 value)
{
	assert_true(n < NUM_LRS);
	lrs[n] = value;
}

static void write_lr0(u64 value)
{
	write_lr(0, value);
}

static u32 hw_acknowledge(void)
{
	u32 ack = num_arriving ? arriving[0] : SPURIOUS;

	if (num_arriving)
		memmove(arriving, arriving + 1, --num_arriving * sizeof(u32));
	return ack;
}

static u32 ack_intid(u32 ack)
{
	return ack;
}

static u64 hw_running_priority(void)
{
	return 0xa0;
}

static void hw_drop_priority(u32 ack)
{
	(void)ack;
	dropped++;
}

static void hw_deactivate(u32 ack)
{
	deactivated[num_deactivated++ % 8] = ack;
}

static u32 hw_free_lrs(void)
{
	u32 free = 0;
	unsigned int n;

	for (n = 0; n < NUM_LRS; n++)
		if (!(lrs[n] & (LR_PENDING | LR_ACTIVE)))
			free |= 1U << n;
	return free;
}

static void hw_set_mask(u32 priority)
{
	mask = priority;
}

static void hw_set_underflow(bool on)
{
	underflow = on;
}

static void hw_reset_interface(void)
{
}

static void hw_set_vmcr(u64 vmcr)
{
	(void)vmcr;
}

static u32 lr_intid(u64 lr)
{
	return (u32)lr;
}

static u8 lr_source(u64 lr)
{
	return (u8)(1 << (lr >> SOURCE_SHIFT & 7));
}

static bool lr_same(u64 a, u64 b)
{
	return (u32)a == (u32)b && lr_source(a) == lr_source(b);
}

static u64 lr_make(u32 intid, u64 priority, u32 source)
{
	return LR_PENDING | priority << PRIORITY_SHIFT |
		(u64)source << SOURCE_SHIFT | intid;
}

static u64 lr_make_hw(u32 intid, u64 priority)
{
	return lr_make(intid, priority, 0) | LR_HW;
}

/* What else gic.c and gic_private.c do. */

bool gic_is_owned(u32 intid)
{
	const u32 *spis = this_cpu()->cell->arch.spis;

	if (intid >= GIC_FIRST_LPI)
		return this_cpu()->cell == &root_cell;
	return intid < GIC_FIRST_SPI || (spis[intid / 32] >> intid % 32 & 1);
}

bool gic_is_hypervisors(u32 intid)
{
	return intid == MAINTENANCE;
}

static u64 lr_priority(u64 lr)
{
	return lr >> PRIORITY_SHIFT & 0xff;
}

static unsigned int kicked;

void gic_send_kick(unsigned int cpu)
{
	kicked = cpu;
}

void gic_turn_away(u32 intid)
{
	turned_away[num_turned_away++ % 8] = intid;
}

void gic_pend(u32 intid)
{
	pended[num_pended++ % 8] = intid;
}

void gic_private_reset(void)
{
	resets++;
}

void gic_private_take(void)
{
}

void gic_private_return(void)
{
}

void fake_barrier(const char *text)
{
	(void)text;
}

void test_deliver_sgis(void);
unsigned long test_irq_fast(struct guest_regs *regs);
void test_drain(void);
bool test_has_pending(void);
void test_purge(void);
void test_cpu_reset(void);
void test_cpu_park(void);

#define HAS_LPIS		true
#define GIC_FUNCTION(name)	test_##name
#include <gic_interface.h>

static int setup(void **state)
{
	(void)state;
	machine_reset(3);
	memset(lrs, 0, sizeof(lrs));
	mask = 0;
	underflow = false;
	num_arriving = num_deactivated = num_turned_away = num_pended = 0;
	dropped = resets = 0;
	this_private()->gic.num_lrs = NUM_LRS;
	this_private()->gic.all_lrs = BIT(NUM_LRS) - 1;
	this_private()->gic.sgi_enabled = 0xffff;
	gic_start();
	unblock();
	return 0;
}

static unsigned long arrive(u32 intid)
{
	arriving[num_arriving++] = intid;
	return test_irq_fast(NULL);
}

static void send_sgi(unsigned int sgi, u8 sources)
{
	this_cpu()->arch.sgis |= 1U << sgi;
	this_cpu()->arch.sgi_sources[sgi] = sources;
	test_deliver_sgis();
}

static bool is_blocked(void)
{
	assert_int_equal(mask, this_private()->gic.blocked ?
			 GIC_PRIORITY_BLOCK : GIC_PRIORITY_OPEN);
	assert_int_equal(underflow, this_private()->gic.blocked);
	return underflow;
}

/* Its physical side ends with the virtual one. */
static void a_timer_goes_through(void **state)
{
	(void)state;
	assert_int_equal(arrive(27), 0);
	assert_int_equal(lrs[0], lr_make_hw(27, 0xa0));
	assert_int_equal(dropped, 1);
	assert_int_equal(num_deactivated, 0);
	assert_true(test_has_pending());
	assert_false(is_blocked());
}

static void nothing_came(void **state)
{
	(void)state;
	assert_int_equal(test_irq_fast(NULL), 0);
	assert_int_equal(dropped, 0);
	this_cpu()->events = CPU_EVENT_FLUSH;
	assert_int_not_equal(test_irq_fast(NULL), 0);
}

static void a_kick_is_not_for_the_guest(void **state)
{
	(void)state;
	assert_int_not_equal(arrive(GIC_KICK_SGI), 0);
	assert_int_equal(deactivated[0], GIC_KICK_SGI);
	assert_false(test_has_pending());
}

static void full_registers_block(void **state)
{
	(void)state;
	arrive(27);
	assert_false(is_blocked());
	arrive(40);
	assert_true(is_blocked());
	assert_int_equal(lrs[1], lr_make_hw(40, 0xa0));
}

static void room_again_unblocks(void **state)
{
	(void)state;
	arrive(27);
	arrive(40);
	lrs[0] = 0;
	assert_int_not_equal(arrive(MAINTENANCE), 0);
	assert_false(is_blocked());
	assert_int_equal(deactivated[0], MAINTENANCE);
	arrive(41);
	assert_int_equal(lrs[0], lr_make_hw(41, 0xa0));
	assert_true(is_blocked());
}

static void foreign_interrupts_are_turned_away(void **state)
{
	(void)state;
	assert_int_equal(arrive(48), 0);
	assert_int_equal(turned_away[0], 48);
	assert_int_equal(deactivated[0], 48);
	assert_false(test_has_pending());
	/* LPIs are root's, and have no active state to end. */
	arrive(GIC_FIRST_LPI);
	assert_int_equal(num_turned_away, 1);
	assert_int_equal(num_deactivated, 1);
	assert_int_equal(public_per_cpu(0)->arch.num_lpis, 1);
}

/* The guest ends one in hardware alone, and it comes again. */
static void no_interrupt_is_in_two_registers(void **state)
{
	(void)state;
	arrive(40);
	lrs[0] = (lrs[0] & ~LR_PENDING) | LR_ACTIVE;
	arrive(40);
	assert_int_equal(lrs[0], lr_make_hw(40, 0xa0));
	assert_int_equal(lrs[1], 0);
	lrs[1] = lr_make_hw(27, 0xa0);
	lrs[0] = 0;
	arrive(27);
	assert_int_equal(lrs[0], 0);
	assert_int_equal(lrs[1], lr_make_hw(27, 0xa0));
	assert_false(is_blocked());
}

static void be_root(unsigned int cpu)
{
	machine_be(cpu);
	this_private()->gic.num_lrs = NUM_LRS;
	this_private()->gic.sgi_enabled = 0xffff;
	memset(lrs, 0, sizeof(lrs));
	gic_start();
	unblock();
}

/* A CPU that is off hands them on, those it had already, too. */
static void lpis_of_a_parked_cpu(void **state)
{
	(void)state;
	be_root(1);
	arrive(GIC_FIRST_LPI + 1);
	test_cpu_park();
	assert_false(test_has_pending());
	this_private()->parked = true;
	kicked = 9;
	arriving[num_arriving++] = GIC_FIRST_LPI + 2;
	arriving[num_arriving++] = GIC_FIRST_LPI + 2;
	test_drain();
	assert_int_equal(kicked, 0);
	assert_int_equal(num_turned_away, 0);
	be_root(0);
	test_deliver_sgis();
	assert_int_equal(lrs[0], lr_make(GIC_FIRST_LPI + 2, 0xa0, 0));
	assert_int_equal(lrs[1], lr_make(GIC_FIRST_LPI + 1, 0xa0, 0));
	assert_int_equal(this_cpu()->arch.num_lpis, 0);
}

static void lpis_wait_for_room(void **state)
{
	(void)state;
	be_root(0);
	arrive(27);
	arrive(48);
	/* Root can give them a priority that passes the mask. */
	arrive(GIC_FIRST_LPI);
	assert_int_equal(this_cpu()->arch.num_lpis, 1);
	test_deliver_sgis();
	assert_int_equal(this_cpu()->arch.num_lpis, 1);
	lrs[0] = 0;
	arrive(MAINTENANCE);
	test_deliver_sgis();
	assert_int_equal(lrs[0], lr_make(GIC_FIRST_LPI, 0xa0, 0));
	assert_int_equal(this_cpu()->arch.num_lpis, 0);
}

/* Root lost the CPU after another one has handed it something. */
static void lpis_do_not_reach_a_cell(void **state)
{
	(void)state;
	gic_keep_lpi(GIC_FIRST_LPI, 0xa0);
	test_deliver_sgis();
	assert_false(test_has_pending());
	assert_int_equal(this_cpu()->arch.num_lpis, 0);
	assert_int_equal(public_per_cpu(0)->arch.num_lpis, 1);
}

static void lpis_are_not_sent_to_who_left(void **state)
{
	unsigned int n;

	(void)state;
	be_root(1);
	public_per_cpu(0)->arch.power = ARM64_POWER_OFF;
	gic_pass_lpi(GIC_FIRST_LPI, 0);
	public_per_cpu(0)->arch.power = ARM64_POWER_ON;
	this_cpu()->entered = false;
	gic_pass_lpi(GIC_FIRST_LPI, 0);
	assert_int_equal(public_per_cpu(0)->arch.num_lpis, 0);
	this_cpu()->entered = true;
	/* Too many, and the list is full. */
	for (n = 0; n < ARM64_MAX_LPIS + 2; n++)
		gic_pass_lpi(GIC_FIRST_LPI + n, 0);
	assert_int_equal(public_per_cpu(0)->arch.num_lpis, ARM64_MAX_LPIS);
}

static void a_parked_cpu_takes_none(void **state)
{
	(void)state;
	this_private()->parked = true;
	arrive(40);
	assert_int_equal(turned_away[0], 40);
	assert_false(test_has_pending());
}

static void roots_lpis(void **state)
{
	(void)state;
	machine_be(0);
	this_private()->gic.num_lrs = NUM_LRS;
	this_private()->gic.all_lrs = BIT(NUM_LRS) - 1;
	arrive(GIC_FIRST_LPI + 3);
	assert_int_equal(lrs[0], lr_make(GIC_FIRST_LPI + 3, 0xa0, 0));
	/* Once more while it is handled: it stays in its register. */
	lrs[0] = (lrs[0] & ~LR_PENDING) | LR_ACTIVE;
	arrive(GIC_FIRST_LPI + 3);
	assert_int_equal(lrs[0] & (LR_PENDING | LR_ACTIVE),
			 LR_PENDING | LR_ACTIVE);
	assert_int_equal(lrs[1], 0);
	assert_int_equal(num_deactivated, 0);
}

static void an_sgi_of_each_sender(void **state)
{
	(void)state;
	this_private()->gic.sgi_priority[3] = 0x50;
	send_sgi(3, 0x05);
	assert_int_equal(lrs[0], lr_make(3, 0x50, 0));
	assert_int_equal(lrs[1], lr_make(3, 0x50, 2));
	assert_int_equal(this_cpu()->arch.sgis, 0);
	/* Sent once more: the same registers. */
	send_sgi(3, 0x04);
	assert_int_equal(lrs[1], lr_make(3, 0x50, 2));
	assert_int_equal(this_cpu()->arch.sgis, 0);
}

static void sgis_wait_until_they_are_enabled(void **state)
{
	(void)state;
	this_private()->gic.sgi_enabled = 0xfff7;
	send_sgi(3, 1);
	assert_false(test_has_pending());
	assert_int_equal(this_cpu()->arch.sgis, 1 << 3);
	this_private()->gic.sgi_enabled = 0x0008;
	test_deliver_sgis();
	assert_true(test_has_pending());
}

static void sgis_wait_for_room(void **state)
{
	(void)state;
	arrive(27);
	send_sgi(3, 0x07);
	/* The second sender's, too, found no room, nor did the third's. */
	assert_true(is_blocked());
	assert_int_equal(this_cpu()->arch.sgis, 1 << 3);
	assert_int_equal(this_cpu()->arch.sgi_sources[3], 0x06);
	lrs[0] = lrs[1] = 0;
	arrive(MAINTENANCE);
	test_deliver_sgis();
	assert_int_equal(lrs[0], lr_make(3, 0, 1));
	assert_int_equal(lrs[1], lr_make(3, 0, 2));
	assert_int_equal(this_cpu()->arch.sgis, 0);
	assert_int_equal(this_cpu()->arch.sgi_sources[3], 0);
}

/* What a parked CPU held is pending again, for who has it now. */
static void parking_gives_back(void **state)
{
	(void)state;
	arrive(40);
	send_sgi(3, 0x04);
	assert_true(is_blocked());
	test_cpu_park();
	assert_false(is_blocked());
	assert_false(test_has_pending());
	assert_int_equal(num_pended, 1);
	assert_int_equal(pended[0], 40);
	assert_int_equal(deactivated[0], 40);
	assert_int_equal(this_cpu()->arch.sgis, 1 << 3);
	assert_int_equal(this_cpu()->arch.sgi_sources[3], 0x04);
}

static void active_ones_are_only_ended(void **state)
{
	(void)state;
	arrive(40);
	lrs[0] = (lrs[0] & ~LR_PENDING) | LR_ACTIVE;
	test_cpu_park();
	assert_int_equal(num_pended, 0);
	assert_int_equal(deactivated[0], 40);
	assert_int_equal(lrs[0], 0);
}

/* What was on its way to the guest goes on to Linux. */
static void leaving_gives_back(void **state)
{
	(void)state;
	arrive(27);
	gic_stop();
	assert_int_equal(pended[0], 27);
	assert_int_equal(deactivated[0], 27);
	assert_false(test_has_pending());
}

/* Nothing of the CPU's former owner reaches the next. */
static void a_reset_forgets(void **state)
{
	(void)state;
	arrive(40);
	send_sgi(3, 1);
	test_cpu_reset();
	assert_false(test_has_pending());
	assert_int_equal(num_pended, 0);
	assert_int_equal(deactivated[0], 40);
	assert_int_equal(this_cpu()->arch.sgis, 0);
	assert_int_equal(resets, 1);
	assert_false(is_blocked());
}

static void what_is_lost_is_purged(void **state)
{
	(void)state;
	arrive(40);
	arrive(27);
	test_cell.arch.spis[1] = 0;
	test_purge();
	assert_int_equal(lrs[0], 0);
	assert_int_equal(lrs[1], lr_make_hw(27, 0xa0));
	assert_int_equal(num_pended, 0);
	assert_int_equal(deactivated[0], 40);
}

static void draining_takes_all(void **state)
{
	(void)state;
	arriving[0] = 40;
	arriving[1] = GIC_KICK_SGI;
	arriving[2] = 41;
	num_arriving = 3;
	this_private()->parked = true;
	test_drain();
	assert_int_equal(num_arriving, 0);
	assert_int_equal(num_turned_away, 2);
	assert_int_equal(num_deactivated, 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(a_timer_goes_through, setup),
		cmocka_unit_test_setup(nothing_came, setup),
		cmocka_unit_test_setup(a_kick_is_not_for_the_guest, setup),
		cmocka_unit_test_setup(full_registers_block, setup),
		cmocka_unit_test_setup(room_again_unblocks, setup),
		cmocka_unit_test_setup(foreign_interrupts_are_turned_away,
				       setup),
		cmocka_unit_test_setup(a_parked_cpu_takes_none, setup),
		cmocka_unit_test_setup(no_interrupt_is_in_two_registers,
				       setup),
		cmocka_unit_test_setup(lpis_of_a_parked_cpu, setup),
		cmocka_unit_test_setup(lpis_wait_for_room, setup),
		cmocka_unit_test_setup(lpis_do_not_reach_a_cell, setup),
		cmocka_unit_test_setup(lpis_are_not_sent_to_who_left, setup),
		cmocka_unit_test_setup(roots_lpis, setup),
		cmocka_unit_test_setup(an_sgi_of_each_sender, setup),
		cmocka_unit_test_setup(sgis_wait_until_they_are_enabled,
				       setup),
		cmocka_unit_test_setup(sgis_wait_for_room, setup),
		cmocka_unit_test_setup(parking_gives_back, setup),
		cmocka_unit_test_setup(active_ones_are_only_ended, setup),
		cmocka_unit_test_setup(leaving_gives_back, setup),
		cmocka_unit_test_setup(a_reset_forgets, setup),
		cmocka_unit_test_setup(what_is_lost_is_purged, setup),
		cmocka_unit_test_setup(draining_takes_all, setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
