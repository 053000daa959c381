# SPDX-License-Identifier: BSD-2-Clause
TESTS += x86_msr
x86_msr_SRCS := hypervisor/arch/x86/msr.c hypervisor/arch/x86/msr_table.c
x86_msr_CFLAGS := -I$(TOP)/hypervisor/arch/x86/include
