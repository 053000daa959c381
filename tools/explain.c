/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The sentences for broken rules.
 *
 * Placeholders: %w where ("mem_regions[2]"), %i index, %o other, %x other in
 * hexadecimal, %c the cell whose id is other, %d the advice to destroy that cell
 * if it can be, %a the architecture other, %r how to reserve memory at boot.
 */
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <config_check.h>
#include "tool.h"

#define NO_CELL		0xffffffffU

/* What depends on the machine on which the tool runs. */
#ifdef __aarch64__
#define RESERVE		"reserved-memory in the device tree, or mem=SIZE"
#define NO_VIRTUALIZATION						\
	"CPU %i has no EL2, or Linux was not started there. Use another machine or firmware; in an emulator, add it (-machine virtualization=on)."
#define VIRTUALIZATION_BUSY						\
	"EL2 of CPU %i is in use. Stop all virtual machines, boot with kvm-arm.mode=none, and if Linux itself runs at EL2 also with id_aa64mmfr1.vh=0."
#else
#define RESERVE		"memmap=SIZE$START"
#define NO_VIRTUALIZATION						\
	"CPU %i has no hardware virtualization (AMD-V). Use another machine; in an emulator, add it to the CPU model."
#define VIRTUALIZATION_BUSY						\
	"the virtualization extension of CPU %i is in use. Stop all virtual machines, unload KVM (\"rmmod kvm_amd\")."
#endif

#define RULE(name)	[JAILHOUSE_RULE_##name]

