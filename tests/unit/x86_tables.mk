# SPDX-License-Identifier: BSD-2-Clause
TESTS += x86_tables
x86_tables_SRCS := hypervisor/arch/x86/tables.c \
	hypervisor/arch/x86/paging_format.c hypervisor/core/paging.c \
	hypervisor/core/tables.c
x86_tables_CFLAGS := -I$(TOP)/tests/unit/x86_hw \
	-I$(TOP)/hypervisor/arch/x86/include
