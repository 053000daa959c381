/* SPDX-License-Identifier: BSD-2-Clause */
/* What of a guest's accesses reaches its local APIC, in both modes. */
#include "x86/test.h"

#include <apic.h>
#include <ipi.h>
#include <nmi.h>
#include <paging.h>
#include <unit.h>
#include <x86.h>

#include "x86/fake_msrs.h"
#include "x86/machine.h"

#define VECTOR		0x41
#define OWN_LDR		0x04000000

/* The cell has CPUs 0 and 2, APIC ids 0 and 4; this is CPU 0. */
#define CELL_CPUS	0x05

/* The last write and how many there were; likewise of IPIs. */
static unsigned int writes, written_reg, sent, sent_to;
static u32 written_value, sent_low;
static u32 registers[0x60];
static u32 events[NUM_TEST_CPUS];

bool apic_is_x2apic(void)
{
	return apic_mode.x2apic;
}

u32 apic_read(unsigned int reg)
{
	return registers[reg];
}

void apic_write(unsigned int reg, u32 value)
{
	writes++;
	written_reg = reg;
	written_value = value;
}

void apic_send_ipi(u32 destination, u32 icr_low)
{
	sent++;
	sent_to = destination;
	sent_low = icr_low;
}

void cpu_post_events(unsigned int cpu, u32 bits)
{
	events[cpu] |= bits;
}

/* What the unit takes out of a cell's memory, and maps. */
static u64 taken_start, taken_size, mapped;

int paging_map(struct paging_space *space, u64 phys, u64 virt, u64 size,
	       unsigned int attrs)
{
	(void)space;
	assert_int_equal(phys, XAPIC_BASE);
	assert_int_equal(virt, XAPIC_BASE);
	assert_int_equal(attrs & (PAGING_WRITE | PAGING_EXECUTE), 0);
	mapped += size;
	return 0;
}

int mmio_register(struct mmio_table *table, u64 start, u64 size,
		  mmio_handler handler, void *arg)
{
	(void)table;
	(void)handler;
	(void)arg;
	taken_start = start;
	taken_size = size;
	return 0;
}

void mmio_unregister(struct mmio_table *table, u64 start)
{
	(void)table;
	if (start == taken_start)
		taken_size = 0;
}

static int setup(void **state)
{
	(void)state;
	machine_reset();
	machine_add_cell(CELL_CPUS);
	this_cpu()->cell = &test_cell;
	msrs_reset();
	writes = sent = 0;
	memset(registers, 0, sizeof(registers));
	memset(events, 0, sizeof(events));
	registers[APIC_REG_LDR] = OWN_LDR;
	registers[APIC_REG_DFR] = 0xffffffff;
	return 0;
}

static int setup_x2apic(void **state)
{
	unsigned int reg;

	setup(state);
	apic_mode = (struct apic_mode) { .x2apic = true };
	for (reg = APIC_REG_ID; reg <= 0x53; reg++)
		msr_set(MSR_X2APIC_BASE + reg, 0x1000 + reg);
	return 0;
}

static void forwarded(unsigned int reg, u32 value, u32 expected)
{
	unsigned int before = writes;

	assert_true(apic_guest_write(reg, value, 0));
	assert_int_equal(writes, before + 1);
	assert_int_equal(written_reg, reg);
	assert_int_equal(written_value, expected);
}

static void refused(unsigned int reg, u32 value)
{
	unsigned int before = writes;

	assert_false(apic_guest_write(reg, value, 0));
	assert_int_equal(writes, before);
	assert_int_equal(sent, 0);
}

static void test_own_registers(void **state)
{
	(void)state;
	forwarded(APIC_REG_TPR, 0x20, 0x20);
	forwarded(APIC_REG_TIMER_INITIAL, 1234, 1234);
	forwarded(APIC_REG_TIMER_DIVIDE, 0xb, 0xb);
	forwarded(APIC_REG_ICR_HI, 0x55000000, 0x55000000);
	/* Others than 0 are reserved; the xAPIC ignores the value. */
	forwarded(APIC_REG_EOI, 7, 0);
	forwarded(APIC_REG_ESR, 7, 0);
	/* Off: hardware masks the LVT, and keeps it so until it is on. */
	forwarded(APIC_REG_SVR, 0xff, 0xff);
	forwarded(APIC_REG_LVT_TIMER, VECTOR, VECTOR);
	forwarded(APIC_REG_SVR, 0x1ff, 0x1ff);
}

static void test_others_are_refused(void **state)
{
	static const unsigned int read_only[] = {
		0x00, 0x01, APIC_REG_ID, APIC_REG_LVR, 0x09, 0x0a, 0x0c,
		APIC_REG_ISR0, APIC_REG_TMR0, APIC_REG_IRR0, 0x27,
		APIC_REG_TIMER_CURRENT, 0x3a, 0x3d, APIC_REG_EXT_FEATURE,
		0x41, 0x42, 0x48, 0x54, 0xff,
	};
	unsigned int n;

	(void)state;
	for (n = 0; n < ARRAY_SIZE(read_only); n++)
		refused(read_only[n], 0);
}

