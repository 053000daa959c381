/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Where the hypervisor and the cells of the emulated arm64 machines lie. For
 * the variants "-reserved" the kernel's command line has to say
 *
 *	mem=320M
 *
 * so that Linux leaves all from HYPERVISOR_START on alone. For the others these
 * are hints for JAILHOUSE_MEM_PLACE: the driver takes memory from the running
 * kernel wherever it can get it.
 */
#ifndef ARM64_VIRT_MEMORY_H
#define ARM64_VIRT_MEMORY_H

#define HYPERVISOR_START	0x54000000
#define RT_START		0x56000000
#define TINY_START		0x56800000
#define VIOLATE_START		0x57000000
#define SMP_START		0x57800000
#define GIC_START		0x58000000

#endif