static const char * const sentences[JAILHOUSE_NUM_RULES] = {
	RULE(NONE) = "no rule is broken.",

	RULE(BLOB_TOO_SHORT) = "%w: the blob ends early, its header announces %o bytes. Build or copy the file again.",
	RULE(BLOB_TOO_LARGE) = "%w: the blob is too large, at most %o bytes are possible. Remove entries from its arrays.",
	RULE(SIGNATURE) = "%w: wrong signature. System configurations go to \"enable\", cells' to \"cell create\"; name the right file.",
	RULE(REVISION) = "%w: revision %o, but this version reads revision 14. Build the file with this version's headers.",
	RULE(ARCHITECTURE) = "%w: made for %a, not for this machine. Use a configuration of this architecture.",
	RULE(CELL_NAME) = "%w.name is empty or contains a control character (%x at position %i). Give the cell a printable name.",
	RULE(EXTENSION) = "%w: entry %i of the extension table (type %o) is malformed or required and unknown. Use a version that knows it, or remove the entry.",

	RULE(CPU_SET_SIZE) = "cpus has %o bytes, more than 4096. Shorten cpu_set_size.",
	RULE(CPU_SET_EMPTY) = "cpus is empty. Give the cell at least one CPU.",
	RULE(CPU_ID) = "CPU %i: numbers above 254 are not possible on x86. Remove it from cpus.",
	RULE(CPU_NOT_ONLINE) = "CPU %i is in the system configuration but not online. Bring it online, or remove it from cpus.",
	RULE(CPU_NOT_LISTED) = "CPU %i is online but not in the system configuration. Add it to cpus, or boot without it.",
	RULE(CPU_NOT_ROOT) = "CPU %i is not root's to give, it belongs to %c. Choose another CPU%d.",
	RULE(CPU_CALLER) = "CPU %i runs this very call, root keeps it. Choose another CPU for the cell.",
	RULE(CPU_BOOT) = "CPU 0 always stays with Linux. Choose another CPU for the cell.",
	RULE(CPU_SIBLING) = "CPU %i is a thread of the same core as CPU %o, which belongs to another cell: they disturb and may observe each other. Give both to one cell, or allow it (\"echo Y > /sys/module/jailhouse/parameters/split_siblings\").",

	RULE(MEM_ALIGNMENT) = "%w: phys_start and virt_start differ in their page offset, or a communication region is not page aligned. Align them.",
	RULE(MEM_WRAP) = "%w reaches beyond the end of the address space. Correct its start or size.",
	RULE(MEM_ADDRESS_WIDTH) = "%w reaches beyond the machine's %o address bits. Correct its start or size.",
	RULE(MEM_FLAGS) = "%w: COMM_REGION excludes IO, LOADABLE and ROOTSHARED, and root has none. Correct its flags.",
	RULE(MEM_OVERLAP) = "%w overlaps mem_regions[%o] of the same cell in guest addresses. Choose another virt_start, or a smaller size.",
	RULE(MEM_HYPERVISOR) = "%w overlaps the hypervisor's memory. Choose another phys_start.",
	RULE(MEM_OTHER_CELL) = "%w overlaps memory of %c. Choose another phys_start, make both regions ROOTSHARED%d.",
	RULE(MEM_EMULATED) = "%w covers an interrupt controller or another device that the hypervisor keeps. Leave that address out.",
	RULE(MEM_COMM_SIZE) = "%w: a communication region has 0x1000 bytes, not %x. Correct its size.",
	RULE(MEM_COMM_TWICE) = "%w is a second communication region besides mem_regions[%o]. Remove one.",
	RULE(MEM_SUB_PAGE) = "%w is RAM (EXECUTE or LOADABLE), but not a number of whole pages. Align virt_start and size to 0x1000.",
	RULE(MEM_NOT_IDENTITY) = "%w: virt_start must equal phys_start in the root cell. Make them equal.",
	RULE(MEM_PLACE) = "%w: PLACE is only for whole pages of a cell's RAM (READ and WRITE, without IO, COMM_REGION, ROOTSHARED). Remove the flag and give the exact phys_start.",
	RULE(MEM_NOT_PLACED) = "%w still asks for a place at run time. Load a driver of this version, which chooses one.",
	RULE(HV_MEM_SIZE) = "header.hypervisor_memory is too small, at least %o KiB are needed. Raise its size.",
	RULE(HV_MEM_ALIGNMENT) = "header.hypervisor_memory: phys_start must be a multiple of %x, size one of 0x1000. Align them.",
	RULE(HV_MEM_TOO_LARGE) = "header.hypervisor_memory is larger than %o MiB. Reduce its size.",
	RULE(HV_MEM_NOT_RESERVED) = "header.hypervisor_memory is in use by Linux. Reserve it at boot (%r), or flag it PLACE.",
	RULE(MEM_NOT_RESERVED) = "%w is in use by Linux. Reserve it at boot (%r), or flag it PLACE.",
	RULE(MEM_CLAIM) = "%w: Linux has no %o MiB in one piece to give. Try again, end programs that use much memory, or reserve memory at boot (%r) and remove PLACE.",
	RULE(HV_MEM_CLAIM) = "header.hypervisor_memory: Linux has no %o MiB in one piece to give. Try again, end programs that use much memory, or reserve memory at boot (%r) and remove PLACE.",
	RULE(RESET_ADDRESS) = "cell.cpu_reset_address %x is in no executable memory, or beyond 4 GiB on x86. Correct it, or add EXECUTE to the region there.",

	RULE(IRQCHIP_PIN_BASE) = "%w: pin_base %o is not possible; 0 on x86, else a multiple of 32 up to 896. Correct it.",
	RULE(IRQCHIP_TWICE) = "%w lists the same pins as irqchips[%o]. Merge them.",
	RULE(IRQCHIP_UNKNOWN) = "%w: the system configuration has no interrupt controller at this address. Correct the address.",
	RULE(IRQCHIP_PIN) = "%w has no pin %o. Correct pin_bitmap.",
	RULE(IRQ_OTHER_CELL) = "%w: interrupt %o belongs to another cell. Remove it from pin_bitmap, or destroy that cell first.",

	RULE(PIO_RANGE) = "%w (from port %x) is empty or ends beyond port 0xffff. Correct its length.",
	RULE(PIO_OVERLAP) = "%w overlaps pio_regions[%o] of the same cell. Merge them.",
	RULE(PIO_OTHER_CELL) = "%w: port %x belongs to another cell. Remove it, or destroy that cell first.",
	RULE(PIO_RESERVED) = "%w: port %x reaches beyond any cell and is never given away. Remove it.",

	RULE(PCI_TYPE) = "%w: type %o does not exist. Use 1 (device), 2 (bridge) or 3 (ivshmem).",
	RULE(PCI_CAPS_SLICE) = "%w: caps_start and num_caps reach beyond pci_caps. Correct them.",
	RULE(PCI_TWICE) = "%w is the same function as pci_devices[%o]. Remove one.",
	RULE(PCI_UNSUPPORTED) = "%w: this version cannot give PCI functions to cells. Remove them; root keeps all.",
	RULE(PCI_SHMEM_PEER) = "%w: shmem_dev_id %o is above 11. Choose a smaller one.",
	RULE(PCI_SHMEM_VECTORS) = "%w: %o vectors, an ivshmem function has at most 16. Reduce num_msix_vectors.",
	RULE(PCI_SHMEM_REGIONS) = "%w: its sections need %o entries in mem_regions, there are fewer. Correct shmem_regions_start or shmem_peers.",
	RULE(PCI_OTHER_CELL) = "%w belongs to %c. Remove it%d.",
	RULE(PCI_SHMEM_TAKEN) = "%w: its shmem_dev_id is taken by %c. Choose another one.",

	RULE(CACHE_UNSUPPORTED) = "cache_regions: this version cannot partition caches. Remove them.",
	RULE(CACHE_REGION) = "%w: at most one region, of type L3, within 64 ways. Correct it.",
	RULE(STREAM_UNSUPPORTED) = "stream_ids: this version drives no IOMMU. Remove them.",
	RULE(IOMMU_UNSUPPORTED) = "%w: this version drives no IOMMU. Remove what needs one.",
	RULE(CONSOLE_TYPE) = "%w: console type %o is not possible here. Choose another, or 0 for none.",
	RULE(CONSOLE_ADDRESS) = "header.debug_console: its registers (from %x) have no size, or reach beyond the address space. Correct address, size or flags.",
	RULE(CELL_FLAGS) = "cell.flags: %x is not supported by this version. Remove these flags.",
	RULE(APIC_MODE) = "header.platform_info.x86.apic_mode %o is not the mode that Linux uses, or does not exist. Set it to 0 (automatic).",
	RULE(GIC_VERSION) = "header.platform_info.arm.gic_version %o is not the GIC that Linux uses, or does not exist. Set it to 2 or 3, as Linux's log says.",
	RULE(GIC_MAINTENANCE) = "header.platform_info.arm.maintenance_irq %o is not an interrupt of a CPU (16 to 31). Correct it, 25 is usual.",
	RULE(GIC_BASE) = "header.platform_info.arm: the GIC's frame %i (from 0; version 2: gicd, gicc, gich, gicv, version 3: gicd, gicr) cannot be at %x: missing, not found there, not aligned (0x1000, with version 3 0x10000), beyond the machine's addresses, or over another frame. Correct its base.",

	RULE(CELL_NAME_TAKEN) = "its name is taken by %c. Choose another name%d.",
	RULE(CELL_ID_TAKEN) = "its id is taken by %c. Destroy that cell first.",
	RULE(CELL_LOCKED) = "%c is locked and forbids changes. Wait until it unlocks.",
	RULE(CELL_REFUSED) = "%c refused. Try again when it agrees.",
	RULE(CELL_BUSY) = "%c is being asked on behalf of another call. Wait until that has ended.",
	RULE(CPU_STUCK) = "CPU %i of %c does not stop: it hangs in an access that a device or the memory behind it never answers, or is broken. Reset that device and try again, or restart the machine.",
	RULE(DISABLING) = "the hypervisor is being disabled. Enable it again first.",
	RULE(CELLS_EXIST) = "%o cells exist. Destroy them first.",
	RULE(POOL_EXHAUSTED) = "the hypervisor's memory is used up, %o pages are free. Raise header.hypervisor_memory.size, or destroy a cell.",

	RULE(CPU_NO_VIRTUALIZATION) = NO_VIRTUALIZATION,
	RULE(CPU_VIRTUALIZATION_BUSY) = VIRTUALIZATION_BUSY,
	RULE(CPU_VIRTUALIZATION_LOCKED) = "the firmware locked the virtualization extension of CPU %i. Turn it on in the firmware's setup.",
	RULE(CPU_VENDOR) = "CPU %i is not AMD's or Hygon's: this version drives AMD-V, but not Intel VT-x. Use another machine.",
	RULE(CPU_MEM_ENCRYPT) = "CPU %i encrypts memory. Boot Linux with mem_encrypt=off.",
	RULE(CPU_NO_NX) = "CPU %i runs without no-execute pages. Boot Linux without noexec=off.",
	RULE(CPU_NO_NESTED_PAGING) = "CPU %i has no nested paging. Use another machine; in an emulator, add it to the CPU model.",
	RULE(CPU_FEATURES_DIFFER) = "CPU %i has other features than CPU 0. Update the firmware or microcode.",
	RULE(CPU_APIC_ID) = "CPU %i: its APIC id %o is above 254. Use fewer CPUs.",
	RULE(CPU_APIC_BASE) = "CPU %i: its local APIC is not at 0xfee00000 or is off. Boot without options that move or disable it.",
	RULE(CPU_OFFLINE) = "CPU %i is offline, where the hypervisor cannot hold it. Bring it online (/sys/devices/system/cpu/cpu%i/online), or boot with all CPUs (without maxcpus=).",
	RULE(IMAGE_VERSION) = "the hypervisor image does not belong to this driver. Install both from one build.",
};

