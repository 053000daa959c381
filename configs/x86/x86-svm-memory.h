/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where the hypervisor and the cells of the emulated machine x86-svm lie.
 *
 * The plain configurations flag these addresses with JAILHOUSE_MEM_PLACE: they
 * are hints, the driver takes memory from the running kernel wherever it can
 * get it and needs no boot parameter.
 *
 * The variants *-reserved use exactly these addresses, and the kernel must be
 * booted with
 *
 *	memmap=66M$0x14000000
 *
 * (in a GRUB file, "$" needs three backslashes). The range lies in the memory of
 * every machine of 512 MiB and more, above the kernel and below the initial
 * RAM disk, which boot loaders put at the end of memory.
 */
#ifndef X86_SVM_MEMORY_H
#define X86_SVM_MEMORY_H

#define RESERVED_START		0x14000000
#define RESERVED_SIZE		0x04200000

#define HYPERVISOR_START	RESERVED_START

/* Up to 32 MiB from RESERVED_START on belong to the hypervisor. */
#define RT_START		0x16000000
#define VIOLATE_START		0x16800000
#define SMP_START		0x17000000

#endif
