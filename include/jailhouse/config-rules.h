/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The rules that a configuration, or a management call, can break. A refusal
 * is {rule, array, index, other}; the sentence for a human is made by the
 * command line tool from the rule's name.
 */
#ifndef JAILHOUSE_CONFIG_RULES_H
#define JAILHOUSE_CONFIG_RULES_H

/*
 * X(NAME, errno): the order is not ABI, names are. "index" and "other" are
 * explained per rule.
 */
#define JAILHOUSE_CONFIG_RULES(X)					\
	X(NONE, 0)							\
	/* Blob as a whole. */						\
	X(BLOB_TOO_SHORT, EINVAL)	/* other: bytes needed */	\
	X(BLOB_TOO_LARGE, E2BIG)	/* other: bytes allowed */	\
	X(SIGNATURE, EINVAL)						\
	X(REVISION, EINVAL)		/* other: revision found */	\
	X(ARCHITECTURE, EINVAL)		/* other: architecture found */	\
	X(CELL_NAME, EINVAL)		/* empty name */		\
	X(EXTENSION, EINVAL)		/* index: entry, other: type */	\
	/* CPUs; index: logical CPU. */					\
	X(CPU_SET_SIZE, EINVAL)		/* other: bytes found */	\
	X(CPU_SET_EMPTY, EINVAL)					\
	X(CPU_ID, EINVAL)		/* beyond what the APIC takes */\
	X(CPU_NOT_ONLINE, EINVAL)	/* in root's set, not online */	\
	X(CPU_NOT_LISTED, EINVAL)	/* online, not in root's set */	\
	X(CPU_NOT_ROOT, EBUSY)		/* other: cell that has it */	\
	X(CPU_CALLER, EBUSY)		/* the CPU issuing the call */	\
	/* Memory; index: region, other: region or cell id. */		\
	X(MEM_ALIGNMENT, EINVAL)	/* phys_start not aligned */	\
	X(MEM_WRAP, EINVAL)		/* end beyond 2^64 */		\
	X(MEM_ADDRESS_WIDTH, EINVAL)	/* other: physical bits */	\
	X(MEM_FLAGS, EINVAL)		/* contradictory flags */	\
	X(MEM_OVERLAP, EINVAL)		/* other: region of the cell */	\
	X(MEM_HYPERVISOR, EINVAL)	/* is hypervisor memory */	\
	X(MEM_OTHER_CELL, EBUSY)	/* other: cell id */		\
	X(MEM_EMULATED, EINVAL)		/* covers an emulated page */	\
	X(MEM_COMM_SIZE, EINVAL)					\
	X(MEM_COMM_TWICE, EINVAL)	/* other: first one */		\
	X(MEM_SUB_PAGE, EINVAL)		/* RAM, but not whole pages */	\
	X(MEM_NOT_IDENTITY, EINVAL)	/* root: virt != phys */	\
	X(MEM_PLACE, EINVAL)		/* PLACE not allowed here */	\
	X(MEM_NOT_PLACED, EINVAL)	/* PLACE still set */		\
	X(HV_MEM_SIZE, EINVAL)		/* too small, other: KiB needed */\
	X(HV_MEM_ALIGNMENT, EINVAL)					\
	X(HV_MEM_TOO_LARGE, EINVAL)	/* other: MiB possible */	\
	X(HV_MEM_NOT_RESERVED, EINVAL)	/* driver: in use by Linux */	\
	X(MEM_NOT_RESERVED, EINVAL)	/* driver: in use by Linux */	\
	X(MEM_CLAIM, ENOMEM)		/* driver: no window, other: MiB */\
	X(HV_MEM_CLAIM, ENOMEM)		/* driver: no window, other: MiB */\
	X(RESET_ADDRESS, EINVAL)	/* in no executable region */	\
	/* Interrupt controllers; index: irqchip, other: pin. */	\
	X(IRQCHIP_PIN_BASE, EINVAL)					\
	X(IRQCHIP_TWICE, EINVAL)	/* other: first one */		\
	X(IRQCHIP_UNKNOWN, EINVAL)	/* no such irqchip in root */	\
	X(IRQCHIP_PIN, EINVAL)		/* beyond the chip's pins */	\
	X(IRQ_OTHER_CELL, EBUSY)	/* pin owned by another cell */	\
	/* Ports; index: PIO region, other: port or region. */		\
	X(PIO_RANGE, EINVAL)		/* empty or beyond 0xffff */	\
	X(PIO_OVERLAP, EINVAL)						\
	X(PIO_OTHER_CELL, EBUSY)					\
	X(PIO_RESERVED, EINVAL)		/* port that is never given */	\
	/* PCI; index: device. */					\
	X(PCI_TYPE, EINVAL)						\
	X(PCI_CAPS_SLICE, EINVAL)					\
	X(PCI_TWICE, EINVAL)						\
	X(PCI_UNSUPPORTED, EINVAL)	/* not driven by this build */	\
	/* The rest. */							\
	X(CACHE_UNSUPPORTED, EINVAL)					\
	X(STREAM_UNSUPPORTED, EINVAL)					\
	X(IOMMU_UNSUPPORTED, EINVAL)					\
	X(CONSOLE_TYPE, EINVAL)		/* other: type */		\
	X(CELL_FLAGS, EINVAL)		/* other: unsupported bits */	\
	X(APIC_MODE, EIO)						\
	/* Calls. */							\
	X(CELL_NAME_TAKEN, EEXIST)	/* other: cell id */		\
	X(CELL_ID_TAKEN, EEXIST)	/* other: cell id */		\
	X(CELL_LOCKED, EPERM)		/* other: cell id */		\
	X(CELL_REFUSED, EPERM)		/* other: cell id */		\
	X(CELLS_EXIST, EBUSY)		/* other: number of cells */	\
	X(POOL_EXHAUSTED, ENOMEM)	/* other: free pages */		\
	/* Enable: the machine. index: CPU. */				\
	X(CPU_NO_VIRTUALIZATION, ENODEV)				\
	X(CPU_VIRTUALIZATION_BUSY, EBUSY)				\
	X(CPU_VIRTUALIZATION_LOCKED, ENODEV)				\
	X(CPU_NO_NESTED_PAGING, ENODEV)					\
	X(CPU_MEM_ENCRYPT, ENODEV)	/* Linux uses SME */		\
	X(CPU_NO_NX, ENODEV)		/* Linux runs with noexec=off */\
	X(CPU_FEATURES_DIFFER, ENODEV)					\
	X(CPU_APIC_ID, EINVAL)						\
	X(CPU_APIC_BASE, EIO)						\
	X(CPU_OFFLINE, EBUSY)						\
	X(IMAGE_VERSION, EINVAL)					\
	/* Appended; index and other as above. */			\
	X(CPU_BOOT, EINVAL)		/* x86: CPU 0 stays with root */\
	X(CONSOLE_ADDRESS, EINVAL)	/* debug console's registers */	\
	X(GIC_VERSION, EINVAL)		/* other: version found */	\
	X(CACHE_REGION, EINVAL)		/* more than one, type, ways */	\
	X(PCI_SHMEM_PEER, EINVAL)	/* other: peer id */		\
	X(PCI_SHMEM_VECTORS, EINVAL)	/* other: vectors */		\
	X(PCI_SHMEM_REGIONS, EINVAL)	/* other: regions needed */	\
	X(PCI_OTHER_CELL, EBUSY)	/* other: cell id */		\
	X(PCI_SHMEM_TAKEN, EBUSY)	/* other: cell id */		\
	X(CELL_BUSY, EBUSY)		/* being asked, other: cell id */\
	X(DISABLING, EBUSY)		/* disable has begun */		\
	X(CPU_SIBLING, EBUSY)		/* driver: splits a core, other: CPU */\
	X(CPU_VENDOR, ENODEV)		/* driver: extension not driven */\
	X(GIC_MAINTENANCE, EINVAL)	/* no PPI, other: INTID */	\
	X(GIC_BASE, EINVAL)		/* index: frame, other: address */\
	X(CPU_STUCK, EBUSY)		/* does not stop, other: cell id */

