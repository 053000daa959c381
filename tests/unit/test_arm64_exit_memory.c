/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Aborts of the second stage; syndromes are literal (Arm ARM D17, ESR_EL2).
 */
#include "arm64/guest.h"

#include <string.h>

#include <mmio.h>
#include <stage2_write.h>

/* HPFAR_EL2 holds bits 47:12 of the address from its bit 4 on. */
#define HPFAR		0x400050UL
#define FAULT_PAGE	0x40005000UL
#define FAULT_ADDRESS	0x4000567cUL
#define PAR_OF_GUEST	0x1230000789a00b80UL

/* Data aborts: translation faults of level 3 unless named otherwise. */
#define STR_W3		0x93830047UL
#define STRB_W3		0x93030047UL
#define STR_XZR		0x93df8047UL
#define LDR_W3		0x93830007UL
#define LDR_X0		0x93c08007UL
#define LDR_XZR		0x93df8007UL
#define LDRSB_X5	0x93258007UL
#define LDRSB_W5	0x93250007UL
#define LDRH_W30	0x935e0007UL
#define LDRSW_X1	0x93a18007UL
#define LDP		0x92000007UL
#define STP		0x92000047UL
#define DC_CIVAC	0x92000147UL
#define SHORT_LDR	0x91830007UL
#define WALK		0x92000087UL
#define WALK_DENIED	0x9200008fUL
#define STR_DENIED	0x9383004fUL
#define STR_UNALIGNED	0x93830061UL
#define STR_WALK_ERROR	0x92000017UL
/* Instruction aborts. */
#define FETCH		0x82000007UL
#define FETCH_DENIED	0x8200000fUL
#define FETCH_WALK	0x82000087UL
#define FETCH_WALK_ERROR 0x82000017UL

/* What is injected, from EL1. */
#define DATA_ABORT	0x96000010UL
#define FETCH_ABORT	0x86000010UL

/* The device at the fault's address, and memory that is forwarded to. */
static enum mmio_result device, memory;
static u64 device_value;
static struct mmio_access dispatched, forwarded;
static unsigned int dispatches, forwards;

/* The second stage, and what was asked for. */
static bool is_mapped;
static u64 asked_address;
static unsigned int asked_attrs, questions;

/* What AT finds, and whether it meets an external abort. */
static u64 at_result, at_pending;
static bool at_aborts;
static unsigned int tries;

enum mmio_result mmio_dispatch(const struct mmio_table *table,
			       struct mmio_access *mmio)
{
	assert_ptr_equal(table, &this_cpu()->cell->mmio);
	dispatched = *mmio;
	dispatches++;
	if (device == MMIO_HANDLED && !mmio->is_write)
		mmio->value = device_value;
	return device;
}

enum mmio_result sub_page_access(const struct cell *cell,
				 struct mmio_access *mmio)
{
	assert_ptr_equal(cell, this_cpu()->cell);
	assert_int_equal(dispatches, 1);
	forwarded = *mmio;
	forwards++;
	if (memory == MMIO_HANDLED && !mmio->is_write)
		mmio->value = device_value;
	return memory;
}

bool stage2_allows(const struct paging_space *space, u64 address,
		   unsigned int needed)
{
	assert_ptr_equal(space, &this_cpu()->cell->space);
	asked_address = address;
	asked_attrs = needed;
	questions++;
	return is_mapped;
}

void fake_at(const char *op, u64 address)
{
	assert_string_equal(op, "s1e1r");
	assert_int_equal(address, FAR);
	at_pending = at_result;
}

/* PAR_EL1 need not be what AT found before. */
void fake_barrier(const char *text)
{
	assert_string_equal(text, "isb");
	sysreg_set("par_el1", at_pending);
}

bool arch_try(void (*access)(void *arg), void *arg)
{
	tries++;
	if (!at_aborts)
		access(arg);
	else
		sysreg_set("par_el1", 0xdead000);
	return !at_aborts;
}

