# SPDX-License-Identifier: BSD-2-Clause

IMAGES := jailhouse
jailhouse_SRCS := $(wildcard arch/arm64/*.c arch/arm64/*.S) \
	drivers/uart/8250.c drivers/uart/pl011.c

# x18 stays the guest's on fast paths. No calls of a library for atomics and
# loops that look like memset(). All is within a megabyte, and nothing walks
# frames: shorter code, as is one prologue for all ways through a function.
CFLAGS += -march=armv8-a -mcmodel=tiny -ffixed-x18 -fno-pic -fno-pie \
	-mno-outline-atomics -mbranch-protection=none -fomit-frame-pointer \
	-fno-shrink-wrap -fno-tree-loop-distribute-patterns \
	-fno-move-loop-invariants

# What every exit runs through is compiled for speed, all else for size.
FAST := arch/arm64/fast.c
