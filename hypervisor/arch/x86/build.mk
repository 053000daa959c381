# SPDX-License-Identifier: BSD-2-Clause
# x86: one image per vendor's virtualization extension.

X86 := $(filter-out arch/x86/svm%,$(wildcard arch/x86/*.c arch/x86/*.S)) \
	drivers/uart/8250.c

IMAGES := jailhouse-amd
jailhouse-amd_SRCS := $(X86) $(wildcard arch/x86/svm*.c arch/x86/svm*.S)

CFLAGS += -fcf-protection=none -mno-red-zone -mpreferred-stack-boundary=3 -fpie

# What every exit runs through is compiled for speed, all else for size.
FAST := core/paging.c arch/x86/svm_fast.c
