# SPDX-License-Identifier: BSD-2-Clause
TESTS += x86_pio
x86_pio_SRCS := hypervisor/arch/x86/pio.c hypervisor/arch/x86/ipi.c \
	tests/unit/x86/machine.c
x86_pio_CFLAGS := -I$(TOP)/tests/unit/x86 -I$(TOP)/hypervisor/arch/x86/include