static const char * const architectures[] = {
	[JAILHOUSE_X86] = "x86",
	[JAILHOUSE_ARM] = "arm",
	[JAILHOUSE_ARM64] = "arm64",
	[JAILHOUSE_RISCV64] = "riscv64",
};

const char *architecture_name(__u32 architecture)
{
	return architecture < ARRAY_SIZE(architectures) ?
		architectures[architecture] : "an unknown architecture";
}

struct text {
	char *buffer;
	size_t size;
	size_t used;
};

static void add(struct text *text, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static void add(struct text *text, const char *format, ...)
{
	size_t room = text->size - text->used;
	va_list args;
	int length;

	va_start(args, format);
	length = vsnprintf(text->buffer + text->used, room, format, args);
	va_end(args);
	if (length > 0)
		text->used += (size_t)length < room ? (size_t)length : room - 1;
}

static void add_where(struct text *text,
		      const struct jailhouse_config_error *error)
{
	const char *rule = config_rule_name(error->rule);

	if (error->array == JAILHOUSE_ARRAY_CPUS)
		add(text, "CPU %u", error->index);
	else if (error->array == JAILHOUSE_ARRAY_SYSTEM &&
		 !strncmp(rule, "mem_", strlen("mem_")))
		add(text, "header.hypervisor_memory");
	else if (error->array <= JAILHOUSE_ARRAY_CELL)
		add(text, "%s", config_array_name(error->array));
	else
		add(text, "%s[%u]", config_array_name(error->array),
		    error->index);
}

static void add_cell(struct text *text, __u32 id, cell_name_fn cell_name)
{
	const char *name = "";

	if (id == NO_CELL) {
		add(text, "no cell (the system configuration lacks it)");
		return;
	}
	if (cell_name)
		name = cell_name(id);
	if (name && name[0])
		add(text, "cell \"%s\" (id %u)", name, id);
	else if (id == 0)
		add(text, "the root cell");
	else
		add(text, "cell %u", id);
}

void explain_rule(char *buffer, size_t size,
		  const struct jailhouse_config_error *error,
		  cell_name_fn cell_name)
{
	struct text text = { .buffer = buffer, .size = size };
	const char *c = "%w: refused (rule unknown to this tool, %o). Use a tool of the driver's version.";

	if (error->rule < JAILHOUSE_NUM_RULES && sentences[error->rule])
		c = sentences[error->rule];
	buffer[0] = 0;
	for (; *c; c++) {
		if (*c != '%') {
			add(&text, "%c", *c);
			continue;
		}
		c++;
		if (*c == 'w')
			add_where(&text, error);
		else if (*c == 'i')
			add(&text, "%u", error->index);
		else if (*c == 'o')
			add(&text, "%u", error->other);
		else if (*c == 'x')
			add(&text, "0x%x", error->other);
		else if (*c == 'c')
			add_cell(&text, error->other, cell_name);
		else if (*c == 'd' && error->other != 0 &&
			 error->other != NO_CELL)
			add(&text, ", or destroy that cell first");
		else if (*c == 'a')
			add(&text, "%s", architecture_name(error->other));
		else if (*c == 'r')
			add(&text, RESERVE);
	}
}

static __u32 find_rule(const char *name)
{
	__u32 rule;

	for (rule = 0; rule < JAILHOUSE_NUM_RULES; rule++)
		if (!strcmp(config_rule_name(rule), name))
			break;
	return rule;
}

static __u32 find_array(const char *name)
{
	__u32 array;

	for (array = 0; array < JAILHOUSE_NUM_ARRAYS; array++)
		if (!strcmp(config_array_name(array), name))
			return array;
	return JAILHOUSE_ARRAY_NONE;
}

bool parse_last_error(const char *text, struct jailhouse_config_error *error)
{
	char rule[64] = "", array[64] = "";

	if (sscanf(text, "%63s %63s %u %u", rule, array, &error->index,
		   &error->other) != 4)
		return false;
	error->rule = find_rule(rule);
	error->array = find_array(array);
	return error->rule != JAILHOUSE_RULE_NONE &&
		error->rule != JAILHOUSE_NUM_RULES;
}