static int setup_cpu(unsigned int cpu)
{
	guest_exits(cpu);
	dispatches = forwards = questions = tries = 0;
	device = memory = MMIO_UNHANDLED;
	is_mapped = at_aborts = false;
	at_result = at_pending = 0;
	sysreg_set("hpfar_el2", HPFAR);
	sysreg_set("par_el1", PAR_OF_GUEST);
	return 0;
}

static int setup(void **state)
{
	(void)state;
	return setup_cpu(2);
}

static int setup_root(void **state)
{
	(void)state;
	return setup_cpu(0);
}

static void take(u64 esr)
{
	if (ESR_EC(esr) == EC_DATA_ABORT_LOWER)
		exit_data_abort(&regs, esr);
	else
		exit_instruction_abort(esr);
}

static void is_repeated(void)
{
	pc_is(PC);
	registers_are_unchanged();
	assert_int_equal(reports, 0);
	assert_int_equal(dispatches, 0);
	assert_int_equal(forwards, 0);
}

static void abort_is_injected(u64 esr)
{
	is_injected(esr, PC);
	assert_int_equal(fake_sysreg("far_el1"), FAR);
	assert_int_equal(dispatches, 0);
	assert_int_equal(forwards, 0);
}

/* HPFAR_EL2 does not say what they are about, as for errors of a walk. */
static void alignment_faults_are_the_guests(void **state)
{
	static const u64 esrs[] = { STR_UNALIGNED, STR_WALK_ERROR };
	unsigned int n;

	for (n = 0; n < ARRAY_SIZE(esrs); n++) {
		setup(state);
		device = memory = MMIO_HANDLED;
		is_mapped = true;
		take(esrs[n]);
		abort_is_injected(DATA_ABORT);
		assert_int_equal(reports, 0);
		assert_int_equal(questions, 0);
		assert_int_equal(tries, 0);
	}
}

static void denied_at(u64 address)
{
	take(STR_DENIED);
	is_reported(VIOLATION_MEMORY, address, PC);
	assert_int_equal(dispatched.address, address);
	assert_int_equal(tries, 1);
	assert_int_equal(fake_sysreg("par_el1"), PAR_OF_GUEST);
}

static void permission_faults_ask_the_first_stage(void **state)
{
	(void)state;
	/* Above and below the address: attributes, shareability, RES1. */
	at_result = 0xff00000070008b80UL;
	denied_at(0x7000867c);
}

/* Nothing is at a virtual address: devices are not asked. */
static void denied_somewhere(void)
{
	device = memory = MMIO_HANDLED;
	take(STR_DENIED);
	is_reported(VIOLATION_MEMORY, FAR, PC);
	assert_true(reported.is_write);
	abort_is_injected(DATA_ABORT);
	assert_int_equal(tries, 1);
	assert_int_equal(fake_sysreg("par_el1"), PAR_OF_GUEST);
}

static void at_finds_no_translation(void **state)
{
	(void)state;
	at_result = 0x0000000070008b81UL;
	denied_somewhere();
}

static void at_meets_an_error(void **state)
{
	(void)state;
	at_result = 0x70008b80;
	at_aborts = true;
	denied_somewhere();
}

static void translation_faults_have_their_address(void **state)
{
	(void)state;
	/* Below the address there may be anything. */
	sysreg_set("hpfar_el2", HPFAR | 0xf);
	take(STR_W3);
	is_reported(VIOLATION_MEMORY, FAULT_ADDRESS, PC);
	assert_int_equal(asked_address, FAULT_ADDRESS);
	assert_int_equal(dispatched.address, FAULT_ADDRESS);
	assert_int_equal(tries, 0);
}

