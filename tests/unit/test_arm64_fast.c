/* SPDX-License-Identifier: BSD-2-Clause */
/* The short way of exits comes to the same result as the long one. */
#include "arm64/machine.h"
#include "arm64/sysregs.h"

#include <string.h>

#include <abort.h>
#include <core_entry.h>
#include <errno.h>
#include <exits.h>
#include <gic.h>
#include <gicd.h>
#include <gicv2.h>
#include <gicv3.h>
#include <psci.h>
#include <sysreg.h>
#include <jailhouse/hypercall.h>

#define GICD_PHYS	0x08000000UL
#define PC		0x4000UL
#define HPFAR(address)	((address) >> 12 << 4)
#define EC(class)	((u64)(class) << ESR_EC_SHIFT)
/* A load or store of a word that hardware describes, level 3 translation. */
#define ABORT		(EC(EC_DATA_ABORT_LOWER) | ESR_IL | ISS_ISV | \
			 ISS_SAS_WORD | 7)
#define SRT(n)		((u64)(n) << 16)

static struct guest_regs regs;
static unsigned int slow_aborts, hypercalls;
static bool sgi_delivered;
static u64 sgi_value;

unsigned long exit_memory_fast(struct guest_regs *unused, u64 esr)
{
	(void)unused;
	(void)esr;
	slow_aborts++;
	return 1;
}

long hypercall(u64 code, u64 arg1, u64 arg2)
{
	hypercalls++;
	return code + arg1 + arg2;
}

bool gicv3_sgi_to_self(u64 value)
{
	sgi_value = value;
	return sgi_delivered;
}

bool gicv2_sgi_to_self(u32 value)
{
	sgi_value = value;
	return sgi_delivered;
}

static int setup(void **state)
{
	unsigned int n;

	(void)state;
	machine_reset(3);
	sysregs_reset();
	gicd_phys = GICD_PHYS;
	for (n = 0; n < 32; n++)
		regs.x[n] = 0x1000000000000000UL * (n % 8) + n;
	slow_aborts = hypercalls = 0;
	sgi_delivered = true;
	sgi_value = 0;
	sysreg_set("elr_el2", PC);
	return 0;
}

static unsigned long take(u64 esr)
{
	sysreg_set("esr_el2", esr);
	return arm64_sync_fast(&regs);
}

static unsigned long touch(u64 offset, u64 esr)
{
	sysreg_set("hpfar_el2", HPFAR(GICD_PHYS + offset));
	sysreg_set("far_el2", 0xffff000000000000UL | (offset & 0xfff));
	return take(ABORT | esr);
}

static u32 count(unsigned int stat)
{
	return this_cpu()->stats[stat];
}

static void unknown_hypercalls(void **state)
{
	(void)state;
	regs.x[0] = 9;
	assert_int_equal(take(EC(EC_HVC64) | HVC_IMMEDIATE), 0);
	assert_int_equal((long)regs.x[0], -ENOSYS);
	regs.x[0] = ~0UL;
	assert_int_equal(take(EC(EC_HVC64) | HVC_IMMEDIATE), 0);
	assert_int_equal((long)regs.x[0], -ENOSYS);
	assert_int_equal(hypercalls, 0);
	assert_int_equal(count(JAILHOUSE_CPU_STAT_VMEXITS_HYPERCALL), 2);
	assert_int_equal(fake_sysreg("elr_el2"), PC);
}

/* An event that another CPU posts meanwhile. */
static void events_do_not_repeat_a_call(void **state)
{
	(void)state;
	this_cpu()->events = 1;
	regs.x[0] = JAILHOUSE_HC_HYPERVISOR_GET_INFO;
	assert_int_equal(take(EC(EC_HVC64) | HVC_IMMEDIATE), 0);
	assert_int_equal(hypercalls, 1);
	this_cpu()->events = 0;
}

