/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Names of the configuration rules, for the driver and the tool; the hypervisor
 * itself carries numbers only.
 */
#include <config_check.h>

static const char * const rule_names[JAILHOUSE_NUM_RULES] = {
	[JAILHOUSE_RULE_NONE] = "none",
	[JAILHOUSE_RULE_BLOB_TOO_SHORT] = "blob_too_short",
	[JAILHOUSE_RULE_BLOB_TOO_LARGE] = "blob_too_large",
	[JAILHOUSE_RULE_SIGNATURE] = "signature",
	[JAILHOUSE_RULE_REVISION] = "revision",
	[JAILHOUSE_RULE_ARCHITECTURE] = "architecture",
	[JAILHOUSE_RULE_CELL_NAME] = "cell_name",
	[JAILHOUSE_RULE_EXTENSION] = "extension",
	[JAILHOUSE_RULE_CPU_SET_SIZE] = "cpu_set_size",
	[JAILHOUSE_RULE_CPU_SET_EMPTY] = "cpu_set_empty",
	[JAILHOUSE_RULE_CPU_ID] = "cpu_id",
	[JAILHOUSE_RULE_CPU_NOT_ONLINE] = "cpu_not_online",
	[JAILHOUSE_RULE_CPU_NOT_LISTED] = "cpu_not_listed",
	[JAILHOUSE_RULE_CPU_NOT_ROOT] = "cpu_not_root",
	[JAILHOUSE_RULE_CPU_CALLER] = "cpu_caller",
	[JAILHOUSE_RULE_MEM_ALIGNMENT] = "mem_alignment",
	[JAILHOUSE_RULE_MEM_WRAP] = "mem_wrap",
	[JAILHOUSE_RULE_MEM_ADDRESS_WIDTH] = "mem_address_width",
	[JAILHOUSE_RULE_MEM_FLAGS] = "mem_flags",
	[JAILHOUSE_RULE_MEM_OVERLAP] = "mem_overlap",
	[JAILHOUSE_RULE_MEM_HYPERVISOR] = "mem_hypervisor",
	[JAILHOUSE_RULE_MEM_OTHER_CELL] = "mem_other_cell",
	[JAILHOUSE_RULE_MEM_EMULATED] = "mem_emulated",
	[JAILHOUSE_RULE_MEM_COMM_SIZE] = "mem_comm_size",
	[JAILHOUSE_RULE_MEM_COMM_TWICE] = "mem_comm_twice",
	[JAILHOUSE_RULE_MEM_SUB_PAGE] = "mem_sub_page",
	[JAILHOUSE_RULE_MEM_NOT_IDENTITY] = "mem_not_identity",
	[JAILHOUSE_RULE_MEM_PLACE] = "mem_place",
	[JAILHOUSE_RULE_MEM_NOT_PLACED] = "mem_not_placed",
	[JAILHOUSE_RULE_HV_MEM_SIZE] = "hv_mem_size",
	[JAILHOUSE_RULE_HV_MEM_ALIGNMENT] = "hv_mem_alignment",
	[JAILHOUSE_RULE_HV_MEM_TOO_LARGE] = "hv_mem_too_large",
	[JAILHOUSE_RULE_HV_MEM_NOT_RESERVED] = "hv_mem_not_reserved",
	[JAILHOUSE_RULE_MEM_NOT_RESERVED] = "mem_not_reserved",
	[JAILHOUSE_RULE_MEM_CLAIM] = "mem_claim",
	[JAILHOUSE_RULE_HV_MEM_CLAIM] = "hv_mem_claim",
	[JAILHOUSE_RULE_RESET_ADDRESS] = "reset_address",
	[JAILHOUSE_RULE_IRQCHIP_PIN_BASE] = "irqchip_pin_base",
	[JAILHOUSE_RULE_IRQCHIP_TWICE] = "irqchip_twice",
	[JAILHOUSE_RULE_IRQCHIP_UNKNOWN] = "irqchip_unknown",
	[JAILHOUSE_RULE_IRQCHIP_PIN] = "irqchip_pin",
	[JAILHOUSE_RULE_IRQ_OTHER_CELL] = "irq_other_cell",
	[JAILHOUSE_RULE_PIO_RANGE] = "pio_range",
	[JAILHOUSE_RULE_PIO_OVERLAP] = "pio_overlap",
	[JAILHOUSE_RULE_PIO_OTHER_CELL] = "pio_other_cell",
	[JAILHOUSE_RULE_PIO_RESERVED] = "pio_reserved",
	[JAILHOUSE_RULE_PCI_TYPE] = "pci_type",
	[JAILHOUSE_RULE_PCI_CAPS_SLICE] = "pci_caps_slice",
	[JAILHOUSE_RULE_PCI_TWICE] = "pci_twice",
	[JAILHOUSE_RULE_PCI_UNSUPPORTED] = "pci_unsupported",
	[JAILHOUSE_RULE_CACHE_UNSUPPORTED] = "cache_unsupported",
	[JAILHOUSE_RULE_STREAM_UNSUPPORTED] = "stream_unsupported",
	[JAILHOUSE_RULE_IOMMU_UNSUPPORTED] = "iommu_unsupported",
	[JAILHOUSE_RULE_CONSOLE_TYPE] = "console_type",
	[JAILHOUSE_RULE_CELL_FLAGS] = "cell_flags",
	[JAILHOUSE_RULE_APIC_MODE] = "apic_mode",
	[JAILHOUSE_RULE_CELL_NAME_TAKEN] = "cell_name_taken",
	[JAILHOUSE_RULE_CELL_ID_TAKEN] = "cell_id_taken",
	[JAILHOUSE_RULE_CELL_LOCKED] = "cell_locked",
	[JAILHOUSE_RULE_CELL_REFUSED] = "cell_refused",
	[JAILHOUSE_RULE_CELLS_EXIST] = "cells_exist",
	[JAILHOUSE_RULE_POOL_EXHAUSTED] = "pool_exhausted",
	[JAILHOUSE_RULE_CPU_NO_VIRTUALIZATION] = "cpu_no_virtualization",
	[JAILHOUSE_RULE_CPU_VIRTUALIZATION_BUSY] = "cpu_virtualization_busy",
	[JAILHOUSE_RULE_CPU_VIRTUALIZATION_LOCKED] = "cpu_virtualization_locked",
	[JAILHOUSE_RULE_CPU_NO_NESTED_PAGING] = "cpu_no_nested_paging",
	[JAILHOUSE_RULE_CPU_MEM_ENCRYPT] = "cpu_mem_encrypt",
	[JAILHOUSE_RULE_CPU_NO_NX] = "cpu_no_nx",
	[JAILHOUSE_RULE_CPU_FEATURES_DIFFER] = "cpu_features_differ",
	[JAILHOUSE_RULE_CPU_APIC_ID] = "cpu_apic_id",
	[JAILHOUSE_RULE_CPU_APIC_BASE] = "cpu_apic_base",
	[JAILHOUSE_RULE_CPU_OFFLINE] = "cpu_offline",
	[JAILHOUSE_RULE_IMAGE_VERSION] = "image_version",
	[JAILHOUSE_RULE_CPU_BOOT] = "cpu_boot",
	[JAILHOUSE_RULE_CONSOLE_ADDRESS] = "console_address",
	[JAILHOUSE_RULE_GIC_VERSION] = "gic_version",
	[JAILHOUSE_RULE_CACHE_REGION] = "cache_region",
	[JAILHOUSE_RULE_PCI_SHMEM_PEER] = "pci_shmem_peer",
	[JAILHOUSE_RULE_PCI_SHMEM_VECTORS] = "pci_shmem_vectors",
	[JAILHOUSE_RULE_PCI_SHMEM_REGIONS] = "pci_shmem_regions",
	[JAILHOUSE_RULE_PCI_OTHER_CELL] = "pci_other_cell",
	[JAILHOUSE_RULE_PCI_SHMEM_TAKEN] = "pci_shmem_taken",
	[JAILHOUSE_RULE_CELL_BUSY] = "cell_busy",
	[JAILHOUSE_RULE_DISABLING] = "disabling",
	[JAILHOUSE_RULE_CPU_SIBLING] = "cpu_sibling",
	[JAILHOUSE_RULE_CPU_VENDOR] = "cpu_vendor",
	[JAILHOUSE_RULE_GIC_MAINTENANCE] = "gic_maintenance",
	[JAILHOUSE_RULE_GIC_BASE] = "gic_base",
	[JAILHOUSE_RULE_CPU_STUCK] = "cpu_stuck",
};

#define ARRAY_NAME(name, text)	[JAILHOUSE_ARRAY_##name] = text,
static const char * const array_names[JAILHOUSE_NUM_ARRAYS] = {
	JAILHOUSE_CONFIG_ARRAYS(ARRAY_NAME)
};

const char *config_rule_name(__u32 rule)
{
	if (rule >= JAILHOUSE_NUM_RULES || !rule_names[rule])
		return "unknown";
	return rule_names[rule];
}

const char *config_array_name(__u32 array)
{
	return array < JAILHOUSE_NUM_ARRAYS ? array_names[array] : "";
}