static void test_lvt(void **state)
{
	static const unsigned int lvts[] = {
		APIC_REG_LVT_CMCI, 0x33, APIC_REG_LVT_PERF, 0x35, 0x36,
		APIC_REG_EXT_LVT0, APIC_REG_EXT_LVT0 + 3,
	};
	unsigned int n;

	(void)state;
	for (n = 0; n < ARRAY_SIZE(lvts); n++) {
		forwarded(lvts[n], VECTOR, VECTOR);
		forwarded(lvts[n], APIC_DM_NMI, APIC_DM_NMI);
		/* Illegal vectors are hardware's business: error register. */
		forwarded(lvts[n], 0x0f, 0x0f);
		refused(lvts[n], APIC_DM_SMI);
		refused(lvts[n], APIC_DM_INIT);
		refused(lvts[n], APIC_DM_EXTINT);
		forwarded(lvts[n], APIC_MASKED | APIC_DM_SMI, APIC_MASKED);
	}
}

static void test_logical_id(void **state)
{
	(void)state;
	assert_true(apic_guest_write(APIC_REG_LDR, OWN_LDR, 0));
	assert_true(apic_guest_write(APIC_REG_DFR, 0xffffffff, 0));
	/* Another idea is not followed, but forgiven. */
	assert_true(apic_guest_write(APIC_REG_LDR, 0x01000000, 0));
	assert_true(apic_guest_write(APIC_REG_DFR, 0x0fffffff, 0));
	assert_int_equal(writes, 0);
}

static void test_icr(void **state)
{
	(void)state;
	assert_true(apic_guest_write(APIC_REG_ICR, VECTOR, 4));
	assert_int_equal(sent, 1);
	assert_int_equal(sent_to, 4);
	assert_int_equal(sent_low, APIC_ASSERT | VECTOR);
	/* Not the cell's. */
	assert_true(apic_guest_write(APIC_REG_ICR, VECTOR, 2));
	assert_true(apic_guest_write(APIC_REG_ICR, APIC_DM_NMI, 2));
	assert_true(apic_guest_write(APIC_REG_ICR, APIC_DM_INIT | APIC_ASSERT,
				     2));
	assert_int_equal(sent, 1);
	assert_int_equal(events[1], 0);
	assert_true(apic_guest_write(APIC_REG_SELF_IPI, VECTOR, 99));
	assert_int_equal(sent, 2);
	assert_int_equal(sent_to, 0);
	/* Self IPIs are fixed, whatever else is written. */
	assert_true(apic_guest_write(APIC_REG_SELF_IPI, 0xffffff00 | VECTOR, 0));
	assert_int_equal(sent_low, APIC_ASSERT | VECTOR);
	assert_false(apic_guest_write(APIC_REG_ICR, APIC_DM_SMI, 4));
	assert_int_equal(sent, 3);
	assert_int_equal(writes, 0);
}

/* Nobody but the hypervisor sends these. */
static void test_events(void **state)
{
	(void)state;
	assert_true(apic_guest_write(APIC_REG_ICR, APIC_SHORTHAND_OTHERS |
				     APIC_DM_NMI, 0));
	assert_int_equal(events[2], X86_EVENT_NMI);
	assert_int_equal(events[0], 0);
	assert_true(apic_guest_write(APIC_REG_ICR, APIC_DM_INIT | APIC_ASSERT |
				     APIC_LEVEL, 4));
	assert_int_equal(events[2], X86_EVENT_NMI | X86_EVENT_INIT);
	assert_true(apic_guest_write(APIC_REG_ICR, APIC_DM_SIPI | 0x9a, 4));
	assert_int_equal(events[2], X86_EVENT_NMI | X86_EVENT_INIT |
			 X86_EVENT_SIPI);
	assert_int_equal(public_per_cpu(2)->arch.sipi_vector, 0x9a);
	assert_int_equal(events[1], 0);
	assert_int_equal(events[3], 0);
	assert_int_equal(sent + writes, 0);
}

static void test_page(void **state)
{
	struct mmio_access access = {
		.address = APIC_REG_TPR << 4,
		.size = 4,
		.is_write = true,
		.value = 0x30,
	};

	(void)state;
	assert_int_equal(xapic_access(&access), MMIO_HANDLED);
	assert_int_equal(written_value, 0x30);
	access.size = 1;
	assert_int_equal(xapic_access(&access), MMIO_ERROR);
	access.size = 8;
	assert_int_equal(xapic_access(&access), MMIO_ERROR);
	access.size = 4;
	access.address += 4;
	assert_int_equal(xapic_access(&access), MMIO_ERROR);
	/* Behind the page: an interrupt message. */
	access.address = 0x1000 + (APIC_REG_TPR << 4);
	assert_int_equal(xapic_access(&access), MMIO_ERROR);
	access.address = APIC_REG_TPR << 4;
	access.is_write = false;
	assert_int_equal(xapic_access(&access), MMIO_ERROR);
	assert_int_equal(writes, 1);
	/* The destination stands in the upper half. */
	registers[APIC_REG_ICR_HI] = 0x04000000;
	access = (struct mmio_access) { .address = APIC_REG_ICR << 4, .size = 4,
					.is_write = true, .value = VECTOR };
	assert_int_equal(xapic_access(&access), MMIO_HANDLED);
	assert_int_equal(sent_to, 4);
}

