/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How a CPU enters the hypervisor and leaves it again on arm64.
 *
 * Linux runs at EL1, its stub (or KVM, which is asked to bring the stub back
 * first) at EL2. The driver issues the stub's call HVC_SOFT_RESTART with all
 * exceptions masked; the stub jumps to the image's entry point with
 *
 *	x0	logical CPU
 *	ELR_EL2, SPSR_EL2	of the call
 *
 * at EL2, MMU off. The boot tables start at boot_tables_offset with their
 * root: a stage 1 of EL2 (4 KiB granule, 48 bits) that maps hypervisor memory
 * at JAILHOUSE_HV_BASE and the page of the entry point at its physical address,
 * too. All of hypervisor memory is clean to the point of coherency.
 *
 * On success Linux continues as a guest behind the call with x0 = 0. On failure
 * and when JAILHOUSE_HC_DISABLE succeeds it continues behind its call, with
 * the EL2 registers that Linux' stub had, and x0 = result (negative errno or 0).
 * x1 to x17 are undefined then.
 */
#ifndef JAILHOUSE_BOOT_ARM64_H
#define JAILHOUSE_BOOT_ARM64_H

/* Memory attributes of the boot tables, MAIR_EL2: indices and fields. */
#define JAILHOUSE_ARM64_ATTR_NORMAL	0	/* 0xff: write-back */
#define JAILHOUSE_ARM64_ATTR_DEVICE	1	/* 0x04: nGnRE */

#endif