static void known_hypercalls(void **state)
{
	u64 code;

	(void)state;
	for (code = 0; code <= JAILHOUSE_HC_DEBUG_CONSOLE_PUTC; code++) {
		bool simple = code == JAILHOUSE_HC_HYPERVISOR_GET_INFO ||
			code > JAILHOUSE_HC_CELL_GET_STATE;

		regs.x[0] = code;
		regs.x[1] = 0x100;
		regs.x[2] = 0x1000;
		hypercalls = 0;
		assert_int_equal(take(EC(EC_HVC64) | HVC_IMMEDIATE), !simple);
		assert_int_equal(hypercalls, simple);
		assert_int_equal(regs.x[0], simple ? code + 0x1100 : code);
	}
}

static void other_immediates_are_slow(void **state)
{
	(void)state;
	regs.x[0] = 9;
	assert_int_equal(take(EC(EC_HVC64)), 1);
	assert_int_equal(take(EC(EC_HVC64) | (HVC_IMMEDIATE + 1)), 1);
	assert_int_equal(regs.x[0], 9);
}

static void psci_version_alone(void **state)
{
	(void)state;
	/* The upper half does not count. */
	regs.x[0] = 0xffffffff00000000UL | PSCI_VERSION;
	assert_int_equal(take(EC(EC_SMC64)), 0);
	assert_int_equal(regs.x[0], PSCI_1_1);
	assert_int_equal(fake_sysreg("elr_el2"), PC + 4);
	regs.x[0] = PSCI_CPU_OFF;
	assert_int_equal(take(EC(EC_SMC64)), 1);
	assert_int_equal(fake_sysreg("elr_el2"), PC + 4);
}

static void sgis_to_oneself(void **state)
{
	u64 write = EC(EC_SYSREG) | SYS_SGI1R_EL1 | 5 << 5;

	(void)state;
	assert_int_equal(take(write), 0);
	assert_int_equal(sgi_value, regs.x[5]);
	assert_int_equal(fake_sysreg("elr_el2"), PC + 4);
	sgi_delivered = false;
	assert_int_equal(take(write), 1);
	sgi_delivered = true;
	/* A read, another register, a register that was not saved. */
	assert_int_equal(take(write | SYSREG_READ), 1);
	assert_int_equal(take(EC(EC_SYSREG) | SYSREG(3, 0, 12, 11, 7)), 1);
	assert_int_equal(take(EC(EC_SYSREG) | SYS_SGI1R_EL1 | 18 << 5), 1);
	assert_int_equal(fake_sysreg("elr_el2"), PC + 4);
	/* The zero register. */
	assert_int_equal(take(EC(EC_SYSREG) | SYS_SGI1R_EL1 | 31 << 5), 0);
	assert_int_equal(sgi_value, 0);
}

static void sgir(void **state)
{
	(void)state;
	assert_int_equal(touch(GICD_SGIR, ISS_WNR | SRT(4)), 0);
	assert_int_equal(sgi_value, (u32)regs.x[4]);
	assert_int_equal(touch(GICD_SGIR, SRT(4)), 1);
	sgi_delivered = false;
	assert_int_equal(touch(GICD_SGIR, ISS_WNR | SRT(4)), 1);
	assert_int_equal(slow_aborts, 2);
}

/* All registers, both directions: short and long way agree. */
static void same_as(enum mmio_result (*dist)(void *, struct mmio_access *))
{
	struct mmio_access mmio;
	unsigned int seen = 0;
	u64 offset, written;

	for (offset = 0; offset < 0x1000; offset++) {
		memset(gicd_bytes, 0x5a, sizeof(gicd_bytes));
		slow_aborts = 0;
		if (touch(offset, SRT(3)) == 0 && offset != GICD_SGIR) {
			mmio = (struct mmio_access){ offset, 4, false, 0 };
			assert_int_equal(dist(&test_cell, &mmio),
					 MMIO_HANDLED);
			assert_int_equal(regs.x[3], mmio.value);
			seen++;
		}
		regs.x[3] = 0xa5a5a5a5deadbeefUL;
		if (touch(offset, ISS_WNR | SRT(3)) || offset == GICD_SGIR)
			continue;
		written = gicd_word(offset);
		memset(gicd_bytes, 0x5a, sizeof(gicd_bytes));
		mmio = (struct mmio_access){ offset, 4, true, 0xdeadbeef };
		assert_int_equal(dist(&test_cell, &mmio), MMIO_HANDLED);
		assert_int_equal(written, gicd_word(offset));
		seen++;
	}
	/* TYPER is read only; 31 words of each of six registers. */
	assert_int_equal(seen, 1 + 2 * 6 * 31);
}

