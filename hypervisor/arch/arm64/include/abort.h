/* SPDX-License-Identifier: BSD-2-Clause */
/* The syndrome of a data abort (Arm ARM D17.2.37, ISS of data aborts); pure. */
#ifndef HV_ARM64_ABORT_H
#define HV_ARM64_ABORT_H

#include <types.h>
#include <sysreg.h>

#define ISS_ISV			BIT(24)
#define ISS_SAS(esr)		((unsigned int)((esr) >> 22) & 3)
#define ISS_SAS_MASK		(3UL << 22)
#define ISS_SAS_WORD		(2UL << 22)
#define ISS_SSE			BIT(21)
#define ISS_SRT(esr)		((unsigned int)((esr) >> 16) & 0x1f)
#define ISS_SF			BIT(15)
#define ISS_CM			BIT(8)
#define ISS_S1PTW		BIT(7)
#define ISS_WNR			BIT(6)
#define ISS_FSC(esr)		((unsigned int)(esr) & 0x3f)

#define FSC_TYPE(fsc)		((fsc) & 0x3c)
#define FSC_TRANSLATION		0x04
#define FSC_ACCESS_FLAG		0x08
#define FSC_PERMISSION		0x0c

/** HPFAR_EL2: the page of the faulting address. */
#define HPFAR_ADDRESS(hpfar)	(((hpfar) & ~0xfUL) << 8)

/** What the faulting instruction does. */
struct abort_access {
	/** Bytes, 1 to 8. */
	unsigned int size;
	/** General register that holds the value, 31: zero. */
	unsigned int reg;
	bool is_write;
	bool sign_extend;
	/** The register is 64 bits wide, as far as the result matters. */
	bool is_64bit;
};

/** Decode. Return: false without a description (ISV 0), or if it is a short
 *  instruction of AArch32. */
static inline bool abort_decode(u64 esr, struct abort_access *access)
{
	/* guest_skip() goes past 32 bits, IL; T32 has shorter ones. */
	if ((esr & (ISS_ISV | ESR_IL)) != (ISS_ISV | ESR_IL))
		return false;
	access->size = 1U << ISS_SAS(esr);
	access->reg = ISS_SRT(esr);
	access->is_write = esr & ISS_WNR;
	access->sign_extend = esr & ISS_SSE;
	access->is_64bit = esr & ISS_SF;
	return true;
}

/** What a load puts into the register, from what the device returned. */
static inline u64 abort_extend(const struct abort_access *access, u64 value)
{
	unsigned int unused = 64 - 8 * access->size;

	value <<= unused;
	if (access->sign_extend)
		value = (u64)((s64)value >> unused);
	else
		value >>= unused;
	return access->is_64bit ? value : (u32)value;
}

#endif
