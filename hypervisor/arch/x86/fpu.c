/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Floating-point and SIMD registers: the hypervisor never uses them, so they
 * only need to be reset when a CPU changes owner or starts.
 */
#include <types.h>
#include <x86.h>

/*
 * Legacy area as after FNINIT (control word 0x37f, MXCSR 0x1f80), followed by
 * an XSAVE header that says "all components in their initial state".
 */
static const struct {
	u16 fcw;
	u8 reserved1[22];
	u32 mxcsr;
	u8 reserved2[484];
	u64 header[8];
} initial_state __aligned(64) = {
	.fcw = 0x37f,
	.mxcsr = 0x1f80,
};

_Static_assert(sizeof(initial_state) == 576, "SDM volume 1, 13.4");

void x86_fpu_reset(void)
{
	u32 eax, ebx, ecx, edx;

	/* AMD's XRSTOR leaves the last instruction's address (APM 11.5.10). */
	asm volatile("fninit");
	/* A CPU without XSAVE. */
	if (!(read_cr4() & X86_CR4_OSXSAVE)) {
		asm volatile("fxrstor64 %0" : : "m" (initial_state));
		return;
	}
	cpuid(0xd, 0, &eax, &ebx, &ecx, &edx);
	xsetbv(0, eax | (u64)edx << 32);
	asm volatile("xrstor64 %0"
		     : : "m" (initial_state), "a" (~0U), "d" (~0U));
	xsetbv(0, 1);
}
