/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Shared between the files of the configuration checker only.
 */
#ifndef CONFIG_CHECK_IMPL_H
#define CONFIG_CHECK_IMPL_H

#include <config_check.h>

#define CONFIG_PAGE_SIZE	0x1000ULL
#define CONFIG_PAGE_MASK	(CONFIG_PAGE_SIZE - 1)

/*
 * The local APIC's page and, behind it, addresses where a write may be taken
 * for an interrupt message (Intel SDM 3A 11.11.1).
 */
#define CONFIG_X86_APIC_WINDOW		0xfee00000ULL
#define CONFIG_X86_APIC_WINDOW_SIZE	0x100000ULL

/** Index or value that does not exist. */
#define CONFIG_NONE		0xffffffffU

/** The cell being checked, with what decides over its rules. */
struct config_subject {
	const struct jailhouse_cell_desc *cell;
	const struct config_machine *machine;
	struct jailhouse_config_error *error;
	bool is_root;
};

/**
 * Fill in an error. @other saturates at 32 bits.
 *
 * Return: the negative errno of @rule.
 */
int config_refuse(struct jailhouse_config_error *error, __u32 rule,
		  __u32 array, __u32 index, __u64 other);

/** Whether two ranges share an address. Neither may wrap; 0 is empty. */
static inline bool config_overlap(__u64 a, __u64 a_size, __u64 b, __u64 b_size)
{
	if (a_size == 0 || b_size == 0)
		return false;
	return a < b ? b - a < a_size : a - b < b_size;
}

/** Whether the end of a range, not empty, lies beyond 2^64. */
static inline bool config_wraps(__u64 start, __u64 size)
{
	return start + (size - 1) < start;
}

static inline bool config_is_arm(__u32 architecture)
{
	return architecture == JAILHOUSE_ARM ||
		architecture == JAILHOUSE_ARM64;
}

/** Whether a pin of a chip, counted from 0 or the GIC's INTID, is listed. */
static inline bool config_has_pin(const struct jailhouse_irqchip *chip,
				  __u32 pin)
{
	__u32 bit = pin - chip->pin_base;

	return pin >= chip->pin_base && bit < 128 &&
		(chip->pin_bitmap[bit / 32] >> (bit % 32) & 1);
}

/** Memory that counts as a physical range: not empty, and address final. */
static inline bool config_is_placed(const struct jailhouse_memory *region)
{
	return region->size != 0 &&
		!(region->flags & (JAILHOUSE_MEM_COMM_REGION |
				   JAILHOUSE_MEM_PLACE));
}

static inline bool config_is_sub_page(const struct jailhouse_memory *region)
{
	return ((region->virt_start | region->size) & CONFIG_PAGE_MASK) != 0;
}

int config_check_memory(const struct config_subject *subject);
int config_check_hypervisor_memory(const struct jailhouse_system *config,
				   __u64 config_size,
				   const struct config_machine *machine,
				   struct jailhouse_config_error *error);
int config_check_reset_address(const struct config_subject *subject);

#define CONFIG_GIC_MAX_FRAMES	4

/**
 * Frames of registers of the GIC version that an Arm system names: what the
 * hypervisor keeps.
 *
 * Return: their number.
 */
__u32 config_gic_frames(const struct jailhouse_system *config,
			struct config_range frames[CONFIG_GIC_MAX_FRAMES]);
int config_check_gic(const struct jailhouse_system *config,
		     const struct config_machine *machine,
		     struct jailhouse_config_error *error);
int config_check_irqchips(const struct config_subject *subject);
int config_check_pio(const struct config_subject *subject);
int config_check_pci(const struct config_subject *subject);
int config_check_cache(const struct config_subject *subject);

/** Same names, byte 31 not counted: the driver overwrites it. */
bool config_same_name(const struct jailhouse_cell_desc *a,
		      const struct jailhouse_cell_desc *b);

#endif
