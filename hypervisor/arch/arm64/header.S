/* SPDX-License-Identifier: BSD-2-Clause */
/* The image header; layout: struct jailhouse_image_header. */
#include <asm/private.h>

	.section .header, "a", @progbits
	.globl image_header
image_header:
	.asciz	"JHIMAGE"
	.long	1			/* JAILHOUSE_BOOT_REVISION */
	.long	2			/* JAILHOUSE_ARM64 */
1:	.asciz	JAILHOUSE_VERSION
	.fill	56 - (. - 1b), 1, 0
	.quad	__core_size
	.quad	__text_offset
	.quad	__text_size
	.quad	__rodata_offset
	.quad	__rodata_size
	.quad	ARM64_PERCPU_SIZE
	.quad	__root_view_offset
	.quad	__entry_offset
	/* Written by the driver. */
	.fill	40, 1, 0
	.if . - image_header != 176
	.error "struct jailhouse_image_header"
	.endif

	.section .note.GNU-stack, "", @progbits
