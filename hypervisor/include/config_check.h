/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Validation of configuration blobs. Pure C without side effects, compiled
 * unchanged into the hypervisor, the kernel module and the command line tool.
 */
#ifndef CONFIG_CHECK_H
#define CONFIG_CHECK_H

#ifndef __KERNEL__
#include <stdbool.h>
#endif
#include <jailhouse/cell-config.h>
#include <jailhouse/config-access.h>
#include <jailhouse/config-rules.h>
#include <jailhouse/image.h>

/** Largest system blob, bytes behind the last array not counted. */
#define CONFIG_SYSTEM_MAX_SIZE		0x40000

/** Highest logical CPU and APIC id on x86: 255 is the broadcast id. */
#define CONFIG_X86_MAX_CPU_ID		254

/*
 * Features a configuration may name and a build may lack. Root's configuration
 * may name any of them, the caller warns (config_system_features()); in a
 * cell's they are refused.
 */
#define CONFIG_FEATURE_PCI		0x0002
#define CONFIG_FEATURE_CACHE		0x0004
#define CONFIG_FEATURE_STREAM		0x0008
#define CONFIG_FEATURE_IOMMU		0x0010
#define CONFIG_FEATURE_TEST_DEVICE	0x0020
#define CONFIG_FEATURE_AARCH32		0x0040
/* Of the debug console; what a cell's console needs is its inmate's affair. */
#define CONFIG_FEATURE_CONSOLE		0x0080
#define CONFIG_FEATURE_CONSOLE_CLOCK	0x0100

/** What this build lacks: the hypervisor's, the driver's and the tool's view. */
#define CONFIG_BUILD_UNSUPPORTED					\
	(CONFIG_FEATURE_PCI | CONFIG_FEATURE_CACHE |			\
	 CONFIG_FEATURE_STREAM |					\
	 CONFIG_FEATURE_IOMMU | CONFIG_FEATURE_TEST_DEVICE |		\
	 CONFIG_FEATURE_AARCH32 | CONFIG_FEATURE_CONSOLE |		\
	 CONFIG_FEATURE_CONSOLE_CLOCK)

/** A range of physical addresses; size 0 is an empty range. */
struct config_range {
	__u64 start;
	__u64 size;
};

/** What the checker knows of the machine and the build. */
struct config_machine {
	/** Physical address width in bits, 0: unknown, not checked. */
	unsigned int phys_bits;
	/** JAILHOUSE_X86, ..., which the blob must name. */
	__u32 architecture;
	/** CONFIG_FEATURE_* that this build lacks. */
	__u32 unsupported;
	/** All addresses are final: JAILHOUSE_MEM_PLACE must be gone. */
	bool placed;
	/**
	 * Physical ranges that the hypervisor emulates or keeps, besides those
	 * named by the configuration and x86's 0xfee00000..0xfeefffff. May
	 * be NULL.
	 */
	const struct config_range *emulated;
	__u32 num_emulated;
};

/**
 * Check a system blob with the root cell in it.
 * @config:	the blob; read only once every access is known to be inside.
 * @size:	bytes readable at @config.
 * @machine:	the machine it is meant for.
 * @error:	filled in on failure, otherwise untouched.
 *
 * Whether CPUs are online, memory is reserved and the image fits is up to the
 * caller. Lists of the root cell may overlap themselves (the later entry wins)
 * and what the hypervisor keeps or emulates (which is removed from root).
 *
 * Return: 0, or the negative errno of the first rule that is broken.
 */
int config_check_system(const struct jailhouse_system *config, __u64 size,
			const struct config_machine *machine,
			struct jailhouse_config_error *error);

/**
 * Check the blob of a cell other than root on its own.
 *
 * Parameters and result as for config_check_system().
 */
int config_check_cell(const struct jailhouse_cell_desc *config, __u64 size,
		      const struct config_machine *machine,
		      struct jailhouse_config_error *error);

/**
 * Check a cell against the system it is to run on: name, CPUs, hypervisor
 * memory, emulated pages, interrupt controllers.
 * @cell:	passed config_check_cell().
 * @system:	passed config_check_system().
 * @error:	filled in on failure.
 *
 * Regions whose place is not chosen yet (JAILHOUSE_MEM_PLACE) conflict with
 * nothing. CPU_NOT_ROOT carries 0xffffffff as the owner: root never had it.
 *
 * Return: 0, or the negative errno of the first rule that is broken.
 */
int config_check_cell_system(const struct jailhouse_cell_desc *cell,
			     const struct jailhouse_system *system,
			     struct jailhouse_config_error *error);

/**
 * Check a new cell against one that exists: name, CPUs, memory, interrupts,
 * ports, PCI functions.
 * @new_cell:	passed config_check_cell().
 * @other_cell:	passed config_check_cell(), not the root cell; its id is
 *		reported.
 * @error:	filled in on failure.
 *
 * Return: 0, or the negative errno of the first rule that is broken.
 */
int config_check_cell_cell(const struct jailhouse_cell_desc *new_cell,
			   const struct jailhouse_cell_desc *other_cell,
			   struct jailhouse_config_error *error);

/** CONFIG_FEATURE_* that a cell, root included, names. The blob is valid. */
__u32 config_cell_features(const struct jailhouse_cell_desc *cell);

/** CONFIG_FEATURE_* that a system and its root cell name. Blob is valid. */
__u32 config_system_features(const struct jailhouse_system *system);

/** Name of a JAILHOUSE_RULE_*, lower case; "unknown" if there is no such. */
const char *config_rule_name(__u32 rule);

/** Name of a JAILHOUSE_ARRAY_*, as in C sources; "" if there is none. */
const char *config_array_name(__u32 array);

/** Negative errno of a JAILHOUSE_RULE_*; -EINVAL if there is no such. */
int config_rule_errno(__u32 rule);

#endif
