# SPDX-License-Identifier: BSD-2-Clause
TESTS += x86_guest_paging
x86_guest_paging_SRCS := hypervisor/arch/x86/guest_paging.c
x86_guest_paging_CFLAGS := -I$(TOP)/hypervisor/arch/x86/include
