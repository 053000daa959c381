# SPDX-License-Identifier: BSD-2-Clause
TESTS += x86_decode_cr
x86_decode_cr_SRCS := hypervisor/arch/x86/decode.c
x86_decode_cr_CFLAGS := -I$(TOP)/hypervisor/arch/x86/include
