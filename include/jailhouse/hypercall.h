/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Hypercalls and the communication region, as seen by guests.
 */
#ifndef JAILHOUSE_HYPERCALL_H
#define JAILHOUSE_HYPERCALL_H

#include <jailhouse/types.h>
#include <jailhouse/cell-config.h>

#define JAILHOUSE_HC_DISABLE			0
#define JAILHOUSE_HC_CELL_CREATE		1
#define JAILHOUSE_HC_CELL_START			2
#define JAILHOUSE_HC_CELL_SET_LOADABLE		3
#define JAILHOUSE_HC_CELL_DESTROY		4
#define JAILHOUSE_HC_HYPERVISOR_GET_INFO	5
#define JAILHOUSE_HC_CELL_GET_STATE		6
#define JAILHOUSE_HC_CPU_GET_INFO		7
#define JAILHOUSE_HC_DEBUG_CONSOLE_PUTC		8

/* JAILHOUSE_HC_HYPERVISOR_GET_INFO */
#define JAILHOUSE_INFO_MEM_POOL_SIZE		0
#define JAILHOUSE_INFO_MEM_POOL_USED		1
#define JAILHOUSE_INFO_REMAP_POOL_SIZE		2
#define JAILHOUSE_INFO_REMAP_POOL_USED		3
#define JAILHOUSE_INFO_NUM_CELLS		4

/* JAILHOUSE_HC_CPU_GET_INFO */
#define JAILHOUSE_CPU_INFO_STATE		0
#define JAILHOUSE_CPU_INFO_STAT_BASE		1000

#define JAILHOUSE_CPU_RUNNING			0
#define JAILHOUSE_CPU_FAILED			2

#define JAILHOUSE_CPU_STAT_VMEXITS_TOTAL	0
#define JAILHOUSE_CPU_STAT_VMEXITS_MMIO		1
#define JAILHOUSE_CPU_STAT_VMEXITS_MANAGEMENT	2
#define JAILHOUSE_CPU_STAT_VMEXITS_HYPERCALL	3
#define JAILHOUSE_GENERIC_CPU_STATS		4
#if defined(__x86_64__) || defined(__i386__)
#define JAILHOUSE_CPU_STAT_VMEXITS_PIO		4
#define JAILHOUSE_CPU_STAT_VMEXITS_XAPIC	5
#define JAILHOUSE_CPU_STAT_VMEXITS_CR		6
#define JAILHOUSE_CPU_STAT_VMEXITS_CPUID	7
#define JAILHOUSE_CPU_STAT_VMEXITS_XSETBV	8
#define JAILHOUSE_CPU_STAT_VMEXITS_EXCEPTION	9
#define JAILHOUSE_CPU_STAT_VMEXITS_MSR_OTHER	10
#define JAILHOUSE_CPU_STAT_VMEXITS_MSR_X2APIC_ICR	11
#define JAILHOUSE_NUM_CPU_STATS			12
#else
#define JAILHOUSE_CPU_STAT_VMEXITS_MAINTENANCE	4
#define JAILHOUSE_CPU_STAT_VMEXITS_VIRQ		5
#define JAILHOUSE_CPU_STAT_VMEXITS_VSGI		6
#define JAILHOUSE_CPU_STAT_VMEXITS_PSCI		7
#define JAILHOUSE_CPU_STAT_VMEXITS_SMCCC	8
#define JAILHOUSE_NUM_CPU_STATS			9
#endif

/* Messages to the cell, and its replies */
#define JAILHOUSE_MSG_NONE			0
#define JAILHOUSE_MSG_SHUTDOWN_REQUEST		1
#define JAILHOUSE_MSG_RECONFIG_COMPLETED	2

#define JAILHOUSE_MSG_UNKNOWN			1
#define JAILHOUSE_MSG_REQUEST_DENIED		2
#define JAILHOUSE_MSG_REQUEST_APPROVED		3
#define JAILHOUSE_MSG_RECEIVED			4

#define JAILHOUSE_CELL_RUNNING			0
#define JAILHOUSE_CELL_RUNNING_LOCKED		1
#define JAILHOUSE_CELL_SHUT_DOWN		2
#define JAILHOUSE_CELL_FAILED			3
#define JAILHOUSE_CELL_FAILED_COMM_REV		4

#define COMM_REGION_ABI_REVISION		2
#define COMM_REGION_MAGIC			"JHCOMM"

/* Flags of the communication region */
#define JAILHOUSE_COMM_FLAG_DBG_PUTC_PERMITTED	0x0001
#define JAILHOUSE_COMM_FLAG_DBG_PUTC_ACTIVE	0x0002

#define JAILHOUSE_COMM_HAS_DBG_PUTC_PERMITTED(flags) \
	(!!((flags) & JAILHOUSE_COMM_FLAG_DBG_PUTC_PERMITTED))
#define JAILHOUSE_COMM_HAS_DBG_PUTC_ACTIVE(flags) \
	(!!((flags) & JAILHOUSE_COMM_FLAG_DBG_PUTC_ACTIVE))

struct jailhouse_comm_region {
	char signature[6];
	__u16 revision;
	volatile __u32 cell_state;
	volatile __u32 msg_to_cell;
	volatile __u32 reply_from_cell;
	__u32 flags;
	struct jailhouse_console console;
	__u64 pci_mmconfig_base;
#if defined(__x86_64__) || defined(__i386__)
	__u16 pm_timer_address;
	__u16 num_cpus;
	__u32 tsc_khz;
	__u32 apic_khz;
#else
	__u8 gic_version;
	__u8 padding[7];
	__u64 gicd_base;
	__u64 gicc_base;
	__u64 gicr_base;
	__u32 vpci_irq_base;
#endif
} __attribute__((packed));

#if defined(__x86_64__) || defined(__i386__)
#include <jailhouse/hypercall-x86.h>
#elif defined(__aarch64__)
#include <jailhouse/hypercall-arm64.h>
#endif

/**
 * Answer a message of the hypervisor.
 * @region:	the cell's communication region.
 * @reply:	JAILHOUSE_MSG_*, one of the replies.
 *
 * The message is cleared before the reply is written: the hypervisor may post
 * the next message as soon as it sees the reply.
 */
static inline void
jailhouse_send_reply_from_cell(struct jailhouse_comm_region *region,
			       __u32 reply)
{
	region->msg_to_cell = JAILHOUSE_MSG_NONE;
	__sync_synchronize();
	region->reply_from_cell = reply;
}

#endif
