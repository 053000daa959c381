/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A CPU at EL2, for the code that sets traps and hands CPUs over. Its ID
 * registers say which registers it has (Arm ARM D17): an access to another one
 * fails. What CPTR_EL2 traps is trapped for the hypervisor, too.
 */
#ifndef TEST_ARM64_CPU_MODEL_H
#define TEST_ARM64_CPU_MODEL_H

#include "arm64/machine.h"
#include "arm64/sysregs.h"

#include <exits.h>

/* Encodings in the manual, written here once more: those of sysreg.h are
 * under test. */
#define R_ID_AA64PFR2_EL1	"s3_0_c0_c4_2"
#define R_ID_AA64ISAR2_EL1	"s3_0_c0_c6_2"
#define R_ID_AA64MMFR3_EL1	"s3_0_c0_c7_3"
#define R_HCRX_EL2		"s3_4_c1_c2_2"
#define R_HFGRTR_EL2		"s3_4_c1_c1_4"
#define R_HFGWTR_EL2		"s3_4_c1_c1_5"
#define R_HFGITR_EL2		"s3_4_c1_c1_6"
#define R_HDFGRTR_EL2		"s3_4_c3_c1_4"
#define R_HDFGWTR_EL2		"s3_4_c3_c1_5"
#define R_HAFGRTR_EL2		"s3_4_c3_c1_6"
#define R_HDFGRTR2_EL2		"s3_4_c3_c1_0"
#define R_HDFGWTR2_EL2		"s3_4_c3_c1_1"
#define R_HFGRTR2_EL2		"s3_4_c3_c1_2"
#define R_HFGWTR2_EL2		"s3_4_c3_c1_3"
#define R_HFGITR2_EL2		"s3_4_c3_c1_7"
#define R_MPAMIDR_EL1		"s3_0_c10_c4_4"
#define R_MPAMHCR_EL2		"s3_4_c10_c4_0"
#define R_MPAM2_EL2		"s3_4_c10_c5_0"
#define R_MPAM1_EL1		"s3_0_c10_c5_0"
#define R_MPAM0_EL1		"s3_0_c10_c5_1"
#define R_CNTHV_CTL_EL2		"s3_4_c14_c3_1"
#define R_ZCR_EL1		"s3_0_c1_c2_0"
#define R_ZCR_EL2		"s3_4_c1_c2_0"
#define R_SMPRI_EL1		"s3_0_c1_c2_4"
#define R_SMCR_EL1		"s3_0_c1_c2_6"
#define R_SVCR			"s3_3_c4_c2_2"
#define R_TPIDR2_EL0		"s3_3_c13_c0_5"
#define R_AMUSERENR_EL0		"s3_3_c13_c2_3"
#define R_FPMR			"s3_3_c4_c4_2"
#define R_TCR2_EL1		"s3_0_c2_c0_3"
#define R_PIRE0_EL1		"s3_0_c10_c2_2"
#define R_PIR_EL1		"s3_0_c10_c2_3"
#define R_POR_EL1		"s3_0_c10_c2_4"
#define R_POR_EL0		"s3_3_c10_c2_4"
#define R_GCSCR_EL1		"s3_0_c2_c5_0"
#define R_GCSPR_EL1		"s3_0_c2_c5_1"
#define R_GCSCRE0_EL1		"s3_0_c2_c5_2"
#define R_GCSPR_EL0		"s3_3_c2_c5_1"
#define R_RGSR_EL1		"s3_0_c1_c0_5"
#define R_GCR_EL1		"s3_0_c1_c0_6"
#define R_TFSR_EL1		"s3_0_c5_c6_0"
#define R_TFSRE0_EL1		"s3_0_c5_c6_1"
#define R_VSESR_EL2		"s3_4_c5_c2_3"
#define R_VDISR_EL2		"s3_4_c12_c1_1"
#define R_PMICNTR_EL0		"s3_3_c9_c4_0"
#define R_PMICFILTR_EL0		"s3_3_c9_c6_0"
#define R_PMUACR_EL1		"s3_0_c9_c14_4"
#define R_APIAKEYLO_EL1		"s3_0_c2_c1_0"
#define R_APIAKEYHI_EL1		"s3_0_c2_c1_1"
#define R_APIBKEYLO_EL1		"s3_0_c2_c1_2"
#define R_APIBKEYHI_EL1		"s3_0_c2_c1_3"
#define R_APDAKEYLO_EL1		"s3_0_c2_c2_0"
#define R_APDAKEYHI_EL1		"s3_0_c2_c2_1"
#define R_APDBKEYLO_EL1		"s3_0_c2_c2_2"
#define R_APDBKEYHI_EL1		"s3_0_c2_c2_3"
#define R_APGAKEYLO_EL1		"s3_0_c2_c3_0"
#define R_APGAKEYHI_EL1		"s3_0_c2_c3_1"

#define CPU_COUNTERS		31
#define CPU_MAX_REGISTERS	192

/** Event counters and their types. */
extern u64 cpu_counters[CPU_COUNTERS], cpu_counter_types[CPU_COUNTERS];
extern struct guest_regs cpu_guest_regs;
/** What refuse() was called with last. */
extern u32 cpu_refused;

/* Each is a new CPU, all registers 0, that belongs to root: without extensions,
 * with all that the code knows in their latest form, with ID fields of 15. */
void cpu_plain(void);
void cpu_today(void);
void cpu_future(void);
/** @id: ID register. @shift: field of four bits. */
void cpu_set_field(const char *id, unsigned int shift, u64 value);
/** Event counters of the PMU, PMCR_EL0.N. */
void cpu_set_counters(u64 number);
/** Call a check for each kind of CPU with each field of its ID registers
 *  changed, to each of some values. */
void cpu_each_field(void (*check)(void));

/** The nth register that the CPU has, ID registers left out; NULL ends. */
const char *cpu_register(unsigned int n);
bool cpu_has(const char *name);
/** Whether it is EL2's, and guests can't change it. */
bool cpu_is_el2(const char *name);
/** Give each register that the CPU has a value of its own, not 0, as Linux may
 *  have done before the hypervisor came. */
void cpu_fill(void);
/** Likewise, those that guests can change, and the guest's general registers. */
void cpu_fill_guest(void);

/** Let this_cpu() belong to another cell. */
void cpu_give(struct cell *cell);

/** Note that something happens: writes and barriers are noted. */
void cpu_note(const char *what);
unsigned int cpu_num_noted(void);
/** When something was noted last, or last before that; it must have been. */
unsigned int cpu_last(const char *what);
unsigned int cpu_last_before(const char *what, unsigned int when);
bool cpu_noted(const char *what);

#endif
