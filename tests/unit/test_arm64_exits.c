/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Who handles which exit, calls by HVC, what comes before a guest runs again.
 * Syndromes are literal (Arm ARM D17, ESR_EL2).
 */
#include "arm64/guest.h"

#include <stdio.h>
#include <string.h>

#include <console.h>
#include <core_entry.h>
#include <gic.h>

#define HVC(immediate)	(0x5a000000UL | (immediate))
/* The immediates of hypercalls, of Linux' stub and of KVM. */
#define CALL		HVC(0x4a48)
#define STUB		HVC(0)
#define SERROR		0xbe000002UL
#define STUB_ERR	0xbadca11UL

static long hypercall_result;
static u64 hypercall_args[3];
static unsigned int hypercalls;

/** Function that an exit was given to, and its syndrome. */
static const char *handler;
static u64 handled;

/* E: events handled, W: WFI, D: interrupts drained, S: SGIs delivered. */
static char steps[32];
/* How often events are handled, from now on, until the CPU is not parked. */
static unsigned int parked_for;

static jmp_buf panicked;
static char last_words[160];

long hypercall(u64 code, u64 arg1, u64 arg2)
{
	hypercalls++;
	hypercall_args[0] = code;
	hypercall_args[1] = arg1;
	hypercall_args[2] = arg2;
	return hypercall_result;
}

static void handle(const char *name, u64 esr)
{
	assert_null(handler);
	assert_string_equal(steps, "");
	handler = name;
	handled = esr;
}

bool exit_smc(struct guest_regs *frame)
{
	assert_ptr_equal(frame, &regs);
	handle("smc", fake_sysreg("esr_el2"));
	return true;
}

void exit_sysreg(struct guest_regs *frame, u64 esr)
{
	assert_ptr_equal(frame, &regs);
	handle("sysreg", esr);
}

void exit_data_abort(struct guest_regs *frame, u64 esr)
{
	assert_ptr_equal(frame, &regs);
	handle("data abort", esr);
}

void exit_instruction_abort(u64 esr)
{
	handle("instruction abort", esr);
}

static void note(char what)
{
	size_t length = strlen(steps);

	assert_true(length < sizeof(steps) - 1);
	steps[length] = what;
}

void cpu_handle_events(void)
{
	note('E');
	this_cpu()->events = 0;
	this_private()->parked = parked_for > 0;
	if (parked_for)
		parked_for--;
}

void wfi(void)
{
	note('W');
}

void gic_drain(void)
{
	note('D');
}

void gic_deliver_sgis(void)
{
	note('S');
}

void console_feed(void)
{
	note('C');
}

void hv_panic(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(last_words, sizeof(last_words), fmt, ap);
	va_end(ap);
	longjmp(panicked, 1);
}

static int setup_cpu(unsigned int cpu)
{
	guest_exits(cpu);
	hypercalls = parked_for = 0;
	handler = NULL;
	memset(steps, 0, sizeof(steps));
	sysreg_set("hcr_el2", 0x80000019);
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
	sysreg_set("esr_el2", esr);
	arm64_sync_slow(&regs);
}

static void exits_have_their_handlers(void **state)
{
	static const struct {
		u64 esr;
		const char *handler;
	} exits[] = {
		{ 0x5e000000, "smc" },
		{ 0x623a3016, "sysreg" },
		{ 0x93830047, "data abort" },
		{ 0x82000007, "instruction abort" },
	};
	unsigned int n;

	for (n = 0; n < ARRAY_SIZE(exits); n++) {
		setup(state);
		take(exits[n].esr);
		assert_non_null(handler);
		assert_string_equal(handler, exits[n].handler);
		assert_int_equal(handled, exits[n].esr);
		assert_int_equal(reports, 0);
		pc_is(PC);
		assert_string_equal(steps, "S");
	}
}

/* Instructions that trap for no reason known here, from both sides. */
static void unknown_classes_are_undefined(void **state)
{
	/* Unknown reason, CP15 of AArch32, floating point, SVE. */
	static const u64 esrs[] = {
		0x02000000, 0x0e000000, 0x1e000000, 0x66000000,
	};
	unsigned int n;

	for (n = 0; n < 2 * ARRAY_SIZE(esrs); n++) {
		if (n % 2)
			setup(state);
		else
			setup_root(state);
		take(esrs[n / 2]);
		is_injected(UNDEF, PC);
		assert_int_equal(reports, 0);
		assert_string_equal(steps, n % 2 ? "S" : "SC");
	}
}

/* The PC is behind an HVC already. */
static void hypercalls_have_a_result(void **state)
{
	(void)state;
	hypercall_result = -22;
	take(CALL);
	assert_int_equal(hypercalls, 1);
	assert_memory_equal(hypercall_args, regs_before.x,
			    sizeof(hypercall_args));
	regs_before.x[0] = -22UL;
	registers_are_unchanged();
	pc_is(PC);
	assert_int_equal(reports, 0);
}

static void hypercalls_are_repeated(void **state)
{
	(void)state;
	hypercall_result = HYPERCALL_REPEAT;
	take(CALL);
	assert_int_equal(hypercalls, 1);
	registers_are_unchanged();
	pc_is(PC - 4);
	assert_int_equal(reports, 0);
}

static void stub_succeeds(void **state, u64 call)
{
	setup_root(state);
	this_private()->linux_el2.mdcr = 0xe66;
	regs.x[0] = call;
	take(STUB);
	regs_before.x[0] = 0;
	/* As MDCR_EL2 HPMN is right, as a reason of KVM_RUN it is none. */
	regs_before.x[1] = 0xbadca06;
	registers_are_unchanged();
	pc_is(PC);
	assert_int_equal(reports, 0);
	assert_int_equal(hypercalls, 0);
}

