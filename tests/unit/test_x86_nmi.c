/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * NMIs: kicks are told apart from the guest's own, which are injected exactly
 * once, and not before the guest has returned from the last one.
 *
 * STGI and CLGI fault here, and are emulated: the former lets NMIs in, which
 * the hypervisor's handler counts.
 */
/* For the registers in ucontext.h. */
#define _GNU_SOURCE
#include <signal.h>
#include <ucontext.h>

#include "x86/test.h"

#include <apic.h>
#include <core_entry.h>
#include <cpu.h>
#include <nmi.h>
#include <svm.h>
#include <vcpu.h>
#include <x86.h>
#include <arch/cpu.h>

#define CPU		1
#define APIC_ID		7
#define KHZ		1000UL

/* Fields of the control block (APM volume 2, appendix B and 15.20). */
#define INJECT_NMI	0x80000202UL
#define INJECT_GP	0x80000b0dUL
#define INTERCEPT_IRET	0x00100000U
#define FLAG_TRAP	0x100UL

#define EXIT_DB		0x41
#define EXIT_NMI	0x61
#define EXIT_INIT	0x63
#define EXIT_IRET	0x74

struct cell root_cell;
u32 svm_feature_bits;

static struct vmcb vmcb;
static struct private_per_cpu private;
static struct cell cell;
static u8 areas[2][X86_PERCPU_SIZE] __aligned(16);
static struct guest_regs regs;
static struct public_per_cpu *cpu = (void *)(areas[CPU] + X86_PERCPU_PUBLIC);

static bool gif, source_pending;
/* NMIs on their way to the CPU. */
static unsigned int on_the_way;
static unsigned int sent, events_handled;
static u64 now;

struct private_per_cpu *this_private(void)
{
	return &private;
}

u8 *x86_percpu_area(unsigned int number)
{
	assert_true(number < 2);
	return areas[number];
}

struct vmcb *svm_vmcb(void)
{
	return &vmcb;
}

u64 arch_timestamp(void)
{
	return now;
}

u64 arch_timestamp_khz(void)
{
	return KHZ;
}

/* An NMI by physical destination (APM volume 2, 16.5). */
void apic_send_ipi(u32 destination, u32 icr_low)
{
	assert_int_equal(destination, APIC_ID);
	assert_int_equal(icr_low, 0x4400);
	sent++;
}

bool nmi_source_pending(void)
{
	return source_pending;
}

void cpu_handle_events(void)
{
	events_handled++;
}

/* 0f 01 dc: STGI, 0f 01 dd: CLGI */
static void emulate(int number, siginfo_t *info, void *context)
{
	greg_t *rip = &((ucontext_t *)context)->uc_mcontext.gregs[REG_RIP];
	const u8 *code = (const u8 *)*rip;

	(void)info;
	if (code[0] != 0x0f || code[1] != 0x01 || (code[2] & 0xfe) != 0xdc) {
		signal(number, SIG_DFL);
		return;
	}
	gif = code[2] == 0xdc;
	if (gif) {
		private.nmis += on_the_way;
		on_the_way = 0;
	}
	*rip += 3;
}

/* cmocka sets its own handlers for each test. */
static void start_emulation(void)
{
	struct sigaction action = { .sa_sigaction = emulate,
				    .sa_flags = SA_SIGINFO };

	assert_int_equal(sigaction(SIGILL, &action, NULL), 0);
	assert_int_equal(sigaction(SIGSEGV, &action, NULL), 0);
}

static int setup(void **state)
{
	(void)state;
	memset(&vmcb, 0, sizeof(vmcb));
	memset(&private, 0, sizeof(private));
	memset(areas, 0, sizeof(areas));
	private.public_part = cpu;
	cpu->cell = &cell;
	cpu->arch.apic_id = APIC_ID;
	gif = source_pending = false;
	on_the_way = sent = events_handled = 0;
	now = 5000000;
	return 0;
}

static void leave_guest(u64 code)
{
	start_emulation();
	vmcb.exit_code = code;
	vmcb.event_injection = 0;
	svm_handle_exit(&regs);
	assert_false(gif);
}

/* An NMI ends the guest's run. */
static void nmi(void)
{
	unsigned int before = events_handled;

	on_the_way = 1;
	leave_guest(EXIT_NMI);
	assert_int_equal(on_the_way, 0);
	assert_int_equal(private.nmis, 0);
	assert_int_equal(events_handled, before + 1);
}

static void injected(void)
{
	assert_int_equal(vmcb.event_injection, INJECT_NMI);
	assert_true(vmcb.intercepts[3] & INTERCEPT_IRET);
}

static void not_injected(void)
{
	assert_int_equal(vmcb.event_injection, 0);
}

/* The guest's handler returns, and the trap behind its IRET comes. */
static void guest_returns(void)
{
	leave_guest(EXIT_IRET);
	not_injected();
	assert_false(vmcb.intercepts[3] & INTERCEPT_IRET);
	assert_true(vmcb.rflags & FLAG_TRAP);
	/* IRET loads flags without the trap's. */
	vmcb.rflags &= ~FLAG_TRAP;
	vmcb.dr6 |= 0x4000;
	leave_guest(EXIT_DB);
}

static void test_guests_own(void **state)
{
	(void)state;
	nmi();
	injected();
}

