/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Keeps a CPU of the guest busy, and the host as little as can be: emulated CPUs
 * that take turns pass theirs on when they wait in a loop.
 */
int main(void)
{
	for (;;)
#if defined(__aarch64__)
		__asm__ volatile("yield");
#else
		__asm__ volatile("pause");
#endif
}
