/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The hypervisor image and its memory, as agreed between driver and image.
 *
 * Hypervisor memory, from its start:
 *
 *	image (text, read-only data, data, bss)	core_size
 *	per-CPU areas				max_cpus * percpu_size
 *	copy of the system blob			config_size, page aligned
 *	page pool				up to boot_tables_offset
 *	boot tables of the driver		up to size
 *
 * The image is linked at JAILHOUSE_HV_BASE and starts with its header. The
 * boot tables map the whole range there, one page at a time: text read-only
 * and executable, rodata read-only, the rest writable and not executable.
 */
#ifndef JAILHOUSE_IMAGE_H
#define JAILHOUSE_IMAGE_H

/* EL2 has the lower half of the address space only. */
#if defined(__aarch64__)
#define JAILHOUSE_HV_BASE		0x0000fc0000000000
#else
#define JAILHOUSE_HV_BASE		0xfffffc0000000000
#endif
/** Hypervisor memory is at most that; what is mapped behind it is the image's. */
#define JAILHOUSE_HV_MAX_SIZE		0x20000000

#ifndef __ASSEMBLER__

#include <jailhouse/types.h>
#include <jailhouse/cell-config.h>

#define JAILHOUSE_IMAGE_SIGNATURE	"JHIMAGE"
/** Counts incompatible changes of anything in this file and boot-*.h. */
#define JAILHOUSE_BOOT_REVISION		1

#define JAILHOUSE_VERSION_LEN		56

struct jailhouse_image_header {
	/* Constant part, in the file. Sizes and offsets are page multiples. */
	char signature[8];
	__u32 boot_revision;
	__u32 architecture;
	char version[JAILHOUSE_VERSION_LEN];
	__u64 core_size;
	__u64 text_offset;
	__u64 text_size;
	__u64 rodata_offset;
	__u64 rodata_size;
	__u64 percpu_size;
	/** struct jailhouse_root_view, readable by root while enabled. */
	__u64 root_view_offset;
	/** Entry point of every CPU; need not be aligned. */
	__u64 entry_offset;

	/* Written by the driver before the first CPU enters. */
	__u64 phys_start;
	__u64 size;
	__u64 boot_tables_offset;
	__u32 config_size;
	/** Highest logical CPU of the root cell plus one. */
	__u32 max_cpus;
	/** Number of CPUs that enter. */
	__u32 online_cpus;
	__u32 padding;
};

/** Size of the console ring in bytes, a power of two. */
#define JAILHOUSE_CONSOLE_SIZE		2048

/**
 * The virtual console: a byte goes to content[tail % size], then tail counts
 * up (modulo 2^32). busy is odd while a writer is at work.
 */
struct jailhouse_virt_console {
	volatile __u32 busy;
	volatile __u32 tail;
	char content[JAILHOUSE_CONSOLE_SIZE];
};

/** What the last refused management call stumbled over. */
struct jailhouse_config_error {
	/** enum jailhouse_config_rule */
	__u32 rule;
	/** enum jailhouse_config_array */
	__u32 array;
	/** Index in that array. */
	__u32 index;
	/** Index of the other party of a conflict, or the offending value. */
	__u32 other;
};

/** The pages that root reads, and never writes, while enabled. */
struct jailhouse_root_view {
	struct jailhouse_virt_console console;
	/** Counts up by two per refusal; odd while last_error changes. */
	volatile __u32 error_sequence;
	struct jailhouse_config_error last_error;
	/** Longest stop of root's CPUs by a management call so far, in ns. */
	volatile __u64 root_stop_max_ns;
} __attribute__((aligned(4096)));

#endif /* !__ASSEMBLER__ */

#endif
