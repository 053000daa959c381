/* SPDX-License-Identifier: BSD-2-Clause */
#include <stdlib.h>

#include "x86/test.h"

#include <apic.h>
#include <console.h>
#include <core_entry.h>
#include <ipi.h>
#include <x86.h>

#include "fast.h"

_Static_assert(offsetof(struct area, vmcb) == X86_PERCPU_CONTROL,
	       "asm/private.h");

struct area area;
struct public_per_cpu public;
struct cell other_cell;
u64 leaf;
u8 *code_page;

struct apic_access apic_written;
bool write_accepted;
u32 icr_high;
unsigned int drained;

/* What svm_fast.c needs of the rest. */
struct cell root_cell;
struct apic_mode apic_mode;
u32 svm_feature_bits;
u64 svm_efer_forbidden;

bool apic_guest_write(unsigned int reg, u32 value, u32 destination)
{
	apic_written.count++;
	apic_written.reg = reg;
	apic_written.value = value;
	apic_written.destination = destination;
	return write_accepted;
}

void apic_write(unsigned int reg, u32 value)
{
	apic_guest_write(reg, value, 0);
}

u32 apic_read(unsigned int reg)
{
	assert_int_equal(reg, APIC_REG_ICR_HI);
	return icr_high;
}

void console_feed(void)
{
	drained++;
}

long hypercall_get_info(u64 type)
{
	return type == 3 ? 1234 : -22;
}

int setup(void **state)
{
	(void)state;
	memset(&area, 0, sizeof(area));
	memset(&public, 0, sizeof(public));
	memset(&apic_written, 0, sizeof(apic_written));
	if (!code_page)
		code_page = malloc(PAGE_SIZE);
	memset(code_page, 0x90, PAGE_SIZE);
	public.cell = &other_cell;
	leaf = LEAF_VALUE;
	apic_mode.x2apic = false;
	svm_feature_bits = 0;
	svm_efer_forbidden = ~(X86_EFER_SCE | X86_EFER_LME | X86_EFER_LMA |
			       X86_EFER_NXE | X86_EFER_SVME);
	write_accepted = true;
	drained = 0;

	area.private.public_part = &public;
	area.private.code_page = (struct code_page) {
		.linear = CODE_ADDRESS, .cr3 = CODE_CR3, .leaf = &leaf,
		.leaf_value = LEAF_VALUE, .bytes = code_page,
	};
	area.vmcb.efer = X86_EFER_LME | X86_EFER_LMA | X86_EFER_SVME;
	area.vmcb.cs.attributes = SVM_SEG_CODE64;
	area.vmcb.cr3 = CODE_CR3;
	area.vmcb.rip = CODE_ADDRESS;
	area.vmcb.tlb_control = SVM_TLB_FLUSH_GUEST;
	area.vmcb.event_injection = SVM_EVENT_VALID;
	area.vmcb.interrupt_shadow = SVM_INTERRUPT_SHADOW;
	return 0;
}

int cleanup(void **state)
{
	(void)state;
	free(code_page);
	code_page = NULL;
	return 0;
}

void handled(unsigned int stat, u64 rip)
{
	unsigned int n;
	u32 total = public.stats[JAILHOUSE_CPU_STAT_VMEXITS_TOTAL];
	u32 own = public.stats[stat];

	assert_false(svm_fast_exit(&area.regs));
	assert_int_equal(public.stats[JAILHOUSE_CPU_STAT_VMEXITS_TOTAL],
			 total + 1);
	assert_int_equal(public.stats[stat], own + 1);
	for (n = 0, total = 0; n < JAILHOUSE_NUM_CPU_STATS; n++)
		total += public.stats[n];
	assert_int_equal(total, 2 * public.stats[
				 JAILHOUSE_CPU_STAT_VMEXITS_TOTAL]);
	assert_int_equal(area.vmcb.rip, rip);
	assert_int_equal(area.vmcb.tlb_control, 0);
	assert_int_equal(area.vmcb.event_injection, 0);
	assert_int_equal(area.vmcb.interrupt_shadow, 0);
}

void left_alone(void)
{
	static struct area before;
	struct public_per_cpu public_before = public;

	before = area;
	assert_true(svm_fast_exit(&area.regs));
	assert_memory_equal(&area, &before, sizeof(area));
	assert_memory_equal(&public, &public_before, sizeof(public));
	assert_int_equal(drained, 0);
}
