/* SPDX-License-Identifier: BSD-2-Clause */
#include "violate.h"

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
	{ "vmxon", act_vmxon, EXCEPTION_UD },
	{ "triple-fault", act_triple_fault, STOPPED },
	{ "hang", act_hang, MISBEHAVES },
	{ "spin", act_spin, MISBEHAVES },
	{ NULL, NULL, STOPPED },
};