/* FAR_EL2 is the access's, not the walk's. */
static void walks_are_known_by_page(void **state)
{
	static const u64 esrs[] = { WALK, WALK_DENIED };
	unsigned int n;

	for (n = 0; n < ARRAY_SIZE(esrs); n++) {
		setup(state);
		device = memory = MMIO_HANDLED;
		take(esrs[n]);
		is_reported(VIOLATION_MEMORY, FAULT_PAGE, PC);
		assert_string_equal(reported.what, "page table walk");
		abort_is_injected(DATA_ABORT);
		assert_int_equal(tries, 0);
	}
}

static void mapped_again(void **state, u64 esr, u64 address, unsigned int attrs)
{
	setup(state);
	device = memory = MMIO_HANDLED;
	is_mapped = true;
	take(esr);
	is_repeated();
	assert_int_equal(questions, 1);
	assert_int_equal(asked_address, address);
	assert_int_equal(asked_attrs, attrs);
}

static void a_mapping_is_there_again(void **state)
{
	mapped_again(state, STR_W3, FAULT_ADDRESS, PAGING_WRITE);
	mapped_again(state, LDR_W3, FAULT_ADDRESS, PAGING_READ);
	mapped_again(state, STP, FAULT_ADDRESS, PAGING_WRITE);
	mapped_again(state, WALK, FAULT_PAGE, PAGING_READ);
	mapped_again(state, FETCH, FAULT_ADDRESS,
		     PAGING_READ | PAGING_EXECUTE);
	mapped_again(state, FETCH_WALK, FAULT_PAGE, PAGING_READ);
}

/* Its syndrome says write, and describes no register. */
static void cache_maintenance_reads(void **state)
{
	mapped_again(state, DC_CIVAC, FAULT_ADDRESS, PAGING_READ);
	setup(state);
	take(DC_CIVAC);
	assert_int_equal(asked_attrs, PAGING_READ);
	is_reported(VIOLATION_DECODE, FAULT_ADDRESS, PC);
	assert_false(reported.is_write);
	abort_is_injected(DATA_ABORT);
}

static void undescribed_accesses(void **state)
{
	static const u64 esrs[] = { LDP, STP, SHORT_LDR };
	unsigned int n;

	for (n = 0; n < ARRAY_SIZE(esrs); n++) {
		setup(state);
		device = memory = MMIO_HANDLED;
		take(esrs[n]);
		is_reported(VIOLATION_DECODE, FAULT_ADDRESS, PC);
		assert_int_equal(reported.size, 0);
		assert_int_equal(reported.is_write, esrs[n] == STP);
		assert_null(reported.what);
		abort_is_injected(DATA_ABORT);
	}
}

static const struct {
	u64 esr;
	unsigned int size, reg;
	/* The register, if the device says 0x8081828384858687 and all ones. */
	u64 value, ones;
} loads[] = {
	{ LDRSB_X5, 1, 5, 0xffffffffffffff87, ~0UL },
	{ LDRSB_W5, 1, 5, 0xffffff87, 0xffffffff },
	{ LDRH_W30, 2, 30, 0x8687, 0xffff },
	{ LDR_W3, 4, 3, 0x84858687, 0xffffffff },
	{ LDRSW_X1, 4, 1, 0xffffffff84858687, ~0UL },
	{ LDR_X0, 8, 0, 0x8081828384858687, ~0UL },
};

static void emulated_loads(void **state)
{
	unsigned int n;

	for (n = 0; n < ARRAY_SIZE(loads); n++) {
		setup(state);
		device = MMIO_HANDLED;
		device_value = 0x8081828384858687;
		take(loads[n].esr);
		assert_int_equal(dispatched.address, FAULT_ADDRESS);
		assert_int_equal(dispatched.size, loads[n].size);
		assert_false(dispatched.is_write);
		regs_before.x[loads[n].reg] = loads[n].value;
		registers_are_unchanged();
		pc_is(PC + 4);
		assert_int_equal(reports, 0);
		assert_int_equal(forwards, 0);
	}
}

