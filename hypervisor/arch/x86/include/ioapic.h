/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * IOAPICs, shared between cells pin by pin. Each cell has the pages of the
 * chips in its configuration emulated: it accesses its own pins, through the
 * filter of ipi.h; foreign pins read 0 and ignore writes; identification and
 * version are read-only.
 *
 * Root's chips are those of its configuration; it also keeps what its entries
 * hold at enable, whatever the filter says about them, until it writes them.
 * Pins that its configuration lacks are masked at enable, so that their
 * interrupts don't reach a cell's CPU, and restored at disable.
 */
#ifndef HV_X86_IOAPIC_H
#define HV_X86_IOAPIC_H

#include <unit.h>

/**
 * Needs apic_mode (ipi.h) and the CPUs' APIC ids when it prepares the root
 * cell. commit() also takes the CPUs of the new cell out of root's entries.
 */
extern const struct unit x86_ioapic_unit;

#endif
