/* SPDX-License-Identifier: BSD-2-Clause */
#include <inmate/apic.h>

#include "../violate.h"

#define XAPIC_BASE	0xfee00000

#define SIMPLE(name, instruction)					\
static const char *name(void)						\
{									\
	asm volatile(instruction : : "a" (0x10000), "c" (0)		\
		     : "rdx", "memory");				\
	return NULL;							\
}

SIMPLE(act_vmrun, "vmrun %%rax")
SIMPLE(act_vmload, "vmload %%rax")
SIMPLE(act_vmsave, "vmsave %%rax")
SIMPLE(act_stgi, "stgi")
SIMPLE(act_clgi, "clgi")
SIMPLE(act_skinit, "skinit %%eax")
SIMPLE(act_invlpga, "invlpga %%rax, %%ecx")
SIMPLE(act_rsm, "rsm")
SIMPLE(act_hang, "cli; 1: hlt; jmp 1b")
SIMPLE(act_spin, "cli; 1: jmp 1b")

/*
 * INVD throws away what caches have not written back: executed, it would lose
 * the store before it on hardware. An emulator cannot tell.
 */
static const char *act_invd(void)
{
	static volatile u64 word;

	word = 0x600df00d;
	asm volatile("invd" : : : "memory");
	return word == 0x600df00d ? NULL : "INVD was executed";
}

SIMPLE(act_wbinvd, "wbinvd")

static const char *act_vmxon(void)
{
	u64 region = 0x10000;

	asm volatile("vmxon %0" : : "m" (region) : "memory", "cc");
	return NULL;
}

static const char *act_triple_fault(void)
{
	const struct {
		u16 limit;
		u64 base;
	} __packed table = { 0, 0 };

	asm volatile("lidt %0; int3" : : "m" (table));
	return NULL;
}

#define RFLAGS_TF	(1UL << 8)
#define DR6_BS		(1UL << 14)

static volatile u64 stepped_to;
static volatile u64 status_of_step;

static bool end_step(struct exception_frame *frame)
{
	u64 dr6;

	if (frame->vector != 1)
		return false;
	asm volatile("mov %%dr6, %0" : "=r" (dr6));
	status_of_step = dr6;
	asm volatile("mov %0, %%dr6" : : "r" (0xffff0ff0UL));
	stepped_to = frame->rip;
	frame->rflags &= ~RFLAGS_TF;
	return true;
}

/* A single step over an instruction ends right behind it. */
#define STEP(instruction, a, c, d) ({					\
	u64 behind, rax = (a), rcx = (c), rdx = (d);			\
									\
	stepped_to = 0;							\
	asm volatile("lea 1f(%%rip), %[behind]\n\t"			\
		     "pushfq\n\t"					\
		     "orq %[tf], (%%rsp)\n\t"				\
		     "popfq\n\t"					\
		     instruction "\n"					\
		     "1:\n\t"						\
		     "nop\n\t"						\
		     "nop"						\
		     : [behind] "=&r" (behind), "+a" (rax), "+c" (rcx),	\
		       "+d" (rdx)					\
		     : [tf] "i" (RFLAGS_TF), "D" (0)			\
		     : "rbx", "memory", "cc");				\
	stepped_to == behind && (status_of_step & DR6_BS);		\
})

static const char *act_single_step(void)
{
	__auto_type hook = exception_hook;
	u32 tpr = XAPIC_BASE + (APIC_REG_TPR << 4);
	const char *wrong = NULL;

	exception_hook = end_step;
	if (!STEP("nop", 0, 0, 0))
		wrong = "single steps don't work at all";
	else if (!STEP("cpuid", 0, 0, 0))
		wrong = "no step over CPUID";
	else if (!STEP("vmmcall", JAILHOUSE_HC_HYPERVISOR_GET_INFO, 0, 0))
		wrong = "no step over VMMCALL";
	else if (!STEP("outl %%eax, %%dx", 0, 0, 0xcf8))
		wrong = "no step over OUT";
	else if (!STEP("wbinvd", 0, 0, 0))
		wrong = "no step over WBINVD";
	else if (!apic_is_x2apic() && !STEP("movl %%eax, (%%rcx)", 0, tpr, 0))
		wrong = "no step over a store to the APIC";
	exception_hook = hook;
	return wrong;
}

const struct violation_case instruction_cases[] = {
	{ "vmrun", act_vmrun, STOPPED },
	{ "vmload", act_vmload, STOPPED },
	{ "vmsave", act_vmsave, STOPPED },
	{ "stgi", act_stgi, STOPPED },
	{ "clgi", act_clgi, STOPPED },
	{ "skinit", act_skinit, STOPPED },
	{ "invlpga", act_invlpga, STOPPED },
	{ "rsm", act_rsm, STOPPED },
	{ "invd", act_invd, HARMLESS },
	{ "wbinvd", act_wbinvd, HARMLESS },
	{ "single-step", act_single_step, HARMLESS },
	{ "vmxon", act_vmxon, EXCEPTION_UD },
	{ "triple-fault", act_triple_fault, STOPPED },
	{ "hang", act_hang, MISBEHAVES },
	{ "spin", act_spin, MISBEHAVES },
	{ NULL, NULL, STOPPED },
};
