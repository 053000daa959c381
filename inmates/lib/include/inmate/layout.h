/* SPDX-License-Identifier: BSD-2-Clause */
/* Numbers that the start-up code shares with C. */
#ifndef INMATE_LAYOUT_H
#define INMATE_LAYOUT_H

#include <jailhouse/inmate-base.h>

/** CPUs that the runtime can use; more stay halted. */
#define INMATE_MAX_CPUS		32
#define INMATE_STACK_SIZE	8192

/** Guest-physical addresses fixed by the cell's configuration. */
#if defined(__aarch64__)
#define COMM_REGION_ADDRESS	0x80000000
#else
#define COMM_REGION_ADDRESS	0x100000
#endif
/**
 * Where the image is linked to, and RAM of 1 MiB begins. On x86, where CPUs
 * start in real mode, it must be 0.
 */
#define INMATE_BASE		CONFIG_INMATE_BASE
#if !defined(__aarch64__) && CONFIG_INMATE_BASE
#error CONFIG_INMATE_BASE must be 0 on x86
#endif
#define CMDLINE_ADDRESS		(INMATE_BASE + 0x1000)
#define CMDLINE_SIZE		0x1000

/** arm64: behind the RAM, up to 1 GiB; devices. A multiple of 2 MiB. */
#define DEVICE_START		0x08000000
/** arm64: struct exception_frame. */
#define INMATE_FRAME_SIZE	272

/** x86: from here up to 4 GiB the identity map is uncached: APICs, devices. */
#define DEVICE_WINDOW_START	0xfec00000

/* struct boot_state */
#define BOOT_STATE_GPR		0
#define BOOT_STATE_CR		32
#define BOOT_STATE_SEG		44
#define BOOT_STATE_R8		56
#define BOOT_STATE_SIZE		120

#ifndef __ASSEMBLER__

#include <types.h>

/** What the boot CPU found in its registers at the first instruction. */
struct boot_state {
	/** EAX, EBX, ECX, EDX, ESI, EDI, EBP, ESP */
	u32 gpr[8];
	/** CR0, CR3, CR4 */
	u32 cr[3];
	/** CS, DS, ES, SS, FS, GS */
	u16 seg[6];
	/** R8 to R15, which first can be read after the mode changes. */
	u64 r8[8];
};

_Static_assert(offsetof(struct boot_state, cr) == BOOT_STATE_CR, "start.S");
_Static_assert(offsetof(struct boot_state, seg) == BOOT_STATE_SEG, "start.S");
_Static_assert(offsetof(struct boot_state, r8) == BOOT_STATE_R8, "start.S");
_Static_assert(sizeof(struct boot_state) == BOOT_STATE_SIZE, "start.S");

extern struct boot_state boot_state;

#endif

#endif