static void test_x2apic_writes(void **state)
{
	(void)state;
	assert_true(apic_guest_write(APIC_REG_LVT_PERF, APIC_DM_NMI, 0));
	assert_int_equal(msr_get(0x834), APIC_DM_NMI);
	assert_false(apic_guest_write(APIC_REG_LVT_PERF, APIC_DM_SMI, 0));
	assert_int_equal(msr_get(0x834), APIC_DM_NMI);
	assert_true(apic_guest_write(APIC_REG_SVR, 0xff, 0));
	assert_int_equal(msr_get(0x80f), 0xff);
	/* Extended space: the vector table, and nothing else. */
	assert_true(apic_guest_write(0x50, APIC_DM_NMI, 0));
	assert_int_equal(msr_get(0x850), APIC_DM_NMI);
	assert_false(apic_guest_write(0x50, APIC_DM_SMI, 0));
	refused(0x40, 0);
	refused(0x42, 0);
	refused(0x48, 0);
	/* Not in this mode. */
	refused(APIC_REG_ICR_HI, 0);
	refused(APIC_REG_LDR, OWN_LDR);
	refused(APIC_REG_DFR, 0xffffffff);
	/* 32 bits of destination. */
	assert_true(apic_guest_write(APIC_REG_ICR, VECTOR, 0x104));
	assert_int_equal(sent, 0);
	assert_true(apic_guest_write(APIC_REG_ICR, VECTOR, 4));
	assert_int_equal(sent_to, 4);
	/* What hardware refuses. */
	msrs_reset();
	assert_false(apic_guest_write(APIC_REG_SVR, ~0U, 0));
}

static void test_reads(void **state)
{
	u64 value;

	(void)state;
	registers[APIC_REG_ID] = 0x04000000;
	registers[APIC_REG_ICR] = VECTOR;
	registers[APIC_REG_ICR_HI] = 0x02000000;
	registers[APIC_REG_TPR] = 0x30;
	/* As the other mode would answer. */
	assert_true(apic_guest_read(APIC_REG_ID, &value));
	assert_int_equal(value, 4);
	assert_true(apic_guest_read(APIC_REG_ICR, &value));
	assert_int_equal(value, 0x200000000 | VECTOR);
	assert_true(apic_guest_read(APIC_REG_TPR, &value));
	assert_int_equal(value, 0x30);
	assert_false(apic_guest_read(APIC_REG_EOI, &value));
	assert_false(apic_guest_read(APIC_REG_DFR, &value));
	assert_false(apic_guest_read(APIC_REG_ICR_HI, &value));
	assert_false(apic_guest_read(APIC_REG_SELF_IPI, &value));
	assert_false(apic_guest_read(1, &value));
	assert_false(apic_guest_read(APIC_REG_EXT_FEATURE, &value));
}

static void test_x2apic_reads(void **state)
{
	u64 value;

	(void)state;
	assert_true(apic_guest_read(APIC_REG_ID, &value));
	assert_int_equal(value, 0x1002);
	assert_true(apic_guest_read(APIC_REG_EXT_FEATURE, &value));
	assert_int_equal(value, 0x1040);
	msrs_reset();
	assert_false(apic_guest_read(APIC_REG_ID, &value));
}

static void test_unit(void **state)
{
	(void)state;
	mapped = taken_size = 0;
	assert_int_equal(x86_apic_unit.prepare(&test_cell), 0);
	/* All interrupt messages (APM 16.3.1). */
	assert_int_equal(taken_start, 0xfee00000);
	assert_int_equal(taken_size, 0x100000);
	assert_int_equal(x86_apic_unit.map(&test_cell), 0);
	assert_int_equal(mapped, PAGE_SIZE);
	x86_apic_unit.rollback(&test_cell);
	assert_int_equal(taken_size, 0);
	/* Registers are MSRs then. */
	apic_mode.x2apic = true;
	assert_int_equal(x86_apic_unit.map(&test_cell), 0);
	assert_int_equal(mapped, PAGE_SIZE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_own_registers, setup),
		cmocka_unit_test_setup(test_others_are_refused, setup),
		cmocka_unit_test_setup(test_lvt, setup),
		cmocka_unit_test_setup(test_logical_id, setup),
		cmocka_unit_test_setup(test_icr, setup),
		cmocka_unit_test_setup(test_events, setup),
		cmocka_unit_test_setup(test_page, setup),
		cmocka_unit_test_setup(test_x2apic_writes, setup_x2apic),
		cmocka_unit_test_setup(test_reads, setup),
		cmocka_unit_test_setup(test_unit, setup),
		cmocka_unit_test_setup(test_x2apic_reads, setup_x2apic),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
