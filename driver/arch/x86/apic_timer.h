/* SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause */
#ifndef JAILHOUSE_DRIVER_X86_APIC_TIMER_H
#define JAILHOUSE_DRIVER_X86_APIC_TIMER_H

#include <linux/types.h>

/**
 * Rate at which the local APIC timer counts when its divider is 1, in kHz:
 * what platform_info.x86.apic_khz and the guest's setup data hold. A guest
 * that programs another divider divides the value itself (Linux' guest code
 * takes it as lapic_timer_period * HZ, which is the undivided rate).
 *
 * Not in TSC-deadline mode. Sleeps. Return: the median of several measurements,
 * 0 if the timer does not count.
 */
u32 apic_timer_khz(void);

#endif
