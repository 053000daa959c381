/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Machine checks (APM volume 2, chapter 9). They are intercepted: one that hits
 * a cell is reported and ends that cell. Root gets its own ones, with the
 * banks as they are: its handler knows how to retire broken memory.
 *
 * Those that the hypervisor's own accesses cause are held until a guest runs,
 * where the processor is able to (15.17, table 15-10), and are the guest's
 * then. Otherwise they end the CPU.
 */
#ifndef HV_X86_MACHINE_CHECK_H
#define HV_X86_MACHINE_CHECK_H

#include <types.h>

/**
 * Print one line per error that the calling CPU's banks hold.
 * @clear: and forget them.
 *
 * Return: all their MCi_STATUS, or-ed; 0 if there is none.
 */
u64 machine_check_report(bool clear);

/** Was a machine check raised whose handler has not finished? */
bool machine_check_in_progress(void);

/**
 * #MC ended guest execution; or a shutdown did, as happens to a guest whose
 * CR4.MCE is clear. A cell ends; if the processor's context is lost, its CPU
 * with it.
 */
void exit_machine_check(void);

#endif
