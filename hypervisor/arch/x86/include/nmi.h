/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * NMIs: the hypervisor's kicks and the guests' own.
 */
#ifndef HV_X86_NMI_H
#define HV_X86_NMI_H

#include <types.h>

/* Events of x86, see CPU_EVENT_ARCH_SHIFT. */
#define X86_EVENT_NMI		BIT(16)
#define X86_EVENT_INIT		BIT(17)
#define X86_EVENT_SIPI		BIT(18)

/**
 * An NMI, or an INIT signal, ended guest execution. It is still pending, as GIF is
 * clear. No guest can send an INIT past the ICR filter, so a device or the platform
 * did: it is dropped, but for an NMI that comes with it.
 */
void exit_nmi(void);

/**
 * Does hardware of the calling CPU's guest ask for an NMI right now: overflowed
 * counters, samples, errors of the chipset (root)? Its NMI and a kick may have
 * become one. Without side effects.
 */
bool nmi_source_pending(void);

/**
 * NMIs came in while x86_drain_interrupts() waited for them. A kick may have
 * been among them, and its events are seen next; or they were hardware's, and
 * the kick is still on its way: the next NMI is not taken for the guest's.
 */
void nmi_drained(void);

#endif
