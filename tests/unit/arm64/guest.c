/* SPDX-License-Identifier: BSD-2-Clause */
#include "arm64/guest.h"

#include <string.h>

struct guest_regs regs, regs_before;
struct violation reported;
unsigned int reports;

void report_violation(const struct violation *violation)
{
	reported = *violation;
	reports++;
}

void guest_exits(unsigned int cpu)
{
	unsigned int n;

	machine_reset(3);
	machine_be(cpu);
	sysregs_reset();
	for (n = 0; n < ARRAY_SIZE(regs.x); n++)
		regs.x[n] = 0x1122334455667700UL + n;
	regs_before = regs;
	memset(&reported, 0, sizeof(reported));
	reports = 0;
	sysreg_set("elr_el2", PC);
	sysreg_set("spsr_el2", SPSR);
	sysreg_set("far_el2", FAR);
	sysreg_set("vbar_el1", VBAR);
}

void registers_are_unchanged(void)
{
	assert_memory_equal(&regs, &regs_before, sizeof(regs));
}

void pc_is(u64 pc)
{
	assert_int_equal(fake_sysreg("elr_el2"), pc);
	assert_int_equal(fake_sysreg("spsr_el2"), SPSR);
	assert_int_equal(fake_sysreg("esr_el1"), 0);
	assert_int_equal(fake_sysreg("far_el1"), 0);
}

void is_injected(u64 esr, u64 pc)
{
	assert_int_equal(fake_sysreg("esr_el1"), esr);
	assert_int_equal(fake_sysreg("elr_el1"), pc);
	assert_int_equal(fake_sysreg("spsr_el1"), SPSR);
	assert_int_equal(fake_sysreg("elr_el2"), VBAR + 0x200);
	assert_int_equal(fake_sysreg("spsr_el2"), 0x3c5);
	registers_are_unchanged();
}

void is_reported(enum violation_kind kind, u64 address, u64 pc)
{
	assert_int_equal(reports, 1);
	assert_int_equal(reported.kind, kind);
	assert_int_equal(reported.address, address);
	assert_int_equal(reported.pc, pc);
}
