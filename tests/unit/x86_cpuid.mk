# SPDX-License-Identifier: BSD-2-Clause
TESTS += x86_cpuid
x86_cpuid_SRCS := hypervisor/arch/x86/cpuid.c
x86_cpuid_CFLAGS := -I$(TOP)/hypervisor/arch/x86/include