static void test_kick(void **state)
{
	(void)state;
	arch_cpu_kick(CPU);
	assert_int_equal(sent, 1);
	nmi();
	not_injected();
	/* The next one is not a kick. */
	nmi();
	injected();
}

/* A kick and hardware's NMI arrive as one. */
static void test_kick_with_a_source(void **state)
{
	(void)state;
	arch_cpu_kick(CPU);
	source_pending = true;
	nmi();
	injected();
}

static void test_one_kick_at_a_time(void **state)
{
	(void)state;
	arch_cpu_kick(CPU);
	now += 1000 * KHZ - 1;
	arch_cpu_kick(CPU);
	assert_int_equal(sent, 1);
	nmi();
	not_injected();
	arch_cpu_kick(CPU);
	assert_int_equal(sent, 2);
}

/* Sent again after a second: two arrive, neither is the guest's. */
static void test_late_kick(void **state)
{
	(void)state;
	arch_cpu_kick(CPU);
	now += 1000 * KHZ;
	arch_cpu_kick(CPU);
	assert_int_equal(sent, 2);
	nmi();
	not_injected();
	nmi();
	not_injected();
	nmi();
	injected();
}

static void test_parked(void **state)
{
	(void)state;
	private.parked = true;
	nmi();
	not_injected();
	arch_cpu_events(X86_EVENT_NMI);
	not_injected();
}

static void test_second_one_waits_for_iret(void **state)
{
	(void)state;
	vmcb.dr6 = 0xffff0ff0;
	nmi();
	injected();
	nmi();
	not_injected();
	guest_returns();
	injected();
	assert_int_equal(vmcb.dr6, 0xffff0ff0);
	/* One was kept, as by hardware. */
	guest_returns();
	not_injected();
	nmi();
	injected();
}

static void test_one_during_iret_waits_for_its_end(void **state)
{
	(void)state;
	nmi();
	leave_guest(EXIT_IRET);
	nmi();
	not_injected();
	/* Or IRET would exit before it is executed, again and again. */
	assert_false(vmcb.intercepts[3] & INTERCEPT_IRET);
	assert_true(vmcb.rflags & FLAG_TRAP);
	leave_guest(EXIT_DB);
	injected();
}

static void test_kicks_do_not_disturb(void **state)
{
	(void)state;
	nmi();
	arch_cpu_kick(CPU);
	nmi();
	not_injected();
	guest_returns();
	not_injected();
	assert_int_equal(vmcb.intercepts[3], 0);
}

/* What is to be injected already goes first. */
static void test_other_event_goes_first(void **state)
{
	(void)state;
	vmcb.cr0 = X86_CR0_PE;
	vcpu_inject_gp();
	vcpu_inject_nmi();
	assert_int_equal(vmcb.event_injection, INJECT_GP);
	guest_returns();
	injected();
}

static void test_nmi_of_another_guest_cpu(void **state)
{
	(void)state;
	arch_cpu_events(X86_EVENT_NMI);
	injected();
}

/* A trap of the guest's own is its own. */
static void test_single_step_of_guest(void **state)
{
	(void)state;
	leave_guest(EXIT_DB);
	assert_int_equal(vmcb.event_injection, 0x80000301);
}

/* What came while nobody listened may have been a kick. */
static void test_drained(void **state)
{
	(void)state;
	nmi_drained();
	nmi();
	injected();
	setup(NULL);
	arch_cpu_kick(CPU);
	nmi_drained();
	nmi();
	not_injected();
	nmi();
	injected();
}

static void test_init_is_dropped(void **state)
{
	(void)state;
	leave_guest(EXIT_INIT);
	not_injected();
	assert_int_equal(events_handled, 1);
}

static void test_nmis_beside_init(void **state)
{
	(void)state;
	arch_cpu_kick(CPU);
	on_the_way = 1;
	leave_guest(EXIT_INIT);
	not_injected();
	assert_int_equal(events_handled, 1);
	/* The kick is over: another can be sent at once. */
	arch_cpu_kick(CPU);
	assert_int_equal(sent, 2);
	nmi();
	not_injected();
	on_the_way = 1;
	leave_guest(EXIT_INIT);
	injected();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_guests_own, setup),
		cmocka_unit_test_setup(test_kick, setup),
		cmocka_unit_test_setup(test_kick_with_a_source, setup),
		cmocka_unit_test_setup(test_one_kick_at_a_time, setup),
		cmocka_unit_test_setup(test_late_kick, setup),
		cmocka_unit_test_setup(test_parked, setup),
		cmocka_unit_test_setup(test_second_one_waits_for_iret, setup),
		cmocka_unit_test_setup(test_one_during_iret_waits_for_its_end,
				       setup),
		cmocka_unit_test_setup(test_kicks_do_not_disturb, setup),
		cmocka_unit_test_setup(test_other_event_goes_first, setup),
		cmocka_unit_test_setup(test_nmi_of_another_guest_cpu, setup),
		cmocka_unit_test_setup(test_single_step_of_guest, setup),
		cmocka_unit_test_setup(test_drained, setup),
		cmocka_unit_test_setup(test_init_is_dropped, setup),
		cmocka_unit_test_setup(test_nmis_beside_init, setup),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
