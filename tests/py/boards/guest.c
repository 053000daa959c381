/* SPDX-License-Identifier: BSD-2-Clause */
/* An inmate, or a driver of a guest, with the names that these use. */
#include <jailhouse/types.h>
#include <jailhouse/hypercall.h>

#define REGION	((struct jailhouse_comm_region *)0x80000000UL)

static int check_region(void)
{
	static const char magic[] = COMM_REGION_MAGIC;
	unsigned int n;

	for (n = 0; n < sizeof(REGION->signature); n++)
		if (REGION->signature[n] != magic[n])
			return 0;
	return REGION->revision == COMM_REGION_ABI_REVISION &&
		REGION->padding[0] == 0;
}

static void print(char c)
{
	if (JAILHOUSE_COMM_HAS_DBG_PUTC_PERMITTED(REGION->flags) &&
	    JAILHOUSE_COMM_HAS_DBG_PUTC_ACTIVE(REGION->flags))
		jailhouse_call_arg1(JAILHOUSE_HC_DEBUG_CONSOLE_PUTC, c);
	else
		*(volatile char *)REGION->console.address = c;
}

static __u32 reply(void)
{
	switch (REGION->msg_to_cell) {
	case JAILHOUSE_MSG_NONE:
		return 0;
	case JAILHOUSE_MSG_SHUTDOWN_REQUEST:
		REGION->cell_state = JAILHOUSE_CELL_SHUT_DOWN;
		return JAILHOUSE_MSG_REQUEST_APPROVED;
	case JAILHOUSE_MSG_RECONFIG_COMPLETED:
		return JAILHOUSE_MSG_RECEIVED;
	}
	return JAILHOUSE_MSG_UNKNOWN;
}

static __u32 statistics(unsigned long cpu)
{
	static const __u32 numbers[] = {
		JAILHOUSE_CPU_STAT_VMEXITS_TOTAL,
		JAILHOUSE_CPU_STAT_VMEXITS_MMIO,
		JAILHOUSE_CPU_STAT_VMEXITS_MANAGEMENT,
		JAILHOUSE_CPU_STAT_VMEXITS_HYPERCALL,
		JAILHOUSE_CPU_STAT_VMEXITS_MAINTENANCE,
		JAILHOUSE_CPU_STAT_VMEXITS_VIRQ,
		JAILHOUSE_CPU_STAT_VMEXITS_VSGI,
		JAILHOUSE_CPU_STAT_VMEXITS_PSCI,
		JAILHOUSE_CPU_STAT_VMEXITS_SMCCC,
	};
	__u32 sum = 0, n;

	_Static_assert(JAILHOUSE_GENERIC_CPU_STATS == 4, "ABI");
	_Static_assert(JAILHOUSE_NUM_CPU_STATS == ARRAY_SIZE(numbers), "ABI");
	for (n = 0; n < ARRAY_SIZE(numbers); n++)
		sum += jailhouse_call_arg2(JAILHOUSE_HC_CPU_GET_INFO, cpu,
					   JAILHOUSE_CPU_INFO_STAT_BASE +
					   numbers[n]);
	return sum;
}

void guest(unsigned long cell);

void guest(unsigned long cell)
{
	__u64 gic = REGION->gic_version == 3 ? REGION->gicr_base :
					       REGION->gicc_base;

	REGION->cell_state = JAILHOUSE_CELL_RUNNING_LOCKED;
	print((char)(gic + REGION->gicd_base + REGION->vpci_irq_base +
		     REGION->pci_mmconfig_base));
	if (!check_region())
		REGION->cell_state = JAILHOUSE_CELL_FAILED_COMM_REV;
	if (jailhouse_call_arg2(JAILHOUSE_HC_CPU_GET_INFO, 0,
				JAILHOUSE_CPU_INFO_STATE) ==
	    JAILHOUSE_CPU_FAILED)
		REGION->cell_state = JAILHOUSE_CELL_FAILED;
	if (jailhouse_call_arg1(JAILHOUSE_HC_CELL_GET_STATE, cell) ==
	    JAILHOUSE_CELL_RUNNING && statistics(0) != JAILHOUSE_CPU_RUNNING)
		jailhouse_call(JAILHOUSE_HC_DISABLE);
	jailhouse_call_arg1(JAILHOUSE_HC_CELL_CREATE, 0x80000000);
	jailhouse_call_arg1(JAILHOUSE_HC_CELL_SET_LOADABLE, cell);
	jailhouse_call_arg1(JAILHOUSE_HC_CELL_START, cell);
	jailhouse_call_arg1(JAILHOUSE_HC_CELL_DESTROY, cell);
	jailhouse_call_arg1(JAILHOUSE_HC_HYPERVISOR_GET_INFO,
			    JAILHOUSE_INFO_MEM_POOL_SIZE |
			    JAILHOUSE_INFO_MEM_POOL_USED |
			    JAILHOUSE_INFO_REMAP_POOL_SIZE |
			    JAILHOUSE_INFO_REMAP_POOL_USED |
			    JAILHOUSE_INFO_NUM_CELLS);
	jailhouse_send_reply_from_cell(REGION, reply() ? reply() :
				       JAILHOUSE_MSG_REQUEST_DENIED);
}