static void root_sets_vectors_of_the_stub(void **state)
{
	stub_succeeds(state, 0);
	stub_succeeds(state, 2);
}

static void root_calls_its_kvm(void **state)
{
	stub_succeeds(state, 0xc6000000);
	stub_succeeds(state, 0xc6000013);
	stub_succeeds(state, 0xc600ffff);
}

/* A soft restart, FINALISE_EL2; what is not KVM's: 32 bit, other owners. */
static void root_gets_an_error_for_the_rest(void **state)
{
	static const u64 calls[] = {
		1, 3, 4, 0x86000000, 0xc5000000, 0xc6010000, 0x1c6000000, ~0UL,
	};
	unsigned int n;

	for (n = 0; n < ARRAY_SIZE(calls); n++) {
		setup_root(state);
		regs.x[0] = calls[n];
		take(STUB);
		regs_before.x[0] = STUB_ERR;
		registers_are_unchanged();
		pc_is(PC);
		assert_int_equal(reports, 0);
	}
}

static void hvc_is_undefined(u64 esr)
{
	take(esr);
	/* It did not execute. */
	is_reported(VIOLATION_INSTRUCTION, esr & 0xffff, PC - 4);
	assert_string_equal(reported.what, "HVC");
	is_injected(UNDEF, PC - 4);
	assert_int_equal(hypercalls, 0);
}

static void cells_have_no_stub(void **state)
{
	static const u64 calls[] = { 0, 2, 0xc6000000 };
	unsigned int n;

	for (n = 0; n < ARRAY_SIZE(calls); n++) {
		setup(state);
		regs.x[0] = regs_before.x[0] = calls[n];
		hvc_is_undefined(STUB);
	}
}

static void unknown_immediates(void **state)
{
	static const u64 immediates[] = { 1, 0x4a47, 0x4a49, 0xffff };
	unsigned int n;

	for (n = 0; n < ARRAY_SIZE(immediates); n++) {
		setup(state);
		hvc_is_undefined(HVC(immediates[n]));
		setup_root(state);
		hvc_is_undefined(HVC(immediates[n]));
	}
}

static void serror(u64 hcr, const char *wanted)
{
	sysreg_set("esr_el2", SERROR);
	arm64_serror(&regs);
	is_reported(VIOLATION_STATE, SERROR, PC);
	assert_string_equal(reported.what, "SError");
	assert_int_equal(fake_sysreg("hcr_el2"), hcr);
	pc_is(PC);
	assert_string_equal(steps, wanted);
}

static void serror_of_a_cell(void **state)
{
	(void)state;
	serror(0x80000019, "S");
}

/* As a virtual one, pending: VSE is bit 8. */
static void serror_of_root_goes_on_to_it(void **state)
{
	(void)state;
	serror(0x80000119, "SC");
}

/* Whatever the exit was. */
static void steps_are(const char *wanted)
{
	void (*const exits[])(struct guest_regs *) = {
		arm64_sync_slow, arm64_irq_slow, arm64_serror,
	};
	const unsigned int rounds = parked_for;
	const bool parked = this_private()->parked;
	const u32 events = this_cpu()->events;
	unsigned int n;

	for (n = 0; n < ARRAY_SIZE(exits); n++) {
		parked_for = rounds;
		this_private()->parked = parked;
		this_cpu()->events = events;
		memset(steps, 0, sizeof(steps));
		exits[n](&regs);
		assert_string_equal(steps, wanted);
	}
}

static void events_come_before_the_guest(void **state)
{
	(void)state;
	this_cpu()->events = CPU_EVENT_FLUSH;
	steps_are("ES");
	this_cpu()->stop_request = 1;
	steps_are("ES");
}

static void events_can_park(void **state)
{
	(void)state;
	this_cpu()->events = CPU_EVENT_PARK;
	parked_for = 3;
	steps_are("EWDEWDEWDES");
}

/* As a guest does that turns its CPU off: no event tells. */
static void parked_cpus_sleep_until_an_event(void **state)
{
	(void)state;
	this_private()->parked = true;
	parked_for = 2;
	steps_are("WDEWDEWDES");
}

static void own_exceptions_are_the_end(void **state)
{
	(void)state;
	sysreg_set("esr_el2", 0x96000045);
	sysreg_set("elr_el2", 0x7f0000001234);
	sysreg_set("far_el2", 0xdeadbeef);
	if (!setjmp(panicked))
		arm64_hyp_exception(4);
	assert_string_equal(last_words, "exception 4, ESR 96000045, "
			    "at 7f0000001234, FAR deadbeef");
}

/* Root has the time. */
static void root_feeds_the_console(void **state)
{
	(void)state;
	steps_are("SC");
}

int main(void)
{
#define TEST(name)	cmocka_unit_test_setup(name, setup)
	const struct CMUnitTest tests[] = {
		TEST(exits_have_their_handlers),
		TEST(unknown_classes_are_undefined),
		TEST(hypercalls_have_a_result),
		TEST(hypercalls_are_repeated),
		TEST(root_sets_vectors_of_the_stub),
		TEST(root_calls_its_kvm),
		TEST(root_gets_an_error_for_the_rest),
		TEST(cells_have_no_stub),
		TEST(unknown_immediates),
		TEST(serror_of_a_cell),
		cmocka_unit_test_setup(serror_of_root_goes_on_to_it,
				       setup_root),
		cmocka_unit_test_setup(root_feeds_the_console, setup_root),
		TEST(events_come_before_the_guest),
		TEST(events_can_park),
		TEST(parked_cpus_sleep_until_an_event),
		TEST(own_exceptions_are_the_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
