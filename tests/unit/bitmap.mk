# SPDX-License-Identifier: BSD-2-Clause
TESTS += bitmap
bitmap_SRCS := hypervisor/lib/bitmap.c
