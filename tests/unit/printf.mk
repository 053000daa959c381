# SPDX-License-Identifier: BSD-2-Clause
TESTS += printf
printf_SRCS := hypervisor/lib/printf.c
