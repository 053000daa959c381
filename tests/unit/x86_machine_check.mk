# SPDX-License-Identifier: BSD-2-Clause
TESTS += x86_machine_check
x86_machine_check_SRCS := hypervisor/arch/x86/machine_check.c \
	hypervisor/arch/x86/ipi.c tests/unit/x86/fake_msrs.c \
	tests/unit/x86/machine.c
x86_machine_check_CFLAGS := -I$(TOP)/tests/unit/x86 \
	-I$(TOP)/hypervisor/arch/x86/include