static void emulated_store(void **state, u64 esr, unsigned int size, u64 value)
{
	setup(state);
	device = MMIO_HANDLED;
	take(esr);
	assert_int_equal(dispatched.size, size);
	assert_true(dispatched.is_write);
	assert_int_equal(dispatched.value, value);
	registers_are_unchanged();
	pc_is(PC + 4);
	assert_int_equal(reports, 0);
}

static void emulated_stores(void **state)
{
	emulated_store(state, STRB_W3, 1, 0x03);
	emulated_store(state, STR_W3, 4, 0x55667703);
	emulated_store(state, STR_XZR, 8, 0);
}

static void loads_of_the_zero_register(void **state)
{
	(void)state;
	device = MMIO_HANDLED;
	take(LDR_XZR);
	assert_int_equal(dispatches, 1);
	registers_are_unchanged();
	pc_is(PC + 4);
}

static void parts_of_pages_are_forwarded(void **state)
{
	(void)state;
	memory = MMIO_HANDLED;
	device_value = 0x81;
	take(LDRSB_X5);
	assert_int_equal(forwarded.address, FAULT_ADDRESS);
	assert_int_equal(forwarded.size, 1);
	assert_int_equal(regs.x[5], 0xffffffffffffff81);
	pc_is(PC + 4);
	assert_int_equal(reports, 0);
}

static void loads_of_nothing_are_ones_for_root(void **state)
{
	unsigned int n;

	for (n = 0; n < ARRAY_SIZE(loads); n++) {
		setup_root(state);
		take(loads[n].esr);
		is_reported(VIOLATION_MEMORY, FAULT_ADDRESS, PC);
		assert_int_equal(reported.size, loads[n].size);
		assert_false(reported.is_write);
		regs_before.x[loads[n].reg] = loads[n].ones;
		registers_are_unchanged();
		pc_is(PC + 4);
	}
}

/* Whoever refused: nobody knows the address, or the device an access. */
static void stores_to_nothing_are_dropped(void **state)
{
	static const enum mmio_result results[] = {
		MMIO_UNHANDLED, MMIO_ERROR,
	};
	unsigned int n;

	for (n = 0; n < ARRAY_SIZE(results); n++) {
		setup_root(state);
		device = memory = results[n];
		take(STR_W3);
		is_reported(VIOLATION_MEMORY, FAULT_ADDRESS, PC);
		assert_int_equal(reported.size, 4);
		assert_true(reported.is_write);
		assert_int_equal(reported.value, 0x55667703);
		assert_null(reported.what);
		registers_are_unchanged();
		pc_is(PC + 4);
	}
}

#define SRT(n)	((u64)(n) << 16)

static void the_short_way_has_no_x18_to_x29(void **state)
{
	unsigned int n;

	for (n = 0; n < 32; n++) {
		bool is_saved = n < 18 || n >= 30;

		setup(state);
		device = MMIO_HANDLED;
		assert_int_equal(exit_memory_fast(&regs, 0x93808007 | SRT(n)),
				 !is_saved);
		assert_int_equal(dispatches, is_saved);
		if (is_saved)
			pc_is(PC + 4);
		else
			is_repeated();
	}
}

static void the_short_way_takes_what_is_simple(void **state)
{
	static const u64 esrs[] = { LDP, SHORT_LDR, STR_DENIED, STR_UNALIGNED };
	unsigned int n;

	(void)state;
	device = MMIO_HANDLED;
	for (n = 0; n < ARRAY_SIZE(esrs); n++) {
		assert_int_equal(exit_memory_fast(&regs, esrs[n]), 1);
		is_repeated();
	}
	device = MMIO_UNHANDLED;
	memory = MMIO_HANDLED;
	assert_int_equal(exit_memory_fast(&regs, STR_W3), 1);
	dispatches = 0;
	is_repeated();
}

