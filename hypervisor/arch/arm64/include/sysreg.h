/* SPDX-License-Identifier: BSD-2-Clause */
/* System registers of AArch64 (Arm ARM DDI 0487, chapter D17). */
#ifndef HV_ARM64_SYSREG_H
#define HV_ARM64_SYSREG_H

#include <types.h>

/* The detour lets macros be names. */
#define read_sysreg(reg)		read_sysreg_name(reg)
#define write_sysreg(value, reg)	write_sysreg_name(value, reg)

#define read_sysreg_name(reg)						\
({									\
	u64 value_;							\
									\
	asm volatile("mrs %0, " #reg : "=r" (value_) : : "memory");	\
	value_;								\
})

#define write_sysreg_name(value, reg)					\
	asm volatile("msr " #reg ", %x0" : : "rZ" ((u64)(value)) : "memory")

#define isb()		asm volatile("isb" : : : "memory")
#define dsb(option)	asm volatile("dsb " #option : : : "memory")
#define dmb(option)	asm volatile("dmb " #option : : : "memory")
#define tlbi(op)	asm volatile("tlbi " #op : : : "memory")
#define ic(op)		asm volatile("ic " #op : : : "memory")
#define dc(op, at)	asm volatile("dc " #op ", %0" : : "r" (at) : "memory")
#define wfi()		asm volatile("wfi" : : : "memory")
/** Translate a virtual address, the result is in PAR_EL1. */
#define at(op, address)							\
	asm volatile("at " #op ", %0" : : "r" (address) : "memory")

/* Registers that older assemblers don't know by name. */
#define ZCR_EL2			s3_4_c1_c2_0
#define HCRX_EL2		s3_4_c1_c2_2
#define HFGRTR_EL2		s3_4_c1_c1_4
#define HFGWTR_EL2		s3_4_c1_c1_5
#define HFGITR_EL2		s3_4_c1_c1_6
#define HDFGRTR_EL2		s3_4_c3_c1_4
#define HDFGWTR_EL2		s3_4_c3_c1_5
#define HAFGRTR_EL2		s3_4_c3_c1_6
#define HDFGRTR2_EL2		s3_4_c3_c1_0
#define HDFGWTR2_EL2		s3_4_c3_c1_1
#define HFGRTR2_EL2		s3_4_c3_c1_2
#define HFGWTR2_EL2		s3_4_c3_c1_3
#define HFGITR2_EL2		s3_4_c3_c1_7
#define MPAMHCR_EL2		s3_4_c10_c4_0
#define MPAM2_EL2		s3_4_c10_c5_0
#define CNTHV_CTL_EL2		s3_4_c14_c3_1
#define ID_AA64PFR2_EL1		s3_0_c0_c4_2
#define ID_AA64ISAR2_EL1	s3_0_c0_c6_2
#define ID_AA64MMFR3_EL1	s3_0_c0_c7_3
#define MPAMIDR_EL1		s3_0_c10_c4_4
#define MPAM1_EL1		s3_0_c10_c5_0
#define MPAM0_EL1		s3_0_c10_c5_1
#define SMPRI_EL1		s3_0_c1_c2_4
#define SMCR_EL1		s3_0_c1_c2_6
#define SVCR			s3_3_c4_c2_2
#define TPIDR2_EL0		s3_3_c13_c0_5
#define PMICNTR_EL0		s3_3_c9_c4_0
#define PMICFILTR_EL0		s3_3_c9_c6_0
#define PMUACR_EL1		s3_0_c9_c14_4
#define AMUSERENR_EL0		s3_3_c13_c2_3
#define FPMR			s3_3_c4_c4_2
#define TCR2_EL1		s3_0_c2_c0_3
#define PIRE0_EL1		s3_0_c10_c2_2
#define PIR_EL1			s3_0_c10_c2_3
#define POR_EL1			s3_0_c10_c2_4
#define POR_EL0			s3_3_c10_c2_4
#define GCSCR_EL1		s3_0_c2_c5_0
#define GCSPR_EL1		s3_0_c2_c5_1
#define GCSCRE0_EL1		s3_0_c2_c5_2
#define GCSPR_EL0		s3_3_c2_c5_1
#define ZCR_EL1			s3_0_c1_c2_0
#define GCR_EL1			s3_0_c1_c0_6
#define RGSR_EL1		s3_0_c1_c0_5
#define TFSR_EL1		s3_0_c5_c6_0
#define TFSRE0_EL1		s3_0_c5_c6_1
#define VDISR_EL2		s3_4_c12_c1_1
#define VSESR_EL2		s3_4_c5_c2_3
#define ICC_SRE_EL1		s3_0_c12_c12_5
#define ICC_SRE_EL2		s3_4_c12_c9_5
#define APIAKEYLO_EL1		s3_0_c2_c1_0
#define APIAKEYHI_EL1		s3_0_c2_c1_1
#define APIBKEYLO_EL1		s3_0_c2_c1_2
#define APIBKEYHI_EL1		s3_0_c2_c1_3
#define APDAKEYLO_EL1		s3_0_c2_c2_0
#define APDAKEYHI_EL1		s3_0_c2_c2_1
#define APDBKEYLO_EL1		s3_0_c2_c2_2
#define APDBKEYHI_EL1		s3_0_c2_c2_3
#define APGAKEYLO_EL1		s3_0_c2_c3_0
#define APGAKEYHI_EL1		s3_0_c2_c3_1

/* HCR_EL2 */
#define HCR_VM			BIT(0)
#define HCR_SWIO		BIT(1)
#define HCR_FMO			BIT(3)
#define HCR_IMO			BIT(4)
#define HCR_AMO			BIT(5)
#define HCR_VSE			BIT(8)
#define HCR_TSC			BIT(19)
#define HCR_TIDCP		BIT(20)
#define HCR_TACR		BIT(21)
#define HCR_TSW			BIT(22)
#define HCR_RW			BIT(31)
#define HCR_E2H			BIT(34)
#define HCR_TLOR		BIT(35)
#define HCR_TERR		BIT(36)
#define HCR_APK			BIT(40)
#define HCR_API			BIT(41)
#define HCR_ATA			BIT(56)

/* CPTR_EL2 without VHE: RES1 bits, and traps of what is not for guests. */
#define CPTR_RES1		0x22ffUL
#define CPTR_TZ			BIT(8)
#define CPTR_TSM		BIT(12)
#define CPTR_TTA		BIT(20)
#define CPTR_TAM		BIT(30)

/* Copies without exceptions to EL2, TCR2, guarded control stacks, FPMR. */
#define HCRX_MSCEN		BIT(11)
#define HCRX_TCR2EN		BIT(14)
#define HCRX_GCSEN		BIT(22)
#define HCRX_ENFPM		BIT(23)

#define HFGRTR_NGCS		(3UL << 52)
#define HFGRTR_NSMPRI		BIT(54)
#define HFGRTR_NTPIDR2		BIT(55)
#define HFGRTR_NPIR		(3UL << 57)
#define HFGRTR_NPOR		(3UL << 59)
#define HFGITR_NGCS		(7UL << 57)
#define HDFGRTR_DBGCLAIM	BIT(5)
/* PMICNTR, PMICFILTR, PMUACR */
#define HDFGRTR2_NPMU		(7UL << 2)

#define MPAM2_TRAP		(3UL << 48)
#define MPAM2_MPAMEN		BIT(63)
#define MPAMIDR_HAS_HCR		BIT(17)

#define MDCR_HPMN		0x1fUL
#define MDCR_TDOSA		BIT(10)
#define MDCR_TDRA		BIT(11)
#define MDCR_TPMS		BIT(14)
#define MDCR_HPMD		BIT(17)
#define MDCR_TTRF		BIT(19)
#define MDCR_HCCD		BIT(23)

/* ZCR_ELx.LEN and RAZ bits above: as long as the CPU can. */
#define ZCR_LEN_MAX		0x1ff

#define CNTHCTL_EL1PCTEN	BIT(0)
#define CNTHCTL_EL1PCEN		BIT(1)

#define MPIDR_AFFINITY		0x000000ff00ffffffUL

/* SPSR: EL1h, all exceptions masked. */
#define SPSR_EL1H_MASKED	0x3c5UL
#define SPSR_MODE		0xfUL
#define SPSR_AARCH32		BIT(4)

#define SCTLR_EL1_RES1		0x30d00800UL
#define CPACR_FPEN		(3UL << 20)

/* Exception classes, ESR_EL2[31:26] */
#define EC_UNKNOWN		0x00
#define EC_HVC64		0x16
#define EC_SMC64		0x17
#define EC_SYSREG		0x18
#define EC_INST_ABORT_LOWER	0x20
#define EC_INST_ABORT_SAME	0x21
#define EC_DATA_ABORT_LOWER	0x24
#define EC_DATA_ABORT_SAME	0x25

#define ESR_EC(esr)		((unsigned int)((esr) >> 26) & 0x3f)
#define ESR_IL			BIT(25)
#define ESR_EC_SHIFT		26

/** Physical address bits that all CPUs have. */
unsigned int arm64_phys_bits(void);

#endif