static void same_as_v3(void **state)
{
	(void)state;
	same_as(gicv3_dist_access);
}

static void same_as_v2(void **state)
{
	(void)state;
	machine_reset(2);
	gicd_phys = GICD_PHYS;
	same_as(gicv2_dist_access);
}

static void only_plain_words_are_fast(void **state)
{
	static const u64 odd[] = {
		ABORT & ~ISS_ISV,			/* not described */
		ABORT & ~ESR_IL,			/* 16 bits, T32 */
		(ABORT & ~ISS_SAS_MASK) | 1UL << 22,	/* a halfword */
		ABORT | ISS_SSE,
		ABORT | ISS_S1PTW,
		(ABORT & ~0x3fUL) | FSC_PERMISSION,
		ABORT | SRT(18),
		ABORT | SRT(29),
	};
	unsigned int n;

	(void)state;
	sysreg_set("hpfar_el2", HPFAR(GICD_PHYS));
	sysreg_set("far_el2", GICD_TYPER);
	assert_int_equal(take(ABORT | SRT(17)), 0);
	assert_int_equal(take(ABORT | SRT(30)), 0);
	for (n = 0; n < ARRAY_SIZE(odd); n++)
		assert_int_equal(take(odd[n]), 1);
	assert_int_equal(slow_aborts, n);
}

static void elsewhere_is_slow(void **state)
{
	(void)state;
	sysreg_set("far_el2", GICD_TYPER);
	sysreg_set("hpfar_el2", HPFAR(GICD_PHYS - 0x1000));
	assert_int_equal(take(ABORT), 1);
	sysreg_set("hpfar_el2", HPFAR(GICD_PHYS + 0x1000));
	assert_int_equal(take(ABORT), 1);
	assert_int_equal(slow_aborts, 2);
}

static void the_zero_register(void **state)
{
	(void)state;
	gicd_set_word(GICD_ISENABLER + 4, ~0U);
	assert_int_equal(touch(GICD_ISENABLER + 4, SRT(31)), 0);
	assert_int_equal(regs.x[31], 0x7000000000000000UL + 31);
	gicd_writes = 0;
	assert_int_equal(touch(GICD_ICENABLER + 4, ISS_WNR | SRT(31)), 0);
	assert_int_equal(gicd_writes, 0);
}

static void each_exit_is_counted(void **state)
{
	(void)state;
	take(EC(EC_SMC64));
	touch(GICD_TYPER, SRT(0));
	take(EC(0x3f));
	assert_int_equal(count(JAILHOUSE_CPU_STAT_VMEXITS_TOTAL), 3);
	assert_int_equal(count(JAILHOUSE_CPU_STAT_VMEXITS_MMIO), 1);
}

int main(void)
{
#define TEST(name)	cmocka_unit_test_setup(name, setup)
	const struct CMUnitTest tests[] = {
		TEST(unknown_hypercalls),
		TEST(events_do_not_repeat_a_call),
		TEST(known_hypercalls),
		TEST(other_immediates_are_slow),
		TEST(psci_version_alone),
		TEST(sgis_to_oneself),
		TEST(sgir),
		TEST(same_as_v3),
		TEST(same_as_v2),
		TEST(only_plain_words_are_fast),
		TEST(elsewhere_is_slow),
		TEST(the_zero_register),
		TEST(each_exit_is_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