static void aborts_are_counted_once(void **state)
{
	const u32 *count = &this_cpu()->stats[JAILHOUSE_CPU_STAT_VMEXITS_MMIO];

	(void)state;
	take(STR_W3);
	assert_int_equal(*count, 1);
	/* The long way follows. */
	exit_memory_fast(&regs, STR_W3);
	assert_int_equal(*count, 1);
	device = MMIO_HANDLED;
	exit_memory_fast(&regs, STR_W3);
	assert_int_equal(*count, 2);
}

/* An event that another CPU posts meanwhile. */
static void events_do_not_repeat_it(void **state)
{
	(void)state;
	device = MMIO_HANDLED;
	this_cpu()->events = 1;
	this_cpu()->stop_request = 1;
	assert_int_equal(exit_memory_fast(&regs, STR_W3), 0);
	assert_int_equal(dispatches, 1);
	pc_is(PC + 4);
	this_cpu()->events = 0;
	this_cpu()->stop_request = 0;
}

static void errors_of_fetches_are_the_guests(void **state)
{
	(void)state;
	is_mapped = true;
	take(FETCH_WALK_ERROR);
	assert_int_equal(reports, 0);
	assert_int_equal(questions, 0);
	abort_is_injected(FETCH_ABORT);
}

static void fetches(void **state)
{
	(void)state;
	take(FETCH);
	is_reported(VIOLATION_FETCH, FAULT_ADDRESS, PC);
	assert_int_equal(reported.size, 0);
	assert_false(reported.is_write);
	abort_is_injected(FETCH_ABORT);
}

/* A program of EL0 gets another class, at another vector. */
static void aborts_of_el0(void **state)
{
	(void)state;
	sysreg_set("spsr_el2", 0);
	take(FETCH);
	assert_int_equal(fake_sysreg("esr_el1"), 0x82000010);
	assert_int_equal(fake_sysreg("elr_el2"), VBAR + 0x400);
	setup(state);
	sysreg_set("spsr_el2", 0);
	take(LDP);
	assert_int_equal(fake_sysreg("esr_el1"), 0x92000010);
	assert_int_equal(fake_sysreg("elr_el2"), VBAR + 0x400);
}

static void fetches_that_are_denied(void **state)
{
	(void)state;
	at_result = 0xff00000070008b80UL;
	take(FETCH_DENIED);
	is_reported(VIOLATION_FETCH, 0x7000867c, PC);
	assert_null(reported.what);
	assert_int_equal(fake_sysreg("par_el1"), PAR_OF_GUEST);
	abort_is_injected(FETCH_ABORT);
}

static void walks_of_fetches(void **state)
{
	(void)state;
	take(FETCH_WALK);
	is_reported(VIOLATION_MEMORY, FAULT_PAGE, PC);
	assert_string_equal(reported.what, "page table walk");
	abort_is_injected(FETCH_ABORT);
}

int main(void)
{
#define TEST(name)	cmocka_unit_test_setup(name, setup)
	const struct CMUnitTest tests[] = {
		TEST(alignment_faults_are_the_guests),
		TEST(permission_faults_ask_the_first_stage),
		TEST(at_finds_no_translation),
		TEST(at_meets_an_error),
		TEST(translation_faults_have_their_address),
		TEST(walks_are_known_by_page),
		TEST(a_mapping_is_there_again),
		TEST(cache_maintenance_reads),
		TEST(undescribed_accesses),
		TEST(emulated_loads),
		TEST(emulated_stores),
		TEST(loads_of_the_zero_register),
		TEST(parts_of_pages_are_forwarded),
		TEST(loads_of_nothing_are_ones_for_root),
		TEST(stores_to_nothing_are_dropped),
		TEST(the_short_way_has_no_x18_to_x29),
		TEST(the_short_way_takes_what_is_simple),
		TEST(aborts_are_counted_once),
		TEST(events_do_not_repeat_it),
		TEST(errors_of_fetches_are_the_guests),
		TEST(fetches),
		TEST(aborts_of_el0),
		TEST(fetches_that_are_denied),
		TEST(walks_of_fetches),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