#define JAILHOUSE_RULE_ENUM(name, error)	JAILHOUSE_RULE_##name,
enum jailhouse_config_rule {
	JAILHOUSE_CONFIG_RULES(JAILHOUSE_RULE_ENUM)
	JAILHOUSE_NUM_RULES
};
#undef JAILHOUSE_RULE_ENUM

/* X(NAME, name as in the C source of a configuration) */
#define JAILHOUSE_CONFIG_ARRAYS(X)					\
	X(NONE, "")							\
	X(SYSTEM, "header")						\
	X(CELL, "cell")							\
	X(CPUS, "cpus")							\
	X(MEMORY, "mem_regions")					\
	X(CACHE, "cache_regions")					\
	X(IRQCHIPS, "irqchips")						\
	X(PIO, "pio_regions")						\
	X(PCI_DEVICES, "pci_devices")					\
	X(PCI_CAPS, "pci_caps")						\
	X(STREAM_IDS, "stream_ids")

#define JAILHOUSE_ARRAY_ENUM(name, text)	JAILHOUSE_ARRAY_##name,
enum jailhouse_config_array {
	JAILHOUSE_CONFIG_ARRAYS(JAILHOUSE_ARRAY_ENUM)
	JAILHOUSE_NUM_ARRAYS
};
#undef JAILHOUSE_ARRAY_ENUM

#endif
